/// A template, parsed. Lines that only held tags are gone; what is left of white space is what will be
/// written.
indirect enum Node {
    /// The white space a line begins with. Kept apart from text because a partial's lines are indented by the
    /// line that includes it.
    case lineStart(String, Location)
    /// Text of one line, or a line break.
    case text(String, Location)
    case value(Name, isRaw: Bool)
    case link(Link)
    case section(Name, isInverted: Bool, [Node])
    /// `{{> name }}`; the indentation is that of a partial alone on its line.
    case partial(String, indentation: String?, Location)
    case parent(Parent)
    case block(Block)
}

/// `{{a.b}}`, or `{{.}}` when there are no components.
struct Name: Equatable {
    let components: [String]
    /// Of the first component.
    let location: Location
}

/// `{{@feature.address}}` or `{{@feature.address first second}}`: the path of one of the site's addresses, which may
/// have parameters. In Swift it is `Route.feature(first, second, .address).path`, so the enumeration that reads
/// requests makes the links as well, and a link to nowhere does not compile.
///
/// Mustache has no such tag; its specification gives `@` no meaning. This is the only one added to it: a name
/// takes no arguments, so without it every page would need a property for each address it mentions.
struct Link: Equatable {
    let feature: String
    let address: String
    let parameters: [Name]
    /// Of the feature.
    let location: Location

    /// `feature.address`, as the tag says it.
    var name: String { "\(feature).\(address)" }
}

/// `{{< name }}…{{/ name }}`: a template with some of its blocks replaced.
struct Parent {
    let name: String
    let overrides: [Block]
    /// Of a parent alone on its lines.
    let indentation: String?
    let location: Location
}

/// `{{$ name }}…{{/ name }}`: in a parent's body what replaces the parent's block of that name; elsewhere a
/// place that can be replaced, with its default.
struct Block {
    let name: String
    let content: [Node]
    /// How far the content is indented, if it has lines of its own; else how far the block is.
    let indentation: String
    /// Whether the content begins on the line after the opening tag.
    let hasOwnLines: Bool
    let location: Location
}
