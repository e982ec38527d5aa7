import FoundationEssentials

/// A template as it lies on disk.
struct SourceFile {
    /// The path below `templates/` without `.html`: what `{{> name }}` says.
    let name: String
    /// Where messages point to, so that an editor can open it.
    let path: String
    let text: String

    /// `ChannelPage` for `Channels/ChannelPage`.
    var baseName: String {
        String(name.split(separator: "/").last ?? "")
    }

    /// Pages, forms and fragments become Swift; everything else is there to be included.
    var isPage: Bool {
        ["Page", "Form", "Fragment"].contains { baseName.hasSuffix($0) }
    }
}

/// A place in a template. Lines and columns count from 1, columns in bytes, as compilers do.
struct Location: Hashable {
    var path: String
    var line: Int
    var column: Int
}
