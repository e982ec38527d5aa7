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
        #expect(page.text.contains("Message from Ada") && !page.text.contains("written by you"))
        #expect(try await ada.get("\(channel)/messages/1").text.contains("written by you"))
        #expect(page.text.contains("href=\"\(channel)?around=1#m-1\""))
        #expect(try await bo.get("\(channel)?around=1").text.contains("id=\"m-1\""))
    }

    @Test("is not there for strangers, former members and messages nobody wrote, all with one answer")
    func refusals() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await ada.createChannel("Closed")
        try await ada.say("for members", in: channel)
        let missing = try await ada.get("\(channel)/messages/99")
        #expect(missing.status == .notFound)
        #expect(try await eve.get("\(channel)/messages/1").status == .notFound)
        #expect(try await eve.get("\(channel)?around=1").status == .notFound)
        for address in [
            "\(channel)/messages/0", "\(channel)/messages/01", "\(channel)/messages/x",
            "/channels/none/messages/1",
        ] {
            #expect(try await ada.get(address).status == .notFound, "\(address)")
        }
        try await ada.get(channel)
        try await ada.post("\(channel)/leave", [:])
        #expect(try await ada.get("\(channel)/messages/1").status == .notFound)
        let signedOut = try await Browser(site).get("\(channel)/messages/1")
        #expect(signedOut.location == "/sign-in?next=%2Fchannels%2Fclosed%2Fmessages%2F1")
    }
}
