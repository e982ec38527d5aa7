import FoundationEssentials
import Mail
import Postgres
import Text

/// Looking at what was reported, and deciding about it. All of it is for moderators: for anybody else there is nothing, nor about what
/// they answer for themselves.
package struct Moderation: Sendable {
    let database: Database
    let keys: SealingKeys
    /// Of the site, for links in letters.
    let address: String

    package init(database: Database, keys: SealingKeys, address: String) {
        self.database = database
        self.keys = keys
        self.address = address
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
                what: what(row.sealed, row.kind, row.subject, row.number, by: row.reporter)
                    ?? row.rule.map { Self.what(row.kind, of: row.answerable, by: $0) },
                reason: row.reason, rule: row.rule, reporters: row.reporters, openedAt: row.openedAt,
                taker: row.takenBy.map { TakenBy(id: $0, name: row.takenName ?? "", viewer) },
                isHidden: row.isHidden, isProposed: row.isProposed)
        }
        return ListedCases(
            cases: Array(cases.prefix(limit)),
            next: cases.count > limit ? cases[limit - 1].position : nil)
    }

    /// Cases that were decided, the latest first. At most `limit`, before `position`.
    package func decided(
        _ filter: DecidedFilter = DecidedFilter(), before position: ReportPosition? = nil, for viewer: Viewer,
        limit: Int = 20
    ) throws(PostgresError) -> ListedDecisions {
        let found = try database.web.query(
            ListDecidedCases(filter: filter, before: position, limit: limit + 1), as: viewer.identity)
        let cases = found.map { row in
            DecidedCase(
                id: row.id,
                what: what(row.sealed, row.kind, row.subject, row.number, by: row.reporter)
                    ?? row.rule.map { Self.what(row.kind, of: row.answerable, by: $0) },
                outcome: row.outcome, decidedAt: row.decidedAt, decider: row.decider, isOwn: row.isOwn,
                isAppealed: row.isAppealed, appeal: row.appeal)
        }
        return ListedDecisions(
            cases: Array(cases.prefix(limit)),
            next: cases.count > limit ? cases[limit - 1].position : nil)
    }

    /// Who has decided something, by name.
    package func deciders(for viewer: Viewer) throws(PostgresError) -> [Decider] {
        try database.web.query(ListDeciders(), as: viewer.identity)
    }

    /// One case with all that is known of it; nil where there is none for the viewer.
    package func find(_ id: UUID, for viewer: Viewer) throws(PostgresError) -> ReportCase? {
        let (cases, rows, former, decisions, proposals) = try database.web.query(
            FindCase(id: id), ListCaseReports(id: id), ListFormerCases(id: id), FindCaseDecision(id: id),
            FindProposal(id: id), as: viewer.identity)
        guard let found = cases.first else { return nil }
        let rule = try finding(of: id, found, for: viewer)
        var address = rule?.address
        var what = rule?.what
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
                evidenceAt: row.takenAt, earlier: row.earlier, upheld: row.upheld)
        }
        return ReportCase(
            id: id, kind: found.kind, what: what, address: address, reporters: found.reporters,
            openedAt: found.openedAt,
            taker: found.takenBy.map { TakenBy(id: $0, name: found.takenName ?? "", viewer) },
            answerable: found.answerableName.map { ($0, found.answerableHandle) },
            standing: ReportCase.Standing(
                since: found.since, silencedUntil: found.silencedUntil, isSuspended: found.isSuspended,
                suspendedUntil: found.suspendedUntil),
            hasReported: found.hasReported, isHidden: found.isHidden, outcome: found.outcome,
            decidedAt: found.decidedAt,
            decision: decisions.first.map { row in
                ReportCase.Decision(
                    endsAt: row.endsAt, removes: row.removes, decider: row.decider, assenter: row.assenter,
                    isOwn: row.isOwn, reason: reason(row.reason, of: id),
                    appeal: row.appealedAt.map { moment in
                        Appeal(
                            words: row.appeal.flatMap { words($0, of: id) } ?? "", appealedAt: moment,
                            outcome: row.appealOutcome,
                            reason: row.appealReason.flatMap { appealReason($0, of: id) },
                            decidedAt: row.appealDecidedAt, decider: row.appealDecider)
                    })
            },
            proposal: proposals.first.map { row in
                ReportCase.Proposal(
                    outcome: row.outcome, seconds: row.seconds, removes: row.removes,
                    proposer: row.proposer,
                    isOwn: row.isOwn, reason: reason(row.reason, of: id), about: about(row.about, of: id),
                    mark: row.mark, proposedAt: row.proposedAt)
            },
            reports: reports, former: former, finding: rule)
    }

    /// What a rule found that has opened a case; nil where people have.
    private func finding(
        of id: UUID, _ found: FindCase.Row, for viewer: Viewer
    ) throws(PostgresError) -> ReportCase.Finding? {
        let (rules, words) = try database.web.query(
            FindRuleCase(id: id), ListHeldWords(id: id), as: viewer.identity)
        guard let rule = rules.first else { return nil }
        let kept = rule.found.flatMap { keys.open($0, for: FoundByRule.use) }
            .flatMap { try? JSONDecoder().decode(FoundByRule.self, from: Data($0)) }
        let said = words.map { row in
            ReportEvidence.Said(
                author: found.answerableName ?? "", handle: found.answerableHandle, sentAt: row.writtenAt,
                text: row.words ?? "(These words can be read no more.)",
                files: row.fileCount == 0 ? [] : ["\(row.fileCount) files"], isReported: true,
                isDeleted: false)
        }
        let what =
            kept?.what
            ?? (found.kind == .held && rule.strangers > 1
                ? "a first message of \(found.answerableHandle.map { "@\($0)" } ?? "somebody who is gone") to \(rule.strangers) people"
                : Self.what(found.kind, of: found.answerableHandle.map { "@\($0)" }, by: rule.rule))
        let profile = found.kind == .person ? found.answerableHandle.map { "/agents/\($0)" } : nil
        return ReportCase.Finding(
            rule: rule.rule, what: what, address: kept?.address ?? profile, resembles: rule.resembles,
            evidence: said.isEmpty ? kept?.evidence : ReportEvidence(said: said))
    }

    /// What a rule has opened a case about, in a sentence.
    private static func what(_ kind: ReportSubject.Kind, of handle: String?, by rule: String) -> String {
        let whose = handle.map { " of \($0)" } ?? ""
        return switch kind {
        case .held: "a first message\(whose)"
        case .message: "a message\(whose)"
        case .person: rule == CareRule.lookAlikes.rawValue ? "the name\(whose)" : "the page\(whose)"
        case .service: "a service\(whose)"
        case .channel: "a channel\(whose)"
        case .file: "a file\(whose)"
        case .work: "a work\(whose)"
        }
    }

    /// What kept something from being done.
    package enum Obstacle: String, Error, Sendable {
        /// Another moderator looks at it, or nobody does.
        case taken
        /// The viewer has reported it.
        case reported
        case decided
        /// It does not fit what the case is about, or nobody is left whom it could be about.
        case impossible
        /// Whoever runs the channel, or the site, is not kept out of it.
        case inCharge = "in charge"
        /// What it is about is not there any more.
        case gone
        /// Something else is proposed by now, or nothing.
        case changed
        /// The viewer has decided or proposed it themselves.
        case own
    }

    /// What came of deciding.
    package enum Deed: Sendable {
        case done
        /// It waits for another moderator.
        case proposed
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

    /// Hides what a case is about while the viewer, who has taken it, looks at it, or shows it again. Whoever answers for it is told.
    /// - Returns: false where there is none for the viewer.
    package func hide(
        _ id: UUID, isWanted: Bool = true, about what: String, for viewer: Viewer
    ) throws -> Bool {
        try change(HideCase(id: id, isWanted: isWanted), for: viewer) { row in
            .hidden(isWanted, to: row.name ?? "", about: what)
        } != nil
    }

    /// Decides a case that the viewer has taken. Whoever answers for what was reported is told by mail, but for what is dismissed.
    /// - Parameters:
    ///   - what: what was reported, in a sentence.
    ///   - moment: when something ends, in words.
    /// - Returns: nil where there is none for the viewer.
    package func decide(
        _ id: UUID, _ decision: CaseDecision, about what: String, isByRule: Bool = false,
        until moment: (Date) -> String, for viewer: Viewer
    ) throws -> Deed? {
        let statement = DecideCase(
            id: id, decision: decision, sealed: keys.seal(Array(decision.reason.utf8), for: Self.use(id)),
            about: keys.seal(Array(what.utf8), for: Self.aboutUse(id)))
        return try change(statement, for: viewer) { row in
            .decided(
                decision.outcome, removes: decision.removes, reason: decision.reason,
                until: row.endsAt.map(moment), to: row.name ?? "", about: what, isByRule: isByRule,
                at: address(of: id))
        }
    }

    /// Agrees to what another moderator has proposed, or does not, or takes back what the viewer has.
    /// - Returns: false where there is none for the viewer.
    package func answer(
        _ proposal: ReportCase.Proposal, of id: UUID, agrees: Bool, isByRule: Bool = false,
        until moment: (Date) -> String, for viewer: Viewer
    ) throws -> Bool {
        try change(AnswerProposal(id: id, mark: proposal.mark, agrees: agrees), for: viewer) { row in
            .decided(
                proposal.outcome, removes: proposal.removes, reason: proposal.reason ?? "",
                until: row.endsAt.map(moment), to: row.name ?? "",
                about: proposal.about ?? "something of yours", isByRule: isByRule, at: address(of: id))
        } != nil
    }

    /// Decides what is said against a decision of another moderator's, and tells whoever it is about.
    /// - Returns: false where nothing is said against one.
    package func decideAppeal(
        _ id: UUID, _ outcome: Appeal.Outcome, reason: String, of former: CaseDecision.Outcome, removes: Bool,
        wasHeld: Bool = false, for viewer: Viewer
    ) throws -> Bool {
        let isReversed = outcome == .reversed
        let statement = DecideAppeal(
            id: id, isReversed: isReversed,
            sealed: keys.seal(Array(reason.utf8), for: Self.appealUse(id)))
        return try change(statement, for: viewer) { row in
            .appealed(
                former, removes: removes, wasHeld: wasHeld, isReversed: isReversed, reason: reason,
                to: row.name ?? "",
                at: address(of: id))
        } != nil
    }

    /// Appeals that wait, those that wait longest first.
    package func appeals(for viewer: Viewer) throws(PostgresError) -> [WaitingAppeal] {
        try database.web.query(ListWaitingAppeals(), as: viewer.identity).map { row in
            WaitingAppeal(
                id: row.id, what: what(row.sealed, row.kind, row.subject, row.number, by: row.reporter),
                outcome: row.outcome, appealedAt: row.appealedAt, mayDecide: row.mayDecide)
        }
    }

    /// Does something to a case, and puts the letter that tells of it into the outbox with it.
    private func change<Change: CaseChange>(
        _ statement: Change, for viewer: Viewer, letter: (CaseChangeRow) -> Letter
    ) throws -> Deed? {
        try database.web.transaction(as: viewer.identity, access: .readWrite) {
            (transaction: inout Transaction) throws -> Deed? in
            guard let row = try transaction.first(statement) else { return nil }
            if let obstacle = Obstacle(rawValue: row.result) { throw obstacle }
            if row.result == "done", let email = row.email {
                try transaction.run(
                    EnqueueMail(letter(row), to: EmailAddress.normalized(email), keys: keys))
            }
            return row.result == "proposed" ? .proposed : .done
        }
    }

    /// What a report calls something.
    private func what(
        _ sealed: [UInt8]?, _ kind: ReportSubject.Kind, _ subject: UUID, _ number: Int,
        by reporter: AccountID?
    ) -> String? {
        guard let sealed, let reporter else { return nil }
        return told(sealed, Binding(kind: kind, subject: subject, number: number, by: reporter))?.what
    }

    private func told(_ sealed: [UInt8], _ binding: Binding) -> Told? {
        keys.open(sealed, for: binding.words).flatMap {
            try? JSONDecoder().decode(Told.self, from: Data($0))
        }
    }

}
