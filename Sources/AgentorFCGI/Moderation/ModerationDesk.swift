import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

/// Looking at what was reported, for moderators.
final class ModerationDesk: Sendable {
    let moderation: Moderation
    let turns: Turns

    private let securityLog: SecurityLog

    init(moderation: Moderation, turns: Turns, securityLog: SecurityLog) {
        self.moderation = moderation
        self.turns = turns
        self.securityLog = securityLog
    }

    func answer(_ route: ModerationRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .queue: try visit.show { visit in try admit(visit) { try showQueue(visit, $0) } }
        case .appeals: try visit.show { visit in try admit(visit) { try showAppeals(visit, $0) } }
        case .decided: try visit.show { visit in try admit(visit) { try showDecided(visit, $0) } }
        }
    }

    func answer(_ route: CaseRoute, of id: UUID, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try admit(visit) { try showCase(id, visit, $0) } }
        case .take: try visit.take { visit, _ in try admit(visit) { try takeCase(id, visit, $0) } }
        case .giveBack:
            try visit.take { visit, _ in
                try admit(visit) { try takeCase(id, isWanted: false, visit, $0) }
            }
        case .hide: try visit.take { visit, _ in try admit(visit) { try hideCase(id, visit, $0) } }
        case .unhide:
            try visit.take { visit, _ in
                try admit(visit) { try hideCase(id, isWanted: false, visit, $0) }
            }
        case .decide:
            try visit.take { visit, form in try admit(visit) { try decideCase(id, visit, $0, form) } }
        case .agree:
            try visit.take { visit, form in
                try admit(visit) { try answerProposal(id, agrees: true, visit, $0, form) }
            }
        case .disagree:
            try visit.take { visit, form in
                try admit(visit) { try answerProposal(id, agrees: false, visit, $0, form) }
            }
        case .appeal:
            try visit.take { visit, form in try admit(visit) { try decideAppeal(id, visit, $0, form) } }
        }
    }

    func answer(
        _ route: CasePictureRoute, _ number: Int64, of id: UUID, _ visit: Visit
    ) throws -> Response {
        switch route {
        case .show:
            try visit.show { visit in try admit(visit) { try showCasePicture(number, of: id, $0) } }
        }
    }

    func answer(_ route: DecisionsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .own: try visit.show(showOwnDecisions)
        case .told:
            try visit.show { visit in
                try showDecision(visit)
            } orTake: { visit, form in
                try appeal(visit, form)
            }
        }
    }

    /// Lets moderators in who have lately proved with a second factor who they are. For anybody else there is nothing here.
    private func admit(_ visit: Visit, _ act: (Viewer) throws -> Response) throws -> Response {
        let viewer = try visit.admitted()
        switch try moderation.standing(of: viewer) {
        case .none: throw Refusal.notFound
        case .unproven where visit.wantsJSON:
            securityLog.noteUnproven(viewer, "moderation", visit)
            throw Refusal.proveFirst
        case .unproven:
            securityLog.noteUnproven(viewer, "moderation", visit)
            return .html(
                QuestionPage(
                    frame: visit.frame(), heading: "Turn on a second factor first",
                    paragraphs: [
                        "Moderators read what others wrote. So nobody does who could be somebody with their password."
                    ],
                    links: [.init("Turn it on", Route.secondFactor(.setUp).path)]
                ).html(), status: .forbidden)
        case .moderator:
            guard viewer.hasProvedRecently else { throw Refusal.proveFirst }
            return try act(viewer)
        }
    }
}

extension Viewer {
    /// A moment of a case, by their calendar and clock.
    func dayAndTime(_ date: Date) -> Moment {
        let local = zone.local(date)
        return local.moment(label: "\(local.longDay), \(local.timeOfDay)")
    }
}
