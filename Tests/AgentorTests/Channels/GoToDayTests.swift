import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Going to a day, and to what is new", .database(agentorDatabase))
struct GoToDayTests {
    private let site: Site

    init() throws { site = try Site.forTest() }

    /// A channel of sixty messages: twenty on each of three days, of which the second is followed by one without any.
    /// Everybody's clocks are in Lisbon, an hour ahead of UTC in summer.
    private func conversation() async throws -> (ada: Browser, bo: Browser, channel: String) {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Days")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.say("first", in: channel)
        try TestDatabase.current.administer(
            """
            set session_replication_role = replica;
            delete from messaging.messages;
            insert into messaging.messages (channel_id, user_id, content, seq, changed_seq, nonce, created_at, updated_at)
                select c.id, c.created_by, 'Message ' || n, n, n, gen_random_uuid(), moment, moment
                from messaging.channels c, generate_series(1, 60) n,
                    lateral (select timestamptz '2026-07-01 23:00Z' + interval '1 minute' * (n - 1)
                        + interval '1 day' * (array[0, 1, 3])[(n - 1) / 20 + 1]) at (moment);
            update messaging.channels set last_seq = 60;
            """)
        return (ada, bo, channel)
    }

    @Test("leads to the first message of that day on the viewer's clock, with what was said before it")
    func day() async throws {
        let (_, bo, channel) = try await conversation()
        // 23:00 in UTC is midnight.
        #expect(
            try await bo.get("\(channel)?on=2026-07-03").location == "\(channel)?on=2026-07-03&around=21#m-21"
        )
        let page = try await bo.get("\(channel)?on=2026-07-03&around=21").text
        #expect(page.contains("id=\"m-20\"") && page.contains("id=\"m-21\"") && page.contains("id=\"m-22\""))
        #expect(page.contains("name=\"on\" type=\"date\" value=\"2026-07-03\""))
        #expect(!page.contains("Nothing was said"))
        #expect(try await bo.get("\(channel)?on=1999-01-01").location?.hasSuffix("&around=1#m-1") == true)
        #expect(
            try await bo.get("\(channel)/log?on=2026-07-03").location
                == "\(channel)/log?on=2026-07-03&around=21#m-21")
        #expect(try await bo.get("\(channel)/log?on=2026-07-03&around=21").text.contains("id=\"m-21\""))
    }

    @Test("says so where nothing was said that day, and shows what came next, or the latest")
    func emptyDays() async throws {
        let (_, bo, channel) = try await conversation()
        let next = try #require(try await bo.get("\(channel)?on=2026-07-04").location)
        #expect(next.hasSuffix("around=41#m-41"))
        for address in ["\(channel)?on=2026-07-04&around=41", "\(channel)/log?on=2026-07-04&around=41"] {
            let words = "Nothing was said on Saturday, 4 July 2026. This is what came next."
            #expect(try await bo.get(address).text.contains(words))
        }
        for address in ["\(channel)?on=2026-07-06", "\(channel)/log?on=2026-07-06"] {
            let latest = try await bo.get(address)
            #expect(latest.status == .ok && latest.text.contains("id=\"m-60\""))
            #expect(latest.text.contains("Nothing was said on Monday, 6 July 2026 or later."))
        }
    }

    @Test(
        "says beside the field what is no day, and keeps it",
        arguments: [
            ("2026-02-30", "This is no day."), ("22.11.2026", "This is no day."), ("", "Choose a day."),
            ("2026-11-22x", "This is no day."), ("٢٠٢٦-١١-٢٢", "This is no day."),
            ("0000-01-01", "This is no day."), ("%FF%FE", "This is no day."),
            (String(repeating: "9", count: 3000), ""),
        ])
    func nonsense(text: String, words: String) async throws {
        let (_, bo, channel) = try await conversation()
        let page = try await bo.get("\(channel)?on=\(text)")
        #expect(page.status == .unprocessableContent && page.text.contains(words))
        #expect(page.text.contains("id=\"on-error\"") && page.text.contains("id=\"m-60\""))
        #expect(page.text.contains("<title>Error: "))
        // What is no day cannot stand in a field for days.
        if text.count == 10 { #expect(page.text.contains("type=\"text\" value=\"\(text)\"")) }
        let program = try await bo.get("\(channel)?on=\(text)", ["Accept": "application/json"])
        #expect(program.status == .unprocessableContent && program.text.contains("\"on\""))
        #expect(try await bo.get("\(channel)/log?on=\(text)").status == .unprocessableContent)
    }

    @Test("gives programs the page itself")
    func json() async throws {
        let (_, bo, channel) = try await conversation()
        struct Page: Decodable {
            struct Message: Decodable { let sequence: Int64 }
            let messages: [Message]
            let earlier: Int64?
            let later: Int64?
        }
        let answer = try await bo.get("\(channel)?on=2026-07-03", ["Accept": "application/json"])
        let page = try JSONDecoder().decode(Page.self, from: Data(answer.body))
        #expect(page.messages.map(\.sequence) == Array(1...46))
        #expect(page.earlier == nil && page.later == 46)
    }

    @Test("works in a direct conversation too, where it stands")
    func direct() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        try await ada.get("/messages/bo")
        try await ada.post("/messages/bo", ["message": "Hello"])
        let address = "/messages/ada"
        #expect(
            try await bo.get("\(address)?on=2001-01-01").location == "\(address)?on=2001-01-01&around=1#m-1")
        #expect(
            try await bo.get("\(address)?on=2001-01-01&around=1").text.contains("This is what came next."))
        let wrong = try await bo.get("\(address)?on=2001-02-31")
        #expect(wrong.status == .unprocessableContent && wrong.text.contains("id=\"on-error\""))
        #expect(wrong.text.contains("<form class=\"field\" action=\"\(address)\">"))
    }

    @Test("tells strangers and the signed out nothing")
    func refusals() async throws {
        let (_, bo, channel) = try await conversation()
        let eve = try await Browser.person("Eve", on: site)
        let page = try await eve.get("\(channel)?on=2026-07-03")
        #expect(page.status == .ok && page.text.contains("Join to read") && !page.text.contains("m-21"))
        #expect(try await eve.get("\(channel)/log?on=2026-07-03").status == .notFound)
        #expect(
            try await Browser(site).get("\(channel)?on=2026-07-03").location
                == "/sign-in?next=%2Fchannels%2Fdays%3Fon%3D2026-07-03")
        try await bo.get(channel)
        try await bo.post("\(channel)/leave", [:])
        #expect(try await bo.get("\(channel)?on=2026-07-03").text.contains("Join to read"))
    }

    @Test(
        "leads to the first that is new where it stands above the page, and the line between old and new is there"
    )
    func newAbove() async throws {
        let (_, bo, channel) = try await conversation()
        try TestDatabase.current.administer("update messaging.channel_members set last_read_seq = 5")
        let link = "\(channel)?around=6&amp;read=5#m-6"
        let latest = try await bo.get(channel).text
        #expect(latest.contains("<a href=\"\(link)\" id=\"new-above\">55 new since 2 July, 00:05</a>"))
        // The latest page has been read, and yet the line stands where it was.
        let place = try await bo.get("\(channel)?around=6&read=5").text
        let parts = place.components(separatedBy: "<p class=\"last-read\">")
        #expect(parts.count == 2 && parts[0].contains("id=\"m-5\"") && !parts[0].contains("id=\"m-6\""))
        #expect(!(try await bo.get(channel).text.contains("new-above")), "it is read")
        try TestDatabase.current.administer("update messaging.channel_members set last_read_seq = 30")
        #expect(!(try await bo.get(channel).text.contains("new-above")), "it is on the page")
    }

    @Test("a page of earlier messages leads to later ones, and can be put together with them by a script")
    func later() async throws {
        let (_, bo, channel) = try await conversation()
        let earlier = try await bo.get("\(channel)?before=11").text
        #expect(earlier.contains("href=\"\(channel)?around=10\" rel=\"next\""))
        #expect(earlier.contains("data-changes=\"\(channel)/changes\" data-cursor=\"60\""))
        let log = try await bo.get("\(channel)/log?around=10").text
        #expect(log.contains("data-cursor=\"60\"") && log.contains("rel=\"next\""))
        #expect(try await bo.get("\(channel)/log?around=x").status == .notFound)
    }
}
