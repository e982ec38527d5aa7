/// What one request may cost. Lengths are in bytes.
package struct Limits: Sendable {
    /// All FastCGI parameters together. Up to twice this is answered with 431, more ends the connection.
    package var head: Int
    /// Fields in one query string or one form.
    package var fieldCount: Int
    /// Name and value of one field, still encoded.
    package var field: Int
    /// The body of a form. Other bodies are streamed, and their reader sets the limit.
    package var form: Int
    /// How long the web server may keep a read or a write waiting, and take to send the whole head.
    package var peerPatience: Duration

    package init(
        head: Int = 64 * 1024, fieldCount: Int = 200, field: Int = 512 * 1024, form: Int = 1024 * 1024,
        peerPatience: Duration = .seconds(15)
    ) {
        self.head = head
        self.fieldCount = fieldCount
        self.field = field
        self.form = form
        self.peerPatience = peerPatience
    }
}
