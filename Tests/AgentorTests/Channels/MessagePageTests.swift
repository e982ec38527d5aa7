import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("A message's own page", .database(agentorDatabase))
struct MessagePageTests {
    private let site: Site

    init() throws { site = try Site.forTest() }

    @Test("shows the message to members, and leads to its place in the conversation")
    func permalink() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Links")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.say("an <b>address</b> of its own", in: channel)
        let list = try await bo.get(channel).text
        #expect(list.contains("href=\"\(channel)/messages/1\""))
        let page = try await bo.get("\(channel)/messages/1")
        #expect(page.status == .ok && page.text.contains("an &lt;b&gt;address&lt;/b&gt; of its own"))
        #expect(page.text.contains("Message from <bdi>Ada</bdi>") && !page.text.contains("written by you"))
        #expect(try await ada.get("\(channel)/messages/1").text.contains("written by you"))
        #expect(page.text.contains("href=\"\(channel)?around=1#m-1\""))
        #expect(try await bo.get("\(channel)?around=1").text.contains("id=\"m-1\""))
    }

    @Test("is shown to members only, and says nothing of messages that nobody wrote")
    func refusals() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await ada.createChannel("Closed")
        try await ada.say("for members", in: channel)
        let missing = try await ada.get("\(channel)/messages/99")
        #expect(missing.status == .notFound)
        #expect(
            try await eve.get("\(channel)/messages/1").location == channel, "a public channel can be joined")
        let json = try await eve.get("\(channel)/messages/1", ["Accept": "application/json"])
        #expect(json.status == .notFound)
        #expect(try await eve.get("\(channel)?around=1").status == .notFound)
        for address in [
            "\(channel)?around=x", "\(channel)?before=", "\(channel)?around=9223372036854775808",
            "\(channel)/messages/0", "\(channel)/messages/01", "\(channel)/messages/x",
            "/channels/none/messages/1",
        ] {
            #expect(try await ada.get(address).status == .notFound, "\(address)")
        }
        try await ada.get(channel)
        try await ada.post("\(channel)/leave", [:])
        #expect(try await ada.get("\(channel)/messages/1").location == channel)
        let hidden = try await ada.createChannel("Hidden", visibility: "private")
        try await ada.say("for me", in: hidden)
        #expect(try await eve.get("\(hidden)/messages/1").status == .notFound)
        let signedOut = try await Browser(site).get("\(channel)/messages/1")
        #expect(signedOut.location == "/sign-in?next=%2Fchannels%2Fclosed%2Fmessages%2F1")
    }

    @Test("marks itself and what follows as unread again, and the conversation shows where that begins")
    func unread() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Marks")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        for text in ["one", "two", "three"] { try await ada.say(text, in: channel) }
        let line = "<p class=\"last-read\"><span>New messages</span></p>"
        try await bo.get(channel)
        #expect(!(try await bo.get(channel).text.contains(line)))
        let page = try await bo.get("\(channel)/messages/2")
        #expect(page.text.contains("action=\"\(channel)/messages/2/unread\""))
        #expect(try await bo.post("\(channel)/messages/2/unread", [:]).location == "/channels?done=unread")
        #expect(
            try await bo.get("/channels").text.contains("2<span class=\"visually-hidden\"> unread</span>"))
        #expect(!(try await ada.get(channel).text.contains(line)), "it is Bo's mark alone")
        let shown = try await bo.get(channel).text
        let parts = shown.components(separatedBy: line)
        #expect(parts.count == 2)
        #expect(parts[0].contains("id=\"m-1\"") && !parts[0].contains("id=\"m-2\""))
        #expect(parts[1].contains("id=\"m-2\"") && parts[1].contains("id=\"m-3\""))
        #expect(shown.contains("src=\"\(channel)/live?read=1\""))
        let frame = try await bo.get("\(channel)/live?read=1").text
        #expect(frame.components(separatedBy: line).count == 2)
        #expect(frame.contains("/live?read=1&amp;after=3&amp;hold="))
        #expect(!(try await bo.get(channel).text.contains(line)), "now it is read")
    }

    @Test("one's own messages are nothing new")
    func own() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Own")
        for text in ["one", "two"] { try await ada.say(text, in: channel) }
        #expect(!(try await ada.get(channel).text.contains("last-read")))
    }

    @Test("cannot be marked by strangers, the signed out, and whoever was never shown the form")
    func unreadRefusals() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await ada.createChannel("Refused")
        try await ada.say("one", in: channel)
        try await eve.get("/channels")
        #expect(try await eve.post("\(channel)/messages/1/unread", [:]).status == .notFound)
        #expect(
            try await ada.post("\(channel)/messages/1/unread", ["csrf": "00"]).status == .forbidden)
        let nobody = Browser(site)
        try await nobody.get("/sign-in")
        #expect(try await nobody.post("\(channel)/messages/1/unread", [:]).status == .unauthorized)
    }
}
