/// Everything that can go wrong between a statement and its rows.
///
/// Messages come from the server or from this module; they may quote data, never a password.
public struct PostgresError: Error, Sendable {
    public enum Kind: Hashable, Sendable {
        /// No connection could be made.
        case connection
        /// The connection ended under way. What was being written may or may not be stored.
        case connectionLost
        /// The server refused; the transaction is rolled back.
        case server(SQLState)
        /// No connection became free within the pool's checkout timeout.
        case timeout
        /// Whoever the transaction was for could not be proved to be anybody.
        case unidentified
        /// A parameter cannot be sent, such as text with a NUL byte. Nothing was sent.
        case encoding
        /// A column is not what the statement's row expects. A pipelined write is committed nevertheless.
        case decoding
        /// The pool is closed.
        case closed
    }

    public var kind: Kind
    public var message: String
    public var detail: String?
    public var hint: String?
    public var constraint: String?
    public var table: String?
    public var column: String?
    /// The server's classification, also of a connection it ended itself.
    public var sqlState: SQLState?
    /// The type name of the statement that failed.
    public var statement: String?

    /// Whether the same work may be tried again, decided where the error was seen.
    var retry = Retry.never

    enum Retry {
        case never
        /// The outcome is unknown: only what writes nothing may be repeated.
        case whenReading
        /// The server is known to have rolled back, over something a new connection cures.
        case always
    }

    public init(_ kind: Kind, _ message: String, statement: String? = nil) {
        self.kind = kind
        self.message = message
        self.statement = statement
        if case .server(let state) = kind { sqlState = state }
    }

    func allowsRetry(_ access: Access) -> Bool {
        switch retry {
        case .never: false
        case .whenReading: access.isReading
        case .always: true
        }
    }
}

extension PostgresError: CustomStringConvertible {
    public var description: String {
        var text = statement.map { "\($0): " } ?? ""
        text += message
        if let sqlState { text += " [\(sqlState)]" }
        if let detail { text += " (\(detail))" }
        return text
    }
}
