import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Sessions", .database(agentorDatabase))
struct SessionTests {
    private static let email = "ada@example.com"
    private let site: Site
    private let database: TestDatabase
    private let ada: Browser

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
    }

    private func prove(_ browser: Browser) async throws {
        try await browser.get("/account/prove")
        try await browser.post("/account/prove", ["password": Browser.password])
        try #require(browser.last.status == .seeOther)
    }

    /// Does something that is to give the session a new token, and looks at the old one.
    private func renews(_ what: String, _ action: () async throws -> Void) async throws {
        let old = Browser(site)
        old.cookie = ada.cookie
        #expect(try await old.isSignedIn())
        // A form in another tab, shown before.
        try await ada.get("/account/name")
        let csrf = try #require(ada.hidden("csrf"))
        try await action()
        #expect(ada.cookie != old.cookie, "\(what)")
        #expect(try await !old.isSignedIn(), "\(what)")
        #expect(try await ada.isSignedIn(), "\(what)")
        try await ada.post("/account/name", ["name": "Ada \(what)", "csrf": csrf])
        #expect(ada.last.location == "/account?done=name", "\(what)")
    }

    @Test("proving again who one is gives a new token, ends the old one, and leaves forms in other tabs good")
    func stepUp() async throws {
        try await renews("proved") { try await prove(ada) }
    }

    @Test(
        "every change of what gets one in gives a new token, ends the old one, and leaves other tabs' forms good"
    )
    func changes() async throws {
        try await renews("password") { try await ada.changePassword(to: "quite another password") }
        try await renews("second factor") { try await ada.turnOnSecondFactor() }
        try await renews("no second factor") {
            try await ada.get("/account/second-factor")
            try await ada.post("/account/second-factor/turn-off", [:])
        }
    }

    @Test("signing in gives a token nobody had before, and forms shown before are not good any more")
    func signIn() async throws {
        let browser = Browser(site)
        try await browser.get("/sign-in")
        let planted = Browser(site)
        planted.cookie = browser.cookie
        let csrf = try #require(browser.hidden("csrf"))
        try await browser.signIn(Self.email)
        #expect(browser.cookie != planted.cookie)
        #expect(try await !planted.isSignedIn())
        #expect(try await browser.post("/account/name", ["name": "Eve", "csrf": csrf]).status == .forbidden)
        #expect(try await browser.isSignedIn())
    }

    @Test("what a browser has half done goes on under the new token")
    func halfDone() async throws {
        let factor = try await ada.beginSecondFactor()
        try await prove(ada)
        let again = try await ada.beginSecondFactor()
        #expect(factor.secret == again.secret)
        try await ada.post("/account/second-factor/set-up", ["code": factor.code(atStep: .step)])
        #expect(ada.last.status == .ok)
    }

    @Test("a session that is ended while a change is made does not make it")
    func ended() async throws {
        try await ada.get("/account/password")
        let change = try ada.form(
            "/account/password", ["current": Browser.password, "password": "quite another password"])
        let refused = try await database.answering(
            change, of: site, during: "delete from agentor.sessions")
        #expect(refused.status != .seeOther)
        let browser = Browser(site)
        try await browser.signIn(Self.email)
        #expect(try await browser.isSignedIn())
        try await browser.get("/account/password")
        let other = try browser.form(
            "/account/password", ["current": Browser.password, "password": "quite another password"])
        #expect(try await database.answering(other, of: site, during: "select 1").status == .seeOther)
    }

    @Test("a session ends after the longest time the operator allows, however much it is used")
    func absoluteEnd() async throws {
        var rules = AccountRules()
        rules.sessionLifetime = .days(3)
        let browser = Browser(try Site.forTest(rules: rules))
        try await browser.signIn(Self.email)
        let days = try database.administer(
            "select extract(epoch from expires_at - created_at) / 86400 = 3 from agentor.sessions where method = 'password'"
        )
        #expect(days == [["t"]])
        #expect(browser.last.headers.all("Set-Cookie").contains { $0.contains("Max-Age=259200") })
        #expect(try await browser.isSignedIn())
        try database.administer(
            "update agentor.sessions set created_at = now() - interval '4 days', expires_at = now()")
        #expect(try await !browser.isSignedIn())
    }

    @Test("a session ends after the time without use the operator allows")
    func idleEnd() async throws {
        var rules = AccountRules()
        rules.sessionIdle = .days(2)
        let browser = Browser(try Site.forTest(rules: rules))
        browser.cookie = ada.cookie
        for (hours, isOpen) in [(47, true), (49, false)] {
            try database.administer(
                "update agentor.sessions set last_seen_at = now() - interval '\(hours) hours'")
            #expect(try await browser.isSignedIn() == isOpen)
        }
    }

    @Test("using a session keeps it from ending of disuse")
    func touched() async throws {
        try database.administer("update agentor.sessions set last_seen_at = now() - interval '13 days'")
        #expect(try await ada.isSignedIn())
        #expect(try database.count("agentor.sessions where last_seen_at > now() - interval '1 minute'") == 1)
    }

    @Test("one's sessions are listed with browser, place and time, and each can be ended")
    func list() async throws {
        let other = Browser(site)
        try await other.get("/sign-in")
        try await other.post(
            "/sign-in", ["email": Self.email, "password": Browser.password],
            ["User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0<b>"])
        let third = try await Browser(site).another(Self.email)
        let page = try await ada.get("/account/sessions").text
        #expect(page.contains("Firefox on Linux"))
        #expect(page.contains("with a password"))
        #expect(page.contains("This browser"))
        let id = try #require(
            try database.administer("select id from agentor.sessions where device = 'Firefox on Linux'")[0][0]
        )
        try await ada.post("/account/sessions/\(id)/end", [:])
        #expect(ada.last.location == "/account/sessions?done=ended")
        #expect(try await !other.isSignedIn())
        #expect(try await third.isSignedIn())
        #expect(try await ada.isSignedIn())
    }

    @Test("all others are ended at once, and this one goes on")
    func others() async throws {
        let other = try await Browser(site).another(Self.email)
        try await ada.get("/account/sessions")
        try await ada.post("/account/sessions/end-others", [:])
        #expect(try await !other.isSignedIn())
        #expect(try await ada.isSignedIn())
    }

    @Test("nobody ends a session of somebody else, nor sees it")
    func foreign() async throws {
        let eve = Browser(site)
        try await eve.signUp("Eve", email: "eve@example.com")
        let id = try #require(
            try database.administer(
                """
                select s.id from agentor.sessions s join agentor.accounts a on a.id = account_id where email = '\(Self.email)'
                """)[0][0])
        let page = try await eve.get("/account/sessions")
        #expect(!page.text.contains(id))
        #expect(page.text.contains("This browser"))
        try await eve.post("/account/sessions/\(id)/end", [:])
        try await eve.get("/account/sessions")
        try await eve.post("/account/sessions/end-others", [:])
        #expect(try await ada.isSignedIn())
        #expect(try await eve.isSignedIn())
    }

    @Test(
        "whoever has no password proves who they are by a code from a mail, and a code of somebody else is not it"
    )
    func byMail() async throws {
        try database.administer("update agentor.accounts set password_hash = null")
        try database.letProofsAge()
        try await ada.get("/account/prove")
        try await ada.post("/account/prove", ["send": "code"])
        let code = try #require(ada.letter(to: Self.email)?.code)
        try await ada.get("/account/prove")
        #expect(try await ada.post("/account/prove", ["code": "1"]).status == .unprocessableContent)
        try await ada.post("/account/prove", ["code": code, "next": "/account/email"])
        #expect(ada.last.location == "/account/email")
        #expect(try await ada.get("/account/email").status == .ok)
    }

    @Test("after ten wrong passwords in an hour nobody proves anything, with whatever session")
    func guessing() async throws {
        try await ada.get("/account/prove")
        for _ in 0..<10 {
            #expect(try await ada.post("/account/prove", ["password": "no"]).status == .unprocessableContent)
        }
        try await ada.post("/account/prove", ["password": Browser.password])
        #expect(ada.last.status == .tooManyRequests)
        try database.administer("delete from agentor.throttles")
        try await ada.post("/account/prove", ["password": Browser.password])
        #expect(ada.last.status == .seeOther)
    }

    @Test("a first sign-in from a new browser is told of by mail, and the next from the same is not")
    func newDevice() async throws {
        let other = try await Browser(site).another(Self.email)
        let letter = try #require(other.letter(to: Self.email))
        #expect(letter.subject == "A new device has signed in to your account")
        let mails = site.mails.mails.count
        other.cookie = nil
        try await other.signIn(Self.email)
        site.postman.deliverDue()
        #expect(site.mails.mails.count == mails)
    }

    @Test("a browser that was thrown out is a stranger again: the owner is told when it comes back")
    func forgottenDevice() async throws {
        let owner = Browser(site)
        try await owner.signUp("Olga", email: "olga@example.com")
        let other = try await owner.another("olga@example.com")
        #expect(owner.letter(to: "olga@example.com")?.subject == "A new device has signed in to your account")
        try await owner.changePassword(to: "quite another password")
        #expect(try await !other.isSignedIn())
        #expect(owner.letter(to: "olga@example.com")?.subject == "Your password was changed")
        let before = site.mails.letters(to: "olga@example.com").count
        for count in 1...2 {
            other.cookie = nil
            try await other.signIn("olga@example.com", password: "quite another password")
            #expect(
                other.letter(to: "olga@example.com")?.subject == "A new device has signed in to your account")
            #expect(site.mails.letters(to: "olga@example.com").count == before + count)
            // The same when it is signed out by name.
            try await owner.get("/account/sessions")
            let ends = owner.last.text.matches(of: /action="(\/account\/sessions\/[0-9a-f-]+\/end)"/)
            try #require(ends.count == 1)
            try await owner.post(String(ends[0].1), [:])
            #expect(try await !other.isSignedIn())
        }
    }

    @Test(
        "what is held under a session ends with it, however it ends", .timeLimit(.minutes(2)),
        arguments: ["password", "reset", "undo", "end-others", "delete"])
    func held(way: String) async throws {
        let site = try Site.forTest(listening: true)
        defer { site.messenger.stop() }
        let reader = try await Browser.person("Rita", on: site)
        let email = try #require(
            try database.administer("select email from agentor.accounts where full_name = 'Rita'")[0][0])
        let channel = try await reader.createChannel()
        let owner = try await reader.another(email)
        let link = try reader.link(to: email)
        let poll = Request(
            path: "\(channel)/changes", query: ["after": "0"], host: "127.0.0.1:8080",
            headers: ["Cookie": try #require(reader.cookie)])
        async let held = site.respond(to: poll)
        while site.messenger.waiting == 0 { try await Task.sleep(for: .milliseconds(5)) }
        let began = ContinuousClock.now
        switch way {
        case "password": try await owner.changePassword(to: "quite another password")
        case "reset": try await owner.reset(try await owner.askReset(email), to: "quite another password")
        case "undo": try await owner.follow(link)
        case "end-others":
            try await owner.get("/account/sessions")
            try await owner.post("/account/sessions/end-others", [:])
        default:
            try await owner.get("/account/delete")
            try await owner.post("/account/delete", [:])
        }
        #expect(await held.status == .noContent)
        #expect(ContinuousClock.now - began < .seconds(20), "it was not told, but had waited long enough")
        #expect(try await !reader.isSignedIn())
    }

    @Test(
        "a session that goes on under another token ends what waits under the old one, which asks again and is answered"
    )
    func renewed() async throws {
        let site = try Site.forTest(listening: true)
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel()
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        let old = ada.cookie
        let requests = try ["\(channel)/changes?after=0", "\(channel)/live?after=0"].map {
            try ada.request(.get, $0)
        }
        async let script = site.respond(to: requests[0])
        async let frame = site.respond(to: requests[1])
        while site.messenger.waiting < 2 { try await Task.sleep(for: .milliseconds(5)) }
        let token = try #require(old?.split(separator: "=").last.flatMap { SessionToken(cookie: String($0)) })
        let viewer = try #require(try site.accounts.viewer(for: token)?.viewer)
        let renewed = try site.accounts.prove(
            Browser.password, by: viewer,
            from: Arrival(token: token, device: Secret(), deviceName: "", address: ""))
        #expect(await script.status == .noContent, "not \"no longer open to you\"")
        #expect(await frame.status == .unauthorized, "the old token opens nothing")
        ada.cookie = "agentor-session=\(renewed.cookie)"
        try await bo.say("hello", in: channel)
        let answer = try await ada.get("\(channel)/changes?after=0")
        #expect(answer.status == .ok && answer.text.contains("hello"))
        ada.cookie = old
        #expect(try await ada.get("\(channel)/changes?after=0&wait=0").status == .unauthorized)
        #expect(try await ada.get("/inbox/changes?wait=0").status == .unauthorized)
        site.messenger.stop()
    }

    @Test("an account has a hundred sessions at most: the one not used for longest ends")
    func hundred() async throws {
        try database.administer(
            """
            insert into agentor.sessions (token_hash, account_id, expires_at, last_seen_at)
            select sha256(number::text::bytea), account_id, expires_at, now() - interval '1 hour' - number * interval '1 second'
            from agentor.sessions, generate_series(1, 99) number
            """)
        _ = try await ada.another(Self.email)
        #expect(try database.count("agentor.sessions") == 100)
        #expect(try database.count("agentor.sessions where token_hash = sha256('99')") == 0)
        #expect(try await ada.isSignedIn())
    }

    @Test("an old token is not given back to a browser that has sent it")
    func staleToken() async throws {
        let owner = Browser(site)
        try await owner.signUp("Olga", email: "olga@example.com")
        let old = owner.cookie
        try await owner.changePassword(to: "quite another password")
        owner.cookie = old
        #expect(try await owner.get("/forgot-password").headers["Set-Cookie"] == nil)
        #expect(try await Browser(site).get("/forgot-password").headers["Set-Cookie"] != nil)
    }
}
