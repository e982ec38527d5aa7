/// How a value is written: the functions of `HTML` in the runtime.
enum Sink: String {
    case text, attribute, number, url, urlComponent, document, markup
}

struct MisplacedValue: Error {
    let reason: String
}

extension HTMLContext {
    /// Moves past a value, and tells how to write it there.
    mutating func consumeValue() throws(MisplacedValue) -> Sink {
        switch self {
        case .text:
            return .text
        case .plainTextElement(_, endTag: ""):
            return .attribute
        case .plainTextElement, .markup:
            throw MisplacedValue(reason: "a value cannot be part of a tag's name")
        case .foreignElement(let name, _):
            throw MisplacedValue(
                reason:
                    "a value cannot stand in <\(name)>: escaping does not help there; use a data- attribute")
        case .comment, .declaration:
            throw MisplacedValue(
                reason: "a value cannot stand in an HTML comment or declaration; use {{! … }}")
        case .tag(var tag):
            let sink = try tag.consumeValue()
            self = .tag(tag)
            return sink
        }
    }
}

extension TagContext {
    fileprivate mutating func consumeValue() throws(MisplacedValue) -> Sink {
        switch position {
        case .name:
            throw MisplacedValue(reason: "a value cannot be part of a tag's name")
        case .beforeAttribute, .afterAttribute, .attributeName, .afterAttributeName:
            throw MisplacedValue(
                reason: "a value cannot be an attribute's name; write the attribute within a section")
        case .beforeValue, .value(_, quote: nil):
            throw MisplacedValue(reason: "a value cannot stand in an attribute without quotes")
        case .value(let context, let quote?):
            let (sink, next) = try written(in: context)
            position = .value(next, quote: quote)
            return sink
        }
    }

    private mutating func written(
        in context: AttributeContext
    ) throws(MisplacedValue) -> (Sink, AttributeContext) {
        switch context {
        case .plain, .data:
            return (.attribute, .plain)
        case .url(let part):
            let (sink, next) = try part.writingValue()
            return (sink, .url(next))
        case .scriptURL:
            throw MisplacedValue(reason: "the address of a script must be written out")
        case .urlList(.literal("")):
            throw MisplacedValue(reason: "an address in srcset must begin with literal text")
        case .urlList(let part):
            let (sink, next) = try part.writingValue()
            return (sink, .urlList(next))
        case .metaContent:
            // The delay of a refresh. A number cannot bring an address of its own.
            if isRefresh { return (.number, .metaContent("0")) }
            hasDynamicContent = true
            return (.attribute, .plain)
        case .document:
            return (.document, .document)
        case .httpEquiv:
            throw MisplacedValue(reason: "http-equiv must be written out")
        case .forbidden(let reason):
            throw MisplacedValue(reason: "a value cannot stand here: \(reason)")
        }
    }
}

extension URLPart {
    fileprivate func writingValue() throws(MisplacedValue) -> (Sink, URLPart) {
        switch self {
        case .literal(""):
            return (.url, .startingValue)
        case .literal(let read) where read.hasPrefix(StaticFiles.prefix):
            throw MisplacedValue(
                reason:
                    "an address below \(StaticFiles.prefix) must be written out, so that its file can be found"
            )
        case .literal(let read):
            return (.urlComponent, read.utf8.contains(UInt8(ascii: "/")) ? .further : .startingValue)
        case .startingValue, .further:
            return (.urlComponent, self)
        case .perhapsStart:
            throw MisplacedValue(
                reason:
                    "whether this value begins the address depends on a section before it; write the whole "
                    + "address within the section")
        case .foreignScheme(let scheme):
            throw MisplacedValue(
                reason: scheme.isEmpty
                    ? "a colon follows a value at the start of this address: together they could be any scheme"
                    : "a value cannot stand in a \(scheme): address")
        }
    }
}
