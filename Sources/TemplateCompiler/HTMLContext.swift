/// Where in an HTML document a place of a template is: a state of the HTML tokenizer, with what escaping
/// depends on.
enum HTMLContext: Equatable {
    case text
    /// In an element whose content is text only (`title`, `textarea`); what has been read of its end tag.
    case plainTextElement(String, endTag: String)
    /// In an element whose content is another language, or nothing (`script`, `style`, …).
    case foreignElement(String, endTag: String)
    /// After `<`, `</` or `<!`, with what follows.
    case markup(String)
    /// The hyphens read at the end.
    case comment(hyphens: Int)
    /// `<!doctype …>`, and what browsers take for comments: `<?…>`.
    case declaration
    case tag(TagContext)
}

struct TagContext: Equatable {
    var name: String
    var isEnd: Bool
    var position: Position
    /// `<meta http-equiv="refresh">`, as far as is known.
    var isRefresh = false
    /// Whether a value was written into `content="…"`.
    var hasDynamicContent = false

    enum Position: Equatable {
        case name
        /// White space is between this and what was before.
        case beforeAttribute
        /// Something must separate this from the next attribute: white space or the end of the tag.
        case afterAttribute
        case attributeName(String)
        case afterAttributeName(String)
        case beforeValue(String)
        case value(AttributeContext, quote: UInt8?)
    }
}

/// What the text of an attribute's value means.
enum AttributeContext: Equatable {
    case plain
    /// A `data-` attribute at its start: plain, unless a link makes it a URL.
    case data
    case url(URLPart)
    /// `src` of a `script`: written out, whatever it is.
    case scriptURL(URLPart)
    /// `srcset`: addresses, each followed by a size.
    case urlList(URLPart)
    /// `content` of a `meta`: plain, unless it turns out as `0; url=…`.
    case metaContent(String)
    case httpEquiv(String)
    /// `srcdoc`: a document of its own, which another template has made.
    case document
    /// Values have no business here; the reason.
    case forbidden(String)
}

/// How much of a URL has been written.
enum URLPart: Equatable {
    /// Only literal text that may still turn out to be a scheme; empty at the start.
    case literal(String)
    /// A value at the start: its scheme is checked, but a literal colon behind it could make a new one.
    case startingValue
    /// The scheme is settled.
    case further
    /// Depending on a section, the start or further.
    case perhapsStart
    /// A scheme that values have no place in.
    case foreignScheme(String)
}

extension AttributeContext {
    init(attribute: String, of element: String) {
        let attribute = attribute.lowercased()
        if attribute.hasPrefix("on") {
            self = .forbidden("an event handler is a script")
        } else if attribute == "style" {
            self = .forbidden("a style attribute")
        } else if attribute == "srcdoc" {
            self = .document
        } else if attribute == "src" && element == "script" || attribute == "data-script" {
            // The latter for scripts that are loaded by others, when they are wanted.
            self = .scriptURL(.literal(""))
        } else if attribute == "srcset" || attribute == "imagesrcset" {
            self = .urlList(.literal(""))
        } else if Self.urlAttributes.contains(attribute) {
            self = .url(.literal(""))
        } else if element == "meta", attribute == "content" {
            self = .metaContent("")
        } else if element == "meta", attribute == "http-equiv" {
            self = .httpEquiv("")
        } else if attribute.hasPrefix("data-") {
            self = .data
        } else {
            self = .plain
        }
    }

    private static let urlAttributes: Set = [
        "action", "background", "cite", "data", "formaction", "href", "longdesc", "manifest", "ping",
        "poster", "src",
        "usemap", "xlink:href",
    ]
}

extension HTMLContext: CustomStringConvertible {
    var description: String {
        switch self {
        case .text: "in text"
        case .plainTextElement(let name, _), .foreignElement(let name, _): "in <\(name)>"
        case .markup: "after <"
        case .comment: "in a comment"
        case .declaration: "in a declaration"
        case .tag(let tag):
            switch tag.position {
            case .value(.url(let part), _): "in a URL, \(part)"
            case .value: "in an attribute value"
            default: "in a tag"
            }
        }
    }
}

extension URLPart: CustomStringConvertible {
    var description: String {
        switch self {
        case .literal(""): "at its start"
        default: "after its start"
        }
    }
}
