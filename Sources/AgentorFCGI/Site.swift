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
    let pool: Pool
    let logger: Logger
    /// What the edge counts, for the operator.
    let statistics: @Sendable () -> Worker.Statistics?

    init(
        pool: Pool, messenger: Messenger, settings: SiteSettings, postman: Postman, logger: Logger,
        statistics: @escaping @Sendable () -> Worker.Statistics? = { nil }
    ) {
        self.pool = pool
        self.messenger = messenger
        self.settings = settings
        self.postman = postman
        self.logger = logger
        self.statistics = statistics
        accounts = settings.accounts(pool: pool)
        profiles = Profiles(pool: pool, messenger: messenger)
        throttle = Throttle(pool: pool)
    }

    /// The order every request passes: who asks → which route → may they, and is the form ours → the action → headers
    /// every answer carries.
    func respond(to request: Request) async -> Response {
        var visit = Visit(request)
        let route = Route(path: request.path)
        var response: Response
        do throws(Refusal) {
            if route?.needsViewer ?? true { visit = try visit.identified(by: accounts) }
            guard let route else { throw .notFound }
            response = try await answer(route, visit)
        } catch .database(let error) {
            logger.error("the database failed", metadata: ["error": "\(error)"])
            if case .channelLive(let slug) = route {
                response = await connectionLost(slug, visit)
            } else {
                response = page(for: .database(error), visit)
            }
        } catch {
            response = page(for: error, visit)
        }
        return response.secured(for: route)
    }

    func refusal(of error: RequestError) -> Response {
        let visit = Visit(Request())
        return page(for: .request(error), visit).secured(for: nil)
    }

    private func answer(_ route: Route, _ visit: Visit) async throws(Refusal) -> Response {
        switch route {
        case .signInWith(let name):
            try await visit.waiting { visit throws(Refusal) in try await signInWithProvider(name, visit) }
        case .returnFromProvider(let name):
            try await visit.waiting { visit throws(Refusal) in try await returnFromProvider(name, visit) }
        case .connectProvider(let name):
            try await visit.waiting { visit throws(Refusal) in try await connectProvider(name, visit) }
        case .channelLive(let slug):
            try await visit.waiting { visit throws(Refusal) in try await showChannelLive(slug, visit) }
        case .channelChanges(let slug):
            try await visit.waiting { visit throws(Refusal) in try await showChannelChanges(slug, visit) }
        default: try answerAtOnce(route, visit)
        }
    }

    /// What waits for nobody. A function of its own, and never a part of the one above: what it needs would be kept for as
    /// long as others wait, 21 KiB for each.
    @inline(never)
    private func answerAtOnce(_ route: Route, _ visit: Visit) throws(Refusal) -> Response {
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
        case .signInWith, .returnFromProvider, .connectProvider, .channelLive, .channelChanges:
            throw .notFound  // They wait: see above.
        }
    }
}

extension Route {
    /// The operator's probes ask about the process, not about a person.
    fileprivate var needsViewer: Bool {
        switch self {
        case .health, .metrics: false
        default: true
        }
    }
}
