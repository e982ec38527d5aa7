import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Guessing", .database(agentorDatabase))
struct LockoutTests {
    private static let email = "ada@example.com"
    private let site: Site
    /// Has signed in before.
    private let ada: Browser
    private let stranger: Browser

    init() async throws {
        site = try Site.forTest()
        ada = Browser(site)
        stranger = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
    }

    @discardableResult
    private func guess(_ times: Int, _ email: String = email, in browser: Browser) async throws -> Response {
        for _ in 0..<times { try await browser.signIn(email, password: "not this one at all") }
        return browser.last
    }

    @Test(
        "after ten wrong passwords within an hour a new browser is not let in with the right one, and after nine it is"
    )
    func lock() async throws {
        #expect(try await guess(9, in: stranger).status == .unprocessableContent)
        try await Browser(site).signIn(Self.email)
        #expect(try await guess(1, in: stranger).status == .unprocessableContent)
        let newcomer = Browser(site)
        try await newcomer.signIn(Self.email)
        #expect(newcomer.last.status == .tooManyRequests)
        #expect(try await !newcomer.isSignedIn())
    }

    @Test("who waits is told for how long, and what else there is to do")
    func waiting() async throws {
        try await guess(10, in: stranger)
        try await stranger.signIn(Self.email)
        let seconds = stranger.last.headers["Retry-After"].flatMap { Int($0) } ?? 0
        #expect((3000...3600).contains(seconds))
        #expect(stranger.last.text.contains("/sign-in/unlock"))
        #expect(stranger.last.text.contains("/sign-in/code"))
    }

    @Test(
        "a browser that has signed in before is not locked out by strangers, and has ten failures of its own")
    func knownDevice() async throws {
        try await guess(11, in: stranger)
        #expect(stranger.last.status == .tooManyRequests)
        ada.cookie = nil
        try await ada.signIn(Self.email)
        #expect(ada.last.status == .seeOther)
        ada.cookie = nil
        #expect(try await guess(10, in: ada).status == .unprocessableContent)
        try await ada.signIn(Self.email)
        #expect(ada.last.status == .tooManyRequests)
    }

    @Test("somebody else's known browser gets no turns of its own at another account")
    func foreignDevice() async throws {
        let eve = Browser(site)
        try await eve.signUp("Eve", email: "eve@example.com")
        eve.cookie = nil
        try await guess(11, in: eve)
        #expect(eve.last.status == .tooManyRequests)
        try await stranger.signIn(Self.email)
        #expect(stranger.last.status == .tooManyRequests)
    }

    @Test("an address without an account is locked likewise")
    func unknown() async throws {
        #expect(try await guess(10, "nobody@example.com", in: stranger).status == .unprocessableContent)
        #expect(try await guess(1, "nobody@example.com", in: stranger).status == .tooManyRequests)
        #expect(stranger.last.headers["Retry-After"] != nil)
    }

    @Test("the link from a mail unlocks the account at once, for strangers and for the browser that asked")
    func unlock() async throws {
        ada.cookie = nil
        try await guess(10, in: ada)
        try await guess(10, in: stranger)
        for browser in [ada, stranger] {
            try await browser.signIn(Self.email)
            #expect(browser.last.status == .tooManyRequests)
        }
        try await ada.get("/sign-in/unlock")
        try await ada.post("/sign-in/unlock", ["email": Self.email])
        let link = try ada.link(to: Self.email)
        #expect(try await stranger.get(link).status == .ok)
        #expect(try await stranger.follow(link).location == "/sign-in?done=unlocked")
        #expect(try await stranger.follow(link).status == .gone)
        for browser in [ada, stranger] {
            try await browser.signIn(Self.email)
            #expect(browser.last.status == .seeOther)
        }
    }

    @Test("an address without an account gets a mail without a link")
    func unlockUnknown() async throws {
        try await stranger.get("/sign-in/unlock")
        try await stranger.post("/sign-in/unlock", ["email": "nobody@example.com"])
        let letter = try #require(stranger.letter(to: "nobody@example.com"))
        #expect(letter.subject == "There is no Agentor account with this address")
        #expect(letter.action?.address == "http://127.0.0.1:8080/sign-up")
    }

    @Test("a locked account still takes a code by mail")
    func code() async throws {
        try await guess(11, in: stranger)
        #expect(stranger.last.status == .tooManyRequests)
        try await stranger.signInByCode(Self.email)
        #expect(try await stranger.isSignedIn())
    }

    @Test("ten failures are all there may be within any hour, however they are spread")
    func spread() async throws {
        func age(_ minutes: Int) throws {
            try TestDatabase.current.administer(
                """
                update agentor.throttles set taken = array(
                    select moment - interval '\(minutes) minutes' from unnest(taken) moment order by moment)
                """)
        }
        for _ in 0..<5 {
            try await guess(2, in: stranger)
            try age(11)
        }
        // The first two are 55 minutes old, the last two 11.
        try await stranger.signIn(Self.email)
        #expect(stranger.last.status == .tooManyRequests)
        let seconds = stranger.last.headers["Retry-After"].flatMap { Int($0) } ?? 0
        #expect((200...300).contains(seconds))
        try age(6)
        try await guess(2, in: stranger)
        #expect(stranger.last.status == .unprocessableContent)
        try await stranger.signIn(Self.email)
        #expect(stranger.last.status == .tooManyRequests)
    }

    @Test("choosing another password by mail unlocks")
    func reset() async throws {
        try await guess(11, in: stranger)
        try await stranger.reset(try await stranger.askReset(Self.email), to: "quite another password")
        #expect(stranger.last.location == "/sign-in?done=password")
        try await stranger.signIn(Self.email, password: "quite another password")
        #expect(try await stranger.isSignedIn())
    }

    @Test("strangers who ask for mails to an address leave the browsers of its owner some")
    func mails() async throws {
        for number in 0..<7 {
            try await stranger.get("/sign-in/code")
            try await stranger.post("/sign-in/code", ["email": Self.email])
            #expect(stranger.last.status == (number < 6 ? .seeOther : .tooManyRequests))
        }
        ada.cookie = nil
        try await ada.signInByCode(Self.email)
        #expect(try await ada.isSignedIn())
    }

    @Test("one network address has sixty failures, whatever accounts they are for, and another its own")
    func network() async throws {
        while try site.throttle.take(.signInAddress, for: "127.0.0.1") == nil {}
        try await stranger.signIn("nobody@example.com", password: "not this one at all")
        #expect(stranger.last.status == .tooManyRequests)
        let newcomer = Browser(site)
        try await newcomer.get("/sign-in")
        var request = try newcomer.form("/sign-in", ["email": Self.email, "password": Browser.password])
        #expect(await site.respond(to: request).status == .tooManyRequests)
        request = try newcomer.form("/sign-in", ["email": Self.email, "password": Browser.password])
        request.remoteAddress = "192.0.2.1"
        #expect(await site.respond(to: request).status == .seeOther)
    }
}
