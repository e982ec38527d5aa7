internal import CLibPQ

/// Owns one result of libpq.
struct Result: ~Copyable {
    private let handle: OpaquePointer

    init?(_ handle: OpaquePointer?) {
        guard let handle else { return nil }
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    enum Outcome {
        case rows
        case done
        case failed(PostgresError)
        /// Skipped, because an earlier command of the pipeline failed.
        case aborted
        case synchronized
        /// Something no statement of ours may cause, such as COPY.
        case unexpected
    }

    var outcome: Outcome {
        switch PQresultStatus(handle) {
        case PGRES_TUPLES_OK: .rows
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: .done
        case PGRES_FATAL_ERROR: .failed(error)
        case PGRES_PIPELINE_ABORTED: .aborted
        case PGRES_PIPELINE_SYNC: .synchronized
        default: .unexpected
        }
    }

    /// How many rows an insert, update or delete touched, or a select returned.
    var affectedRows: Int {
        PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// Reads every row.
    func rows<S: Statement>(of _: S.Type, in context: (any Sendable)?) throws(PostgresError) -> [S.Row] {
        let count = PQntuples(handle)
        guard count > 0 else { return [] }
        var rows: [S.Row] = []
        rows.reserveCapacity(Int(count))
        var columns = Columns(handle, of: S.self, in: context)
        for row in 0..<count {
            columns.move(to: row)
            rows.append(try S.row(from: &columns))
            if S.Row.self != Void.self { try columns.finishRow() }
        }
        return rows
    }

    /// Reads the first row, whose last column is another's.
    func firstRow<S: Statement>(of _: S.Type) throws(PostgresError) -> S.Row? {
        guard PQntuples(handle) > 0 else { return nil }
        var columns = Columns(handle, of: S.self, leavingOut: 1)
        columns.move(to: 0)
        let row = try S.row(from: &columns)
        if S.Row.self != Void.self { try columns.finishRow() }
        return row
    }

    /// Every row as text, for a result in text format.
    var textRows: [[String?]] {
        (0..<PQntuples(handle)).map { row in
            (0..<PQnfields(handle)).map { column in
                PQgetisnull(handle, row, column) != 0
                    ? nil : PQgetvalue(handle, row, column).map { String(cString: $0) }
            }
        }
    }

    private var error: PostgresError {
        let state = Diagnostic.sqlState.text(in: handle).map { SQLState(rawValue: $0) }
        let severity = Diagnostic.severity.text(in: handle)
        // The server ends the connection after these. An error without a state is libpq's own: it is gone.
        let isFatal = severity == "FATAL" || severity == "PANIC"
        let kind = state.flatMap { isFatal ? nil : PostgresError.Kind.server($0) } ?? .connectionLost
        let message = Diagnostic.message.text(in: handle) ?? PQresultErrorMessage(handle).map { line($0) }
        var error = PostgresError(kind, message ?? "no message")
        error.retry = kind == .connectionLost ? .whenReading : .never
        error.sqlState = state
        error.detail = Diagnostic.detail.text(in: handle)
        error.hint = Diagnostic.hint.text(in: handle)
        error.constraint = Diagnostic.constraint.text(in: handle)
        error.table = Diagnostic.table.text(in: handle)
        error.column = Diagnostic.column.text(in: handle)
        return error
    }
}

/// The fields of an error or notice, by the letters of libpq's `PG_DIAG_…` macros, which Swift does not import.
enum Diagnostic: Unicode.Scalar {
    case severity = "V"
    case sqlState = "C"
    case message = "M"
    case detail = "D"
    case hint = "H"
    case table = "t"
    case column = "c"
    case constraint = "n"

    func text(in result: OpaquePointer) -> String? {
        PQresultErrorField(result, Int32(rawValue.value)).map { String(cString: $0) }
    }
}

/// A message of libpq as one line; its own end in a line break.
func line(_ message: UnsafePointer<CChar>) -> String {
    String(cString: message).split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
        .joined(separator: "; ")
}
