/// Every address of the site. One enumeration reads requests and prints links, so that a link to nowhere
/// does not compile and a new address must be answered in `Site.respond(to:)`.
package enum Route: Hashable, Sendable {
    case home
    case signUp, confirmSignUp
    case signIn, signInCode, confirmSignInCode, signInSecondFactor, unlock, signOut
    case signInWith(String)
    case returnFromProvider(String)
    case connectSignIn, joinSignIn
    case forgotPassword, resetPassword
    case confirmLink
    case terms, agreeToTerms
    case account, proveAccount, accountName, accountPassword, accountEmail, cancelAccountEmail, accountData
    case deleteAccount, keepAccount
    case sessions, endOtherSessions
    case endSession(String)
    case secondFactor, setUpSecondFactor, turnOffSecondFactor, recoveryCodes
    case connections
    case connectProvider(String)
    case disconnectProvider(String)
    case onboarding, agentProfile, clientProfile
    case dashboard
    case inboxLive, inboxChanges
    case channels, newChannel
    case channel(String)
    case joinChannel(String)
    case leaveChannel(String)
    case sendMessage(String)
    case channelLive(String)
    case channelLog(String)
    case channelChanges(String)
    case mailbox
    case mailboxMail(String)
    case health, metrics

    /// The path, without a query. Slugs are `[a-z0-9-]`, so nothing needs escaping.
    package var path: String {
        switch self {
        case .home: "/"
        case .signUp: "/sign-up"
        case .confirmSignUp: "/sign-up/confirm"
        case .signIn: "/sign-in"
        case .signInCode: "/sign-in/code"
        case .confirmSignInCode: "/sign-in/code/confirm"
        case .signInSecondFactor: "/sign-in/second-factor"
        case .unlock: "/sign-in/unlock"
        case .signInWith(let provider): "/sign-in/with/\(provider)"
        case .returnFromProvider(let provider): "/sign-in/with/\(provider)/callback"
        case .connectSignIn: "/sign-in/connect"
        case .joinSignIn: "/sign-in/join"
        case .signOut: "/sign-out"
        case .forgotPassword: "/forgot-password"
        case .resetPassword: "/reset-password"
        case .confirmLink: "/confirm"
        case .terms: "/terms"
        case .agreeToTerms: "/terms/agree"
        case .account: "/account"
        case .proveAccount: "/account/prove"
        case .accountName: "/account/name"
        case .accountPassword: "/account/password"
        case .accountEmail: "/account/email"
        case .cancelAccountEmail: "/account/email/cancel"
        case .accountData: "/account/download"
        case .deleteAccount: "/account/delete"
        case .keepAccount: "/account/keep"
        case .sessions: "/account/sessions"
        case .endOtherSessions: "/account/sessions/end-others"
        case .endSession(let id): "/account/sessions/\(id)/end"
        case .secondFactor: "/account/second-factor"
        case .setUpSecondFactor: "/account/second-factor/set-up"
        case .turnOffSecondFactor: "/account/second-factor/turn-off"
        case .recoveryCodes: "/account/second-factor/recovery-codes"
        case .connections: "/account/connections"
        case .connectProvider(let provider): "/account/connections/\(provider)/connect"
        case .disconnectProvider(let provider): "/account/connections/\(provider)/disconnect"
        case .onboarding: "/onboarding"
        case .agentProfile: "/onboarding/agent-profile"
        case .clientProfile: "/onboarding/client-profile"
        case .dashboard: "/dashboard"
        case .inboxLive: "/inbox/live"
        case .inboxChanges: "/inbox/changes"
        case .channels: "/channels"
        case .newChannel: "/channels/new"
        case .channel(let slug): "/channels/\(slug)"
        case .joinChannel(let slug): "/channels/\(slug)/join"
        case .leaveChannel(let slug): "/channels/\(slug)/leave"
        case .sendMessage(let slug): "/channels/\(slug)/messages"
        case .channelLive(let slug): "/channels/\(slug)/live"
        case .channelLog(let slug): "/channels/\(slug)/log"
        case .channelChanges(let slug): "/channels/\(slug)/changes"
        case .mailbox: "/mailbox"
        case .mailboxMail(let name): "/mailbox/\(name)"
        case .health: "/healthz"
        case .metrics: "/metrics"
        }
    }

    /// The route a decoded path names, or nil where there is nothing.
    package init?(path: String) {
        if let route = Self.fixed[path] {
            self = route
            return
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch (parts.first, parts.count) {
        case ("channels", 2...): self.init(channel: parts[1], parts.dropFirst(2))
        case ("mailbox", 2) where Self.isSlug(parts[1]): self = .mailboxMail(parts[1])
        case ("sign-in", 3...) where parts[1] == "with" && Self.isSlug(parts[2]):
            switch parts.dropFirst(3) {
            case []: self = .signInWith(parts[2])
            case ["callback"]: self = .returnFromProvider(parts[2])
            default: return nil
            }
        case ("account", 4) where Self.isSlug(parts[2]):
            switch (parts[1], parts[3]) {
            case ("sessions", "end"): self = .endSession(parts[2])
            case ("connections", "connect"): self = .connectProvider(parts[2])
            case ("connections", "disconnect"): self = .disconnectProvider(parts[2])
            default: return nil
            }
        default: return nil
        }
    }

    private init?(channel slug: String, _ rest: ArraySlice<String>) {
        guard Self.isSlug(slug) else { return nil }
        switch rest {
        case []: self = .channel(slug)
        case ["join"]: self = .joinChannel(slug)
        case ["leave"]: self = .leaveChannel(slug)
        case ["messages"]: self = .sendMessage(slug)
        case ["live"]: self = .channelLive(slug)
        case ["log"]: self = .channelLog(slug)
        case ["changes"]: self = .channelChanges(slug)
        default: return nil
        }
    }

    /// The routes whose paths are always the same.
    private static let fixed = Dictionary(
        uniqueKeysWithValues: ([
            .home, .signUp, .confirmSignUp, .signIn, .signInCode, .confirmSignInCode, .signInSecondFactor,
            .unlock,
            .signOut, .connectSignIn, .joinSignIn, .forgotPassword, .resetPassword, .confirmLink, .terms,
            .agreeToTerms, .account, .proveAccount, .accountName, .accountPassword, .accountEmail,
            .cancelAccountEmail, .accountData, .deleteAccount, .keepAccount, .sessions, .endOtherSessions,
            .secondFactor, .setUpSecondFactor, .turnOffSecondFactor, .recoveryCodes, .connections,
            .onboarding,
            .agentProfile, .clientProfile, .dashboard, .inboxLive, .inboxChanges, .channels, .newChannel,
            .mailbox, .health,
            .metrics,
        ] as [Route]).map { ($0.path, $0) })

    /// Whether a person can go there and come back there after signing in: not what forms are sent to, what belongs to
    /// signing in itself, and what pages and operators ask for.
    package var isPage: Bool {
        switch self {
        case .home, .onboarding, .agentProfile, .clientProfile, .dashboard, .channels, .newChannel, .channel,
            .channelLog, .terms, .account, .accountName, .accountPassword, .accountEmail, .accountData,
            .deleteAccount, .sessions, .secondFactor, .setUpSecondFactor, .connections, .mailbox,
            .mailboxMail:
            true
        case .signUp, .confirmSignUp, .signIn, .signInCode, .confirmSignInCode, .signInSecondFactor, .unlock,
            .signOut, .signInWith, .returnFromProvider, .connectSignIn, .joinSignIn, .forgotPassword,
            .resetPassword, .confirmLink, .agreeToTerms, .proveAccount, .cancelAccountEmail, .keepAccount,
            .endOtherSessions, .endSession, .turnOffSecondFactor, .recoveryCodes, .connectProvider,
            .disconnectProvider, .inboxLive, .inboxChanges, .joinChannel, .leaveChannel, .sendMessage,
            .channelLive, .channelChanges,
            .health, .metrics:
            false
        }
    }

    private static func isSlug(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count)
            && text.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
    }
}
