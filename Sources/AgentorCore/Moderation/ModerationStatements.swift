import FoundationEssentials
import Postgres

// Calls of the functions in `Definitions/moderation.sql`.

extension ReportSubject.Kind {
    /// The tables' checks leave nothing else.
    fileprivate init(stored text: String) { self = ReportSubject.Kind(rawValue: text) ?? .message }
}

struct AskStanding: Statement {
    static let sql = "select agentor.moderates()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool? {
        try columns.next(Bool?.self)
    }
}

struct ListWaitingCases: Statement {
    struct Row: Sendable {
        let id: UUID
        let kind: ReportSubject.Kind
        let subject: UUID
        let number: Int
        let reporters: Int
        let openedAt: Date
        let takenBy: UUID?
        let takenName: String?
        let reason: ReportReason?
        let reporter: AccountID?
        let sealed: [UInt8]?
    }

    let after: CasePosition?
    let limit: Int

    static let sql = """
        select case_id, kind, subject, number, reporters, opened_at, taken_by, taken_name, reason, reporter, sealed
        from agentor.waiting_cases($1, $2, $3, $4)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after.map { Int32(clamping: $0.reporters) })
        parameters.append(after?.openedAt)
        parameters.append(after?.id)
        parameters.append(Int32(clamping: limit))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), kind: .init(stored: try columns.next(String.self)),
            subject: try columns.next(UUID.self), number: Int(try columns.next(Int32.self)),
            reporters: Int(try columns.next(Int32.self)), openedAt: try columns.next(Date.self),
            takenBy: try columns.next(UUID?.self), takenName: try columns.next(String?.self),
            reason: try columns.next(String?.self).flatMap(ReportReason.init),
            reporter: try columns.next(UUID?.self).map(AccountID.init(rawValue:)),
            sealed: try columns.next([UInt8]?.self))
    }
}

struct FindCase: Statement {
    struct Row: Sendable {
        let kind: ReportSubject.Kind
        let subject: UUID
        let number: Int
        let reporters: Int
        let openedAt: Date
        let outcome: OwnReport.Outcome?
        let decidedAt: Date?
        let takenBy: UUID?
        let takenName: String?
        let answerableName: String?
        let answerableHandle: String?
        let hasReported: Bool
        let decider: String?
        let reason: [UInt8]?
    }

    let id: UUID

    static let sql = """
        select kind, subject, number, reporters, opened_at, outcome, decided_at, taken_by, taken_name, answerable_name,
            answerable_handle, has_reported, decider_name, reason
        from agentor.report_case($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            kind: .init(stored: try columns.next(String.self)), subject: try columns.next(UUID.self),
            number: Int(try columns.next(Int32.self)), reporters: Int(try columns.next(Int32.self)),
            openedAt: try columns.next(Date.self),
            outcome: try columns.next(String?.self).flatMap(OwnReport.Outcome.init),
            decidedAt: try columns.next(Date?.self), takenBy: try columns.next(UUID?.self),
            takenName: try columns.next(String?.self), answerableName: try columns.next(String?.self),
            answerableHandle: try columns.next(String?.self), hasReported: try columns.next(Bool.self),
            decider: try columns.next(String?.self), reason: try columns.next([UInt8]?.self))
    }
}

struct ListCaseReports: Statement {
    struct Row: Sendable {
        let reporter: AccountID
        let name: String
        let handle: String?
        let reason: ReportReason
        let sealed: [UInt8]
        let reportedAt: Date
        let evidence: [UInt8]?
        let takenAt: Date?
    }

    let id: UUID

    static let sql = """
        select reporter, full_name, handle, reason, sealed, reported_at, evidence, taken_at from agentor.case_reports($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            reporter: AccountID(rawValue: try columns.next(UUID.self)), name: try columns.next(String.self),
            handle: try columns.next(String?.self),
            reason: ReportReason(rawValue: try columns.next(String.self)) ?? .other,
            sealed: try columns.next([UInt8].self), reportedAt: try columns.next(Date.self),
            evidence: try columns.next([UInt8]?.self), takenAt: try columns.next(Date?.self))
    }
}

struct ListFormerCases: Statement {
    let id: UUID

    static let sql = "select case_id, kind, reporters, opened_at, outcome from agentor.former_cases($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ReportCase.Former {
        ReportCase.Former(
            id: try columns.next(UUID.self), kind: .init(stored: try columns.next(String.self)),
            reporters: Int(try columns.next(Int32.self)), openedAt: try columns.next(Date.self),
            outcome: try columns.next(String?.self).flatMap(OwnReport.Outcome.init))
    }
}

struct TakeCase: Statement {
    let id: UUID
    let isWanted: Bool

    static let sql = "select agentor.take_case($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(isWanted)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct DecideCase: Statement {
    let id: UUID
    let outcome: CaseDecision.Outcome
    let sealed: [UInt8]

    static let sql = "select result, email, full_name from agentor.decide_case($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(outcome.rawValue)
        parameters.append(sealed)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> (
        result: String, email: String?, name: String?
    ) {
        (try columns.next(String.self), try columns.next(String?.self), try columns.next(String?.self))
    }
}
