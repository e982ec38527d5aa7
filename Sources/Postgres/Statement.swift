/// One SQL command: its text, its parameters and its rows together.
///
/// The text is prepared once per connection, keyed by the statement's type and its parameters' types.
/// A statement that returns nothing leaves out `Row` and `row(from:)`.
public protocol Statement: Sendable {
    associatedtype Row: Sendable = Void

    /// A single command with its parameters as `$1`, `$2` …; the same text whenever asked.
    static var sql: String { get }

    /// How the server finds its way to the rows. Leave it out for what goes by an index.
    static var planning: Planning { get }

    /// Appends a value for each of `$1`, `$2` … in this order.
    func bind(to parameters: inout Parameters)

    /// Reads the columns in the order they are selected, every one of them.
    static func row(from columns: inout Columns) throws(PostgresError) -> Row
}

/// When a statement is planned.
public enum Planning: Hashable, Sendable {
    /// Once for each connection, by its indexes, whatever the values: what was planned while a table was empty is still
    /// right when it is long, and nothing is spent on planning again.
    case once
    /// Each time, by the values: for searches and filters, whose best way depends on what is asked for.
    case eachTime
}

extension Statement {
    public static var planning: Planning { .once }

    public func bind(to parameters: inout Parameters) {}
}

extension Statement where Row == Void {
    public static func row(from columns: inout Columns) throws(PostgresError) {}
}
