import FoundationEssentials
import Messaging
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
        let isHidden: Bool
        let isProposed: Bool
        let rule: String?
        /// The handle of whoever answers for it, with @.
        let answerable: String?
    }

    let after: CasePosition?
    let limit: Int

    static let sql = """
        select case_id, kind, subject, number, reporters, opened_at, taken_by, taken_name, reason, reporter, sealed,
            is_hidden, is_proposed, rule, answerable
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
            sealed: try columns.next([UInt8]?.self), isHidden: try columns.next(Bool.self),
            isProposed: try columns.next(Bool.self), rule: try columns.next(String?.self),
            answerable: try columns.next(String?.self))
    }
}

struct FindRuleCase: Statement {
    struct Row: Sendable {
        let rule: String
        let found: [UInt8]?
        let resembles: String?
        let strangers: Int
    }

    let id: UUID

    static let sql = "select rule, box, resembles, strangers from agentor.rule_case($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            rule: try columns.next(String.self), found: try columns.next([UInt8]?.self),
            resembles: try columns.next(String?.self), strangers: Int(try columns.next(Int32.self)))
    }
}

/// What of a message that waits is read by whoever looks at its case, with what waits behind it.
struct ListHeldWords: Statement {
    struct Row: Sendable {
        let words: String?
        let writtenAt: Date
        let fileCount: Int
    }

    let id: UUID

    static let sql = "select words, written_at, file_count from agentor.held_words($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let stored: StoredText = try columns.nextText()
        return Row(
            words: stored.words, writtenAt: try columns.next(Date.self),
            fileCount: Int(try columns.next(Int32.self)))
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
        let isHidden: Bool
        let since: Date?
        let silencedUntil: Date?
        let isSuspended: Bool
        let suspendedUntil: Date?
    }

    let id: UUID

    static let sql = """
        select kind, subject, number, reporters, opened_at, outcome, decided_at, taken_by, taken_name, answerable_name,
            answerable_handle, has_reported, is_hidden, since, silenced_until, is_suspended, suspended_until
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
            isHidden: try columns.next(Bool.self), since: try columns.next(Date?.self),
            silencedUntil: try columns.next(Date?.self), isSuspended: try columns.next(Bool.self),
            suspendedUntil: try columns.next(Date?.self))
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
        /// Of what they reported besides, how much is decided, and how much of that broke the rules.
        let earlier: Int
        let upheld: Int
    }

    let id: UUID

    static let sql = """
        select reporter, full_name, handle, reason, sealed, reported_at, evidence, taken_at, earlier, upheld
        from agentor.case_reports($1)
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
            evidence: try columns.next([UInt8]?.self), takenAt: try columns.next(Date?.self),
            earlier: Int(try columns.next(Int32.self)), upheld: Int(try columns.next(Int32.self)))
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

/// A change of a case, and whom to tell of it.
struct CaseChangeRow: Sendable {
    let result: String
    let email: String?
    let name: String?
    let endsAt: Date?
}

protocol CaseChange: Statement where Row == CaseChangeRow {}

extension CaseChange {
    static func row(from columns: inout Columns) throws(PostgresError) -> CaseChangeRow {
        CaseChangeRow(
            result: try columns.next(String.self), email: try columns.next(String?.self),
            name: try columns.next(String?.self), endsAt: try columns.next(Date?.self))
    }
}

struct DecideCase: CaseChange {
    let id: UUID
    let decision: CaseDecision
    let sealed: [UInt8]
    let about: [UInt8]

    static let sql =
        "select result, email, full_name, ends_at from agentor.decide_case($1, $2, $3, $4, $5, $6)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(decision.outcome.rawValue)
        parameters.append(decision.seconds.map { Int32(clamping: $0) })
        parameters.append(decision.removes)
        parameters.append(sealed)
        parameters.append(about)
    }
}

struct HideCase: CaseChange {
    let id: UUID
    let isWanted: Bool

    static let sql = "select result, email, full_name, null::timestamptz from agentor.hide_case($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(isWanted)
    }
}

struct AnswerProposal: CaseChange {
    let id: UUID
    let mark: UUID
    let agrees: Bool

    static let sql = "select result, email, full_name, ends_at from agentor.answer_proposal($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(mark)
        parameters.append(agrees)
    }
}

struct DecideAppeal: CaseChange {
    let id: UUID
    let isReversed: Bool
    let sealed: [UInt8]

    static let sql =
        "select result, email, full_name, null::timestamptz from agentor.decide_appeal($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(isReversed)
        parameters.append(sealed)
    }
}

struct FindCaseDecision: Statement {
    struct Row: Sendable {
        let endsAt: Date?
        let removes: Bool
        let decider: String?
        let assenter: String?
        let isOwn: Bool
        let reason: [UInt8]
        let appeal: [UInt8]?
        let appealedAt: Date?
        let appealOutcome: Appeal.Outcome?
        let appealReason: [UInt8]?
        let appealDecidedAt: Date?
        let appealDecider: String?
    }

    let id: UUID

    static let sql = """
        select ends_at, removes, decider, assenter, is_own, reason, appeal, appealed_at, appeal_outcome, appeal_reason,
            appeal_decided_at, appeal_decider
        from agentor.case_decision($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            endsAt: try columns.next(Date?.self), removes: try columns.next(Bool.self),
            decider: try columns.next(String?.self), assenter: try columns.next(String?.self),
            isOwn: try columns.next(Bool.self), reason: try columns.next([UInt8].self),
            appeal: try columns.next([UInt8]?.self), appealedAt: try columns.next(Date?.self),
            appealOutcome: try columns.next(String?.self).flatMap(Appeal.Outcome.init),
            appealReason: try columns.next([UInt8]?.self), appealDecidedAt: try columns.next(Date?.self),
            appealDecider: try columns.next(String?.self))
    }
}

