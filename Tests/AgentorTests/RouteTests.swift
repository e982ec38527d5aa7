import AgentorViews
import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

/// Who may use an address.
enum Need {
    case nobody
    /// Somebody signed in, even one who is leaving or has not agreed to the terms.
    case session
    /// Somebody signed in who stays.
    case settled
    /// Who has proved within ten minutes who they are.
    case proof
    /// Who has a profile.
    case profile
}

extension Route {
    /// One of each. What follows is a chain, so that a new case does not compile before it has its place in it.
    static let all: [Route] = Array(sequence(first: .home) { $0.next })

    private var next: Route? {
        switch self {
        case .home: .signUp
        case .signUp: .confirmSignUp
        case .confirmSignUp: .signIn
        case .signIn: .signInCode
        case .signInCode: .confirmSignInCode
        case .confirmSignInCode: .signInSecondFactor
        case .signInSecondFactor: .unlock
        case .unlock: .signOut
        case .signOut: .signInWith("test")
        case .signInWith: .returnFromProvider("test")
        case .returnFromProvider: .connectSignIn
        case .connectSignIn: .joinSignIn
        case .joinSignIn: .forgotPassword
        case .forgotPassword: .resetPassword
        case .resetPassword: .confirmLink
        case .confirmLink: .terms
        case .terms: .agreeToTerms
        case .agreeToTerms: .account
        case .account: .proveAccount
        case .proveAccount: .accountName
        case .accountName: .accountPassword
        case .accountPassword: .accountEmail
        case .accountEmail: .cancelAccountEmail
        case .cancelAccountEmail: .accountData
        case .accountData: .deleteAccount
        case .deleteAccount: .keepAccount
        case .keepAccount: .sessions
        case .sessions: .endOtherSessions
        case .endOtherSessions: .endSession("00000000-0000-0000-0000-000000000000")
        case .endSession: .secondFactor
        case .secondFactor: .setUpSecondFactor
        case .setUpSecondFactor: .turnOffSecondFactor
        case .turnOffSecondFactor: .recoveryCodes
        case .recoveryCodes: .connections
        case .connections: .connectProvider("test")
        case .connectProvider: .disconnectProvider("test")
        case .disconnectProvider: .onboarding
        case .onboarding: .agentProfile
        case .agentProfile: .clientProfile
        case .clientProfile: .dashboard
        case .dashboard: .inboxLive
        case .inboxLive: .inboxChanges
        case .inboxChanges: .channels
        case .channels: .newChannel
        case .newChannel: .channel("design")
        case .channel: .joinChannel("design")
        case .joinChannel: .leaveChannel("design")
        case .leaveChannel: .sendMessage("design")
        case .sendMessage: .channelLive("design")
        case .channelLive: .channelLog("design")
        case .channelLog: .channelChanges("design")
        case .channelChanges: .mailbox
        case .mailbox: .mailboxMail("a")
        case .mailboxMail: .health
        case .health: .metrics
        case .metrics: nil
        }
    }

    /// Said here for every address, so that a new one that is sensitive cannot be forgotten.
    var need: Need {
        switch self {
        case .home, .signUp, .confirmSignUp, .signIn, .signInCode, .confirmSignInCode, .signInSecondFactor,
            .unlock, .signOut, .signInWith, .returnFromProvider, .connectSignIn, .joinSignIn, .forgotPassword,
            .resetPassword, .confirmLink, .terms, .mailbox, .mailboxMail, .health, .metrics:
            .nobody
        case .agreeToTerms, .keepAccount: .session
        case .account, .proveAccount, .accountName, .cancelAccountEmail, .sessions, .secondFactor,
            .connections, .onboarding, .agentProfile, .clientProfile:
            .settled
        case .accountPassword, .accountEmail, .accountData, .deleteAccount, .endOtherSessions, .endSession,
            .setUpSecondFactor, .turnOffSecondFactor, .recoveryCodes, .connectProvider, .disconnectProvider:
            .proof
        case .dashboard, .channels, .newChannel, .channel, .joinChannel, .leaveChannel, .sendMessage,
            .channelLive, .channelLog, .channelChanges, .inboxLive, .inboxChanges:
            .profile
        }
    }

    /// What asks in the background is told in its own words, not led anywhere.
    var isFragment: Bool {
        switch self {
        case .channelLive, .channelLog, .channelChanges, .inboxLive, .inboxChanges: true
        default: false
        }
    }
}

