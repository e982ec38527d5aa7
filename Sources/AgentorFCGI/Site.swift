import AgentorCore
import AgentorViews
import FastCGI
import Logging
import Messaging
import Postgres

/// Agentor as a value that answers requests. Actions are its extensions, one to a file.
final class Site: Responder {
    let accounts: Accounts
    let profiles: Profiles
    let messenger: Messenger
    let throttle: Throttle
    let settings: SiteSettings
    let postman: Postman
    let database: Database
    let logger: Logger
    private let origin: SiteOrigin
    /// What the edge counts, for the operator.
    let statistics: @Sendable () -> Worker.Statistics?

    init(
        database: Database, messenger: Messenger, settings: SiteSettings, postman: Postman, logger: Logger,
        statistics: @escaping @Sendable () -> Worker.Statistics? = { nil }
    ) {
        self.database = database
        self.messenger = messenger
        self.settings = settings
        self.postman = postman
        self.logger = logger
        self.statistics = statistics
        origin = SiteOrigin(settings.address)
        accounts = settings.accounts(database)
        profiles = Profiles(pool: database.web)
        throttle = Throttle(pool: database.door)
    }

    /// The order every request passes: who asks → which route → may they, and is the form ours → the action → headers
    /// every answer carries.
    ///
    /// What a suspended function has on its frame is kept as long as its reader waits, and thousands do. So all that
    /// happens before and after the wait is in functions of its own, which are never made a part of these two.
    func respond(to request: Request) async -> Response {
        let visit = Visit(origin.asSent(request), by: accounts)
        let response =
            switch begin(visit) {
            case .ended(let ending): await finish(ending)
            case .held(let route): await hold(route, visit)
            }
        visit.touch()
        return response
    }

    private enum Beginning {
        case ended(Ending)
        /// Answered when something happens.
        case held(Route)
    }

    private enum Ending {
        case answered(Response)
        /// A frame that is live without scripts, while the database cannot be reached.
        case lost(Route, Visit)
    }

    @inline(never)
    private func begin(_ visit: Visit) -> Beginning {
        let route = Route(path: visit.request.path)
        do throws(Refusal) {
            if route?.asksFirst ?? true { try visit.identify() }
            guard let route else { throw .notFound }
            guard !route.waits else {
                // Waiting says what has been read; a HEAD says nothing.
                guard visit.request.method == .get else { throw .methodNotAllowed(allowed: "GET") }
                return .held(route)
            }
            return .ended(.answered(try answer(route, visit).secured(for: route)))
        } catch {
            return .ended(refused(error, route, visit))
        }
    }

    private func hold(_ route: Route, _ visit: Visit) async -> Response {
        do throws(Refusal) {
            return switch route {
            case .channelChanges(let slug): try await showChannelChanges(slug, visit).secured(for: route)
            case .channelLive(let slug): try await showChannelLive(slug, visit).secured(for: route)
            case .inboxChanges: try await showInboxChanges(visit).secured(for: route)
            case .inboxLive: try await showInboxLive(visit).secured(for: route)
            case .signInWith(let name): try await signInWithProvider(name, visit).secured(for: route)
            case .returnFromProvider(let name): try await returnFromProvider(name, visit).secured(for: route)
            case .connectProvider(let name): try await connectProvider(name, visit).secured(for: route)
            default: throw .notFound  // `waits` names these alone.
            }
        } catch {
            return await finish(refused(error, route, visit))
        }
    }

    @inline(never)
    private func finish(_ ending: Ending) async -> Response {
        switch ending {
        case .answered(let response): response
        case .lost(let route, let visit): await connectionLost(route, visit)
        }
    }

    @inline(never)
    private func refused(_ refusal: Refusal, _ route: Route?, _ visit: Visit) -> Ending {
        if case .database(let error) = refusal {
            logger.error("the database failed", metadata: ["error": "\(error)"])
            switch route {
            case .channelLive, .inboxLive: if let route { return .lost(route, visit) }
            default: break
            }
        }
        // For the head of the page; it is the same page without.
        if case .database = refusal {} else { _ = try? visit.identify() }
        return .answered(page(for: refusal, visit).secured(for: route))
    }

    func refusal(of error: RequestError) -> Response {
        let visit = Visit(Request(), by: accounts)
        return page(for: .request(error), visit).secured(for: nil)
    }

