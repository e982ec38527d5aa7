import FastCGI
import Messaging
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("The page of notifications", .database(agentorDatabase))
struct NotificationPageTests {
    private let site: Site

    init() throws { site = try Site.forTest() }

    @Test("leads to each place, marks what is new, and marks all as read at once")
    func page() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Design & more")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        #expect(try await bo.get("/notifications").text.contains("Nothing yet."))
        try await ada.say("@bo <b>look</b>", in: channel)
        let page = try await bo.get("/notifications").text
        #expect(page.contains("<bdi>Ada</bdi> named you in <bdi>Design &amp; more</bdi>"))
        #expect(page.contains("href=\"\(channel)?around=1#m-1\"") && page.contains(">New</span>"))
        #expect(page.contains("@bo &lt;b&gt;look&lt;/b&gt;"))
        #expect(try await bo.get("/dashboard").text.contains("1 new notification<"))
        try await bo.get("/notifications")
        let until = try #require(page.firstMatch(of: /name="until" value="([0-9]+)"/)?.1)
        #expect(
            try await bo.post("/notifications/seen", ["until": String(until)]).location
                == "/notifications?done=seen")
        let after = try await bo.get("/notifications?done=seen").text
        #expect(after.contains("Everything is marked as read.") && !after.contains(">New</span>"))
        #expect(!after.contains("Mark all as read</button>"))
        #expect(try await !bo.get("/dashboard").text.contains("new notification"))
        for wrong in ["", "x", "-1", "99999999999999999999"] {
            try await bo.get("/account")
            #expect(try await bo.post("/notifications/seen", ["until": wrong]).status == .notFound)
        }
        for place in ["x", "1 2", "1 00000000-0000-0000-0000-000000000000"] {
            #expect(
                try await bo.get("/notifications?after=\(place.replacing(" ", with: "%20"))").status == .ok)
        }
        let nobody = Browser(site)
        #expect(try await nobody.get("/notifications").location?.hasPrefix("/sign-in") == true)
        #expect(try await !ada.get("/notifications").text.contains("named you"))
    }
}