@Suite("Addresses", .database(agentorDatabase))
struct RouteTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    @Test("every address reads back as itself, and no two are the same")
    func roundTrip() {
        for route in Route.all { #expect(Route(path: route.path) == route) }
        #expect(Set(Route.all.map(\.path)).count == Route.all.count)
        #expect(Route(path: "/account/") == nil)
        #expect(Route(path: "/account/sessions/A/end") == nil)
        #expect(Route(path: "/sign-in/with/a/b/callback") == nil)
    }

    @Test("whoever is signed out is led to signing in where somebody is needed, and nowhere else")
    func signedOut() async throws {
        let browser = Browser(site)
        for route in Route.all where !route.isFragment {
            let shown = try await browser.get(route.path)
            let isLed = shown.location?.hasPrefix("/sign-in?next=") == true
            #expect(
                (isLed || shown.status == .methodNotAllowed) == (route.need != .nobody || route == .signOut),
                "\(route)")
            try await browser.get("/sign-in")
            let sent = try await browser.post(route.path, [:])
            if route.need == .nobody { continue }
            #expect(sent.status == .unauthorized || sent.status == .methodNotAllowed, "\(route)")
        }
    }

    @Test("what is sensitive takes a proof of who it is that is not ten minutes old, page and form alike")
    func proof() async throws {
        let ada = try await Browser.person("Ada", on: site)
        for route in Route.all where route != .signOut && !route.isFragment {
            for isFresh in [true, false] {
                try database.letProofsAge(isFresh ? "9 minutes" : "11 minutes")
                try await ada.get("/account")
                // With a token but no fields: what gets to its action finds something to mend.
                let fields = ["csrf": try #require(ada.hidden("csrf"))]
                let shown = try await ada.get(route.path)
                let isDetour = shown.location?.hasPrefix("/account/prove?next=") == true
                if shown.status != .methodNotAllowed {
                    #expect(isDetour == (route.need == .proof && !isFresh), "GET \(route)")
                }
                guard !isFresh else { continue }
                let sent = try await ada.post(route.path, fields)
                if sent.status == .methodNotAllowed { continue }
                let isRefused = sent.status == .forbidden && sent.text.contains("Confirm that it is you")
                #expect(isRefused == (route.need == .proof), "POST \(route)")
            }
        }
    }

    @Test("every form is refused without the token of its browser, and changes nothing")
    func forged() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let eve = Browser(site)
        try await eve.get("/sign-in")
        let foreign = try #require(eve.hidden("csrf"))
        func state() throws -> [[String?]] {
            try database.administer(
                "select md5(string_agg(a::text, '')), (select count(*) from agentor.sessions), "
                    + "(select count(*) from agentor.challenges), (select count(*) from agentor.outbox) "
                    + "from agentor.accounts a")
        }
        let before = try state()
        for route in Route.all {
            for token in ["", foreign] {
                let sent = try await ada.post(
                    route.path, ["csrf": token, "email": "new@example.com", "name": "Eve"])
                #expect(sent.status == .forbidden || sent.status == .methodNotAllowed, "\(route)")
            }
            let fields = Body(form: ["csrf": try await token(of: ada), "name": "Eve"])
            let sent = try await ada.send(.post, route.path, ["Origin": "https://evil.example"], fields)
            #expect(sent.status == .forbidden || sent.status == .methodNotAllowed, "\(route)")
        }
        #expect(try state() == before)
        #expect(try await ada.isSignedIn())
    }

    private func token(of browser: Browser) async throws -> String {
        try await browser.get("/account")
        return try #require(browser.hidden("csrf"))
    }

    @Test("whoever comes back to a page after signing in changes nothing by it")
    func pages() async throws {
        let ada = try await Browser.person("Ada", on: site)
        func state() throws -> [[String?]] {
            try database.administer(
                "select (select count(*) from agentor.sessions), (select count(*) from agentor.outbox), "
                    + "(select count(*) from agentor.identities), (select count(*) from agentor.second_factors), "
                    + "(select md5(string_agg(a::text, '')) from agentor.accounts a)")
        }
        let before = try state()
        for route in Route.all where route.isPage {
            let response = try await ada.get(route.path)
            #expect(response.status != .methodNotAllowed, "\(route)")
        }
        #expect(try state() == before)
    }
}
