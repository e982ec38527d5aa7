/// What the lexer sees. Text never spans a line, so that a later stage can tell which tags stand alone on
/// theirs.
enum Token {
    case text(String, Location)
    case lineBreak(String, Location)
    case tag(Tag)

    var location: Location {
        switch self {
        case .text(_, let location), .lineBreak(_, let location): location
        case .tag(let tag): tag.location
        }
    }
}

struct Tag {
    enum Kind: Equatable {
        case value, rawValue
        case link
        case section, invertedSection
        case block, parent, partial
        case close
        case comment
        case delimiters
    }

    let kind: Kind
    let name: String
    /// Where the braces begin.
    let location: Location
    /// Where the name begins.
    let nameLocation: Location

    /// White space in front of the tag if there is nothing else on its line before it.
    var indentation: String?
    /// Whether nothing but white space follows on its line.
    var endsLine = false
}
