import Forms
import FoundationEssentials
import Postgres

/// What somebody says against a decision about them.
package struct Appeal: Sendable {
    package enum Outcome: String, Sendable {
        case upheld, reversed
    }

    package let words: String
    package let appealedAt: Date
    /// Nil while nothing is decided.
    package let outcome: Outcome?
    package let reason: String?
    package let decidedAt: Date?
    /// Who has decided it; nil once they are gone, and for whoever has appealed.
    package let decider: String?

    package static let wordsField = FormField<String>.lines(
        "words", "What is wrong with the decision?",
        hint: "A moderator who has not decided it before reads it.",
        limit: 2_000, missing: "Say what is wrong with it.")

    package static let outcomeField = FormField<Outcome>.radios(
        "appeal", "What follows",
        [
            (.upheld, "The decision stands", nil),
            (
                .reversed, "The decision was wrong",
                "What can be taken back is: silence, suspension, ban, hiding, holding. What was taken away does not come back, unless it was held."
            ),
        ], missing: "Choose what follows.")

    /// What a reversal takes back, for whoever it is about.
    /// - Parameter wasHeld: whether it was about a message that waited, which is there still.
    static func undone(
        _ outcome: CaseDecision.Outcome, removes: Bool, wasHeld: Bool = false
    ) -> String {
        let change =
            switch outcome {
            case .dismissed, .warned, .removed: ""
            case .hidden: " Everybody sees it again."
            case .closed: " The channel is open again, as it was."
            case .banned: " You can come back into the channel."
            case .silenced: " You can write again."
            case .held: " What you write first to people no longer waits."
            case .suspended: " You can sign in again."
            }
        let lost =
            outcome == .removed || removes
            ? wasHeld
                ? " Your message is sent now."
                : " What was taken away cannot come back: it is gone for good." : ""
        return "Another moderator has found that the decision was wrong.\(change)\(lost)"
    }
}

/// A decision as whoever it is about sees it.
package struct OwnDecision: Sendable {
    package let id: UUID
    package let outcome: CaseDecision.Outcome
    package let removes: Bool
    /// Nil where it can be read no more.
    package let about: String?
    package let decidedAt: Date
    package let endsAt: Date?
    package let isAppealed: Bool
    package let appealOutcome: Appeal.Outcome?
    /// Its page, which needs no signing in.
    package let token: String
}

/// The same with all that is told of it.
package struct ToldDecision: Sendable {
    package let outcome: CaseDecision.Outcome
    package let removes: Bool
    package let about: String?
    package let reason: String?
    package let decidedAt: Date
    package let endsAt: Date?
    /// Whether the time for an appeal is over.
    package let isLate: Bool
    package let appeal: Appeal?
}

extension Moderation {
    private static let letterPurpose = "letter about a decision"

    /// What a letter's link holds: whoever has it sees that decision and may appeal, and can do nothing else.
    func token(of id: UUID) -> String {
        keys.seal(withUnsafeBytes(of: id.uuid) { Array($0) }, for: Self.letterPurpose).hex
    }

    /// Nil for none of ours.
    private func decision(_ token: String) -> UUID? {
        guard token.utf8.count <= 200, let box = [UInt8](hex: token),
            let bytes = keys.open(box, for: Self.letterPurpose), bytes.count == 16
        else { return nil }
        return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }

    func address(of id: UUID) -> String { "\(address)/decision?token=\(token(of: id))" }

    /// Decisions about the viewer, the last first.
    package func own(for viewer: Viewer) throws(PostgresError) -> [OwnDecision] {
        try database.web.query(ListOwnDecisions(), as: viewer.identity).map { row in
            OwnDecision(
                id: row.id, outcome: row.outcome, removes: row.removes, about: about(row.about, of: row.id),
                decidedAt: row.decidedAt, endsAt: row.endsAt, isAppealed: row.isAppealed,
                appealOutcome: row.appeal, token: token(of: row.id))
        }
    }

    /// Until when the viewer writes nothing, and why; nil where they may.
    package func silence(of viewer: Viewer) throws(PostgresError) -> (endsAt: Date, reason: String?)? {
        guard let row = try database.web.first(FindOwnSilence(), as: viewer.identity) else { return nil }
        return (row.endsAt, row.id.flatMap { id in row.reason.flatMap { reason($0, of: id) } })
    }

    /// What was decided, for whoever has its letter; nil where there is none.
    package func told(_ token: String) throws(PostgresError) -> ToldDecision? {
        guard let id = decision(token),
            let row = try database.door.first(FindToldDecision(id: id), as: .nobody)
        else { return nil }
        return ToldDecision(
            outcome: row.outcome, removes: row.removes, about: about(row.about, of: id),
            reason: reason(row.reason, of: id), decidedAt: row.decidedAt, endsAt: row.endsAt,
            isLate: row.isLate,
            appeal: row.appealedAt.map { moment in
                Appeal(
                    words: row.appeal.flatMap { words($0, of: id) } ?? "", appealedAt: moment,
                    outcome: row.appealOutcome,
                    reason: row.appealReason.flatMap { appealReason($0, of: id) },
                    decidedAt: row.appealDecidedAt, decider: nil)
            })
    }

