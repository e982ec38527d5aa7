// Links: paths of the site's own addresses, which are known to be paths whatever their parameters.

extension HTMLContext {
    /// Moves past a link. What follows it in an attribute is in the same URL, behind its path.
    mutating func consumeLink() throws(MisplacedValue) {
        guard case .tag(var tag) = self, case .value(let attribute, let quote?) = tag.position else {
            // Outside attributes it is a value like any other, and refused where they are.
            _ = try consumeValue()
            return
        }
        tag.position = .value(try attribute.behindLink(), quote: quote)
        self = .tag(tag)
    }

    /// Whether an address begins with the next byte, or may, in any place that takes one.
    var isAtStartOfAddress: Bool {
        guard case .tag(let tag) = self else { return false }
        return switch tag.position {
        case .value(let attribute, _): attribute.isAtStartOfAddress
        // Without quotes the next byte is the first of the value.
        case .beforeValue(let name): AttributeContext(attribute: name, of: tag.name).isAtStartOfAddress
        default: false
        }
    }
}

extension AttributeContext {
    fileprivate var isAtStartOfAddress: Bool {
        switch self {
        case .data: true
        case .url(let part), .scriptURL(let part), .urlList(let part):
            part == .literal("") || part == .perhapsStart
        case .plain, .metaContent, .httpEquiv, .document, .forbidden: false
        }
    }

    fileprivate func behindLink() throws(MisplacedValue) -> AttributeContext {
        switch self {
        case .data: return .url(.further)
        case .url(let part): return .url(try part.behindLink())
        case .urlList(let part): return .urlList(try part.behindLink())
        case .scriptURL:
            throw MisplacedValue(reason: "the address of a script must be written out")
        case .plain, .metaContent, .httpEquiv, .document, .forbidden:
            throw MisplacedValue(
                reason: "a link can only begin a URL or a data- attribute, or stand in text")
        }
    }
}

extension URLPart {
    fileprivate func behindLink() throws(MisplacedValue) -> URLPart {
        switch self {
        case .literal(""):
            return .further
        case .perhapsStart:
            throw MisplacedValue(
                reason:
                    "whether this link begins the address depends on a section before it; write the whole "
                    + "address within the section")
        case .literal, .startingValue, .further, .foreignScheme:
            throw MisplacedValue(reason: "a link can only begin an address, and this one has begun")
        }
    }
}
