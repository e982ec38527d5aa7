import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("The feed of what is unread", .database(agentorDatabase))
struct UnreadFeedTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private func make(by browser: Browser) async throws -> String {
        try await browser.get("/account/notifications/feed")
        let page = try await browser.post("/account/notifications/feed", [:])
        #expect(page.status == .ok)
        let address = page.text.firstMatch(of: /<code>http:\/\/127.0.0.1:8080([^<]+)<\/code>/)
        return String(try #require(address).1)
    }

    @Test("it says who wrote where and how much, and never what; reading it reads nothing")
    func unread() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        try await ada.get("/channels/new")
        let channel = try #require(
            try await ada.post(
                "/channels", ["name": "Tax & more", "description": "", "visibility": "public"]
            ).location)
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        let feed = try await make(by: bo)
        #expect(!(try await Browser(site).get(feed).text.contains("<entry>")))
        for words in ["A secret", "Another"] {
            try await ada.get(channel)
            try await ada.post("\(channel)/messages", ["message": words])
        }
        let program = Browser(site)
        let first = try await program.get(feed)
        #expect(first.status == .ok && first.headers["Content-Type"] == "application/atom+xml; charset=utf-8")
        #expect(first.headers["Set-Cookie"] == nil)
        #expect(first.text.contains("<title>Tax &amp; more: 2 messages from Ada</title>"))
        #expect(first.text.contains("http://127.0.0.1:8080\(channel)\""))
        #expect(!first.text.contains("secret") && !first.text.contains("Another"))
        let tag = try #require(first.headers["ETag"])
        #expect(try await program.get(feed, ["If-None-Match": tag]).status == .notModified)
        #expect(try await program.get(feed).text == first.text)
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", ["message": "Third"])
        #expect(try await program.get(feed, ["If-None-Match": tag]).text.contains("3 messages from Ada"))
        try await bo.get(channel)
        try await bo.post("\(channel)/leave", ["sure": "yes"])
        #expect(!(try await program.get(feed).text.contains("<entry>")))
    }

    @Test(
        "its address is shown once, another ends it, and so do ending it, a suspension and leaving; it is kept hashed"
    )
    func address() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let program = Browser(site)
        #expect(try await program.get("/notifications/feed").status == .notFound)
        #expect(
            try await program.get("/notifications/feed?token=\(String(repeating: "a", count: 43))").status
                == .notFound)
        let first = try await make(by: ada)
        #expect(try await program.get(first).status == .ok)
        #expect(!(try await ada.get("/account/notifications/feed").text.contains("token=")))
        let second = try await make(by: ada)
        #expect(try await program.get(first).status == .notFound)
        #expect(try await program.get(second).status == .ok)
        let token = second.split(separator: "=").last.map(String.init) ?? ""
        #expect(
            try database.administer(
                "select 1 from agentor.unread_feeds where encode(token_hash, 'escape') like '%' || $1 || '%'",
                [token]
            ).isEmpty)
        try database.administer("update agentor.accounts set suspended_at = now()")
        #expect(try await program.get(second).status == .notFound)
        try database.administer("update agentor.accounts set suspended_at = null")
        #expect(try await program.get(second).status == .ok)
        try database.administer("update agentor.accounts set erase_after = now() + interval '3 days'")
        #expect(try await program.get(second).status == .notFound)
        try database.administer("update agentor.accounts set erase_after = null")
        try await ada.get("/account/notifications/feed")
        #expect(try await ada.post("/account/notifications/feed", ["end": "1"]).status == .seeOther)
        #expect(try await program.get(second).status == .notFound)
        #expect(try await ada.get("/account/notifications/feed").text.contains("Make an address"))
    }
}
