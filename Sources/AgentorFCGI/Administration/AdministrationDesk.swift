import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Mail
import Messaging

/// Looking after the site and its people, for administrators.
final class AdministrationDesk: Sendable {
    let administrators: Administrators
    let messenger: Messenger
    let database: Database
    let care: Care
    let turns: Turns
    let postman: Postman
    let settings: SiteSettings
    private let securityLog: SecurityLog

    init(
        administrators: Administrators, messenger: Messenger, database: Database, care: Care, turns: Turns,
        postman: Postman, settings: SiteSettings, securityLog: SecurityLog
    ) {
        self.administrators = administrators
        self.messenger = messenger
        self.database = database
        self.care = care
        self.turns = turns
        self.postman = postman
        self.settings = settings
        self.securityLog = securityLog
    }

    func answer(_ route: AdministrationRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .overview: try show(visit, showAdministration)
        case .people: try show(visit, showPeople)
        case .create: try show(visit, showCreatePerson, orTake: createPerson)
        case .verify: try show(visit, showCompleteSignUp, orTake: completeSignUp)
        case .waiting: try show(visit, showWaiting)
        case .invite: try show(visit, showInvite, orTake: invite)
        case .admit: try show(visit, showAdmit, orTake: admitPeople)
        case .signEverybodyOut: try show(visit, showSignEverybodyOut, orTake: signEverybodyOut)
        case .twoModerators: try show(visit, showSetTwoModerators, orTake: setTwoModerators)
        case .mail: try show(visit, showMailQueue)
        case .channels: try show(visit, showGovernedChannels)
        case .care: try show(visit, showCare)
        case .options: try show(visit, showOptions)
        case .limits: try show(visit, showLimits)
        case .health: try show(visit, showSiteHealth)
        case .retention: try show(visit, showSiteRetention)
        case .setRetention: try show(visit, showSetSiteRetention, orTake: setSiteRetention)
        case .log: try show(visit, showLog)
        case .export: try show(visit, exportLog)
        }
    }

    func answer(_ route: PersonRoute, of id: UUID, _ visit: Visit) throws -> Response {
        if route == .view {
            return try show(
                visit, { try showBeginView(of: id, $0, $1) }, orTake: { try beginView(of: id, $0, $1, $2) })
        }
        guard let deed = route.deed else { return try show(visit) { try showPerson(id, $0, $1) } }
        return try show(
            visit, { try showDeed(deed, to: id, $0, $1) }, orTake: { try take(deed, to: id, $0, $1, $2) })
    }

    func answer(_ route: ViewRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .end: try visit.take(endView)
        }
    }

    func answer(_ route: QueuedMailRoute, of id: UUID, _ visit: Visit) throws -> Response {
        try show(
            visit, { try showMailDeed(route, of: id, $0, $1) },
            orTake: { try changeMail(route, of: id, $0, $1, $2) })
    }

    func answer(_ route: GovernedChannelRoute, of id: UUID, _ visit: Visit) throws -> Response {
        try show(
            visit, { try showChannelDeed(route.deed, to: id, $0, $1) },
            orTake: { try govern(route.deed, id, $0, $1, $2) })
    }

    func answer(_ route: CareRuleRoute, named name: String, _ visit: Visit) throws -> Response {
        switch route {
        case .set:
            try show(visit, { try showCareRule(name, $0, $1) }, orTake: { try setCareRule(name, $0, $1, $2) })
        case .try: try show(visit) { try tryCareRule(name, $0, $1) }
        }
    }

    func answer(_ route: LimitRoute, of limit: Throttle.Limit, _ visit: Visit) throws -> Response {
        switch route {
        case .set:
            try show(visit, { try showLimit(limit, $0, $1) }, orTake: { try setLimit(limit, $0, $1, $2) })
        case .reset:
            try show(
                visit, { try showResetLimit(limit, $0, $1) }, orTake: { try resetLimit(limit, $0, $1, $2) })
        }
    }

    func answer(_ route: OptionKindRoute, of kind: Options.Kind, _ visit: Visit) throws -> Response {
        switch route {
        case .add:
            try show(
                visit, { try showAddOption(to: kind, $0, $1) },
                orTake: { try addOption(to: kind, $0, $1, $2) })
        }
    }

    func answer(_ route: OptionRoute, of kind: Options.Kind, _ key: String, _ visit: Visit) throws -> Response
    {
        try show(
            visit, { try showOptionDeed(route, kind, key, $0, $1) },
            orTake: { try changeOption(route, kind, key, $0, $1, $2) })
    }

    func answer(_ route: PublicLogRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show(showPublicLog)
        }
    }

    private func show(
        _ visit: Visit, _ show: (Visit, Viewer) throws -> Response
    ) throws -> Response {
        try visit.show { visit in try admit(visit) { try show(visit, $0) } }
    }

    private func show(
        _ visit: Visit, _ show: (Visit, Viewer) throws -> Response,
        orTake change: (Visit, Viewer, Fields) throws -> Response
    ) throws -> Response {
        try visit.show { visit in
            try admit(visit) { try show(visit, $0) }
        } orTake: { visit, form in
            try admit(visit) { try change(visit, $0, form) }
        }
    }

    /// Lets administrators on who have a second factor; those who are none have been told that there is nothing.
    private func admit(_ visit: Visit, _ act: (Viewer) throws -> Response) throws -> Response {
        let viewer = try visit.admitted()
        switch try administrators.standing(of: viewer) {
        case .none: throw Refusal.notFound
        case .unproven where visit.wantsJSON:
            securityLog.noteUnproven(viewer, "administration", visit)
            throw Refusal.proveFirst
        case .unproven:
            securityLog.noteUnproven(viewer, "administration", visit)
            return .html(
                QuestionPage(
                    frame: visit.frame(), heading: "Turn on a second factor first",
                    paragraphs: [
                        "Administrators see and change what is others’. So nobody does who could be somebody with their password."
                    ],
                    links: [.init("Turn it on", Route.secondFactor(.setUp).path)]
                ).html(), status: .forbidden)
        case .administrator: return try act(viewer)
        }
    }

    // MARK: What the actions share

    /// Does what a form asks for, with the reason that is typed in it.
    /// - Parameter change: false where there is nothing of the kind for the viewer.
    func reasoned(
        _ visit: Visit, _ viewer: Viewer, _ form: Fields, then address: String,
        _ change: (_ reason: String, inout FormErrors) throws -> Bool,
        again page: (FilledForm) throws -> QuestionPage
    ) throws -> Response {
        try visit.submit(form) {
            var errors = FormErrors()
            let field = Administrators.reasonField
            let reason = errors.read(field, form[field.name])
            try turns.take(.administer, for: viewer)
            do {
                guard try change(reason ?? "", &errors) else { throw Refusal.notFound }
            } catch let obstacle as Administrators.Obstacle { throw FormProblem(obstacle.words) }
            postman.nudge()
            return .redirect(to: address)
        } again: {
            try page($0).html()
        }
    }
}

