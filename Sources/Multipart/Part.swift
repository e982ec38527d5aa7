/// What the head of a part says. All of it is the sender's word: a filename may be a path, or have line
/// breaks and other control characters but NUL in it, and a file need not be what its type says.
package struct Part: Sendable, Hashable {
    /// The field's; "" where the form gives it none.
    package let name: String
    /// nil for a field; "" for a file field that was left empty.
    package let filename: String?
    /// As sent, with its parameters; nil where none was.
    package let contentType: String?

    package init(name: String, filename: String? = nil, contentType: String? = nil) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
    }
}
