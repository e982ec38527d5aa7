import AgentorCore
import FoundationEssentials
import Text

/// `/moderation/{id}`: a case with everything it takes to decide it, on one page.
package struct CasePage: FormPage {
    /// What one of those who reported could read.
    package struct Evidence: Sendable {
        package struct Said: Sendable {
            package var author: String
            package var handle: String?
            package var sent: Moment
            package var text: String
            /// The names of what was sent with it; nil for nothing.
            package var files: String?
            package var isReported: Bool
            package var isDeleted: Bool
        }

        package struct Fact: Sendable {
            package var label: String
            package var text: String
        }

        package struct Picture: Sendable {
            package var name: String
            /// For whoever does not see it.
            package var description: String
            package var width: Int
            package var height: Int
            /// Its place among all of the case; nil where it is not kept.
            package var number: Int64?
        }

        package var taken: Moment
        /// Whether it is shown at once.
        package var isFirst: Bool
        package var said: [Said]
        package var facts: [Fact]
        package var pictures: [Picture]

        /// - Parameters:
        ///   - number: the place of its first picture among all of the case.
        ///   - moment: a moment as the viewer's clock and calendar have it.
        package init(
            _ evidence: ReportEvidence, taken: Moment, isFirst: Bool, from number: Int64,
            _ moment: (Date) -> Moment
        ) {
            self.taken = taken
            self.isFirst = isFirst
            said = evidence.said.map {
                Said(
                    author: $0.author, handle: $0.handle, sent: moment($0.sentAt), text: $0.text,
                    files: $0.files.isEmpty ? nil : $0.files.map(\.isolated).joined(separator: ", "),
                    isReported: $0.isReported, isDeleted: $0.isDeleted)
            }
            facts = evidence.facts.filter { !$0.text.isEmpty }.map { Fact(label: $0.label, text: $0.text) }
            pictures = evidence.pictures.enumerated().map { place, picture in
                Picture(
                    name: picture.name,
                    description: picture.description.isEmpty
                        ? "Its author has not said what it shows." : picture.description,
                    width: picture.width, height: picture.height,
                    number: picture.bytes == nil ? nil : number + Int64(place))
            }
        }

        package var hasSaid: Bool { !said.isEmpty }
    }

    package struct Report: Sendable {
        package var name: String
        package var handle: String?
        package var reason: String
        /// Nil for none.
        package var words: String?
        package var reported: Moment
        /// What became of what they reported before.
        package var history: String
    }

    package struct Line: Sendable {
        package var label: String
        package var text: String
    }

    /// What is said against the decision.
    package struct Objection: Sendable {
        package var words: String
        package var appealed: Moment
        /// Nil while nothing is decided.
        package var outcome: String?
        package var decided: Moment?
        package var decider: String?
        package var reason: String?
    }

    /// What waits for a second moderator.
    package struct Proposal: Sendable {
        package var outcome: String
        package var span: String?
        package var alsoRemoves: Bool
        package var proposer: String?
        package var isOwn: Bool
        package var reason: String?
        package var mark: String
        package var proposed: Moment
        package var mayAnswer: Bool
        package var mayAgree: Bool { mayAnswer && !isOwn }
    }

    package struct Former: Sendable {
        package var id: UUID
        /// "A message, reported by 3 people".
        package var label: String
        package var opened: Moment
        package var state: String
    }

    package var frame: PageFrame
    package var id: UUID
    package var what: String
    /// Why a rule has opened it; nil where people have reported it.
    package var rule: String?
    /// Whose name it looks like.
    package var resembles: String?
    /// Whether it waits to be let go.
    package var isHeld: Bool
    /// Where it is, for whoever may look there.
    package var address: String?
    package var reporters: String
    package var opened: Moment
    package var with: String
    /// Whoever answers for it; nil once they are gone.
    package var name: String?
    package var handle: String?
    package var evidence: [Evidence]
    package var reports: [Report]
    /// How many there are besides; nil for none.
    package var leftOut: String?
    package var former: [Former]
    /// What was decided; nil while nothing is.
    package var outcome: String?
    package var decided: Moment?
    package var decider: String?
    package var why: String?
    package var assenter: String?
    package var ends: Moment?
    package var alsoRemoved: Bool
    package var appeal: Objection?
    package var proposal: Proposal?
    package var rules: [Line]
    package var standing: [Line]
    package var isHidden: Bool
    package var canBeHidden: Bool
    /// Whether the viewer made the decision, or agreed to it.
    package var hasDecided: Bool
    package var hasReported: Bool
    package var isTakenByViewer: Bool
    package var canTake: Bool
    private let questions: [Field]
    package var problem: String?
    package var notice: String?
    /// Whether a decision was sent that could not be taken: what was typed stays before their eyes.
    package var isSent: Bool

    /// - Parameter moment: a moment as the viewer's clock and calendar have it.
    package init(
        frame: PageFrame, _ found: ReportCase, fields: [Field], isSent: Bool, problem: String?,
        notice: String?, _ moment: (Date) -> Moment
    ) {
        self.frame = frame
        id = found.id
        what = found.what ?? ReportCase.unreadable
        address = found.address
        rule = found.finding.map { CareRule.words(of: $0.rule) }
        resembles = found.finding?.resembles
        isHeld = found.kind == .held
        reporters = counted(found.reporters, "person", "people")
        opened = moment(found.openedAt)
        with = found.taker?.words ?? "With nobody"
        name = found.answerable?.name
        handle = found.answerable?.handle
        evidence = []
        var number: Int64 = 1
        if let kept = found.finding?.evidence {
            evidence.append(Evidence(kept, taken: opened, isFirst: true, from: number, moment))
            number += Int64(kept.pictures.count)
        }
        for report in found.reports {
            guard let kept = report.evidence else { continue }
            let taken = moment(report.evidenceAt ?? report.reportedAt)
            evidence.append(Evidence(kept, taken: taken, isFirst: evidence.isEmpty, from: number, moment))
            number += Int64(kept.pictures.count)
        }
        let left = found.reporters - found.reports.count
        leftOut = left > 0 ? "\(counted(left, "report", "reports")) more, which came later." : nil
        reports = found.reports.map {
            Report(
                name: $0.name, handle: $0.handle, reason: $0.reason.label,
                words: $0.words.map { $0.isEmpty ? nil : $0 } ?? "(These words can be read no more.)",
                reported: moment($0.reportedAt),
                history: $0.earlier == 0
                    ? "Nothing else they reported is decided."
                    : "Of \(counted($0.earlier, "report", "reports")) before, \($0.upheld) upheld.")
        }
        former = found.former.map {
            Former(
                id: $0.id,
                label: $0.reporters == 0
                    ? "\($0.kind.words), found by a rule"
                    : "\($0.kind.words), reported by \(counted($0.reporters, "person", "people"))",
                opened: moment($0.openedAt), state: $0.outcome?.decision ?? "Waits")
        }
        outcome = found.outcome?.decision
        decided = found.decidedAt.map(moment)
        decider = found.decision?.decider
        why = found.decision?.reason
        assenter = found.decision?.assenter
        ends = found.decision?.endsAt.map(moment)
        alsoRemoved = found.decision?.removes ?? false
        appeal = found.decision?.appeal.map {
            Objection(
                words: $0.words.isEmpty ? "(These words can be read no more.)" : $0.words,
                appealed: moment($0.appealedAt),
                outcome: $0.outcome.map { $0 == .upheld ? "the decision stands" : "it was taken back" },
                decided: $0.decidedAt.map(moment), decider: $0.decider, reason: $0.reason)
        }
        proposal = found.proposal.map {
            Proposal(
                outcome: $0.outcome.badge,
                span: $0.seconds.map { "for \(Self.words($0))" }
                    ?? ($0.outcome == .suspended || $0.outcome == .banned ? "for good" : nil),
                alsoRemoves: $0.removes, proposer: $0.proposer, isOwn: $0.isOwn, reason: $0.reason,
                mark: $0.mark.uuidString.lowercased(), proposed: moment($0.proposedAt),
                mayAnswer: !found.hasReported)
        }
        var reasons: [ReportReason] = []
        for report in found.reports where !reasons.contains(report.reason) { reasons.append(report.reason) }
        rules = reasons.map { Line(label: $0.label, text: $0.rule) }
        standing = found.standing.lines(moment)
        isHidden = found.isHidden
        canBeHidden = found.kind != .held
        hasDecided = found.decision?.isOwn ?? false
        hasReported = found.hasReported
        isTakenByViewer = found.taker?.isViewer == true
        canTake = found.outcome == nil && !found.hasReported && found.taker == nil
        questions = fields
        self.problem = problem
        self.notice = notice
        self.isSent = isSent
    }

    package var fields: [Field] { hasForm ? questions : [] }
    package var canHide: Bool { isDeciding && isOpen && !isHidden && canBeHidden }
    package var canShow: Bool { isDeciding && isOpen && isHidden }
    package var isAppealOpen: Bool { appeal != nil && appeal?.decided == nil }
    package var isDecidingAppeal: Bool { isAppealOpen && !hasDecided && !hasReported }
    /// Whether one of the two can be sent.
    package var hasForm: Bool { isDeciding || isDecidingAppeal }

    private static func words(_ seconds: Int) -> String {
        seconds < 86_400
            ? counted(seconds / 3_600, "hour", "hours") : counted(seconds / 86_400, "day", "days")
    }
    package var hasEvidence: Bool { !evidence.isEmpty }
    package var hasReports: Bool { !reports.isEmpty }
    package var hasFormer: Bool { !former.isEmpty }
    package var isOpen: Bool { outcome == nil }
    package var isDeciding: Bool {
        !isAppealOpen && (isOpen && isTakenByViewer && !hasReported || isSent)
    }
}

