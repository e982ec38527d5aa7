import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Replying in a thread", .database(agentorDatabase))
struct ThreadPageTests {
    private let site: Site

    init() throws {
        site = try Site.forTest()
    }

    /// A channel of Ada's with one message, which Bo has joined, and the address of its thread.
    private func talk() async throws -> (ada: Browser, bo: Browser, channel: String, thread: String) {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Talk")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.say("which paper?", in: channel)
        return (ada, bo, channel, "\(channel)/messages/1/thread")
    }

    @discardableResult
    private func reply(
        _ text: String, in thread: String, as browser: Browser, quoting: String? = nil
    ) async throws -> Response {
        try await browser.get(thread)
        var fields = ["message": text]
        if let quoting { fields["quoting"] = quoting }
        return try await browser.post(thread, fields)
    }

    @Test(
        "is a page of its own, in the three ways of being live, and the channel tells how much was said there"
    )
    func replying() async throws {
        let (ada, bo, channel, thread) = try await talk()
        let empty = try await bo.get(thread).text
        #expect(empty.contains("Nobody has replied yet.") && empty.contains("which paper?"))
        #expect(
            try await bo.get("\(channel)/messages/1").text.contains(
                "<a class=\"button button-second\" href=\"\(thread)\">Reply in a thread</a>"))
        let answer = try await reply("the **white** one", in: thread, as: bo)
        #expect(answer.status == .seeOther && answer.location == "\(thread)?sent=2")
        for address in [thread, "\(thread)/log", "\(thread)/live", "\(thread)/changes?after=1&wait=0"] {
            let text = try await ada.get(address).text
            #expect(text.contains("the <strong>white</strong> one"), "\(address)")
            #expect(text.contains("which paper?"), "\(address)")
        }
        for address in [channel, "\(channel)/log", "\(channel)/live", "\(channel)/changes?after=1&wait=0"] {
            let text = try await ada.get(address).text
            #expect(
                text.contains("<a class=\"thread\" href=\"\(thread)\" data-last=\"2\">1 reply"), "\(address)")
            #expect(!text.contains("white"), "\(address)")
        }
        #expect(try await ada.get("\(channel)/messages/2/thread").location == "\(thread)?around=2#m-2")
        #expect(try await ada.get("\(channel)/threads").text.contains("which paper?"))
    }

    @Test("is told to whoever has not read it: at the message, in the frame, and in the list of threads")
    func news() async throws {
        let (ada, bo, channel, thread) = try await talk()
        let shown = try await ada.get(channel).text
        #expect(!shown.contains("New replies"))
        try await reply("the white one", in: thread, as: bo)
        let page = try await ada.get(channel).text
        #expect(page.contains("<a href=\"\(channel)/threads?since=1\">New replies in threads</a>"))
        #expect(page.contains("<p class=\"new-replies\"><span>New replies</span></p>"))
        #expect(try await ada.get("\(channel)/live?read=1").text.contains("\(channel)/threads?since=1"))
        #expect(!(try await ada.get("\(channel)/live?read=3").text.contains("New replies")))
        #expect(try await ada.get("\(channel)/threads?since=1").text.contains("New replies"))
        #expect(!(try await ada.get("\(channel)/threads?since=2").text.contains("New replies")))
    }

    @Test("is read by whoever is shown it: plain browsers at once, others when they say so")
    func seen() async throws {
        let (ada, bo, channel, thread) = try await talk()
        let unread = "<span class=\"count unread\">"
        let fetched: Headers = ["Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"]
        try await reply("the white one", in: thread, as: bo)
        let document = try await ada.get("\(thread)/live", fetched).text
        #expect(document.contains("\(channel)/seen?upto=3&amp;amp;thread=1"))
        try await ada.get(thread, fetched)
        try await ada.get("\(thread)/live?after=1", fetched)
        #expect(try await ada.get("/channels").text.contains(unread))
        try await ada.get("\(channel)/seen?upto=3&thread=1", ["Sec-Fetch-Site": "same-origin"])
        #expect(!(try await ada.get("/channels").text.contains(unread)))
        try await reply("or the grey one", in: thread, as: bo)
        #expect(try await ada.get("/channels").text.contains(unread))
        try await ada.get(thread)
        #expect(!(try await ada.get("/channels").text.contains(unread)))
    }

    @Test("quotes another message where that is wanted, which stays in the form when it cannot be sent")
    func quoting() async throws {
        let (ada, bo, channel, thread) = try await talk()
        let asked = try await bo.get("\(channel)?quoting=1").text
        #expect(asked.contains("<input type=\"hidden\" name=\"quoting\" value=\"1\">"))
        let refused = try await bo.post("\(channel)/messages", ["message": " ", "quoting": "1"])
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains("name=\"quoting\" value=\"1\""))
        let sent = try await bo.post("\(channel)/messages", ["message": "the white one", "quoting": "1"])
        #expect(sent.status == .seeOther)
        let quote = try Regex(
            "<a class=\"quote\" href=\"\(channel)\\?around=1#m-1\" data-of=\"1\" data-by=\"[0-9A-F-]{36}\"><b><bdi>Ada</bdi> <bdi class=\"handle\">@ada[-0-9]*</bdi></b> <bdi>which paper\\?</bdi></a>"
        )
        #expect(try await ada.get(channel).text.contains(quote))
        #expect(try await reply("why?", in: thread, as: ada, quoting: "2").status == .seeOther)
        #expect(try await bo.get(thread).text.contains("data-of=\"2\""))
        for (address, place) in [("\(channel)/messages", "99"), ("\(channel)/messages", "0"), (thread, "99")]
        {
            try await bo.get(channel)
            let answer = try await bo.post(address, ["message": "x", "quoting": place])
            #expect(answer.status == .notFound, "\(address) \(place)")
        }
        #expect(!(try await bo.get("\(channel)?quoting=99").text.contains("name=\"quoting\"")))
    }

    @Test("is JSON too: what a thread hangs on, what was said, and what it quotes")
    func json() async throws {
        let (ada, bo, channel, thread) = try await talk()
        try await reply("the white one", in: thread, as: bo, quoting: "1")
        let json: Headers = ["Accept": "application/json"]
        let text = try await ada.get(thread, json).text
        #expect(text.contains("\"text\":\"the white one\"") && text.contains("\"thread\":1"))
        #expect(text.contains("\"words\":\"which paper?\"") && text.contains("\"count\":1"))
        #expect(try await ada.get("\(channel)/threads", json).text.contains("\"text\":\"which paper?\""))
        #expect(!(try await ada.get(channel, json).text.contains("the white one")))
    }

    @Test("is nobody's who may not read the channel, and refuses what is no message with the words kept")
    func refusals() async throws {
        let (ada, bo, channel, thread) = try await talk()
        let stranger = try await Browser.person("Eve", on: site)
        for address in [
            thread, "\(channel)/threads", "\(channel)/messages/99/thread", "\(thread)/log", "\(thread)/live",
        ] {
            #expect(try await stranger.get(address).status == .notFound, "\(address)")
        }
        #expect(try await bo.get("\(channel)/messages/99/thread").status == .notFound)
        try await stranger.get("/channels")
        #expect(try await stranger.post(thread, ["message": "x"]).status == .notFound)
        let guest = Browser(site)
        #expect(try await guest.get(thread).location?.hasPrefix("/sign-in") == true)
        #expect(try await guest.get("\(thread)/changes?after=0&wait=0").status == .unauthorized)
        let tooLong = try await reply(String(repeating: "w", count: 16_385), in: thread, as: bo)
        #expect(
            tooLong.status == .unprocessableContent
                && tooLong.text.contains(String(repeating: "w", count: 16_385)))
        try await bo.get(channel)
        #expect(try await bo.post("\(channel)/leave", [:]).status == .seeOther)
        try await bo.get("/channels")
        #expect(try await bo.post(thread, ["message": "x"]).status == .notFound)
        #expect(try await bo.get(thread).status == .notFound)
        #expect(try await ada.get(thread).text.contains("Nobody has replied yet."))
    }
}
