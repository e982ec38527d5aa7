import AgentorCore
import AgentorViews
import FoundationEssentials

/// What waits, for programs.
struct QueueJSON: Encodable {
    struct Case: Encodable {
        let address: String
        let what: String?
        let reason: String?
        /// What has opened it, where that was no person.
        let rule: String?
        let reporters: Int
        let openedAt: Date
        let takenBy: String?
        let isTakenByViewer: Bool
        let isHidden: Bool
        let isProposed: Bool

        init(_ waiting: WaitingCase) {
            address = Route.reportCase(waiting.id, .show).path
            what = waiting.what
            reason = waiting.reason?.rawValue
            rule = waiting.rule
            reporters = waiting.reporters
            openedAt = waiting.openedAt
            takenBy = waiting.taker?.name
            isTakenByViewer = waiting.taker?.isViewer ?? false
            isHidden = waiting.isHidden
            isProposed = waiting.isProposed
        }
    }

    let cases: [Case]
    /// Nil on the last page.
    let next: String?
}

struct AppealsJSON: Encodable {
    struct Row: Encodable {
        let address: String
        let what: String?
        let decision: String
        let appealedAt: Date
        let mayDecide: Bool
    }

    let appeals: [Row]

    init(_ appeals: [WaitingAppeal]) {
        self.appeals = appeals.map {
            Row(
                address: Route.reportCase($0.id, .show).path, what: $0.what, decision: $0.outcome.rawValue,
                appealedAt: $0.appealedAt, mayDecide: $0.mayDecide)
        }
    }
}

struct DecidedJSON: Encodable {
    struct Case: Encodable {
        let address: String
        let what: String?
        let decision: String
        let decidedAt: Date
        /// Nil once they are gone.
        let decider: String?
        let isDecidedByViewer: Bool
        let isAppealed: Bool
        /// "upheld" or "reversed"; nil while nothing is decided about it.
        let appeal: String?

        init(_ found: DecidedCase) {
            address = Route.reportCase(found.id, .show).path
            what = found.what
            decision = found.outcome.rawValue
            decidedAt = found.decidedAt
            decider = found.decider
            isDecidedByViewer = found.isOwn
            isAppealed = found.isAppealed
            appeal = found.appeal?.rawValue
        }
    }

    /// The latest first.
    let cases: [Case]
    /// Nil on the last page.
    let next: String?
}

/// One case.
struct CaseJSON: Encodable {
    struct Said: Encodable {
        let author: String
        let handle: String?
        let sentAt: Date
        let text: String
        let files: [String]
        let isReported: Bool
        let isDeleted: Bool
    }

    struct Report: Encodable {
        let name: String
        let handle: String?
        let reason: String
        let words: String?
        let reportedAt: Date
        let said: [Said]?
        let facts: [String: String]?
        let earlier: Int
        let upheld: Int
    }

    struct Person: Encodable {
        let name: String
        let handle: String?
        let since: Date?
        let silencedUntil: Date?
        let isSuspended: Bool
        let suspendedUntil: Date?
    }

    struct Former: Encodable {
        let address: String
        let kind: String
        let reporters: Int
        let openedAt: Date
        let outcome: String?
    }

    struct Proposal: Encodable {
        let outcome: String
        let seconds: Int?
        let removes: Bool
        let proposer: String?
        let reason: String?
        let mark: String
        let proposedAt: Date
    }

    struct Decision: Encodable {
        let outcome: String
        let decidedAt: Date?
        let endsAt: Date?
        let removes: Bool
        let decider: String?
        let assenter: String?
        let reason: String?
    }

    struct Objection: Encodable {
        let words: String
        let appealedAt: Date
        let outcome: String?
        let reason: String?
        let decidedAt: Date?
        let decider: String?
    }

    let kind: String
    let what: String?
    let address: String?
    /// What has opened it, where that was no person.
    let rule: String?
    /// What it says, of a first message that waits.
    let held: [String]?
    let reporters: Int
    let openedAt: Date
    let takenBy: String?
    let isTakenByViewer: Bool
    let isHidden: Bool
    let hasReported: Bool
    let answerable: Person?
    let reports: [Report]
    /// Addresses of the pictures that are kept with it, in their order; nil for one that could not be.
    let pictures: [String?]
    let former: [Former]
    /// What the rules say, by the reasons that were given.
    let rules: [String: String]
    let proposal: Proposal?
    let decision: Decision?
    let appeal: Objection?

    init(_ found: ReportCase) {
        pictures = found.pictures.enumerated().map { place, picture in
            picture.bytes == nil ? nil : Route.casePicture(found.id, Int64(place) + 1, .show).path
        }
        kind = found.kind.rawValue
        what = found.what
        address = found.address
        rule = found.finding?.rule
        held = found.kind == .held ? found.finding?.evidence?.said.map(\.text) : nil
        reporters = found.reporters
        openedAt = found.openedAt
        takenBy = found.taker?.name
        isTakenByViewer = found.taker?.isViewer ?? false
        isHidden = found.isHidden
        hasReported = found.hasReported
        answerable = found.answerable.map {
            Person(
                name: $0.name, handle: $0.handle, since: found.standing.since,
                silencedUntil: found.standing.silencedUntil, isSuspended: found.standing.isSuspended,
                suspendedUntil: found.standing.suspendedUntil)
        }
        reports = found.reports.map { report in
            Report(
                name: report.name, handle: report.handle, reason: report.reason.rawValue, words: report.words,
                reportedAt: report.reportedAt,
                said: report.evidence?.said.map {
                    Said(
                        author: $0.author, handle: $0.handle, sentAt: $0.sentAt, text: $0.text,
                        files: $0.files, isReported: $0.isReported, isDeleted: $0.isDeleted)
                },
                facts: report.evidence.map {
                    Dictionary($0.facts.map { ($0.label, $0.text) }) { first, _ in first }
                },
                earlier: report.earlier, upheld: report.upheld)
        }
        former = found.former.map {
            Former(
                address: Route.reportCase($0.id, .show).path, kind: $0.kind.rawValue, reporters: $0.reporters,
                openedAt: $0.openedAt, outcome: $0.outcome?.rawValue)
        }
        rules = Dictionary(found.reports.map { ($0.reason.rawValue, $0.reason.rule) }) { first, _ in first }
        proposal = found.proposal.map {
            Proposal(
                outcome: $0.outcome.rawValue, seconds: $0.seconds, removes: $0.removes, proposer: $0.proposer,
                reason: $0.reason, mark: $0.mark.uuidString.lowercased(), proposedAt: $0.proposedAt)
        }
        decision = found.outcome.map {
            Decision(
                outcome: $0.rawValue, decidedAt: found.decidedAt, endsAt: found.decision?.endsAt,
                removes: found.decision?.removes ?? false, decider: found.decision?.decider,
                assenter: found.decision?.assenter, reason: found.decision?.reason)
        }
        appeal = found.decision?.appeal.map {
            Objection(
                words: $0.words, appealedAt: $0.appealedAt, outcome: $0.outcome?.rawValue, reason: $0.reason,
                decidedAt: $0.decidedAt, decider: $0.decider)
        }
    }
}
