import FastCGI
import FoundationEssentials
import TestDatabase
import TestProvider
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// The whole way to a provider and back, with a provider in memory.
@Suite("Signing in with a provider", .database(agentorDatabase))
struct ProviderFlowTests {
    private static let email = "ada@example.com"
    private let stage: OpenIDStage
    private let site: Site
    private let database: TestDatabase

    init() throws {
        stage = try OpenIDStage()
        site = try Site.forTest(providers: stage.providers)
        database = try TestDatabase.current
    }

    private func identities() throws -> Int { try database.count("agentor.identities") }

    /// Goes to the provider from a link, and gives what the provider sends the browser back with.
    private func leave(
        _ browser: Browser, from link: String = "/sign-in/with/test",
        _ change: (inout TestClaims) -> Void = { _ in }
    ) async throws -> String {
        try await browser.get(link)
        let address = try #require(browser.last.location)
        try #require(address.hasPrefix("https://id.example/authorize?"), "\(browser.last.text)")
        let query = Fields(query: Array(address.drop { $0 != "?" }.dropFirst().utf8))
        let token = try await stage.token(for: query["nonce"], change)
        stage.answers[OpenIDStage.tokenEndpoint] = """
            {"access_token": "an-access-token", "token_type": "Bearer", "id_token": "\(token)"}
            """
        #expect(query["redirect_uri"] == "http://127.0.0.1:8080/sign-in/with/test/callback")
        return "/sign-in/with/test/callback?code=a-code&state=\(query["state"] ?? "")"
    }

    /// There and back.
    @discardableResult
    private func visit(
        _ browser: Browser, from link: String = "/sign-in/with/test",
        _ change: (inout TestClaims) -> Void = { _ in }
    ) async throws -> Response {
        try await browser.get(try await leave(browser, from: link, change))
    }

    /// An account that the provider signs in to.
    private func connected(_ email: String = email) async throws -> Browser {
        let ada = Browser(site)
        try await ada.signUp("Ada", email: email)
        try await visit(ada, from: "/account/connections/test/connect")
        try #require(ada.last.location == "/account/connections?done=connected", "\(ada.last.text)")
        return ada
    }

    @Test("whoever a provider knows by issuer and subject is signed in, whatever address it tells")
    func known() async throws {
        _ = try await connected()
        let browser = Browser(site)
        try await visit(browser) { $0.email = "elsewhere@example.com" }
        #expect(browser.last.location == "/dashboard")
        #expect(try await browser.isSignedIn())
        #expect(try database.count("agentor.sessions where method = 'provider'") == 1)
        let stranger = Browser(site)
        try await visit(stranger) { $0.sub = "person-2" }
        #expect(try await !stranger.isSignedIn())
    }

    @Test("an account with the same address is connected only when the person says so, and its owner is told")
    func consent() async throws {
        try await Browser(site).signUp("Ada", email: Self.email)
        let browser = Browser(site)
        #expect(try await visit(browser).location == "/sign-in/connect")
        #expect(try await !browser.isSignedIn())
        #expect(try await browser.get("/sign-in/connect").text.contains("Connect your accounts"))
        #expect(try identities() == 0)
        let other = Browser(site)
        try await other.get("/sign-in")
        #expect(try await other.post("/sign-in/connect", [:]).status == .gone)
        try await browser.get("/sign-in/connect")
        #expect(try await browser.post("/sign-in/connect", [:]).status == .seeOther)
        #expect(try await browser.isSignedIn())
        #expect(try identities() == 1)
        site.postman.deliverDue()
        let subjects = site.mails.letters(to: Self.email).map(\.subject)
        #expect(subjects.contains("Another way to sign in to your account"))
    }

    @Test("with a second factor on, nothing is connected before it was given")
    func secondFactor() async throws {
        let ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
        let (factor, _) = try await ada.turnOnSecondFactor()
        try database.forgetCodes()
        let browser = Browser(site)
        try await visit(browser)
        try await browser.get("/sign-in/connect")
        #expect(try await browser.post("/sign-in/connect", [:]).location == "/sign-in/second-factor")
        #expect(try await !browser.isSignedIn())
        #expect(try identities() == 0)
        #expect(try await browser.giveSecondFactor("1").status == .unprocessableContent)
        #expect(try identities() == 0)
        #expect(try await browser.giveSecondFactor(factor.code(atStep: .step)).status == .seeOther)
        #expect(try await browser.isSignedIn())
        #expect(try identities() == 1)
        // And every time afterwards.
        let again = Browser(site)
        #expect(try await visit(again).location == "/sign-in/second-factor")
        #expect(try await !again.isSignedIn())
    }

