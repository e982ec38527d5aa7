/// Bytes of a template into tokens.
struct Lexer {
    private let bytes: [UInt8]
    private let path: String
    private var position = 0
    private var line = 1
    private var lineStart = 0
    private var tokens: [Token] = []

    static func tokens(of file: SourceFile, diagnostics: inout [Diagnostic]) -> [Token] {
        var lexer = Lexer(file)
        lexer.run(&diagnostics)
        return lexer.tokens
    }

    private init(_ file: SourceFile) {
        bytes = Array(file.text.utf8)
        path = file.path
    }

    private mutating func run(_ diagnostics: inout [Diagnostic]) {
        while position < bytes.count {
            if bytes[position...].starts(with: "{{".utf8) {
                readTag(&diagnostics)
            } else {
                readText()
            }
        }
    }

    private mutating func readText() {
        let start = position
        let location = here
        while position < bytes.count, !bytes[position...].starts(with: "{{".utf8) {
            guard bytes[position] == UInt8(ascii: "\n") else {
                position += 1
                continue
            }
            // A carriage return belongs to the line break, and goes when the line break goes.
            let hasReturn = position > start && bytes[position - 1] == UInt8(ascii: "\r")
            let end = hasReturn ? position - 1 : position
            if end > start { tokens.append(.text(string(start..<end), location)) }
            let lineBreakLocation = Location(path: path, line: line, column: end - lineStart + 1)
            advance(to: position + 1)
            tokens.append(.lineBreak(string(end..<position), lineBreakLocation))
            return
        }
        tokens.append(.text(string(start..<position), location))
    }

    private mutating func readTag(_ diagnostics: inout [Diagnostic]) {
        let location = here
        let isTriple = bytes[position...].starts(with: "{{{".utf8)
        let closing = isTriple ? "}}}" : "}}"
        advance(to: position + closing.utf8.count)
        guard let end = index(of: closing) else {
            diagnostics.report("this tag is never closed with \(closing)", at: location)
            advance(to: bytes.count)
            return
        }
        skipWhiteSpace(before: end)
        var kind = Tag.Kind.value
        if isTriple {
            kind = .rawValue
        } else if position < end, let marked = Tag.Kind(marker: bytes[position]) {
            kind = marked
            advance(to: position + 1)
            skipWhiteSpace(before: end)
        }
        let nameLocation = here
        let name = string(position..<end).trimmingTrailingWhiteSpace()
        advance(to: end + closing.utf8.count)
        tokens.append(.tag(Tag(kind: kind, name: name, location: location, nameLocation: nameLocation)))
    }
}

extension Lexer {
    private var here: Location {
        Location(path: path, line: line, column: position - lineStart + 1)
    }

    private func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private func index(of closing: String) -> Int? {
        bytes.indices[position...].first { bytes[$0...].starts(with: closing.utf8) }
    }

    private mutating func skipWhiteSpace(before end: Int) {
        var next = position
        while next < end, bytes[next].isWhiteSpace { next += 1 }
        advance(to: next)
    }

    private mutating func advance(to end: Int) {
        while position < end {
            position += 1
            if bytes[position - 1] == UInt8(ascii: "\n") {
                line += 1
                lineStart = position
            }
        }
    }
}

extension Tag.Kind {
    fileprivate init?(marker: UInt8) {
        switch marker {
        case UInt8(ascii: "&"): self = .rawValue
        case UInt8(ascii: "@"): self = .link
        case UInt8(ascii: "#"): self = .section
        case UInt8(ascii: "^"): self = .invertedSection
        case UInt8(ascii: "$"): self = .block
        case UInt8(ascii: "<"): self = .parent
        case UInt8(ascii: ">"): self = .partial
        case UInt8(ascii: "/"): self = .close
        case UInt8(ascii: "!"): self = .comment
        case UInt8(ascii: "="): self = .delimiters
        default: return nil
        }
    }
}
