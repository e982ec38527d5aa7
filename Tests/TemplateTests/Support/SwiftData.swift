@testable import TemplateCompiler

/// JSON as Swift source: a struct for each object, with the values as defaults.
///
/// Where the specification wants a value unescaped, its field becomes `Markup`: only that can be written so.
struct SwiftData {
    /// The last components of names in `{{{…}}}` and `{{&…}}`; "." for the items of lists.
    let markupNames: Set<String>

    func structure(_ name: String, _ fields: [String: JSON]) -> String {
        let usable = fields.sorted { $0.key < $1.key }.filter { isIdentifier($0.key) }
        let types = usable.map { declaration($0.key, $0.value) }.joined()
        return "struct \(name) {\n\(types)}\n"
    }

    private func declaration(_ name: String, _ value: JSON) -> String {
        let isMarkup = markupNames.contains(name)
        switch value {
        case .object(let fields):
            let type = "Type_\(name)"
            return "\(structure(type, fields))var `\(name)` = \(type)()\n"
        case .list(let items):
            if let objects = objects(items), let first = objects.first {
                let type = "Type_\(name)"
                let values = objects.map { "\(type)(\(arguments($0)))" }.joined(separator: ", ")
                return "\(structure(type, first))var `\(name)`: [\(type)] = [\(values)]\n"
            }
            let type = listType(items, isMarkup: markupNames.contains("."))
            return
                "var `\(name)`: \(type) = \(literal(value, isMarkup: markupNames.contains("."), asText: type.contains("String")))\n"
        case .null:
            return "var `\(name)`: \(isMarkup ? "Markup" : "String")? = nil\n"
        case .bool, .int, .double, .string:
            return "var `\(name)` = \(literal(value, isMarkup: isMarkup))\n"
        }
    }

    /// Nested lists of objects share the type of their field, so they are given as arguments.
    private func arguments(_ fields: [String: JSON]) -> String {
        fields.sorted { $0.key < $1.key }.compactMap { name, value in
            switch value {
            case .object: nil
            case .list(let items) where objects(items)?.isEmpty == false: nil
            default: "\(name): \(literal(value, isMarkup: markupNames.contains(name)))"
            }
        }.joined(separator: ", ")
    }

    private func objects(_ items: [JSON]) -> [[String: JSON]]? {
        let objects = items.compactMap { item in
            if case .object(let fields) = item { fields } else { nil }
        }
        return objects.count == items.count ? objects : nil
    }

    /// A list of numbers and of text becomes one of text: a Swift array has one type.
    private func listType(_ items: [JSON], isMarkup: Bool) -> String {
        if isMarkup { return "[Markup]" }
        var types: Set<String> = []
        for item in items {
            switch item {
            case .int: types.insert("Int")
            case .double: types.insert("Double")
            case .list(let nested): types.insert(listType(nested, isMarkup: false))
            default: types.insert("String")
            }
        }
        if types.count == 1, let type = types.first { return "[\(type)]" }
        return types.contains { $0.hasPrefix("[") } ? "[[String]]" : "[String]"
    }

    private func literal(_ value: JSON, isMarkup: Bool, asText: Bool = false) -> String {
        switch value {
        case .null: return "nil"
        case .bool(let bool): return "\(bool)"
        case .int(let int): return scalar("\(int)", isMarkup: isMarkup, asText: asText)
        case .double(let double): return scalar("\(double)", isMarkup: isMarkup, asText: asText)
        case .string(let string):
            let quoted = SwiftEmitter.quoted(string)
            return isMarkup ? "Markup(trusted: \(quoted))" : quoted
        case .list(let items):
            return
                "[\(items.map { literal($0, isMarkup: isMarkup, asText: asText) }.joined(separator: ", "))]"
        case .object: return "nil"
        }
    }

    private func scalar(_ text: String, isMarkup: Bool, asText: Bool) -> String {
        if isMarkup { return "Markup(trusted: \"\(text)\")" }
        return asText ? "\"\(text)\"" : text
    }

    private func isIdentifier(_ name: String) -> Bool {
        name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
}
