/// Tokens into a tree.
struct Parser {
    private let tokens: [Token]
    private var position = 0
    private var open: [Tag] = []
    private(set) var diagnostics: [Diagnostic]

    static func parse(_ file: SourceFile, diagnostics: inout [Diagnostic]) -> [Node] {
        var parser = Parser(
            tokens: Lexer.tokens(of: file, diagnostics: &diagnostics).notingLines(), diagnostics)
        let (nodes, _) = parser.readContent()
        diagnostics = parser.diagnostics
        return nodes
    }

    private init(tokens: [Token], _ diagnostics: [Diagnostic]) {
        self.tokens = tokens
        self.diagnostics = diagnostics
    }
}

// Content: everything up to the tag that closes what is open.
extension Parser {
    /// The closing tag is nil where one is missing.
    private mutating func readContent() -> (nodes: [Node], closing: Tag?) {
        var nodes: [Node] = []
        while position < tokens.count {
            let index = position
            switch tokens[index] {
            case .text(let text, let location):
                position += 1
                appendText(text, location, at: index, to: &nodes)
            case .lineBreak(let text, let location):
                position += 1
                nodes.append(.text(text, location))
            case .tag(let tag):
                if tokens.isLineStart(index) { nodes.append(.lineStart("", tag.location)) }
                if tag.kind == .close {
                    switch closes(tag) {
                    case .innermost:
                        position += 1
                        return (nodes, tag)
                    case .outer:
                        return (nodes, nil)
                    case .nothing:
                        position += 1
                    }
                } else {
                    position += 1
                    readTag(tag, into: &nodes)
                }
            }
        }
        if let tag = open.last {
            diagnostics.report("{{\(tag.marker)\(tag.name)}} is never closed", at: tag.location)
        }
        return (nodes, nil)
    }

    private func appendText(_ text: String, _ location: Location, at index: Int, to nodes: inout [Node]) {
        guard tokens.isLineStart(index) else {
            nodes.append(.text(text, location))
            return
        }
        let space = text.leadingWhiteSpace
        let rest = text.utf8.dropFirst(space.utf8.count)
        if rest.isEmpty, !isTag(index + 1) {
            // A blank line is not worth indenting.
            nodes.append(.text(text, location))
            return
        }
        nodes.append(.lineStart(space, location))
        if !rest.isEmpty {
            var textLocation = location
            textLocation.column += space.utf8.count
            nodes.append(.text(String(decoding: rest, as: UTF8.self), textLocation))
        }
    }

    private mutating func readTag(_ tag: Tag, into nodes: inout [Node]) {
        switch tag.kind {
        case .value, .rawValue:
            if let name = name(of: tag) {
                nodes.append(.value(name, isRaw: tag.kind == .rawValue))
            }
        case .link:
            if let link = link(of: tag) { nodes.append(.link(link)) }
        case .section, .invertedSection:
            readSection(tag, into: &nodes)
        case .partial:
            guard checkTemplateName(tag) else { break }
            let indentation = dropLine(of: tag, from: &nodes) ? tag.indentation : nil
            nodes.append(.partial(tag.name, indentation: indentation, tag.location))
        case .block:
            readBlock(tag, into: &nodes)
        case .parent:
            readParent(tag, into: &nodes)
        case .comment:
            _ = dropLine(of: tag, from: &nodes)
        case .delimiters:
            diagnostics.report("other delimiters than {{ and }} are not supported", at: tag.location)
        case .close:
            break
        }
    }

    private mutating func readSection(_ tag: Tag, into nodes: inout [Node]) {
        let name = name(of: tag)
        _ = dropLine(of: tag, from: &nodes)
        open.append(tag)
        var (content, closing) = readContent()
        open.removeLast()
        if let closing { _ = dropLine(of: closing, from: &content) }
        if let name {
            nodes.append(.section(name, isInverted: tag.kind == .invertedSection, content))
        }
    }
}

