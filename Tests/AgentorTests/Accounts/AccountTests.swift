import AgentorCore
import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Accounts", .database(agentorDatabase))
struct AccountTests {
    private let site: Site
    private let browser: Browser

    init() throws {
        site = try Site.forTest()
        browser = Browser(site)
    }

    @Test("whoever signs up is signed in, and asked who they are")
    func signUp() async throws {
        try await browser.signUp("Ada")
        #expect(browser.last.location == "/onboarding")
        #expect(try await browser.get("/dashboard").location == "/onboarding")
        #expect(try await browser.get("/onboarding").text.contains("I offer services"))
    }

    @Test("the cookie cannot be read by scripts, and its token is not what the database keeps")
    func cookie() async throws {
        try await browser.signUp("Ada")
        let cookie = try #require(browser.last.headers["Set-Cookie"])
        #expect(cookie.contains("HttpOnly"))
        #expect(cookie.contains("SameSite=Lax"))
        let token = try #require(browser.cookie?.split(separator: "=").last.map(String.init))
        let kept = try TestDatabase.current.administer(
            "select encode(token_hash, 'hex') from agentor.sessions")
        #expect(kept.count == 1)
        #expect(kept[0][0] != token)
    }

    @Test("over TLS the cookie is bound to the host and sent over nothing else")
    func secureCookie() async throws {
        let request = Request(path: "/sign-up", host: "agentor.example", isSecure: true)
        let cookie = try #require(await site.respond(to: request).headers["Set-Cookie"])
        #expect(cookie.hasPrefix("__Host-agentor-session="))
        #expect(cookie.contains("; Secure"))
    }

    @Test("bad fields are named beside themselves, and what was typed stays, but for the password")
    func badFields() async throws {
        try await browser.get("/sign-up")
        let page = try await browser.post(
            "/sign-up", ["name": " ", "email": "ada at example <b>", "password": "too short"])
        #expect(page.status == .unprocessableContent)
        #expect(page.text.contains("Enter your full name."))
        #expect(page.text.contains("Enter an email address in the correct format"))
        #expect(page.text.contains("Use at least 15 characters; this has 9."))
        #expect(page.text.contains("value=\"ada at example &lt;b&gt;\""))
        #expect(!page.text.contains("too short\""))
    }

    @Test(
        "addresses mail cannot go to are refused",
        arguments: [
            "a", "a@b", "@example.com", "a@@example.com", "a b@example.com", "a@-x.com", "a@example..com",
        ])
    func badAddresses(email: String) async throws {
        try await browser.get("/sign-up")
        let page = try await browser.post(
            "/sign-up", ["name": "Ada", "email": email, "password": Browser.password])
        #expect(page.status == .unprocessableContent)
    }

    @Test("signing in needs the right password, and gives a new token")
    func signIn() async throws {
        try await browser.signUp("Ada", email: "ada@example.com")
        let other = Browser(site)
        try await other.get("/sign-in")
        let visitor = other.cookie
        let refused = try await other.post(
            "/sign-in", ["email": "ada@example.com", "password": "not this one at all"])
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains("value=\"ada@example.com\""))
        #expect(try await other.get("/dashboard").location?.hasPrefix("/sign-in") == true)
        try await other.get("/sign-in")
        try await other.post("/sign-in", ["email": "Ada@example.COM", "password": Browser.password])
        #expect(other.last.location == "/dashboard")
        #expect(other.cookie != visitor)
    }

    @Test("an unknown address and a wrong password get the same answer")
    func sameAnswer() async throws {
        try await browser.signUp("Ada", email: "ada@example.com")
        var pages: [String] = []
        for email in ["ada@example.com", "eve@example.com"] {
            let other = Browser(site)
            try await other.get("/sign-in")
            let page = try await other.post("/sign-in", ["email": email, "password": "not this one at all"])
            pages.append(page.lasting.replacing(email, with: ""))
        }
        #expect(pages[0] == pages[1])
    }

    @Test("after ten failures one has to wait, however the address is written, and the answer says how long")
    func throttling() async throws {
        try await browser.signUp("Ada", email: "ada@example.com")
        let other = Browser(site)
        for number in 0..<10 {
            try await other.get("/sign-in")
            let email = String(repeating: " ", count: number) + "A\u{200B}da@example.com"
            let page = try await other.post("/sign-in", ["email": email, "password": "wrong wrong wrong"])
            #expect(page.status == .unprocessableContent)
        }
        for email in ["ADA@example.com", " ada@example.com", "ada@example.com\u{2060}"] {
            try await other.get("/sign-in")
            let page = try await other.post("/sign-in", ["email": email, "password": Browser.password])
            #expect(page.status == .tooManyRequests)
            #expect(page.headers["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
        }
    }

    @Test("right passwords are not counted")
    func noThrottling() async throws {
        try await browser.signUp("Ada", email: "ada@example.com")
        for _ in 0..<15 {
            let other = Browser(site)
            try await other.get("/sign-in")
            let page = try await other.post(
                "/sign-in", ["email": "ada@example.com", "password": Browser.password])
            #expect(page.status == .seeOther)
        }
    }

    @Test("signing in again ends the session the browser had")
    func replacedSession() async throws {
        try await browser.signUp("Ada", email: "ada@example.com")
        let old = Browser(site)
        old.cookie = browser.cookie
        try await browser.get("/onboarding")
        try await browser.post("/sign-in", ["email": "ada@example.com", "password": Browser.password])
        #expect(browser.cookie != old.cookie)
        #expect(try await old.get("/onboarding").location?.hasPrefix("/sign-in") == true)
        #expect(try await browser.get("/onboarding").status == .ok)
    }

    @Test("signing out ends the session for whoever has its cookie")
    func signOut() async throws {
        let browser = try await Browser.person("Ada", on: site)
        let thief = Browser(site)
        thief.cookie = browser.cookie
        #expect(try await thief.get("/dashboard").status == .ok)
        try await browser.get("/dashboard")
        try await browser.post("/sign-out", [:])
        #expect(browser.last.location == "/?done=signed-out")
        #expect(browser.last.headers["Clear-Site-Data"] == "\"cache\"")
        #expect(try await thief.get("/dashboard").location?.hasPrefix("/sign-in") == true)
    }

    @Test("an expired session leads to signing in, and back to where one was")
    func expiry() async throws {
        try await browser.signUp("Ada", email: "ada@example.com")
        try TestDatabase.current.administer(
            "update agentor.sessions set expires_at = now() - interval '1 second'")
        let location = try #require(try await browser.get("/messages?after=x").location)
        #expect(location == "/sign-in?next=%2Fmessages%3Fafter%3Dx")
        try await browser.get(location)
        #expect(browser.hidden("next") == "/messages?after=x")
        try await browser.post(
            "/sign-in",
            ["email": "ada@example.com", "password": Browser.password, "next": "/messages?after=x"])
        #expect(browser.last.location == "/messages?after=x")
    }

    @Test(
        "signing in leads nowhere but into the site",
        arguments: [
            "//evil.example", "https://evil.example/", "/\\evil.example", "/nowhere", "javascript:alert(1)",
            "",
        ])
    func openRedirect(next: String) async throws {
        try await browser.signUp("Ada", email: "ada@example.com")
        let other = Browser(site)
        try await other.get("/sign-in")
        try await other.post(
            "/sign-in", ["email": "ada@example.com", "password": Browser.password, "next": next])
        #expect(other.last.location == "/dashboard")
    }
}
