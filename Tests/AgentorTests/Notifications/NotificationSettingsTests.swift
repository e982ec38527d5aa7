import FastCGI
import Messaging
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("What reaches somebody", .database(agentorDatabase))
struct NotificationSettingsTests {
    private let site: Site

    init() throws { site = try Site.forTest() }

    private static let wish = [
        "level": "mentions", "keywords": "Invoice\n\nrush job\ninvoice", "quiet": "working",
        "quiet-from": "20:00", "quiet-to": "7:30", "mail": "off",
    ]

    @Test("is chosen in one form, and shown again as it was saved")
    func choosing() async throws {
        let ada = try await Browser.person("Ada", on: site)
        #expect(try await ada.get("/account").text.contains("/account/notifications"))
        try await ada.get("/account/notifications")
        #expect(
            try await ada.post("/account/notifications", Self.wish).location == "/account?done=notifications")
        let page = try await ada.get("/account/notifications").text
        #expect(page.contains("Invoice\nrush job</textarea>"))
        #expect(page.contains("value=\"20:00\"") && page.contains("value=\"07:30\""))
        #expect(page.firstMatch(of: /value="mentions"[^>]*checked/) != nil)
        #expect(page.firstMatch(of: /value="working"[^>]*selected/) != nil)
    }

    @Test(
        "what cannot be taken is said beside its field, and nothing typed is lost",
        arguments: [
            (["level": "loud"], "Choose what counts for you."),
            (["quiet-from": "25:00"], "Enter a time, such as 20:00."),
            (["quiet-from": ""], "Enter when the quiet hours begin."),
            (["quiet": "sometimes"], "Choose the days."),
            (["keywords": String(repeating: "x", count: 61)], "Use 60 characters or fewer"),
            (
                ["keywords": (1...21).map { "word\($0)" }.joined(separator: "\n")],
                "Enter 20 words or phrases or fewer"
            ),
        ])
    func errors(change: [String: String], words: String) async throws {
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/account/notifications")
        let refused = try await ada.post("/account/notifications", Self.wish.merging(change) { $1 })
        #expect(refused.status == .unprocessableContent && refused.text.contains(words))
        if change["keywords"] == nil { #expect(refused.text.contains("rush job")) }
    }

    @Test("a channel has a level of its own, for its members alone")
    func level() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Design")
        #expect(try await ada.get(channel).text.contains("Counts for you: as in all channels"))
        #expect(try await ada.get("\(channel)/level").text.contains("Now: everything."))
        #expect(try await ada.post("\(channel)/level", ["level": "x"]).status == .unprocessableContent)
        try await ada.get("\(channel)/level")
        #expect(try await ada.post("\(channel)/level", ["level": "mentions"]).location == channel)
        #expect(try await ada.get(channel).text.contains("Counts for you: what concerns you"))
        try await bo.get("/channels")
        #expect(try await bo.get("\(channel)/level").status == .notFound)
        #expect(try await bo.post("\(channel)/level", ["level": "nothing"]).status == .notFound)
        let nobody = Browser(site)
        for page in ["\(channel)/level", "/account/notifications"] {
            #expect(try await nobody.get(page).location?.hasPrefix("/sign-in") == true)
        }
    }
}