extension ReportSubject.Kind {
    fileprivate var words: String {
        switch self {
        case .message: "A message"
        case .person: "The person"
        case .service: "A service"
        case .channel: "A channel"
        case .held: "A first message"
        case .file: "A file"
        case .work: "A work"
        }
    }
}

extension OwnReport.Outcome {
    /// For moderators.
    fileprivate var decision: String {
        switch self {
        case .dismissed: "It keeps the rules"
        case .warned: "Warned"
        case .hidden: "Hidden"
        case .removed: "Taken away"
        case .closed: "Closed"
        case .banned: "Banned from the channel"
        case .silenced: "Silenced"
        case .held: "What they write first is held"
        case .suspended: "Suspended"
        case .gone: "The account is gone"
        }
    }
}

extension ReportCase.Standing {
    fileprivate func lines(_ moment: (Date) -> Moment) -> [CasePage.Line] {
        var lines: [CasePage.Line] = []
        if let since { lines.append(.init(label: "Here since", text: moment(since).label)) }
        if let silencedUntil {
            lines.append(.init(label: "Silenced until", text: moment(silencedUntil).label))
        }
        if isSuspended {
            lines.append(
                .init(
                    label: "Suspended", text: suspendedUntil.map { "Until \(moment($0).label)" } ?? "For good"
                ))
        }
        return lines
    }
}
