import FastCGI
import FoundationEssentials
import TestDatabase
import Testing
import ZoneInfo

@testable import AgentorFCGI

@Suite("Presence on the site", .database(agentorDatabase))
struct PresencePageTests {
    private let site: Site

    init() throws { site = try Site.forTest() }

    private func lastRead(_ channel: String) throws -> [String?] {
        try TestDatabase.current.administer(
            """
            select m.last_read_seq::text from messaging.channel_members m
            join messaging.channels c on c.id = m.channel_id
            where '/channels/' || c.slug = $1 order by m.joined_at
            """, [channel]
        ).map { $0[0] }
    }

    private func members() async throws -> (ada: Browser, bo: Browser, channel: String) {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Seen")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.say("hello", in: channel)
        return (ada, bo, channel)
    }

    @Test(
        "a page a browser fetches marks nothing as read, its poll and what it draws do, and a plain browser's page too"
    )
    func served() async throws {
        let (_, bo, channel) = try await members()
        let browser: Headers = ["Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"]
        for path in [channel, "\(channel)/log", "\(channel)/live"] {
            #expect(try await bo.get(path, browser).text.contains("hello"), "\(path)")
            #expect(try lastRead(channel)[1] == "0", "\(path)")
        }
        #expect(try await bo.get("\(channel)/live", browser).text.contains("\(channel)/seen?upto=1"))
        let image: Headers = [
            "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Sec-Fetch-Site": "cross-site",
        ]
        try await bo.get("\(channel)/seen?upto=1", image)
        #expect(try lastRead(channel)[1] == "0", "not for another site")
        let answer = try await bo.get("\(channel)/seen?upto=99", ["Sec-Fetch-Site": "same-origin"])
        #expect(answer.status == .noContent)
        #expect(try lastRead(channel)[1] == "1", "not beyond what was said")
        #expect(try await bo.get("\(channel)/seen?upto=x").status == .notFound)
        #expect(try await Browser(site).get("\(channel)/seen?upto=1").status == .seeOther)
        try await bo.get(channel)
        try await bo.say("an answer", in: channel)
        try await bo.get(channel)
        #expect(try lastRead(channel)[1] == "2")
    }

    @Test("one chooses what others see, by form and in JSON, and what is no answer is asked again")
    func choices() async throws {
        let (_, bo, _) = try await members()
        let wish = ["showing": "hidden", "quiet": "hour", "last-seen": "week", "reads": "hidden"]
        try await bo.get("/account/presence")
        #expect(try await bo.post("/account/presence", wish).location == "/account?done=presence")
        let page = try await bo.get("/account/presence").text
        #expect(page.contains("You are not to be disturbed until"))
        for name in wish.keys {
            let refused = try await bo.post("/account/presence", wish.merging([name: "x"]) { $1 })
            #expect(refused.status == .unprocessableContent, "\(name)")
        }
        let json: Headers = ["Accept": "application/json"]
        #expect(try await bo.get("/account/presence", json).text.contains("\"isHidden\":true"))
        try await bo.get("/account/presence")
        let answer = try await bo.post(
            "/account/presence", ["showing": "shown", "quiet": "no", "last-seen": "day", "reads": "shown"],
            json)
        #expect(answer.text.contains("\"showsReads\":true") && answer.text.contains("\"isHidden\":false"))
        #expect(try await Browser(site).get("/account/presence").status == .seeOther)
    }

    @Test("a list of conversations says who is there, and their page too")
    func faces() async throws {
        let (ada, bo, _) = try await members()
        try await ada.get("/messages/bo")
        try await ada.post("/messages/bo", ["message": "hi"])
        try await bo.get("/dashboard")
        for path in ["/messages", "/dashboard", "/messages/bo"] {
            let page = try await ada.get(path).text
            #expect(page.contains("<span class=\"presence here\"></span>"), "\(path)")
            #expect(page.contains("Here now"), "\(path)")
        }
        try await bo.get("/messages/ada")
        #expect(try await ada.get("/messages/bo").text.contains("<p class=\"seen\"><span>Seen</span></p>"))
        let list = try await ada.get("/messages", ["Accept": "application/json"]).text
        #expect(list.contains("\"presence\":\"here\""))
    }

    @Test("who writes is nothing a stranger or a visitor can say, and is said so often only")
    func typing() async throws {
        let (ada, _, channel) = try await members()
        try await ada.get(channel)
        #expect(try await ada.post("\(channel)/typing", [:]).status == .noContent)
        let cy = try await Browser.person("Cy", on: site)
        try await cy.get("/channels/new")
        #expect(try await cy.post("\(channel)/typing", [:]).status == .notFound)
        var statuses: [Status] = []
        for _ in 0..<25 { statuses.append(try await ada.post("\(channel)/typing", [:]).status) }
        #expect(statuses.contains(.tooManyRequests))
    }

    @Test(
        "the evening and the morning are those of the clocks where somebody is, also where they are set meanwhile"
    )
    func ends() throws {
        let berlin = try #require(Zone(named: "Europe/Berlin"))
        func end(_ quiet: AccountDesk.Quiet, _ now: TimeInterval) -> TimeInterval? {
            berlin.end(of: quiet, from: Date(timeIntervalSince1970: now))?.timeIntervalSince1970
        }
        // Saturday, 28 March 2026, 12:00 in Berlin; clocks go forward that night.
        let noon = 1_774_695_600.0
        #expect(end(.hour, noon) == noon + 3600)
        #expect(end(.evening, noon) == noon + 8 * 3600)
        #expect(end(.morning, noon) == noon + 19 * 3600)
        #expect(end(.evening, noon + 9 * 3600) == noon + 12 * 3600, "after eight, until midnight")
        #expect(end(.no, noon) == nil)
    }
}