// Inheritance.
extension Parser {
    private mutating func readBlock(_ tag: Tag, into nodes: inout [Node]) {
        checkBlockName(tag)
        let hasOwnLines = dropLine(of: tag, from: &nodes)
        let indentation = hasOwnLines ? indentationOfNextLine() : tag.indentation ?? ""
        open.append(tag)
        var (content, closing) = readContent()
        open.removeLast()
        if let closing { _ = dropLine(of: closing, from: &content) }
        nodes.append(
            .block(
                Block(
                    name: tag.name, content: content, indentation: indentation, hasOwnLines: hasOwnLines,
                    location: tag.location)))
    }

    private mutating func readParent(_ tag: Tag, into nodes: inout [Node]) {
        let isNamed = checkTemplateName(tag)
        open.append(tag)
        let (overrides, closing) = readOverrides(of: tag)
        open.removeLast()
        // A parent is alone on its lines when nothing stands before its first and after its last tag.
        var indentation: String?
        if let closing, closing.endsLine, tag.indentation != nil {
            indentation = tag.indentation
            removeLineStart(from: &nodes)
            skipRestOfLine()
        }
        if isNamed {
            nodes.append(
                .parent(
                    Parent(
                        name: tag.name, overrides: overrides, indentation: indentation, location: tag.location
                    )))
        }
    }

    /// The body of a parent: blocks, between which text means nothing.
    private mutating func readOverrides(of parent: Tag) -> (overrides: [Block], closing: Tag?) {
        var overrides: [Block] = []
        while position < tokens.count {
            guard case .tag(let tag) = tokens[position] else {
                position += 1
                continue
            }
            switch tag.kind {
            case .block:
                position += 1
                let block = readOverride(tag)
                if overrides.contains(where: { $0.name == block.name }) {
                    diagnostics.report("block \(block.name) is given twice", at: tag.location)
                } else {
                    overrides.append(block)
                }
            case .close:
                switch closes(tag) {
                case .innermost:
                    position += 1
                    return (overrides, tag)
                case .outer:
                    return (overrides, nil)
                case .nothing:
                    position += 1
                }
            case .comment:
                position += 1
            default:
                position += 1
                diagnostics.report(
                    "only blocks can stand directly in {{<\(parent.name)}}: put this into {{$…}}",
                    at: tag.location)
                if tag.kind == .section || tag.kind == .invertedSection || tag.kind == .parent {
                    open.append(tag)
                    _ = readContent()
                    open.removeLast()
                }
            }
        }
        diagnostics.report("{{<\(parent.name)}} is never closed", at: parent.location)
        return (overrides, nil)
    }

    /// Text around an override means nothing, so only what follows its opening tag and what precedes its
    /// closing tag decides whether it has lines of its own.
    private mutating func readOverride(_ tag: Tag) -> Block {
        checkBlockName(tag)
        if tag.endsLine { skipRestOfLine() }
        let indentation = tag.endsLine ? indentationOfNextLine() : ""
        open.append(tag)
        var (content, closing) = readContent()
        open.removeLast()
        if let closing, closing.indentation != nil { removeLineStart(from: &content) }
        return Block(
            name: tag.name, content: content, indentation: indentation, hasOwnLines: tag.endsLine,
            location: tag.location)
    }

    private func indentationOfNextLine() -> String {
        for index in tokens.indices[position...] where tokens.isLineStart(index) {
            switch tokens[index] {
            case .lineBreak: continue
            case .tag: return ""
            case .text(let text, _):
                if !text.isBlank || isTag(index + 1) { return text.leadingWhiteSpace }
            }
        }
        return ""
    }
}

// Lines.
extension Parser {
    private func isTag(_ index: Int) -> Bool {
        if index < tokens.count, case .tag = tokens[index] { true } else { false }
    }

    /// Removes the line of a tag that is alone on it, and says whether it was.
    private mutating func dropLine(of tag: Tag, from nodes: inout [Node]) -> Bool {
        guard tag.indentation != nil, tag.endsLine else { return false }
        removeLineStart(from: &nodes)
        skipRestOfLine()
        return true
    }

