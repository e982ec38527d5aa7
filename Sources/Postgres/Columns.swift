internal import CLibPQ

/// One row, read column by column in the order selected.
///
/// It lives only while `row(from:)` runs, which is why it cannot be copied.
public struct Columns: ~Copyable {
    private let result: OpaquePointer
    private let statement: any Statement.Type
    private let count: Int32
    /// What the pool gives to whatever reads rows (`Pool.provide`).
    public let context: (any Sendable)?
    private var row: Int32 = 0
    private var column: Int32 = 0

    /// - Parameter others: how many columns at the end are none of the statement's.
    init(
        _ result: OpaquePointer, of statement: any Statement.Type, in context: (any Sendable)? = nil,
        leavingOut others: Int32 = 0
    ) {
        self.context = context
        self.result = result
        self.statement = statement
        count = PQnfields(result) - others
    }

    /// The next column, which must not be NULL.
    @inlinable
    public mutating func next<V: PostgresValue>(_ type: V.Type = V.self) throws(PostgresError) -> V {
        guard let value: V = try read() else { throw error("is NULL") }
        return value
    }

    /// The next column, `nil` for NULL.
    @inlinable
    public mutating func next<V: PostgresValue>(_ type: V?.Type = V?.self) throws(PostgresError) -> V? {
        try read()
    }

    /// Passes over a column without reading it.
    public mutating func skip() {
        column += 1
    }

    mutating func move(to row: Int32) {
        self.row = row
        column = 0
    }

    /// Guards against a column selected but forgotten, which would shift the meaning of the next change.
    func finishRow() throws(PostgresError) {
        guard column == count else {
            throw PostgresError(
                .decoding, "\(column) of \(count) columns were read", statement: "\(statement)")
        }
    }

    /// Inlined, so that most columns are read without looking types up at run time.
    @inlinable
    mutating func read<V: PostgresValue>() throws(PostgresError) -> V? {
        guard let (bytes, type) = try value() else { return nil }
        do {
            return try V(postgres: bytes.bytes, as: type)
        } catch {
            throw self.error(error.message)
        }
    }

    @usableFromInline
    mutating func value() throws(PostgresError) -> (UnsafeRawBufferPointer, PostgresType)? {
        column += 1
        guard column <= count else { throw error("was read, but there are only \(count)") }
        let index = column - 1
        guard PQgetisnull(result, row, index) == 0 else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, index), count: Int(PQgetlength(result, row, index)))
        return (bytes, PostgresType(rawValue: PQftype(result, index)))
    }

    @usableFromInline
    func error(_ problem: String) -> PostgresError {
        let name = column <= count ? PQfname(result, column - 1).map { String(cString: $0) } : nil
        var error = PostgresError(
            .decoding, "column \(column)\(name.map { " (\($0))" } ?? ""): \(problem)",
            statement: "\(statement)")
        error.column = name
        return error
    }
}
