import AgentorCore
import FoundationEssentials
import Text

/// The parts of the administration, on each of its pages.
package struct AdministrationTab: Sendable {
    package var label: String
    package var address: String
    package var isCurrent: Bool

    static func all(at current: AdministrationRoute) -> [AdministrationTab] {
        let parts: [(String, AdministrationRoute)] = [
            ("Overview", .overview), ("People", .people), ("Waiting list", .waiting), ("Channels", .channels),
            ("Care", .care), ("Limits", .limits), ("Options", .options), ("Keeping", .retention),
            ("Mail", .mail), ("Health", .health), ("Log", .log),
        ]
        return parts.map { label, route in
            AdministrationTab(
                label: label, address: Route.administration(route).path, isCurrent: route == current)
        }
    }
}

/// `/admin`: how the site stands.
package struct AdministrationPage: Sendable {
    package struct Figure: Sendable {
        package var label: String
        package var number: String
        package var note: String
        /// Where it is looked after; nil for nowhere here.
        package var address: String?
    }

    /// Something that was looked at, and what came of it.
    package struct Finding: Sendable {
        package var label: String
        package var state: String
        package var isWrong: Bool

        package init(_ label: String, _ state: String, isWrong: Bool = false) {
            self.label = label
            self.state = state
            self.isWrong = isWrong
        }
    }

    package var frame: PageFrame
    package var figures: [Figure]
    package var findings: [Finding]
    package var notice: String?

    package init(
        frame: PageFrame, _ figures: Administrators.Figures, findings: [Finding], isModerator: Bool,
        notice: String?
    ) {
        self.frame = frame
        self.findings = findings
        self.notice = notice
        func people(_ only: String) -> String { "\(Route.administration(.people).path)?only=\(only)" }
        self.figures = [
            Figure(
                label: "People", number: "\(figures.people)",
                note: "\(figures.suspended) suspended, \(figures.leaving) leaving",
                address: Route.administration(.people).path),
            Figure(
                label: "Administrators", number: "\(figures.administrators)",
                note: counted(figures.moderators, "moderator", "moderators"),
                address: people("administrators")),
            Figure(
                label: "Wait to be let in", number: "\(figures.waiting)", note: "on the waiting list",
                address: Route.administration(.waiting).path),
            Figure(
                label: "Reports that wait", number: "\(figures.openCases)", note: "for moderators",
                address: isModerator ? Route.moderation(.queue).path : nil),
            Figure(
                label: "Mails that wait", number: "\(figures.mailWaiting)",
                note: "\(figures.mailGivenUp) given up in 30 days", address: Route.administration(.mail).path),
            Figure(
                label: "Lines in the log", number: "\(figures.lastLine)", note: "of what was done",
                address: Route.administration(.log).path),
        ]
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .overview) }
    package var hasFindings: Bool { !findings.isEmpty }
}

/// What is said beside somebody's name.
package struct PersonBadge: Sendable {
    package var label: String
    package var style: String

    static func all(
        isAdministrator: Bool, isModerator: Bool, isSuspended: Bool, isLeaving: Bool, isHeld: Bool = false
    ) -> [PersonBadge] {
        [
            isAdministrator ? PersonBadge(label: "Administrator", style: "badge-good") : nil,
            isModerator ? PersonBadge(label: "Moderator", style: "badge-good") : nil,
            isSuspended ? PersonBadge(label: "Suspended", style: "badge-wrong") : nil,
            isLeaving ? PersonBadge(label: "Leaving", style: "badge-wait") : nil,
            isHeld ? PersonBadge(label: "On hold", style: "badge-wait") : nil,
        ].compactMap(\.self)
    }
}

