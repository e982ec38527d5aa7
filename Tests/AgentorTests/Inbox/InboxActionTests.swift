import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("What is unread, live", .database(agentorDatabase), .timeLimit(.minutes(2)))
struct InboxActionTests {
    private let site: Site

    init() throws {
        site = try Site.forTest(listening: true)
    }

    private func end() { site.messenger.stop() }

    private func untilWaiting(_ count: Int) async throws {
        while site.messenger.waiting != count { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Two people in a channel of the first one's.
    private func pair(_ name: String = "Tax & <b>") async throws -> (Browser, Browser, String) {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel(name)
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        return (ada, bo, channel)
    }

    /// A copy of a browser, to wait with while the first goes on.
    private func tab(of browser: Browser) -> Browser {
        let tab = Browser(site)
        tab.cookie = browser.cookie
        tab.device = browser.device
        return tab
    }

    @Test("a script that shows nothing yet is told at once, then as soon as somebody else writes")
    func changes() async throws {
        let (ada, bo, channel) = try await pair()
        let waiting = tab(of: bo)
        let first = try await waiting.get("/inbox/changes?showing=&zone=Europe/Lisbon")
        #expect(first.status == .ok)
        #expect(first.text.contains("You have read everything."))
        #expect(first.headers["Agentor-Unread"] == "0")
        #expect(first.headers["Cache-Control"] == "no-store")
        let shown = try #require(first.headers["Agentor-Inbox"])
        let request = try waiting.request(.get, "/inbox/changes?showing=\(shown)&zone=Europe/Lisbon")
        async let held = site.respond(to: request)
        try await untilWaiting(1)
        try await ada.say("hello", in: channel)
        let told = await held
        #expect(told.status == .ok)
        #expect(told.headers["Agentor-Unread"] == "1")
        #expect(told.headers["Agentor-Inbox"] != shown)
        #expect(told.headers["Agentor-Channels"] == first.headers["Agentor-Channels"])
        #expect(told.text.contains("<li data-channel=\"tax-b\"><span class=\"count unread\">1<span"))
        #expect(!told.text.contains("hello"), "what was said is read in its channel")
        end()
    }

    @Test("with nothing new the answer is empty, and a script that had lost the connection is not held")
    func nothing() async throws {
        let (_, bo, _) = try await pair()
        let shown = try #require(try await bo.get("/inbox/changes?showing=").headers["Agentor-Inbox"])
        #expect(try await bo.get("/inbox/changes?showing=\(shown)&wait=0").status == .noContent)
        #expect(bo.last.text.isEmpty)
        end()
    }

    @Test("each is told of their own channels only")
    func strangers() async throws {
        let (ada, _, _) = try await pair()
        let secret = try await ada.createChannel("Secret", visibility: "private")
        let eve = try await Browser.person("Eve", on: site)
        let shown = try #require(try await eve.get("/inbox/changes?showing=").headers["Agentor-Inbox"])
        try await ada.say("between us", in: secret)
        #expect(try await eve.get("/inbox/changes?showing=\(shown)&wait=0").status == .noContent)
        let frame = try await eve.get("/inbox/live")
        #expect(frame.text.contains("You have read everything.") && !frame.text.contains("Secret"))
        end()
    }

    @Test("whoever is signed out is told so, in a frame with a way to sign in")
    func signedOut() async throws {
        let browser = Browser(site)
        #expect(try await browser.get("/inbox/changes?showing=").status == .unauthorized)
        let frame = try await browser.get("/inbox/live")
        #expect(frame.status == .unauthorized)
        #expect(frame.text.contains("href=\"/sign-in?next=%2Fdashboard\" target=\"_top\""))
        #expect(!frame.text.contains("http-equiv=\"refresh\""))
        let ada = Browser(site)
        try await ada.signUp("Ada")
        #expect(try await ada.get("/inbox/changes?showing=").status == .forbidden)
        #expect(try await ada.get("/inbox/live").status == .forbidden)
        end()
    }

    @Test("a session that is ended while it waits hears nothing more, also where it was known before")
    func ended() async throws {
        let (ada, bo, channel) = try await pair()
        let waiting = tab(of: bo)
        let shown = try #require(try await waiting.get("/inbox/changes?showing=").headers["Agentor-Inbox"])
        let request = try waiting.request(.get, "/inbox/changes?showing=\(shown)")
        async let held = site.respond(to: request)
        try await untilWaiting(1)
        try await bo.get("/account")
        try await bo.post("/sign-out", [:])
        #expect(await held.status == .noContent)
        try await ada.say("after the end", in: channel)
        let later = tab(of: waiting)
        #expect(try await later.get("/inbox/changes?showing=\(shown)").status == .unauthorized)
        end()
    }

    @Test(
        "the poll of a channel's page also tells what is unread elsewhere, and the frame stays framed by this site"
    )
    func channelPage() async throws {
        let (ada, bo, channel) = try await pair()
        let other = try await ada.createChannel("Other")
        try await bo.get(other)
        try await bo.post("\(other)/join", [:])
        let first = try await bo.get("\(channel)/changes?after=0&inbox=")
        #expect(first.headers["Agentor-Unread"] == "0" && first.headers["Agentor-Cursor"] == nil)
        let shown = try #require(first.headers["Agentor-Inbox"])
        let waiting = tab(of: bo)
        let request = try waiting.request(.get, "\(channel)/changes?after=0&inbox=\(shown)")
        async let held = site.respond(to: request)
        try await untilWaiting(1)
        try await ada.say("elsewhere", in: other)
        let told = await held
        #expect(told.headers["Agentor-Unread"] == "1" && told.headers["Agentor-Cursor"] == nil)
        try await ada.say("here", in: channel)
        let both = try await bo.get("\(channel)/changes?after=0&inbox=\(shown)&wait=0")
        #expect(both.text.contains("here") && both.headers["Agentor-Cursor"] == "1")
        let frame = try await bo.get("/inbox/live")
        #expect(frame.headers["Content-Security-Policy"]?.contains("frame-ancestors 'self'") == true)
        #expect(
            try await bo.get("/dashboard").headers["Content-Security-Policy"]?.contains(
                "frame-ancestors 'none'") == true)
        end()
    }

    @Test("the frame names what is unread as text, and asks again for an address nobody else asks for")
    func frame() async throws {
        let (ada, bo, channel) = try await pair()
        try await ada.say("one", in: channel)
        let frame = try await bo.get("/inbox/live")
        #expect(frame.text.contains("You have 1 unread message."))
        let link = "<a href=\"\(channel)\" target=\"_top\"><bdi>Tax &amp; &lt;b&gt;</bdi></a>"
        #expect(frame.text.contains(link))
        let refresh = try #require(frame.text.firstRange(of: "content=\"0; url=/inbox/live?showing="))
        let address = String(frame.text[refresh.upperBound...].prefix { $0 != "\"" })
        #expect(address.contains("hold="))
        #expect(try await bo.get("/inbox/live").text.contains(address) == false)
        end()
    }

    @Test("a frame that has waited for nothing is whole again")
    func frameAfterStop() async throws {
        let (ada, bo, channel) = try await pair()
        try await ada.say("one", in: channel)
        let shown = try #require(try await bo.get("/inbox/changes?showing=").headers["Agentor-Inbox"])
        let waiting = tab(of: bo)
        let request = try waiting.request(.get, "/inbox/live?showing=\(shown)")
        async let held = site.respond(to: request)
        try await untilWaiting(1)
        end()
        #expect(await held.text.contains("You have 1 unread message."))
    }
}
