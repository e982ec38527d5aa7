/// One SQL command: its text, its parameters and its rows together.
///
/// The text is prepared once per connection, keyed by the statement's type and its parameters' types.
/// A statement that returns nothing leaves out `Row` and `row(from:)`.
public protocol Statement: Sendable {
    associatedtype Row: Sendable = Void

    /// A single command with its parameters as `$1`, `$2` …; the same text whenever asked.
    static var sql: String { get }

    /// Appends a value for each of `$1`, `$2` … in this order.
    func bind(to parameters: inout Parameters)

    /// Reads the columns in the order they are selected, every one of them.
    static func row(from columns: inout Columns) throws(PostgresError) -> Row
}

extension Statement {
    public func bind(to parameters: inout Parameters) {}
}

extension Statement where Row == Void {
    public static func row(from columns: inout Columns) throws(PostgresError) {}
}
