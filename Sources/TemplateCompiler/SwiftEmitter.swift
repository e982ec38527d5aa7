/// Operations into Swift.
///
/// A value is looked up in a statement of its own, so that the type checker settles it alone: that keeps
/// builds fast and lets errors name what is wrong with the value instead of with everything around it.
struct SwiftEmitter {
    private var lines: [String] = []
    private var valueCount = 0
    private var hasLocations = false
    /// Names that are looked up within sections.
    private var scopedNames: Set<String> = []
    /// Links without parameters, by their names, as they are first met.
    private var fixedLinks: [Link] = []

    static func swift(for operations: [Operation], of page: SourceFile) -> String {
        var emitter = SwiftEmitter()
        emitter.emit(operations, depth: 0)
        return emitter.file(for: page)
    }

    private func file(for page: SourceFile) -> String {
        var file = """
            // Compiled from templates/\(page.name).html, where changes belong.
            import TemplateRuntime

            extension \(page.baseName): Template {
                package func render(into out: inout HTML) {

            """
        for line in lines { file += line + "\n" }
        // Back to this file, which is an error in one that never left.
        if hasLocations { file += "#sourceLocation()\n" }
        return file + "    }\n}\n" + fixedPaths() + missingFields(of: page)
    }

    private func fixedPaths() -> String {
        guard !fixedLinks.isEmpty else { return "" }
        var text = "\nextension FixedPath {\n"
        for link in fixedLinks {
            text += "    fileprivate static let `\(link.name)` = FixedPath(\(Self.path(of: link)))\n"
        }
        return text + "}\n#sourceLocation()\n"
    }

    private func missingFields(of page: SourceFile) -> String {
        guard !scopedNames.isEmpty else { return "" }
        var text = "\nextension NoSuchField {\n"
        for name in scopedNames.sorted() {
            let message = "no such field in \(page.baseName) or the sections around this tag"
            text += """
                    @available(*, unavailable, message: "\(message)")
                    fileprivate var `\(name)`: NoSuchField { self }

                """
        }
        return text + "}\n"
    }

    private mutating func emit(_ operations: [Operation], depth: Int) {
        for operation in operations {
            switch operation {
            case .literal(let text):
                lines.append("\(indentation(depth))out.append(\(Self.quoted(text)))")
            case .value(let name, let sink):
                emit(name, depth: depth) { "out.\(sink.rawValue)(\($0))" }
            case .link(let link):
                emit(link, depth: depth)
            case .section(let name, .whenAbsent, let content):
                emit(name, depth: depth) { "if Scope.isAbsent(\($0)) {" }
                emit(content, depth: depth)
                lines.append("\(indentation(depth))}")
            case .section(let name, let repetition, let content):
                let item = content.contains(where: \.usesStack) ? "item\(depth + 1)" : "_"
                let values = "values\(valueCount + 1)"
                emit(name, depth: depth) { value in
                    guard repetition == .atMostOnce else { return "for \(item) in Scope.enter(\(value)) {" }
                    // Two statements, lest the type checker choose an `enter` to suit `once`.
                    return "let \(values) = Scope.enter(\(value)); for \(item) in Scope.once(\(values)) {"
                }
                emit(content, depth: depth + 1)
                lines.append("\(indentation(depth))}")
            }
        }
    }

    /// A link without parameters is the same each time, so it is made once.
    private mutating func emit(_ link: Link, depth: Int) {
        guard link.parameters.isEmpty else {
            let values = link.parameters.map { lookUp($0, depth: depth) }
            lines.append("\(indentation(depth))out.path(\(Self.path(of: link, values)))")
            return
        }
        lines.append("\(indentation(depth))out.path(FixedPath.`\(link.name)`)")
        if !fixedLinks.contains(where: { $0.name == link.name }) { fixedLinks.append(link) }
    }

    /// Emits a statement with a looked-up value, on the line of the name in the template.
    private mutating func emit(_ name: Name, depth: Int, _ statement: (_ value: String) -> String) {
        let value = lookUp(name, depth: depth)
        lines[lines.count - 1] += statement(value)
    }

    /// Emits what looks a name up, and returns the expression for its value. The name lands on the column it has
    /// in the template, and on its line, which a statement can go on.
    private mutating func lookUp(_ name: Name, depth: Int) -> String {
        hasLocations = true
        valueCount += 1
        guard let first = name.components.first else {
            lines.append(Self.sourceLocation(name.location))
            lines.append(indentation(depth))
            return current(depth)
        }
        let value = "value\(valueCount)"
        let path = ([value] + name.components.dropFirst().map(Self.escaped)).joined(separator: ".")
        if depth == 0 {
            lines.append("\(indentation(depth))let \(value) = Scope.lookup(self) {")
        } else {
            scopedNames.insert(first)
            lines.append("\(indentation(depth))let \(value) = Scope.lookup(\(stack(depth)), at: .here) {")
        }
        lines.append(Self.placed("$0.\(Self.escaped(first)) }; ", at: name.location, behind: "$0."))
        return path
    }

    /// `item2, item1, self`
    private func stack(_ depth: Int) -> String {
        ((1...depth).reversed().map { "item\($0)" } + ["self"]).joined(separator: ", ")
    }

    private func current(_ depth: Int) -> String {
        (0..<depth).reduce("self") { "Scope.current(\($0), item\($1 + 1))" }
    }

    private func indentation(_ depth: Int) -> String {
        String(repeating: "    ", count: depth + 2)
    }
}

extension SwiftEmitter {
    /// The path of a link's address. Each part of it lands on the line and column it has in the template: in a
    /// closure of its own, as only statements can be placed.
    private static func path(of link: Link, _ values: [String] = []) -> String {
        var addressLocation = link.location
        addressLocation.column += link.feature.utf8.count + ".".utf8.count
        let address = placed(".\(escaped(link.address))", at: addressLocation, behind: ".")
        let parameters = zip(values, link.parameters).map { placed($0, at: $1.location) }
        let arguments = (parameters + [address]).map { "{\n\($0) }()" }.joined(separator: ", ")
        let route = placed(".\(escaped(link.feature))(\(arguments))", at: link.location, behind: ".")
        return "{ () -> Route in\n\(route) }().path"
    }

    /// A line whose code, behind a prefix it begins with, stands where the template has it.
    private static func placed(_ code: String, at location: Location, behind prefix: String = "") -> String {
        let padding = String(repeating: " ", count: max(0, location.column - 1 - prefix.utf8.count))
        return "\(sourceLocation(location))\n\(padding)\(code)"
    }

    private static func sourceLocation(_ location: Location) -> String {
        "#sourceLocation(file: \(quoted(location.path)), line: \(location.line))"
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The few words that mean something even after a dot.
    private static func escaped(_ name: String) -> String {
        let words: Set = ["init", "self", "Self", "Type", "Protocol"]
        return words.contains(name) ? "`\(name)`" : name
    }
}

extension Operation {
    /// Whether anything in it looks at the values of the sections around.
    fileprivate var usesStack: Bool {
        switch self {
        case .literal: false
        case .link(let link): !link.parameters.isEmpty
        case .value, .section: true
        }
    }
}
