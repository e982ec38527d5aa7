import Crypto
import FoundationEssentials
import Postgres

/// The log of what those who run the site have done, as an operator looks at it. Its lines are chained: each holds the hash of the
/// one before, and its own hash is the SHA-256 of the line as `agentor.audit_line` writes it.
package struct AuditLog: Sendable {
    private let pool: Pool
    private let pageSize: Int

    /// - Parameter pool: of the role that owns the tables.
    package init(pool: Pool, pageSize: Int = 500) {
        self.pool = pool
        self.pageSize = pageSize
    }

    /// The last line there is said to be: who keeps it elsewhere can tell a log that was written anew.
    package struct Head: Equatable, Sendable {
        package let number: Int64
        package let hash: [UInt8]

        package init(number: Int64, hash: [UInt8]) {
            self.number = number
            self.hash = hash
        }

        /// - Parameter hexadecimal: the hash as `verify` prints it; nil for what is none.
        package init?(number: Int64, hexadecimal: String) {
            guard number > 0, let hash = [UInt8](hex: hexadecimal), hash.count == 32 else { return nil }
            self.init(number: number, hash: hash)
        }

        package var hexadecimal: String { hash.hex }

        /// Of a log without lines.
        static let empty = Head(number: 0, hash: [UInt8](repeating: 0, count: 32))
    }

    /// What is wrong with a log.
    package enum Damage: Error, Equatable, Sendable {
        /// There is no line with this number, though there are later ones, or the head says so.
        case missing(Int64)
        /// It is not what it was hashed as.
        case changed(Int64)
        /// It does not follow on the one before it.
        case unchained(Int64)
        /// There are lines after the last one the head knows.
        case beyondHead(Int64)
        /// The last line is another than the head says.
        case head
        /// The line is another than it was when its hash was kept.
        case rewritten(Int64)
    }

    /// Looks at every line, while others are added.
    /// - Parameter kept: a head from before, which has to be part of it.
    /// - Throws: `Damage`, for the first line that is wrong.
    package func verify(against kept: Head? = nil) throws -> Head {
        let state = try pool.first(FindHead(), as: .nobody)
        guard let state else { throw Damage.head }
        if let last = state.last, last > state.head.number { throw Damage.beyondHead(last) }
        var previous = Head.empty
        while previous.number < state.head.number {
            let lines = try pool.query(ListLines(after: previous.number, limit: pageSize), as: .nobody)
            if lines.isEmpty { throw Damage.missing(previous.number + 1) }
            for line in lines where line.number <= state.head.number {
                guard line.number == previous.number + 1 else { throw Damage.missing(previous.number + 1) }
                guard line.previous == previous.hash else { throw Damage.unchained(line.number) }
                guard Array(SHA256.hash(data: Array(line.text.utf8))) == line.hash else {
                    throw Damage.changed(line.number)
                }
                previous = Head(number: line.number, hash: line.hash)
                if let kept, kept.number == line.number, kept.hash != line.hash {
                    throw Damage.rewritten(line.number)
                }
            }
        }
        guard previous == state.head else { throw Damage.head }
        if let kept, kept.number > previous.number { throw Damage.missing(previous.number + 1) }
        return previous
    }

    /// Gives each line as JSON, with its hash as the last member, the first line first.
    package func export(_ write: (String) throws -> Void) throws {
        var last: Int64 = 0
        while true {
            let lines = try pool.query(ListLines(after: last, limit: pageSize), as: .nobody)
            guard let end = lines.last else { return }
            for line in lines { try write(line.exported) }
            last = end.number
        }
    }
}

extension AuditLog.Damage: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let number): "Line \(number) is missing."
        case .changed(let number): "Line \(number) was changed: it is not what its hash was made of."
        case .unchained(let number): "Line \(number) does not follow on the line before it."
        case .beyondHead(let number): "The log has \(number) lines, more than its head knows of."
        case .head: "The last line is another than the head of the log says."
        case .rewritten(let number): "Line \(number) is another than it was when its hash was kept."
        }
    }
}

/// A line as it is hashed.
struct AuditLine: Sendable {
    let number: Int64
    let text: String
    let previous: [UInt8]
    let hash: [UInt8]

    /// With the hash as one more member.
    var exported: String { "\(text.dropLast()),\"hash\":\"\(hash.hex)\"}" }
}

private struct ListLines: Statement {
    let after: Int64
    let limit: Int

    static let sql = """
        select l.number, agentor.audit_line(l), l.previous, l.hash from agentor.audit_log l
        where l.number > $1 order by l.number limit $2
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(Int64(limit))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AuditLine {
        AuditLine(
            number: try columns.next(Int64.self), text: try columns.next(String.self),
            previous: try columns.next([UInt8].self), hash: try columns.next([UInt8].self))
    }
}

private struct FindHead: Statement {
    static let sql =
        "select h.number, h.hash, (select max(l.number) from agentor.audit_log l) from agentor.audit_head h"

    static func row(
        from columns: inout Columns
    ) throws(PostgresError) -> (head: AuditLog.Head, last: Int64?) {
        (
            .init(number: try columns.next(Int64.self), hash: try columns.next([UInt8].self)),
            try columns.next(Int64?.self)
        )
    }
}

/// Records what an operator does, in the transaction that does it: the last statement in it, since whoever records waits for others
/// who do. An account is called by its handle as of now.
struct RecordOperatorAct: Statement {
    let operatorName: String
    let action: String
    let subjectKind: String
    var subject: UUID?
    var label: String?
    let reason: String?
    var details: [String: String] = [:]

    static let sql = """
        select agentor.record_operator_act($1, $2, $3, $4, coalesce($5, agentor.handle_of($4)), $6, $7::text::jsonb)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(operatorName)
        parameters.append(action)
        parameters.append(subjectKind)
        parameters.append(subject)
        parameters.append(label)
        parameters.append(reason)
        let json = try? JSONEncoder().encode(details)
        parameters.append(json.map { String(decoding: $0, as: UTF8.self) } ?? "{}")
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int64 {
        try columns.next(Int64.self)
    }
}