struct FindProposal: Statement {
    struct Row: Sendable {
        let outcome: CaseDecision.Outcome
        let seconds: Int?
        let removes: Bool
        let proposer: String?
        let isOwn: Bool
        let reason: [UInt8]
        let about: [UInt8]
        let mark: UUID
        let proposedAt: Date
    }

    let id: UUID

    static let sql = """
        select outcome, seconds, removes, proposer, is_own, reason, about, mark, proposed_at from agentor.case_proposal($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            outcome: .init(stored: try columns.next(String.self)),
            seconds: try columns.next(Int32?.self).map { Int($0) }, removes: try columns.next(Bool.self),
            proposer: try columns.next(String?.self), isOwn: try columns.next(Bool.self),
            reason: try columns.next([UInt8].self), about: try columns.next([UInt8].self),
            mark: try columns.next(UUID.self), proposedAt: try columns.next(Date.self))
    }
}

struct ListWaitingAppeals: Statement {
    struct Row: Sendable {
        let id: UUID
        let kind: ReportSubject.Kind
        let subject: UUID
        let number: Int
        let outcome: CaseDecision.Outcome
        let appealedAt: Date
        let mayDecide: Bool
        let reporter: AccountID?
        let sealed: [UInt8]?
    }

    static let sql = """
        select case_id, kind, subject, number, outcome, appealed_at, may_decide, reporter, sealed from agentor.waiting_appeals()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), kind: .init(stored: try columns.next(String.self)),
            subject: try columns.next(UUID.self), number: Int(try columns.next(Int32.self)),
            outcome: .init(stored: try columns.next(String.self)), appealedAt: try columns.next(Date.self),
            mayDecide: try columns.next(Bool.self),
            reporter: try columns.next(UUID?.self).map(AccountID.init(rawValue:)),
            sealed: try columns.next([UInt8]?.self))
    }
}

struct ListDecidedCases: Statement {
    struct Row: Sendable {
        let id: UUID
        let kind: ReportSubject.Kind
        let subject: UUID
        let number: Int
        let outcome: CaseDecision.Outcome
        let decidedAt: Date
        let decider: String?
        let isOwn: Bool
        let appeal: Appeal.Outcome?
        let isAppealed: Bool
        let reporter: AccountID?
        let sealed: [UInt8]?
        let rule: String?
        /// The handle of whoever answers for it, with @.
        let answerable: String?
    }

    let filter: DecidedFilter
    let before: ReportPosition?
    let limit: Int

    static let sql = """
        select case_id, kind, subject, number, outcome, decided_at, decided_by, is_own, appeal_outcome, is_appealed, reporter,
            sealed, rule, answerable
        from agentor.decided_cases($1, $2, $3, $4, $5)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(filter.outcome?.rawValue)
        parameters.append(filter.decider)
        parameters.append(before?.at)
        parameters.append(before?.id)
        parameters.append(Int32(clamping: limit))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), kind: .init(stored: try columns.next(String.self)),
            subject: try columns.next(UUID.self), number: Int(try columns.next(Int32.self)),
            outcome: .init(stored: try columns.next(String.self)), decidedAt: try columns.next(Date.self),
            decider: try columns.next(String?.self), isOwn: try columns.next(Bool.self),
            appeal: try columns.next(String?.self).flatMap(Appeal.Outcome.init),
            isAppealed: try columns.next(Bool.self),
            reporter: try columns.next(UUID?.self).map(AccountID.init(rawValue:)),
            sealed: try columns.next([UInt8]?.self), rule: try columns.next(String?.self),
            answerable: try columns.next(String?.self))
    }
}

struct ListDeciders: Statement {
    static let sql = "select handle, full_name from agentor.deciders()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Decider {
        Decider(handle: try columns.next(String.self), name: try columns.next(String.self))
    }
}
