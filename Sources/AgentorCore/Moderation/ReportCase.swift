import FoundationEssentials

/// A moderator who looks at a case.
package struct TakenBy: Sendable {
    package let name: String
    package let isViewer: Bool

    init(id: UUID, name: String, _ viewer: Viewer) {
        self.name = name
        isViewer = id == viewer.id.rawValue
    }
}

/// A case in the queue.
package struct WaitingCase: Sendable {
    package let id: UUID
    /// What was reported, in a sentence; nil where that can be read no more.
    package let what: String?
    /// The first report's.
    package let reason: ReportReason?
    /// What has opened it; nil where people have.
    package let rule: String?
    package let reporters: Int
    package let openedAt: Date
    package let taker: TakenBy?
    /// Whether what it is about is hidden while it is looked at.
    package let isHidden: Bool
    /// Whether a decision waits for another moderator.
    package let isProposed: Bool

    package var position: CasePosition { CasePosition(reporters: reporters, openedAt: openedAt, id: id) }
}

/// Where one page of the queue ends and the next begins.
package struct CasePosition: Hashable, Sendable {
    package let reporters: Int
    package let openedAt: Date
    package let id: UUID

    package init(reporters: Int, openedAt: Date, id: UUID) {
        self.reporters = reporters
        self.openedAt = openedAt
        self.id = id
    }
}

/// A page of the queue.
package struct ListedCases: Sendable {
    package let cases: [WaitingCase]
    /// Where the next page begins; nil on the last.
    package let next: CasePosition?
}

/// A case as whoever decides sees it.
package struct ReportCase: Sendable {
    package struct Report: Sendable {
        /// Of whoever made it.
        package let name: String
        package let handle: String?
        package let reason: ReportReason
        /// Nil where they can be read no more.
        package let words: String?
        package let reportedAt: Date
        /// Nil where none is kept with this report.
        package let evidence: ReportEvidence?
        package let evidenceAt: Date?
        /// Of what they reported besides, how much is decided, and how much of that broke the rules.
        package let earlier: Int
        package let upheld: Int
    }

    /// What an account is kept from just now.
    package struct Standing: Sendable {
        /// Nil once it is gone.
        package let since: Date?
        package let silencedUntil: Date?
        package let isSuspended: Bool
        /// Nil for good.
        package let suspendedUntil: Date?
    }

    /// What was decided.
    package struct Decision: Sendable {
        package let endsAt: Date?
        package let removes: Bool
        /// Who has; nil once they are gone.
        package let decider: String?
        /// The second one, where there was to be one.
        package let assenter: String?
        /// Whether the viewer is either.
        package let isOwn: Bool
        package let reason: String?
        package let appeal: Appeal?
    }

    /// What waits for another moderator.
    package struct Proposal: Sendable {
        package let outcome: CaseDecision.Outcome
        package let seconds: Int?
        package let removes: Bool
        package let proposer: String?
        package let isOwn: Bool
        package let reason: String?
        package let about: String?
        package let mark: UUID
        package let proposedAt: Date
    }

    /// Another case about the same person.
    package struct Former: Sendable {
        package let id: UUID
        package let kind: ReportSubject.Kind
        package let reporters: Int
        package let openedAt: Date
        /// Nil while nothing is decided.
        package let outcome: OwnReport.Outcome?
    }

    /// What a rule found.
    package struct Finding: Sendable {
        package let rule: String
        package let what: String
        package let address: String?
        /// The handle of whose name it looks like, with @.
        package let resembles: String?
        /// What it says.
        package let evidence: ReportEvidence?
    }

    package let id: UUID
    package let kind: ReportSubject.Kind
    /// What was reported, in a sentence; nil where that can be read no more.
    package let what: String?
    /// Where it is, for whoever may look there.
    package let address: String?
    package let reporters: Int
    package let openedAt: Date
    package let taker: TakenBy?
    /// Whoever answers for it; nil once they are gone.
    package let answerable: (name: String, handle: String?)?
    package let standing: Standing
    /// Whether the viewer has reported it, and so does not decide.
    package let hasReported: Bool
    /// Whether what it is about is hidden.
    package let isHidden: Bool
    package let outcome: OwnReport.Outcome?
    package let decidedAt: Date?
    /// Nil where nobody has decided it, or the account went.
    package let decision: Decision?
    package let proposal: Proposal?
    /// The first fifty.
    package let reports: [Report]
    /// The last twenty.
    package let former: [Former]
    /// Nil where people have reported it, and no rule.
    package let finding: Finding?

    /// What is kept with it, that of a rule first.
    package var evidence: [ReportEvidence] {
        [finding?.evidence].compactMap(\.self) + reports.compactMap(\.evidence)
    }

    /// All that are kept, in the same order.
    package var pictures: [ReportEvidence.Picture] { evidence.flatMap(\.pictures) }
}

/// Something said against a decision, in the queue.
package struct WaitingAppeal: Sendable {
    package let id: UUID
    /// What was reported, in a sentence; nil where that can be read no more.
    package let what: String?
    package let outcome: CaseDecision.Outcome
    package let appealedAt: Date
    /// Not whoever has decided before, or reported it.
    package let mayDecide: Bool
}

/// Which of the cases that were decided somebody wants to see.
package struct DecidedFilter: Hashable, Sendable {
    /// Nil for any.
    package var outcome: CaseDecision.Outcome?
    /// The handle of whoever decided; nil for anybody.
    package var decider: String?

    package init(outcome: CaseDecision.Outcome? = nil, decider: String? = nil) {
        self.outcome = outcome
        self.decider = decider
    }
}

/// A case that was decided, in the list of them.
package struct DecidedCase: Sendable {
    package let id: UUID
    /// What was reported, in a sentence; nil where that can be read no more.
    package let what: String?
    package let outcome: CaseDecision.Outcome
    package let decidedAt: Date
    /// Who has; nil once they are gone.
    package let decider: String?
    /// Whether that is the viewer.
    package let isOwn: Bool
    /// Whether something is said against it, and what came of that.
    package let isAppealed: Bool
    package let appeal: Appeal.Outcome?

    package var position: ReportPosition { ReportPosition(at: decidedAt, id: id) }
}

/// A page of them.
package struct ListedDecisions: Sendable {
    package let cases: [DecidedCase]
    /// Where the next page begins; nil on the last.
    package let next: ReportPosition?
}

/// Somebody who has decided something.
package struct Decider: Sendable {
    package let handle: String
    package let name: String
}