/// `/admin/people`: people, found by their address, handle or name.
package struct PeoplePage: Sendable {
    package struct Person: Sendable {
        package var id: UUID
        package var name: String
        package var handle: String?
        package var email: String
        package var kind: String
        package var badges: [PersonBadge]
        package var since: Moment

        package init(_ person: Administrators.ListedPerson, since: Moment) {
            id = person.id
            name = person.name
            handle = person.handle
            email = person.email
            kind = person.profile.words
            badges = PersonBadge.all(
                isAdministrator: person.isAdministrator, isModerator: person.isModerator,
                isSuspended: person.isSuspended, isLeaving: person.isLeaving)
            self.since = since
        }
    }

    package struct Choice: Sendable {
        package var label: String
        package var address: String
        package var isCurrent: Bool
    }

    package var frame: PageFrame
    package var wanted: String
    package var only: String?
    package var people: [Person]
    package var next: String?
    package var isFirst: Bool
    package var notice: String?

    package init(
        frame: PageFrame, wanted: String, only: String?, people: [Person], next: String?, isFirst: Bool,
        notice: String?
    ) {
        self.frame = frame
        self.wanted = wanted
        self.only = only
        self.people = people
        self.next = next
        self.isFirst = isFirst
        self.notice = notice
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .people) }
    package var hasPeople: Bool { !people.isEmpty }

    package var choices: [Choice] {
        let path = Route.administration(.people).path
        let query = wanted.isEmpty ? "" : "q=\(wanted.percentEncoded)"
        let all = Choice(
            label: "Everybody", address: query.isEmpty ? path : "\(path)?\(query)", isCurrent: only == nil)
        return [all]
            + Administrators.Narrowing.allCases.map { narrowing in
                Choice(
                    label: narrowing.label,
                    address: "\(path)?only=\(narrowing.rawValue)\(query.isEmpty ? "" : "&\(query)")",
                    isCurrent: only == narrowing.rawValue)
            }
    }
}

extension Administrators.Narrowing {
    fileprivate var label: String {
        switch self {
        case .suspended: "Suspended"
        case .leaving: "Leaving"
        case .administrators: "Administrators"
        case .moderators: "Moderators"
        }
    }
}

extension ProfileKind? {
    fileprivate var words: String {
        switch self {
        case .agent: "Agent"
        case .client: "Client"
        case nil: "No profile yet"
        }
    }
}

