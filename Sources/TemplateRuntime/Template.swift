/// A view that a file in `templates/` renders. The conformance is written by the template compiler, in an
/// extension of the struct that has the file's name.
@usableFromInline
package protocol Template {
    func render(into out: inout HTML)
}

extension Template {
    /// The finished page as UTF-8.
    package func html() -> [UInt8] {
        var out = HTML(reservingCapacity: 16 * 1024)
        render(into: &out)
        return out.bytes
    }
}