    private func answer(_ route: Route, _ visit: Visit) throws(Refusal) -> Response {
        switch route {
        case .home: try visit.reading(showHome)
        case .signUp: try visit.reading(showSignUp, or: signUp)
        case .confirmSignUp: try visit.reading(showConfirmSignUp, or: confirmSignUp)
        case .signIn: try visit.reading(showSignIn, or: signIn)
        case .signInCode: try visit.reading(showAskCode, or: askCode)
        case .confirmSignInCode: try visit.reading(showConfirmCode, or: confirmCode)
        case .signInSecondFactor: try visit.reading(showSignInSecondFactor, or: signInSecondFactor)
        case .unlock: try visit.reading(showUnlock, or: unlock)
        case .connectSignIn: try visit.reading(showConnectSignIn, or: connectSignIn)
        case .joinSignIn: try visit.reading(showJoinSignIn, or: joinSignIn)
        case .signOut: try visit.writing(signOut)
        case .forgotPassword: try visit.reading(showForgotPassword, or: forgotPassword)
        case .resetPassword: try visit.reading(showResetPassword, or: resetPassword)
        case .confirmLink: try visit.reading(showConfirmLink, or: confirmLink)
        case .terms: try visit.reading(showTerms)
        case .agreeToTerms: try visit.reading(showAgreeToTerms, or: agreeToTerms)
        case .account: try visit.reading(showAccount)
        case .proveAccount: try visit.reading(showProveAccount, or: proveAccount)
        case .accountName: try visit.reading(showChangeName, or: changeName)
        case .accountPassword: try visit.reading(showChangePassword, or: changePassword)
        case .accountEmail: try visit.reading(showChangeEmail, or: changeEmail)
        case .cancelAccountEmail: try visit.writing(cancelEmail)
        case .accountData: try visit.reading(downloadData)
        case .deleteAccount: try visit.reading(showDeleteAccount, or: deleteAccount)
        case .keepAccount: try visit.reading(showKeepAccount, or: keepAccount)
        case .sessions: try visit.reading(showSessions)
        case .endOtherSessions: try visit.writing(endOtherSessions)
        case .endSession(let id):
            try visit.writing { visit, _ throws(Refusal) in try endSession(id, visit) }
        case .secondFactor: try visit.reading(showSecondFactor)
        case .setUpSecondFactor: try visit.reading(showSetUpSecondFactor, or: setUpSecondFactor)
        case .turnOffSecondFactor: try visit.writing(turnOffSecondFactor)
        case .recoveryCodes: try visit.writing(renewRecoveryCodes)
        case .connections: try visit.reading(showConnections)
        case .disconnectProvider(let name):
            try visit.writing { visit, _ throws(Refusal) in try disconnectProvider(name, visit) }
        case .onboarding: try visit.reading(showOnboarding)
        case .agentProfile: try visit.reading(showAgentProfile, or: saveAgentProfile)
        case .clientProfile: try visit.reading(showClientProfile, or: saveClientProfile)
        case .dashboard: try visit.reading(showDashboard)
        case .channels: try visit.reading(showChannels, or: createChannel)
        case .newChannel: try visit.reading(showNewChannel)
        case .channel(let slug): try visit.reading { visit throws(Refusal) in try showChannel(slug, visit) }
        case .joinChannel(let slug):
            try visit.writing { visit, _ throws(Refusal) in try joinChannel(slug, visit) }
        case .leaveChannel(let slug):
            try visit.writing { visit, _ throws(Refusal) in try leaveChannel(slug, visit) }
        case .sendMessage(let slug):
            try visit.writing { visit, form throws(Refusal) in try sendMessage(slug, visit, form) }
        case .channelLog(let slug):
            try visit.reading { visit throws(Refusal) in try showChannelLog(slug, visit) }
        case .mailbox: try visit.reading(showMailbox)
        case .mailboxMail(let name):
            try visit.reading { visit throws(Refusal) in try showMailboxMail(name, visit) }
        case .health: try visit.reading(showHealth)
        case .metrics: try visit.reading(showMetrics)
        case .signInWith, .returnFromProvider, .connectProvider, .channelLive, .channelChanges, .inboxLive,
            .inboxChanges:
            throw .notFound  // They wait: see `hold`.
        }
    }
}

extension Route {
    /// Whether it is asked who is signed in before anything else. Not where the operator's probes ask about the process,
    /// nor where the first statements that read a conversation prove and tell it.
    fileprivate var asksFirst: Bool {
        switch self {
        case .health, .metrics, .dashboard, .channels, .channel, .channelChanges, .channelLive, .channelLog,
            .inboxChanges, .inboxLive:
            false
        default: true
        }
    }

    /// Answered when somebody else has done something: in a conversation, or at a provider.
    fileprivate var waits: Bool {
        switch self {
        case .channelChanges, .channelLive, .inboxChanges, .inboxLive, .signInWith, .returnFromProvider,
            .connectProvider:
            true
        default: false
        }
    }
}