extension Administrators.Obstacle {
    /// For whoever wanted to do it.
    var words: String {
        switch self {
        case .already: "It is so already. Nothing was changed."
        case .`self`: "Nobody does this to themselves. Ask another administrator."
        case .unreasoned: "Give a reason."
        case .inUse: "There is an account with this address already."
        case .notInvited: "This address has not been invited. Invite it first."
        case .ended: "No sign-up with this address has waited for its code within the last ten minutes."
        case .closed:
            "Moderators have closed it, or look at it just now. They open it again, or an appeal does."
        case .taken: "There is one with this key already."
        case .fixed:
            "Of these only the words and the order can be changed: the site knows what each of them means."
        case .noNext: "What it was to go before is not there any more."
        case .inCharge: "They are an administrator or a moderator. Nobody looks at the site as one of these."
        case .out: "They are suspended, and see nothing of the site."
        case .noMember: "Nobody in the channel has this handle. Only a member can become its administrator."
        }
    }
}

extension PersonRoute {
    /// What is done there; nil where somebody is only looked at.
    var deed: PersonDeed? {
        switch self {
        case .show, .view: nil
        case .suspend: .suspend
        case .restore: .restore
        case .signOut: .signOut
        case .unlock: .unlock
        case .removeFactor: .removeFactor
        case .erase: .erase
        case .addModerator: .addModerator
        case .removeModerator: .removeModerator
        case .addAdministrator: .addAdministrator
        case .removeAdministrator: .removeAdministrator
        case .hold: .hold
        case .release: .release
        }
    }
}

extension GovernedChannelRoute {
    var deed: ChannelDeed {
        switch self {
        case .archive: .archive
        case .restore: .restore
        case .handOver: .handOver
        case .hold: .hold
        case .release: .release
        }
    }
}

extension AdministrationRoute {
    /// With a query, without what is empty.
    func path(_ query: [(name: String, value: String)]) -> String {
        let query = query.filter { !$0.value.isEmpty }
        let path = Route.administration(self).path
        return query.isEmpty ? path : "\(path)?\(Fields(query).urlEncoded)"
    }
}
