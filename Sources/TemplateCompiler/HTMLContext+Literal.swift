// How literal text moves the context: the tokenizer of HTML, as far as escaping needs it.

extension HTMLContext {
    /// Moves past one byte of literal text; returns what is wrong with it, if anything.
    mutating func consume(_ byte: UInt8) -> String? {
        switch self {
        case .text:
            if byte == UInt8(ascii: "<") { self = .markup("") }
        case .plainTextElement(let name, let endTag):
            self = Self.afterByte(byte, in: name, endTag: endTag) ?? .plainTextElement(name, endTag: "")
        case .foreignElement(let name, let endTag):
            self = Self.afterByte(byte, in: name, endTag: endTag) ?? .foreignElement(name, endTag: "")
        case .markup(let read):
            consumeMarkup(byte, after: read)
        case .comment(let hyphens):
            if byte == UInt8(ascii: "-") {
                self = .comment(hyphens: hyphens + 1)
            } else if byte == UInt8(ascii: ">"), hyphens >= 2 {
                self = .text
            } else if byte != UInt8(ascii: "!") || hyphens < 2 {
                self = .comment(hyphens: 0)
            }
        case .declaration:
            if byte == UInt8(ascii: ">") { self = .text }
        case .tag(var tag):
            if byte == UInt8(ascii: ">"), !tag.isInQuotes {
                let problem = tag.endAttribute()
                self = tag.contextAfter
                return problem
            }
            let problem = tag.consume(byte)
            self = .tag(tag)
            return problem
        }
        return nil
    }

    private mutating func consumeMarkup(_ byte: UInt8, after read: String) {
        switch read {
        case "" where byte.isLetter, "/" where byte.isLetter:
            self = .tag(
                TagContext(name: String(UnicodeScalar(byte | 0x20)), isEnd: read == "/", position: .name))
        case "" where byte == UInt8(ascii: "/"), "" where byte == UInt8(ascii: "!"):
            self = .markup(String(UnicodeScalar(byte)))
        case "" where byte == UInt8(ascii: "?"):
            self = .declaration
        case "" where byte == UInt8(ascii: "<"):
            break
        case "":
            self = .text
        case "!" where byte == UInt8(ascii: "-"):
            self = .markup("!-")
        case "!-" where byte == UInt8(ascii: "-"):
            // `<!-->` is a comment already.
            self = .comment(hyphens: 2)
        case _ where byte == UInt8(ascii: ">"):
            self = .text
        default:
            self = .declaration
        }
    }

    /// Nil when the byte does not continue an end tag.
    private static func afterByte(_ byte: UInt8, in name: String, endTag: String) -> HTMLContext? {
        let isPlainText = plainTextElements.contains(name)
        if endTag.utf8.count == name.utf8.count + 2 {
            guard byte.isWhiteSpace || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") else {
                return nil
            }
            var tag = HTMLContext.tag(TagContext(name: name, isEnd: true, position: .name))
            _ = tag.consume(byte)
            return tag
        }
        let expected = Array("</\(name)".utf8)
        let lowercase = byte.isLetter ? byte | 0x20 : byte
        let read: String
        if lowercase == expected[endTag.utf8.count] {
            read = endTag + String(UnicodeScalar(lowercase))
        } else if byte == UInt8(ascii: "<") {
            read = "<"
        } else {
            return nil
        }
        return isPlainText ? .plainTextElement(name, endTag: read) : .foreignElement(name, endTag: read)
    }

    fileprivate static let plainTextElements: Set = ["title", "textarea"]
    fileprivate static let foreignElements: Set = [
        "script", "style", "iframe", "xmp", "noembed", "noframes", "plaintext",
    ]
}

extension TagContext {
    var isInQuotes: Bool {
        if case .value(_, quote: .some) = position { true } else { false }
    }

    /// What comes after the `>` of this tag.
    fileprivate var contextAfter: HTMLContext {
        if isEnd { return .text }
        if HTMLContext.plainTextElements.contains(name) { return .plainTextElement(name, endTag: "") }
        if HTMLContext.foreignElements.contains(name) { return .foreignElement(name, endTag: "") }
        return .text
    }