/// `/admin/people/{id}`: one person.
package struct PersonPage: Sendable {
    package struct Fact: Sendable {
        package var label: String
        package var value: String
        package var action: String?
        package var address: String?
    }

    package struct Session: Sendable {
        package var device: String
        package var place: String
        package var began: Moment
        package var lastSeen: Moment
    }

    package struct Case: Sendable {
        package var label: String
        package var opened: Moment
        package var state: String
        /// Nil for whoever is no moderator.
        package var address: String?
    }

    package struct Deed: Sendable {
        package var label: String
        package var address: String
        package var isGrave: Bool
    }

    package var frame: PageFrame
    package var name: String
    package var handle: String?
    package var badges: [PersonBadge]
    package var isSelf: Bool
    package var facts: [Fact]
    package var sessions: [Session]
    package var cases: [Case]
    package var reportsMade: String
    package var acts: [ActLine]
    package var logAddress: String
    package var deeds: [Deed]
    package var notice: String?

    /// - Parameters:
    ///   - moment: a moment as the viewer's clock and calendar have it.
    ///   - isModerator: whether the viewer may look at cases.
    package init(
        frame: PageFrame, _ sight: Administrators.Sight, isModerator: Bool, notice: String?,
        _ moment: (Date) -> Moment
    ) {
        let person = sight.person
        self.frame = frame
        self.notice = notice
        name = person.name
        handle = person.handle
        isSelf = person.isSelf
        badges = PersonBadge.all(
            isAdministrator: person.isAdministrator, isModerator: person.isModerator,
            isSuspended: person.suspendedAt != nil, isLeaving: person.eraseAfter != nil, isHeld: person.isHeld
        )
        func address(_ route: PersonRoute) -> String { Route.person(person.id, route).path }
        facts = [
            Fact(label: "Email", value: person.email),
            Fact(label: "Here as", value: person.profile.words),
            Fact(label: "Since", value: moment(person.createdAt).label),
            Fact(
                label: "Last seen",
                value: person.lastSeenAt.map { moment($0).label } ?? "Never, or not for a year"),
            person.suspendedAt.map { Fact(label: "Suspended", value: moment($0).label) },
            person.eraseAfter.map { Fact(label: "To be erased", value: "after \(moment($0).label)") },
            Fact(label: "Password", value: person.hasPassword ? "Yes" : "None"),
            Fact(
                label: "Second factor",
                value: person.factorSince.map {
                    "Since \(moment($0).label), with \(counted(person.recoveryCodes, "recovery code", "recovery codes"))"
                } ?? "Off"),
        ].compactMap(\.self)
        sessions = sight.sessions.map {
            Session(
                device: $0.device ?? "An unknown browser", place: $0.address ?? "an unknown address",
                began: moment($0.createdAt), lastSeen: moment($0.lastSeenAt))
        }
        cases = sight.cases.map {
            Case(
                label:
                    "\($0.kind.rawValue.capitalizedFirst), reported by \(counted($0.reporters, "person", "people"))",
                opened: moment($0.openedAt), state: $0.outcome.map(\.rawValue.capitalizedFirst) ?? "Waits",
                address: isModerator ? Route.reportCase($0.id, .show).path : nil)
        }
        reportsMade = counted(person.reportsMade, "report", "reports")
        acts = sight.acts.map { ActLine($0, moment) }
        logAddress = "\(Route.administration(.log).path)?about=\(person.id.segment)"
        func deed(_ label: String, _ route: PersonRoute, isGrave: Bool = false) -> Deed {
            Deed(label: label, address: address(route), isGrave: isGrave)
        }
        let isSeeable =
            !person.isSelf && !person.isAdministrator && !person.isModerator && person.suspendedAt == nil
        deeds =
            (isSeeable ? [deed("See the site as they do", .view)] : []) + [
                deed("Sign out everywhere", .signOut), deed("Forgive failed passwords", .unlock),
                person.isHeld ? deed("Lift the legal hold", .release) : deed("Place a legal hold", .hold),
                person.isModerator
                    ? deed("Make no moderator any more", .removeModerator)
                    : deed("Make a moderator", .addModerator),
            ]
            + (person.isSelf
                ? []
                : [
                    person.isAdministrator
                        ? deed("Make no administrator any more", .removeAdministrator, isGrave: true)
                        : deed("Make an administrator", .addAdministrator),
                    person.factorSince == nil
                        ? nil : deed("Take the second factor off", .removeFactor, isGrave: true),
                    person.suspendedAt == nil
                        ? deed("Suspend", .suspend, isGrave: true) : deed("Let in again", .restore),
                    deed("Erase", .erase, isGrave: true),
                ].compactMap(\.self))
    }

    package var hasSessions: Bool { !sessions.isEmpty }
    package var hasCases: Bool { !cases.isEmpty }
    package var hasActs: Bool { !acts.isEmpty }
    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .people) }
}

/// `/admin/waiting`: who waits to be let in.
package struct WaitingPage: Sendable {
    package struct Person: Sendable {
        package var email: String
        package var name: String
        package var asked: Moment
        /// Nil for whoever still waits.
        package var admitted: Moment?
        package var admitAddress: String

        package init(_ person: Administration.WaitingSummary, _ moment: (Date) -> Moment) {
            email = person.email
            name = person.name
            asked = moment(person.askedAt)
            admitted = person.admittedAt.map(moment)
            admitAddress = "\(Route.administration(.admit).path)?email=\(person.email.percentEncoded)"
        }
    }

    package var frame: PageFrame
    package var people: [Person]
    package var next: String?
    package var notice: String?

    package init(frame: PageFrame, people: [Person], next: String?, notice: String?) {
        self.frame = frame
        self.people = people
        self.next = next
        self.notice = notice
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .waiting) }
    package var hasPeople: Bool { !people.isEmpty }
}
