import Glibc

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
    /// The body of a form. Up to this a body is there before its handler begins; longer ones are streamed, and their
    /// reader sets the limit.
    package var form: Int
    /// How long the web server may keep a read or a write waiting, and take to send the whole head.
    package var peerPatience: Duration
    /// How long a connection may be kept for a next request. Longer than web servers keep theirs, so that it is they
    /// who close: what they send in the moment of our closing is lost.
    package var idlePatience: Duration
    /// Connections kept for a next request. Of more the oldest is closed.
    package var idle: Int
    /// Connections whose request is not whole yet. Of more the oldest is told that there is no room.
    package var unfinished: Int
    /// What those have sent, together.
    package var unfinishedSize: Int
    /// Connections at once, as the web server is told when it asks: each takes a descriptor.
    package var connections: Int

    package init(
        head: Int = 64 * 1024, fieldCount: Int = 100, name: Int = 128, value: Int = 16 * 1024,
        longValue: Int = 128 * 1024, longNames: Set<String> = [], form: Int = 512 * 1024,
        peerPatience: Duration = .seconds(15), idlePatience: Duration = .seconds(300), idle: Int = 1024,
        unfinished: Int = 1024, unfinishedSize: Int = 64 * 1024 * 1024,
        connections: Int = Limits.descriptors
    ) {
        self.head = head
        self.fieldCount = fieldCount
        self.name = name
        self.value = value
        self.longValue = longValue
        self.longNames = longNames
        self.form = form
        self.peerPatience = peerPatience
        self.idlePatience = idlePatience
        self.idle = idle
        self.unfinished = unfinished
        self.unfinishedSize = unfinishedSize
        self.connections = connections
    }

    /// How many descriptors the process may have.
    package static var descriptors: Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }
}