    private func removeLineStart(from nodes: inout [Node]) {
        if case .lineStart = nodes.last { nodes.removeLast() }
    }

    private mutating func skipRestOfLine() {
        if position < tokens.count, case .text = tokens[position] { position += 1 }
        if position < tokens.count, case .lineBreak = tokens[position] { position += 1 }
    }
}

// Names.
extension Parser {
    private enum Closes {
        case innermost, outer, nothing
    }

    private mutating func closes(_ tag: Tag) -> Closes {
        guard let innermost = open.last else {
            diagnostics.report("{{/\(tag.name)}} closes nothing", at: tag.location)
            return .nothing
        }
        if innermost.name == tag.name { return .innermost }
        if open.contains(where: { $0.name == tag.name }) {
            diagnostics.report(
                "{{\(innermost.marker)\(innermost.name)}} is never closed", at: innermost.location)
            return .outer
        }
        diagnostics.report(
            "{{/\(tag.name)}} closes nothing; {{\(innermost.marker)\(innermost.name)}} is open",
            at: tag.location)
        return .nothing
    }

    private mutating func name(of tag: Tag) -> Name? {
        name(tag.name, at: tag.nameLocation)
    }

    private mutating func name(_ text: String, at location: Location) -> Name? {
        if text == "." { return Name(components: [], location: location) }
        let components = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard components.allSatisfy(\.isIdentifier) else {
            diagnostics.report(
                text.isEmpty
                    ? "a name is missing" : "'\(text)' is not a name: a.b, or . for the current value",
                at: location)
            return nil
        }
        return Name(components: components, location: location)
    }

    private mutating func link(of tag: Tag) -> Link? {
        let words = tag.words
        let parts = words.first?.text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let parts, parts.count == 2, parts.allSatisfy(\.isIdentifier) else {
            let found = words.first.map { "'\($0.text)' is not an address" } ?? "an address is missing"
            diagnostics.report(
                "\(found): {{@feature.address}}, with the names of its parameters behind it",
                at: tag.nameLocation)
            return nil
        }
        var parameters: [Name] = []
        for word in words.dropFirst() {
            guard let name = name(word.text, at: word.location) else { return nil }
            parameters.append(name)
        }
        return Link(feature: parts[0], address: parts[1], parameters: parameters, location: tag.nameLocation)
    }

    private mutating func checkTemplateName(_ tag: Tag) -> Bool {
        if tag.name.hasPrefix("*") {
            diagnostics.report(
                "names of templates that are known only at run time are not supported", at: tag.nameLocation)
            return false
        }
        guard !tag.name.isEmpty else {
            diagnostics.report("the name of a template is missing", at: tag.nameLocation)
            return false
        }
        return true
    }

    private mutating func checkBlockName(_ tag: Tag) {
        if !tag.name.isIdentifier {
            diagnostics.report("'\(tag.name)' cannot name a block", at: tag.nameLocation)
        }
    }
}

extension Tag {
    /// What white space separates in its name, each with its place.
    fileprivate var words: [(text: String, location: Location)] {
        name.utf8.split(whereSeparator: \.isWhiteSpace).map { word in
            var location = nameLocation
            for byte in name.utf8[..<word.startIndex] {
                if byte == UInt8(ascii: "\n") {
                    location.line += 1
                    location.column = 1
                } else {
                    location.column += 1
                }
            }
            return (String(decoding: word, as: UTF8.self), location)
        }
    }

    fileprivate var marker: String {
        switch kind {
        case .section: "#"
        case .invertedSection: "^"
        case .block: "$"
        case .parent: "<"
        default: ""
        }
    }
}

extension String {
    /// Letters, digits and underscores, not beginning with a digit: what Swift and Mustache both take for a
    /// name.
    fileprivate var isIdentifier: Bool {
        guard let first = utf8.first, first.isIdentifierHead else { return false }
        return utf8.allSatisfy { $0.isIdentifierHead || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension UInt8 {
    fileprivate var isIdentifierHead: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
    }
}
