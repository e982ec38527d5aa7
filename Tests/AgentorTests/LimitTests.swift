import AgentorCore
import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

/// What one network address may do, whoever it says it is.
@Suite("Limits of a network address", .database(agentorDatabase))
struct LimitTests {
    private static let email = "ada@example.com"
    private static let limits: [(path: String, fields: [String: String], limit: Throttle.Limit)] = [
        ("/sign-in", ["email": email, "password": "not this one at all"], .signInAddress),
        ("/sign-up", ["name": "Ada", "email": email, "password": Browser.password], .signUpAddress),
        ("/sign-up", ["name": "Ada", "email": email, "password": Browser.password], .mailFrom),
        ("/sign-up/confirm", ["code": "1"], .codeAddress),
        ("/sign-in/code", ["email": email], .mailFrom),
        ("/sign-in/code/confirm", ["code": "1"], .codeAddress),
        ("/sign-in/second-factor", ["code": "1"], .codeAddress),
        ("/sign-in/unlock", ["email": email], .mailFrom),
        ("/forgot-password", ["email": email], .mailFrom),
        ("/reset-password", ["token": String(repeating: "a", count: 64), "password": "1"], .codeAddress),
        ("/confirm", ["token": String(repeating: "a", count: 64)], .codeAddress),
    ]

    /// Takes all turns the address of the tests' browsers has.
    private func useUp(_ limit: Throttle.Limit, _ site: Site) throws {
        while try site.throttle.take(limit, for: "127.0.0.1") == nil {}
    }

    @Test(
        "a form says how long to wait, keeps what was typed, and leaves other addresses alone",
        arguments: limits.indices)
    func forms(index: Int) async throws {
        let (path, fields, limit) = Self.limits[index]
        let site = try Site.forTest()
        let browser = Browser(site)
        try await browser.get("/sign-in")
        try useUp(limit, site)
        let request = try browser.form(path, fields)
        let refused = await site.respond(to: request)
        // A link that is no good has no page to be shown again.
        if refused.status != .gone {
            #expect(refused.status == .tooManyRequests)
            #expect((1...3600).contains(refused.headers["Retry-After"].flatMap { Int($0) } ?? 0))
        }
        #expect(try TestDatabase.current.count("agentor.outbox") == 0)
        if let email = fields["email"] { #expect(refused.text.contains("value=\"\(email)\"")) }
        var elsewhere = request
        elsewhere.remoteAddress = "192.0.2.1"
        #expect(await site.respond(to: elsewhere).status != .tooManyRequests)
    }

    @Test("the way to a provider and back is limited too")
    func providers() async throws {
        let site = try Site.forTest(providers: try OpenIDStage().providers)
        let browser = Browser(site)
        try await browser.get("/sign-in")
        try useUp(.authorize, site)
        for address in ["/sign-in/with/test", "/sign-in/with/test/callback?code=1&state=1"] {
            let refused = try await browser.get(address, ["Sec-Fetch-Site": "same-origin"])
            #expect(refused.status == .tooManyRequests, "\(address)")
            #expect(refused.headers["Retry-After"] != nil)
        }
    }

    @Test("a link whose password is guessed in another browser takes ten guesses, and no more from anywhere")
    func guessedLink() async throws {
        let site = try Site.forTest()
        let asked = Browser(site)
        try await asked.askForAccount("Ada", email: Self.email)
        let link = try asked.link(to: Self.email)
        for _ in 0..<10 {
            let page = try await Browser(site).follow(link, ["password": "not this one at all"])
            #expect(page.status == .unprocessableContent)
        }
        let refused = try await Browser(site).follow(link, ["password": Browser.password])
        #expect(refused.status == .tooManyRequests && refused.headers["Retry-After"] != nil)
        #expect(try await asked.follow(link).location == "/onboarding")
    }

    @Test(
        "an account is signed in to from twenty new browsers an hour, and the mail that unlocks lets in more")
    func newDevices() async throws {
        let site = try Site.forTest()
        let ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
        for _ in 0..<20 {
            let browser = Browser(site)
            try await browser.signIn(Self.email)
            try #require(browser.last.status == .seeOther)
        }
        let next = Browser(site)
        try await next.signIn(Self.email)
        #expect(next.last.status == .tooManyRequests && next.last.headers["Retry-After"] != nil)
        #expect(try await !next.isSignedIn())
        ada.cookie = nil
        try await ada.signIn(Self.email)
        #expect(ada.last.status == .seeOther, "a browser that is known is not counted")
        try await next.get("/sign-in/unlock")
        try await next.post("/sign-in/unlock", ["email": Self.email])
        try await next.follow(try next.link(to: Self.email))
        try await next.signIn(Self.email)
        #expect(next.last.status == .seeOther)
    }

    @Test(
        "an IPv6 customer's /64 is one address, and an IPv4 address is one",
        arguments: [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8:1:2::1", "2001:db8:1:2"),
            ("2001:db8::1", "2001:db8:0:0"), ("::1", "0:0:0:0"), ("::", "0:0:0:0"),
            ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ])
    func networks(address: String, network: String) {
        #expect(Request(remoteAddress: address).network == network)
    }
}