    @Test("an address the provider does not vouch for gets nobody in, and creates nothing")
    func unverified() async throws {
        try await Browser(site).signUp("Ada", email: Self.email)
        for change in [{ $0.email_verified = false }, { $0.email_verified = nil }, { $0.email = "not one" }]
            as [@Sendable (inout TestClaims) -> Void]
        {
            let browser = Browser(site)
            #expect(try await visit(browser, change).status == .unprocessableContent)
            #expect(try await browser.get("/sign-in/connect").status == .gone)
            #expect(try await browser.get("/sign-in/join").status == .gone)
        }
        #expect(try database.count("agentor.accounts") == 1)
        #expect(try await visit(Browser(site)).location == "/sign-in/connect")
    }

    @Test("whoever has no account creates one, without a password, when they say so")
    func join() async throws {
        let browser = Browser(site)
        #expect(try await visit(browser).location == "/sign-in/join")
        #expect(try database.count("agentor.accounts") == 0)
        #expect(try await browser.get("/sign-in/join").text.contains("Ada Lovelace"))
        #expect(try await browser.post("/sign-in/join", ["name": " "]).status == .unprocessableContent)
        try await browser.get("/sign-in/join")
        let request = try browser.form("/sign-in/join", ["name": "Ada"])
        let statuses = await answers(of: site, to: [request, request]).map(\.status)
        #expect(statuses.filter { $0 == .seeOther }.count == 1)
        #expect(
            try database.administer("select email, password_hash from agentor.accounts") == [
                [Self.email, nil]
            ])
        #expect(try identities() == 1)
        #expect(try database.count("agentor.consents") == 1)
        try await browser.signIn(Self.email, password: "")
        #expect(browser.last.status == .unprocessableContent)
    }

    @Test("by invitation, an address without one creates nothing, and one with one does")
    func invitation() async throws {
        var rules = AccountRules()
        rules.registration = .invitation
        let site = try Site.forTest(rules: rules, providers: stage.providers)
        for isInvited in [false, true] {
            if isInvited {
                try database.administer(
                    "insert into agentor.waiting_list (email, admitted_at) values ('\(Self.email)', now())")
            }
            let browser = Browser(site)
            try await visit(browser)
            try await browser.get("/sign-in/join")
            try await browser.post("/sign-in/join", ["name": "Ada"])
            #expect(browser.last.status == (isInvited ? .seeOther : .forbidden))
            #expect(try database.count("agentor.accounts") == (isInvited ? 1 : 0))
        }
    }

    @Test("an answer is taken in the browser that was sent, and in no other")
    func elsewhere() async throws {
        _ = try await connected()
        let browser = Browser(site)
        let callback = try await leave(browser)
        let other = Browser(site)
        try await other.get("/sign-in")
        #expect(try await other.get(callback).status == .gone)
        _ = try await leave(other)
        #expect(try await other.get(callback).status == .forbidden)
        #expect(try await !other.isSignedIn())
        let mine = try await leave(browser)
        #expect(try await browser.get(mine).location == "/dashboard")
    }

    @Test("an answer is taken once, and another state not at all")
    func replay() async throws {
        _ = try await connected()
        let browser = Browser(site)
        var callback = try await leave(browser)
        let cookie = browser.cookie
        #expect(try await browser.get(callback).status == .seeOther)
        browser.cookie = cookie
        #expect(try await browser.get(callback).status == .gone)
        callback = try await leave(browser)
        // A link with another state, which anybody can make, uses nothing up.
        #expect(try await browser.get(callback.replacing("state=", with: "state=x")).status == .forbidden)
        #expect(try await browser.get(callback).status == .seeOther)
    }

    @Test("what the provider refuses, or nobody can trust, signs nobody in")
    func refused() async throws {
        _ = try await connected()
        let browser = Browser(site)
        let callback = try await leave(browser).replacing("code=a-code", with: "error=access_denied")
        #expect(try await browser.get(callback).status == .forbidden)
        #expect(try await visit(browser) { $0.aud = ["another"] }.status == .forbidden)
        #expect(try await visit(browser) { $0.nonce = "another" }.status == .forbidden)
        #expect(try await !browser.isSignedIn())
        #expect(try await browser.get("/sign-in/with/nobody").status == .notFound)
        #expect(try await visit(browser).status == .seeOther)
    }

    @Test("an identity belongs to one account")
    func alreadyConnected() async throws {
        _ = try await connected()
        let eve = Browser(site)
        try await eve.signUp("Eve", email: "eve@example.com")
        let page = try await visit(eve, from: "/account/connections/test/connect")
        #expect(page.status == .conflict)
        #expect(page.text.contains("It is connected already"))
        #expect(try identities() == 1)
        try await visit(eve, from: "/account/connections/test/connect") { $0.sub = "person-2" }
        #expect(eve.last.location == "/account/connections?done=connected")
    }

    @Test("whoever is signed in as somebody else when they come back connects nothing")
    func otherAccount() async throws {
        let browser = Browser(site)
        try await browser.signUp("Ada", email: Self.email)
        let callback = try await leave(browser, from: "/account/connections/test/connect")
        // As if the session had been given to another account under the same token.
        try await Browser(site).signUp("Eve", email: "eve@example.com")
        try database.administer(
            """
            update agentor.sessions set account_id = (select id from agentor.accounts where full_name = 'Eve')
            where account_id = (select id from agentor.accounts where full_name = 'Ada')
            """)
        #expect(try await browser.get(callback).status == .notFound)
        #expect(try identities() == 0)
    }

    @Test("a session that ended meanwhile connects nothing")
    func ended() async throws {
        let browser = Browser(site)
        try await browser.signUp("Ada", email: Self.email)
        let callback = try await leave(browser, from: "/account/connections/test/connect")
        let request = try browser.request(.get, callback)
        _ = try await database.answering(request, of: site, during: "delete from agentor.sessions")
        #expect(try identities() == 0)
    }

    @Test("nobody is sent to a provider by another site")
    func foreignLink() async throws {
        let browser = Browser(site)
        for (place, isTaken) in [
            ("cross-site", false), ("same-site", false), ("same-origin", true), ("none", true),
        ] {
            let response = try await browser.get("/sign-in/with/test", ["Sec-Fetch-Site": place])
            #expect(response.location?.hasPrefix("https://id.example/") == isTaken)
        }
        try await browser.signUp("Ada", email: Self.email)
        for (place, isTaken) in [("cross-site", false), ("same-origin", true)] {
            let response = try await browser.get(
                "/account/connections/test/connect", ["Sec-Fetch-Site": place])
            #expect(response.location?.hasPrefix("https://id.example/") == isTaken)
        }
    }

    @Test("nobody gets an account at a provider's address whose domain is not allowed here")
    func domains() async throws {
        var rules = AccountRules()
        rules.blockedDomains = ["example.com"]
        let site = try Site.forTest(rules: rules, providers: stage.providers)
        let browser = Browser(site)
        try await visit(browser) { claims in claims.email = "new@mail.example.com" }
        if browser.last.location == "/sign-in/join" {
            try await browser.get("/sign-in/join")
            try await browser.post("/sign-in/join", [:])
        }
        #expect(browser.last.status != .seeOther)
        #expect(try database.count("agentor.accounts") == 0)
        #expect(try await !browser.isSignedIn())
    }

    @Test("whoever is suspended is not let in")
    func suspended() async throws {
        _ = try await connected()
        try database.administer("update agentor.accounts set suspended_at = now()")
        let browser = Browser(site)
        #expect(try await visit(browser).text.contains("This account is suspended"))
        try database.administer("update agentor.accounts set suspended_at = null")
        #expect(try await visit(browser).location == "/dashboard")
    }

    @Test("a disconnected identity gets nobody in; a connection can be undone from the mail about it")
    func disconnected() async throws {
        let ada = try await connected()
        try await ada.get("/account/connections")
        try await ada.post("/account/connections/test/disconnect", [:])
        #expect(ada.last.location == "/account/connections?done=disconnected")
        #expect(try await visit(Browser(site)).location == "/sign-in/connect")
        try await visit(ada, from: "/account/connections/test/connect")
        #expect(try identities() == 1)
        try await Browser(site).follow(try ada.link(to: Self.email))
        #expect(try identities() == 0)
        #expect(try await visit(Browser(site)).location == "/sign-in/connect")
    }

    @Test("where one wanted to go is kept on the way to the provider and back")
    func next() async throws {
        _ = try await connected()
        let browser = Browser(site)
        try await visit(browser, from: "/sign-in/with/test?next=%2Fchannels%3Fafter%3Dx")
        #expect(browser.last.location == "/channels?after=x")
        browser.cookie = nil
        try await visit(browser, from: "/sign-in/with/test?next=%2F%2Fevil.example")
        #expect(browser.last.location == "/dashboard")
    }
}