    package enum AppealOutcome: String, Sendable {
        case done, late, twice
    }

    /// Says something against a decision.
    /// - Returns: nil where there is none.
    package func appeal(_ token: String, _ text: String) throws(PostgresError) -> AppealOutcome? {
        guard let id = decision(token) else { return nil }
        let sealed = keys.seal(Array(text.utf8), for: Self.wordsUse(id))
        let outcome = try database.door.first(
            AppealDecision(id: id, sealed: sealed), as: .nobody, access: .readWrite)
        return (outcome ?? nil).flatMap(AppealOutcome.init)
    }

    /// Opens accounts whose suspension is over, so that they are found again.
    package func endSuspensions() throws(PostgresError) {
        _ = try database.door.query(EndSuspensions(), as: .nobody, access: .readWrite)
    }

    // MARK: What is sealed

    func about(_ sealed: [UInt8]?, of id: UUID) -> String? {
        sealed.flatMap { opened($0, Self.aboutUse(id)) }
    }
    func reason(_ sealed: [UInt8], of id: UUID) -> String? { opened(sealed, Self.use(id)) }
    func words(_ sealed: [UInt8], of id: UUID) -> String? { opened(sealed, Self.wordsUse(id)) }
    func appealReason(_ sealed: [UInt8], of id: UUID) -> String? { opened(sealed, Self.appealUse(id)) }

    private func opened(_ sealed: [UInt8], _ use: String) -> String? {
        keys.open(sealed, for: use).map { String(decoding: $0, as: UTF8.self) }
    }

    static func use(_ id: UUID) -> String { "decision of case \(id.uuidString)" }
    static func aboutUse(_ id: UUID) -> String { "subject of case \(id.uuidString)" }
    static func wordsUse(_ id: UUID) -> String { "appeal of case \(id.uuidString)" }
    static func appealUse(_ id: UUID) -> String { "decision of the appeal of case \(id.uuidString)" }
}

private struct ListOwnDecisions: Statement {
    struct Row: Sendable {
        let id: UUID
        let outcome: CaseDecision.Outcome
        let removes: Bool
        let about: [UInt8]?
        let decidedAt: Date
        let endsAt: Date?
        let appeal: Appeal.Outcome?
        let isAppealed: Bool
    }

    static let sql = """
        select case_id, outcome, removes, about, decided_at, ends_at, appeal_outcome, is_appealed from agentor.own_decisions()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), outcome: .init(stored: try columns.next(String.self)),
            removes: try columns.next(Bool.self), about: try columns.next([UInt8]?.self),
            decidedAt: try columns.next(Date.self), endsAt: try columns.next(Date?.self),
            appeal: try columns.next(String?.self).flatMap(Appeal.Outcome.init),
            isAppealed: try columns.next(Bool.self))
    }
}

extension CaseDecision.Outcome {
    /// The tables' checks leave nothing else.
    init(stored text: String) { self = CaseDecision.Outcome(rawValue: text) ?? .warned }
}

private struct FindOwnSilence: Statement {
    struct Row: Sendable {
        let endsAt: Date
        let id: UUID?
        let reason: [UInt8]?
    }

    static let sql = "select ends_at, case_id, reason from agentor.own_silence()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            endsAt: try columns.next(Date.self), id: try columns.next(UUID?.self),
            reason: try columns.next([UInt8]?.self))
    }
}

private struct FindToldDecision: Statement {
    struct Row: Sendable {
        let outcome: CaseDecision.Outcome
        let removes: Bool
        let about: [UInt8]?
        let reason: [UInt8]
        let decidedAt: Date
        let endsAt: Date?
        let isLate: Bool
        let appeal: [UInt8]?
        let appealedAt: Date?
        let appealOutcome: Appeal.Outcome?
        let appealReason: [UInt8]?
        let appealDecidedAt: Date?
    }

    let id: UUID

    static let sql = """
        select outcome, removes, about, reason, decided_at, ends_at, is_late, appeal, appealed_at, appeal_outcome,
            appeal_reason, appeal_decided_at
        from agentor.told_decision($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            outcome: .init(stored: try columns.next(String.self)), removes: try columns.next(Bool.self),
            about: try columns.next([UInt8]?.self), reason: try columns.next([UInt8].self),
            decidedAt: try columns.next(Date.self), endsAt: try columns.next(Date?.self),
            isLate: try columns.next(Bool.self), appeal: try columns.next([UInt8]?.self),
            appealedAt: try columns.next(Date?.self),
            appealOutcome: try columns.next(String?.self).flatMap(Appeal.Outcome.init),
            appealReason: try columns.next([UInt8]?.self), appealDecidedAt: try columns.next(Date?.self))
    }
}

private struct AppealDecision: Statement {
    let id: UUID
    let sealed: [UInt8]

    static let sql = "select agentor.appeal($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(sealed)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct EndSuspensions: Statement {
    static let sql = "select agentor.end_suspensions()"
}
