/// A statement with its parameters encoded, ready to be sent, also more than once.
struct Bound<S: Statement>: Sendable {
    let parameters: Parameters

    init(_ statement: S) throws(PostgresError) {
        parameters = try Parameters(of: statement)
    }
}