    fileprivate mutating func consume(_ byte: UInt8) -> String? {
        let isSlash = byte == UInt8(ascii: "/")
        switch position {
        case .name:
            if byte.isWhiteSpace || isSlash {
                position = .beforeAttribute
            } else {
                name.unicodeScalars.append(UnicodeScalar(byte.isLetter ? byte | 0x20 : byte))
            }
        case .beforeAttribute:
            if !byte.isWhiteSpace, !isSlash { position = .attributeName(String(UnicodeScalar(byte))) }
        case .afterAttribute:
            guard byte.isWhiteSpace || isSlash else {
                position = .attributeName(String(UnicodeScalar(byte)))
                return "a space is missing before this attribute"
            }
            position = .beforeAttribute
        case .attributeName(let attribute):
            if byte == UInt8(ascii: "=") {
                position = .beforeValue(attribute)
            } else if byte.isWhiteSpace {
                position = .afterAttributeName(attribute)
            } else if isSlash {
                position = .beforeAttribute
            } else {
                position = .attributeName(attribute + String(UnicodeScalar(byte)))
            }
        case .afterAttributeName(let attribute):
            if byte == UInt8(ascii: "=") {
                position = .beforeValue(attribute)
            } else if !byte.isWhiteSpace {
                position = isSlash ? .beforeAttribute : .attributeName(String(UnicodeScalar(byte)))
            }
        case .beforeValue(let attribute):
            if byte.isWhiteSpace { break }
            let context = AttributeContext(attribute: attribute, of: name)
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                position = .value(context, quote: byte)
            } else {
                position = .value(context.consuming(byte), quote: nil)
            }
        case .value(let context, let quote):
            if byte == quote {
                let problem = endAttribute()
                position = .afterAttribute
                return problem
            }
            if quote == nil, byte.isWhiteSpace {
                let problem = endAttribute()
                position = .beforeAttribute
                return problem
            }
            position = .value(context.consuming(byte), quote: quote)
        }
        return nil
    }

    /// Takes note of what an attribute said.
    fileprivate mutating func endAttribute() -> String? {
        guard case .value(.httpEquiv(let value), _) = position, value.lowercased() == "refresh" else {
            return nil
        }
        isRefresh = true
        return hasDynamicContent
            ? "write http-equiv before content, so that its address can be recognised" : nil
    }
}

extension AttributeContext {
    fileprivate func consuming(_ byte: UInt8) -> AttributeContext {
        switch self {
        case .plain, .document, .forbidden:
            return self
        case .data:
            return byte.isWhiteSpace ? self : .plain
        case .url(let part):
            return .url(part.consuming(byte))
        case .scriptURL(let part):
            return .scriptURL(part.consuming(byte))
        case .urlList(let part):
            // An address ends with white space, and another begins after a comma.
            if byte.isWhiteSpace || byte == UInt8(ascii: ",") { return .urlList(.literal("")) }
            return .urlList(part.consuming(byte))
        case .metaContent(let read):
            if byte.isWhiteSpace { return self }
            let content = (read + String(UnicodeScalar(byte))).lowercased()
            let isAddress = content.hasSuffix("url=") && content.utf8.first.map(\.isDigit) ?? false
            return isAddress ? .url(.literal("")) : .metaContent(content)
        case .httpEquiv(let read):
            return .httpEquiv(read + String(UnicodeScalar(byte)))
        }
    }
}

extension URLPart {
    fileprivate func consuming(_ byte: UInt8) -> URLPart {
        let settles = byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
        switch self {
        case .further, .foreignScheme:
            return self
        case .perhapsStart:
            return byte == UInt8(ascii: ":") ? .foreignScheme("") : .further
        case .startingValue:
            if byte == UInt8(ascii: ":") { return .foreignScheme("") }
            return settles || byte == UInt8(ascii: "/") ? .further : self
        // Browsers take white space from the start of a URL.
        case .literal("") where byte.isWhiteSpace:
            return self
        case .literal(let read):
            if settles { return .further }
            if byte == UInt8(ascii: ":"), !read.utf8.contains(UInt8(ascii: "/")) {
                return Self.schemes.contains(read.lowercased()) ? .further : .foreignScheme(read)
            }
            return .literal(read + String(UnicodeScalar(byte)))
        }
    }

    private static let schemes: Set = ["http", "https", "mailto", "tel"]
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }

    fileprivate var isDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
