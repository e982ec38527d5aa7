/// What one request may cost. Lengths are in bytes.
package struct Limits: Sendable {
    /// All FastCGI parameters together. Up to twice this is answered with 431, more ends the connection.
    package var head: Int
    /// Fields in one query or one form.
    package var fieldCount: Int
    /// The name of a form's field, decoded.
    package var name: Int
    /// The value of a form's field, decoded.
    package var value: Int
    /// The value of the fields named in `longNames`: those in which people write more than a line.
    package var longValue: Int
    package var longNames: Set<String>
    /// The body of a form. Other bodies are streamed, and their reader sets the limit.
    package var form: Int
    /// How long the web server may keep a read or a write waiting, and take to send the whole head.
    package var peerPatience: Duration

    package init(
        head: Int = 64 * 1024, fieldCount: Int = 100, name: Int = 128, value: Int = 16 * 1024,
        longValue: Int = 128 * 1024, longNames: Set<String> = [], form: Int = 512 * 1024,
        peerPatience: Duration = .seconds(15)
    ) {
        self.head = head
        self.fieldCount = fieldCount
        self.name = name
        self.value = value
        self.longValue = longValue
        self.longNames = longNames
        self.form = form
        self.peerPatience = peerPatience
    }
}
