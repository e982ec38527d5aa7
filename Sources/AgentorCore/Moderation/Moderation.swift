import Forms
import FoundationEssentials
import Mail
import Postgres
import Text

/// Looking at what was reported, and deciding about it. All of it is for moderators: for anybody else there is nothing, nor about what
/// they answer for themselves.
package struct Moderation: Sendable {
    let database: Database
    let keys: SealingKeys

    package init(database: Database, keys: SealingKeys) {
        self.database = database
        self.keys = keys
    }

    /// What somebody may do here.
    package enum Standing: Sendable {
        case none
        /// A moderator without a second factor, who may do nothing.
        case unproven
        case moderator

        /// Also of one who may do nothing yet.
        package var isModerator: Bool { self != .none }
    }

    package func standing(of viewer: Viewer) throws(PostgresError) -> Standing {
        switch try database.web.first(AskStanding(), as: viewer.identity) ?? false {
        case true: .moderator
        case false: Standing.none
        case nil: .unproven
        }
    }

    /// Cases that wait, those most people have reported first, then those that wait longest. At most `limit`, after `position`.
    package func waiting(
        after position: CasePosition? = nil, for viewer: Viewer, limit: Int = 20
    ) throws(PostgresError) -> ListedCases {
        let found = try database.web.query(
            ListWaitingCases(after: position, limit: limit + 1), as: viewer.identity)
        let cases = found.map { row in
            WaitingCase(
                id: row.id,
                what: row.reporter.flatMap { reporter in
                    row.sealed.flatMap {
                        told(
                            $0,
                            Binding(kind: row.kind, subject: row.subject, number: row.number, by: reporter))
                    }
                }?.what,
                reason: row.reason, reporters: row.reporters, openedAt: row.openedAt,
                taker: row.takenBy.map { TakenBy(id: $0, name: row.takenName ?? "", viewer) })
        }
        return ListedCases(
            cases: Array(cases.prefix(limit)),
            next: cases.count > limit ? cases[limit - 1].position : nil)
    }

    /// One case with all that is known of it; nil where there is none for the viewer.
    package func find(_ id: UUID, for viewer: Viewer) throws(PostgresError) -> ReportCase? {
        let (cases, rows, former) = try database.web.query(
            FindCase(id: id), ListCaseReports(id: id), ListFormerCases(id: id), as: viewer.identity)
        guard let found = cases.first else { return nil }
        var address: String?
        var what: String?
        let reports = rows.map { row in
            let binding = Binding(
                kind: found.kind, subject: found.subject, number: found.number, by: row.reporter)
            let told = told(row.sealed, binding)
            what = what ?? told?.what
            address = address ?? told?.address
            return ReportCase.Report(
                name: row.name, handle: row.handle, reason: row.reason, words: told?.words,
                reportedAt: row.reportedAt,
                evidence: row.evidence.flatMap { keys.open($0, for: binding.evidence) }
                    .flatMap { try? JSONDecoder().decode(ReportEvidence.self, from: Data($0)) },
                evidenceAt: row.takenAt)
        }
        return ReportCase(
            id: id, kind: found.kind, what: what, address: address, reporters: found.reporters,
            openedAt: found.openedAt,
            taker: found.takenBy.map { TakenBy(id: $0, name: found.takenName ?? "", viewer) },
            answerable: found.answerableName.map { ($0, found.answerableHandle) },
            hasReported: found.hasReported, outcome: found.outcome, decidedAt: found.decidedAt,
            decider: found.decider,
            reason: found.reason.flatMap { keys.open($0, for: Self.use(id)) }
                .map { String(decoding: $0, as: UTF8.self) },
            reports: reports, former: former)
    }

    /// What kept something from being done.
    package enum Obstacle: String, Error, Sendable {
        /// Another moderator looks at it, or nobody does.
        case taken
        /// The viewer has reported it.
        case reported
        case decided
        /// Only messages are removed.
        case impossible
    }

    /// Takes a case to look at, so that others see it, or gives it back.
    /// - Returns: false where there is none for the viewer.
    package func take(_ id: UUID, isWanted: Bool = true, for viewer: Viewer) throws -> Bool {
        let outcome = try database.web.first(
            TakeCase(id: id, isWanted: isWanted), as: viewer.identity, access: .readWrite)
        guard let outcome = outcome ?? nil else { return false }
        if let obstacle = Obstacle(rawValue: outcome) { throw obstacle }
        return true
    }

    /// Decides a case that the viewer has taken. Whoever answers for what was reported is told by mail, but for what is dismissed.
    /// - Parameter what: what was reported, in a sentence.
    /// - Returns: false where there is none for the viewer.
    package func decide(
        _ id: UUID, _ decision: CaseDecision, about what: String, for viewer: Viewer
    ) throws -> Bool {
        let sealed = keys.seal(Array(decision.reason.utf8), for: Self.use(id))
        return try database.web.transaction(as: viewer.identity, access: .readWrite) {
            (transaction: inout Transaction) throws -> Bool in
            guard
                let row = try transaction.first(
                    DecideCase(id: id, outcome: decision.outcome, sealed: sealed))
            else { return false }
            if let obstacle = Obstacle(rawValue: row.result) { throw obstacle }
            if let email = row.email {
                let letter = decision.letter(to: row.name ?? "", about: what)
                try transaction.run(EnqueueMail(letter, to: EmailAddress.normalized(email), keys: keys))
            }
            return true
        }
    }

    private func told(_ sealed: [UInt8], _ binding: Binding) -> Told? {
        keys.open(sealed, for: binding.words).flatMap {
            try? JSONDecoder().decode(Told.self, from: Data($0))
        }
    }

    private static func use(_ id: UUID) -> String { "decision of case \(id.uuidString)" }
}

/// What a moderator decides.
package struct CaseDecision: Sendable {
    package enum Outcome: String, CaseIterable, Sendable {
        case dismissed, warned, removed
    }

    package let outcome: Outcome
    /// As whoever answers for it reads it.
    package let reason: String

    package static let reasonField = FormField<String>.lines(
        "why", "Reason, as the author will read it", hint: "Name the rule and the words that broke it.",
        limit: 2_000, missing: "Give a reason.")

    /// - Parameter canRemove: whether it is a message.
    package static func outcomeField(canRemove: Bool) -> FormField<Outcome> {
        let all: [(Outcome, String, String?)] = [
            (.dismissed, "Nothing: it keeps the rules", "Nobody gets a letter."),
            (.warned, "Warn whoever is responsible", "They get a letter with your reason."),
            (
                .removed, "Take the message away",
                "Its words and files go for everybody. The author gets a letter with your reason."
            ),
        ]
        return .radios(
            "decision", "What follows", all.filter { canRemove || $0.0 != .removed },
            missing: "Choose what follows.")
    }

    package init(outcome: Outcome, reason: String) {
        self.outcome = outcome
        self.reason = reason
    }

    fileprivate func letter(to name: String, about what: String) -> Letter {
        let isRemoved = outcome == .removed
        return Letter(
            subject: isRemoved
                ? "A message of yours was taken away" : "A warning about what you do on Agentor",
            paragraphs: [
                "Hello \(name.isolated),",
                "People have reported something to those who look after Agentor: \(what). A moderator has looked at it. "
                    + (isRemoved
                        ? "It breaks the rules, and was taken away."
                        : "It breaks the rules. Please change it, and do not do so again."),
                "The moderator’s reason:", reason,
            ],
            closing: ["You are not told who reported it, and nobody else is told of this letter."])
    }
}
