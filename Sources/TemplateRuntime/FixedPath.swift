/// The path of an address without parameters. Each compiled template makes those it links to once, and keeps them as
/// they are written.
package struct FixedPath: Sendable {
    let utf8: [UInt8]

    package init(_ path: String) {
        var out = HTML()
        out.path(path)
        utf8 = out.bytes
    }
}
