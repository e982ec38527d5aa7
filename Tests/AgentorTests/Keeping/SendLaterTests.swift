import FastCGI
import FoundationEssentials
import TestDatabase
import Testing
import ZoneInfo

@testable import AgentorFCGI

@Suite("Messages to be sent later, on pages", .database(agentorDatabase))
struct SendLaterTests {
    private static let json: Headers = ["Accept": "application/json"]
    private let site: Site
    /// In Lisbon, where clocks are set at one o'clock on the last Sundays of March and October.
    private let ada: Browser
    private let channel: String
    private let tomorrow = Zone.utc.local(.now + 86_400).isoDay

    init() async throws {
        site = try Site.forTest()
        ada = try await Browser.person("Ada", on: site)
        channel = try await ada.createChannel("Later")
    }

    @discardableResult
    private func send(
        _ text: String, _ date: String, _ time: String, _ headers: Headers = [:]
    ) async throws -> Response {
        try await ada.get("\(channel)/later")
        return try await ada.post("\(channel)/later", ["message": text, "date": date, "time": time], headers)
    }

    /// Last Sunday of a month of the next year that has not passed.
    private func lastSunday(of month: Int) throws -> String {
        let today = Zone.utc.local(.now)
        let day = try #require(
            (0..<366).map { Zone.utc.local(.now + 86_400 * Double($0 + 1)) }
                .last { $0.month == month && $0.longDay.hasPrefix("Sunday") && $0.isoDay > today.isoDay })
        return day.isoDay
    }

    private func comeDue() throws {
        try TestDatabase.current.administer(
            "update messaging.scheduled_messages set send_at = send_at - interval '400 days'")
        while try site.messenger.sendDue() {}
    }

    @Test("what is begun in the conversation goes along to the page that asks when")
    func fromConversation() async throws {
        #expect(try await ada.get(channel).text.contains("formaction=\"\(channel)/later\""))
        let page = try await ada.post("\(channel)/later", ["message": "Good <morning>"])
        #expect(page.status == .ok && page.text.contains("Good &lt;morning&gt;</textarea>"))
        #expect(page.text.contains("type=\"date\"") && page.text.contains("value=\"09:00\""))
        #expect(page.text.contains("Europe/Lisbon") && !page.text.contains("There is a problem"))
        try await ada.post("\(channel)/draft", ["message": "begun"])
        #expect(try await ada.get("\(channel)/later").text.contains("begun</textarea>"))
    }

    @Test("it is listed, changed, cancelled, and sent when its time comes")
    func scheduled() async throws {
        try await ada.get(channel)
        try await ada.post("\(channel)/draft", ["message": "Good morning"])
        #expect(try await send("Good *morning*", tomorrow, "08:30").location == "/scheduled?done=scheduled")
        #expect(!(try await ada.get(channel).text.contains("morning")), "nor is it begun any more")
        let list = try await ada.get("/scheduled").text
        #expect(list.contains("Good <em>morning</em>") && list.contains(", 08:30</time>"))
        let address = try #require(list.firstMatch(of: /href="(\/scheduled\/[0-9a-f-]+)"/)).1
        #expect(try await ada.get(String(address)).text.contains("value=\"08:30\""))
        let form = ["message": "Good evening", "date": tomorrow, "time": "20:30"]
        #expect(try await ada.post(String(address), form).location == "/scheduled?done=changed")
        #expect(try await ada.get("/scheduled").text.contains(", 20:30</time>"))
        try await send("Never", tomorrow, "10:00")
        let never = try #require(
            try await ada.get("/scheduled").text.firstMatch(of: /href="(\/scheduled\/[0-9a-f-]+)\/cancel"/)
        ).1
        #expect(try await ada.get("\(never)/cancel").text.contains("“\u{2068}Never\u{2069}”"))
        #expect(try await ada.post("\(never)/cancel", [:]).location == "/scheduled?done=cancelled")
        try comeDue()
        let text = try await ada.get(channel).text
        #expect(text.contains("Good evening") && !text.contains("Never"))
        #expect(try await ada.get("/scheduled").text.contains("Nothing waits."))
        // Sent meanwhile: the words stay.
        let late = try await ada.post(String(address), form)
        #expect(late.status == .unprocessableContent && late.text.contains("sent meanwhile"))
        #expect(late.text.contains("Good evening</textarea>"))
        #expect(try await ada.get(String(address)).status == .notFound)
    }

    @Test(
        "a day or a time there is not is refused beside its field, and nothing typed is lost",
        arguments: [
            ("2020-01-01", "10:00", "This moment has passed."), ("", "10:00", "Enter a day."),
            ("2026-02-30", "10:00", "This is no day there is."),
            ("tomorrow", "10:00", "This is no day there is."),
            ("2090-01-01", "10:00", "no more than a year ahead"), ("2027-01-01", "", "Enter a time."),
            ("2027-01-01", "24:00", "This is no time there is."),
            ("2027-01-01", "noon", "This is no time there is."),
        ])
    func refused(date: String, time: String, words: String) async throws {
        let refused = try await send("Many fine words", date, time)
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains(words) && refused.text.contains("Many fine words</textarea>"))
        #expect(refused.text.contains("value=\"\(date)\"") && refused.text.contains("value=\"\(time)\""))
        #expect(try await ada.get("/scheduled").text.contains("Nothing waits."))
    }

    @Test("words that cannot be sent are refused as in a conversation")
    func words() async throws {
        #expect(try await send(" \u{200B}", tomorrow, "10:00").text.contains("Write something first."))
        let long = String(repeating: "x", count: 16_385)
        #expect(try await send(long, tomorrow, "10:00").text.contains("\(long)</textarea>"))
    }

    @Test("a time that clocks leave out is refused, and of one that comes twice the first is meant, and said")
    func daylightSaving() async throws {
        let spring = try lastSunday(of: 3)
        let refused = try await send("Early", spring, "01:30")
        #expect(refused.status == .unprocessableContent && refused.text.contains("leave this time out"))
        #expect(refused.text.contains("Early</textarea>"))
        #expect(try await send("After", spring, "02:00").location == "/scheduled?done=scheduled")
        let autumn = try lastSunday(of: 10)
        let sent = try await send("Twice", autumn, "01:30", Self.json)
        // Summer time, an hour ahead.
        #expect(sent.status == .created && sent.text.contains("\"sendAt\":\"\(autumn)T00:30:00Z\""))
        #expect(try await ada.get("/scheduled").text.contains("which comes twice; this is the first"))
    }

    @Test("a form sent twice schedules once")
    func twice() async throws {
        try await ada.get("\(channel)/later")
        let form = [
            "message": "Once", "date": tomorrow, "time": "10:00", "nonce": try #require(ada.hidden("nonce")),
            "csrf": try #require(ada.hidden("csrf")),
        ]
        for _ in 1...2 { try await ada.post("\(channel)/later", form) }
        #expect(try await ada.get("/scheduled").text.matches(of: /Once/).count == 1)
        try comeDue()
        #expect(try await ada.post("\(channel)/later", form).location == "/scheduled?done=sent")
        try comeDue()
        #expect(try await ada.get(channel, Self.json).text.matches(of: /Once/).count == 1)
    }

    @Test("programs schedule, list, change and cancel, and are told what is wrong")
    func programs() async throws {
        let refused = try await send("x", "never", "10:00", Self.json)
        #expect(refused.status == .unprocessableContent && refused.text.contains("\"code\":\"malformed\""))
        let sent = try await send("x", tomorrow, "10:00", Self.json)
        let address = try #require(sent.location)
        #expect(sent.status == .created && address.hasPrefix("/scheduled/"))
        #expect(try await ada.get("/scheduled", Self.json).text.contains("\"address\":\"\(address)\""))
        try await ada.get(address)
        let form = [
            "message": "y", "date": tomorrow, "time": "11:00", "csrf": try #require(ada.hidden("csrf")),
        ]
        let alone = ["csrf": try #require(ada.hidden("csrf"))]
        #expect(try await ada.post(address, form, Self.json).status == .ok)
        #expect(try await ada.post("\(address)/cancel", alone, Self.json).status == .ok)
        #expect(try await ada.post("\(address)/cancel", alone, Self.json).status == .notFound)
        #expect(try await ada.post(address, form, Self.json).status == .notFound)
    }

    @Test("another's is not there, and a suspended or leaving account has nothing sent")
    func others() async throws {
        let bo = try await Browser.person("Bo", on: site)
        try await send("Mine", tomorrow, "10:00")
        let address = try #require(
            try await ada.get("/scheduled").text.firstMatch(of: /href="(\/scheduled\/[0-9a-f-]+)"/)
        ).1
        #expect(try await bo.get(String(address)).status == .notFound)
        #expect(try await bo.get("\(address)/cancel").status == .notFound)
        try await bo.get("/dashboard")
        #expect(try await bo.post("\(address)/cancel", [:]).status == .notFound)
        try TestDatabase.current.administer(
            "update agentor.accounts set suspended_at = now() where full_name = 'Ada'")
        try comeDue()
        try TestDatabase.current.administer("update agentor.accounts set suspended_at = null")
        #expect(try await ada.get("/scheduled").text.contains("Not sent: your account was closed"))
        #expect(try TestDatabase.current.administer("select from messaging.messages").isEmpty)
    }

    private struct Kept: Decodable {
        let bookmarks, drafts, scheduledMessages: [Item]

        struct Item: Decodable { let channel: String }
    }

    @Test("the data download has what is kept")
    func download() async throws {
        try await ada.say("Said", in: channel)
        try await ada.get("\(channel)/messages/1")
        try await ada.post("\(channel)/messages/1/bookmark", [:])
        try await ada.get(channel)
        try await ada.post("\(channel)/draft", ["message": "Begun"])
        try await send("Scheduled", tomorrow, "10:00")
        try await ada.get(channel)
        try await ada.post("\(channel)/draft", ["message": "Begun"])
        let file = try await ada.get("/account/download/agentor-data.json").whole
        #expect(file.contains("\"bookmarks\" : [") && file.contains("\"message\":1"))
        #expect(file.contains("\"text\":\"Begun\"") && file.contains("\"text\":\"Scheduled\""))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let kept = try decoder.decode(Kept.self, from: Data(file.utf8))
        #expect(kept.bookmarks.count == 1 && kept.drafts.count == 1 && kept.scheduledMessages.count == 1)
    }
}
