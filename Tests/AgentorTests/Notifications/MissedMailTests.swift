import FastCGI
import FoundationEssentials
import Mail
import Messaging
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Mail of what was missed", .database(agentorDatabase))
struct MissedMailTests {
    private let site: Site
    private let database: TestDatabase
    private let missed: MissedMail

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        missed = site.settings.missedMail(site.database)
    }

    /// As a mail program posts: with no cookie, origin or form of ours.
    private func click(
        _ path: String, _ form: Fields = ["List-Unsubscribe": "One-Click"]
    ) async throws -> Status {
        try await Browser(site).send(.post, path, [:], Body(form: form)).status
    }

    /// Ada in a channel with Bo, who is away for an hour.
    private func two() async throws -> (ada: Browser, bo: Browser, channel: String) {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Design")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        return (ada, bo, channel)
    }

    /// Everybody but Ada was last here an hour ago, what was said has waited for some minutes, and all are due.
    private func pass(minutes: Int = 20) throws {
        try database.administer(
            """
            update agentor.sessions set last_seen_at = now() - interval '1 hour' from agentor.accounts a
                where a.id = account_id and a.full_name <> 'Ada';
            update messaging.user_presence set last_seen = null;
            update messaging.messages set created_at = created_at - interval '\(minutes) minutes';
            update agentor.missed_mail set told_until = told_until - interval '1 day'
                where mailed_at is null and told_until > now() - interval '20 hours';
            update agentor.missed_mail set due_at = now() - interval '1 second'
            """)
    }

    /// The mails that come of it, of what was missed.
    private func mails() throws -> [MailMessage] {
        while try missed.sendOne() {}
        site.postman.deliverDue()
        return site.mails.mails.filter { $0.letter.unsubscribing != nil }
    }

    @Test("says who wrote how much where, and nothing of what, to whoever is away")
    func letter() async throws {
        let (ada, _, channel) = try await two()
        try await ada.say("a secret plan", in: channel)
        try await ada.say("and another", in: channel)
        try await ada.get("/messages/bo")
        try await ada.post("/messages/bo", ["message": "between us"])
        try pass()
        let mails = try mails()
        #expect(mails.count == 1)
        let letter = try #require(mails.first?.letter)
        #expect(letter.subject == "You have 3 unread messages")
        let text = letter.paragraphs.joined(separator: "\n")
        #expect(text.contains("\u{2068}Design\u{2069}: 2 messages from \u{2068}Ada\u{2069}"))
        #expect(text.contains("\u{2068}Ada\u{2069}: 1 message to you"))
        let bytes = String(decoding: try #require(mails.first).bytes, as: UTF8.self)
        for word in ["secret", "another", "between"] { #expect(!bytes.contains(word)) }
        #expect(bytes.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
        #expect(bytes.contains("List-Unsubscribe:\r\n <http://127.0.0.1:8080/unsubscribe?token="))
    }

    @Test("comes once an hour until somebody has come back, and of each message once")
    func once() async throws {
        let (ada, _, channel) = try await two()
        try await ada.say("one", in: channel)
        try pass()
        #expect(try mails().count == 1)
        try database.administer("update agentor.missed_mail set due_at = now()")
        #expect(try mails().count == 1, "they know")
        try await ada.say("two", in: channel)
        try pass(minutes: 16)
        #expect(try mails().count == 1, "within an hour")
        try database.administer(
            "update agentor.missed_mail set mailed_at = mailed_at - interval '61 minutes', told_until = now() - interval '33 minutes', due_at = now()"
        )
        try database.administer(
            "update messaging.messages set created_at = now() - interval '30 minutes' where seq = 2")
        #expect(try mails().count == 2)
        #expect(try mails().last?.letter.subject == "You have an unread message")
    }

    @Test(
        "does not come to whoever is here, has read it, lets nothing count, has left, is blocked or quiet, or wants none",
        arguments: [
            "here", "read", "level", "left", "blocked", "muted person", "quiet", "hours", "off", "too early",
            "deleted",
            "suspended", "mentions only",
        ])
    func refusals(reason: String) async throws {
        let (ada, bo, channel) = try await two()
        try await ada.say("one", in: channel)
        let id = try #require(
            try database.administer("select id from agentor.accounts where full_name = 'Bo'").first?[0])
        let adas = try #require(
            try database.administer("select id from agentor.accounts where full_name = 'Ada'").first?[0])
        switch reason {
        case "read": try await bo.get(channel)
        case "level", "mentions only":
            try await bo.get("\(channel)/level")
            try await bo.post("\(channel)/level", ["level": reason == "level" ? "nothing" : "mentions"])
        case "left":
            do {
                try await bo.get("\(channel)/leave")
                try await bo.post("\(channel)/leave", ["sure": "yes"])
            }
        case "blocked", "muted person":
            try database.administer(
                "insert into messaging.blocks (blocker, blocked, kind) values ('\(id)', '\(adas)', '\(reason == "blocked" ? "block" : "mute")')"
            )
        case "deleted":
            try await ada.get("\(channel)/messages/1/delete")
            try await ada.post("\(channel)/messages/1/delete", [:])
        default: break
        }
        try pass(minutes: reason == "too early" ? 1 : 20)
        switch reason {
        case "here": try database.administer("update agentor.sessions set last_seen_at = now()")
        case "quiet":
            try database.administer(
                "insert into messaging.user_presence (user_id, quiet_until) values ('\(id)', now() + interval '1 hour') on conflict (user_id) do update set quiet_until = excluded.quiet_until"
            )
        case "hours":
            try database.administer(
                "insert into messaging.user_presence (user_id, quiet_days, quiet_from, quiet_to) values ('\(id)', 127, 0, 0) on conflict (user_id) do update set quiet_days = 127, quiet_from = 0, quiet_to = 0"
            )
        case "off": try database.administer("update agentor.missed_mail set wish = 'off'")
        case "suspended":
            try database.administer("update agentor.accounts set suspended_at = now() where id = '\(id)'")
        default: break
        }
        #expect(try mails().isEmpty, "\(reason)")
        // The same without the reason is told.
        let cy = try await Browser.person("Cy", on: site)
        try await cy.get(channel)
        try await cy.post("\(channel)/join", [:])
        try await ada.say("@cy two", in: channel)
        if reason == "too early" { return }
        try pass()
        #expect(try mails().contains { $0.letter.subject == "You have an unread message" }, "\(reason)")
    }

    @Test(
        "where not everything counts, tells of what has a word of somebody's own in it",
        arguments: [true, false])
    func keywords(hasWords: Bool) async throws {
        let (ada, bo, channel) = try await two()
        let cy = try await Browser.person("Cy", on: site)
        try await cy.get(channel)
        try await cy.post("\(channel)/join", [:])
        for browser in [bo, cy] {
            try await browser.get("/account/notifications")
            try await browser.post(
                "/account/notifications",
                [
                    "level": "mentions", "quiet": "none", "mail": "missed",
                    "keywords": browser === bo && hasWords ? "Plum\nrush job" : "",
                ])
        }
        try await ada.say("an apple", in: channel)
        try await ada.say("a PLUM", in: channel)
        try await ada.say("a rush  job for plums", in: channel)
        try pass()
        let subjects = try mails().map { $0.letter.subject }
        #expect(subjects == (hasWords ? ["You have 2 unread messages"] : []))
        let next = try database.administer(
            "select bool_and(due_at > now()), count(mailed_at) from agentor.missed_mail")
        #expect(next == [["t", hasWords ? "1" : "0"]])
        if hasWords {
            try database.administer(
                "update agentor.missed_mail set due_at = now(), mailed_at = mailed_at - interval '2 hours'")
            #expect(try mails().count == 1, "they know")
        }
    }

    @Test("texts are for the door alone, of those who are due and have words of their own")
    func texts() async throws {
        let (ada, bo, channel) = try await two()
        let id = try #require(
            try database.administer("select id from agentor.accounts where full_name = 'Bo'").first?[0])
        try await bo.get("/account/notifications")
        try await bo.post(
            "/account/notifications",
            ["level": "mentions", "quiet": "none", "mail": "missed", "keywords": "plum"])
        try await ada.say("an apple", in: channel)
        try pass()
        let door = try Connection.open(
            try ConnectionParameters(parsing: database.door), applicationName: "test", timeout: .seconds(10),
            logger: TestDatabase.logger)
        func texts() throws -> [[String?]] {
            try door.run("select words from agentor.missed_texts('15 minutes', '\(id)')")
        }
        #expect(try texts().count == 1)
        for change in [
            "agentor.missed_mail set due_at = now() + interval '1 hour'",
            "agentor.missed_mail set wish = 'off'",
            "messaging.notification_choices set keywords = '{}'",
        ] {
            try database.administer("update agentor.missed_mail set due_at = now(), wish = 'missed'")
            #expect(try texts().count == 1)
            try database.administer("update \(change)")
            #expect(try texts().isEmpty, "\(change)")
        }
        for attack in [
            "agentor.missed_texts('15 minutes', '\(id)')", "agentor.claim_missed('15 minutes', null, null)",
        ] {
            let error = #expect(throws: PostgresError.self) { try database.serve("select \(attack)", as: id) }
            #expect(error?.sqlState == .insufficientPrivilege)
        }
    }

    @Test("is asked for once a day, and comes in the morning")
    func daily() async throws {
        let (ada, bo, channel) = try await two()
        try await bo.get("/account/notifications")
        #expect(
            try await bo.post(
                "/account/notifications", ["level": "everything", "quiet": "none", "mail": "daily"]
            ).location == "/account?done=notifications")
        try await ada.say("one", in: channel)
        try pass()
        #expect(try mails().count == 1)
        let next = try database.administer(
            "select extract(hour from due_at at time zone 'Europe/Lisbon'), due_at > now() from agentor.missed_mail where wish = 'daily'"
        )[0]
        #expect(next == ["8", "t"])
        #expect(
            try await bo.get("/account/notifications").text.firstMatch(of: /value="daily"[^>]*checked/) != nil
        )
    }

    @Test("ends by one click on its link, signed out, and by nothing that only looks")
    func unsubscribing() async throws {
        let (ada, bo, channel) = try await two()
        try await ada.say("one", in: channel)
        try pass()
        let link = try #require(try mails().first?.letter.unsubscribing)
        let path = String(link.dropFirst("http://127.0.0.1:8080".count))
        func wishes() throws -> Int {
            try database.administer("select 1 from agentor.missed_mail where wish = 'off'").count
        }
        let page = try await Browser(site).get(path)
        #expect(page.status == .ok && page.text.contains("Unsubscribe</button>"))
        #expect(try wishes() == 0)
        #expect(try await click(path, ["a": "b"]) == .forbidden)
        #expect(try wishes() == 0)
        for broken in [path.dropLast(2) + "00", path + "00", "/unsubscribe", "/unsubscribe?token=zz"] {
            #expect(try await Browser(site).get(String(broken)).status == .notFound)
            #expect(try await click(String(broken)) == .forbidden)
        }
        #expect(try wishes() == 0)
        for _ in 0..<2 {
            #expect(try await click(path) == .ok)
        }
        #expect(try wishes() == 1)
        #expect(
            try await bo.get("/account/notifications").text.firstMatch(of: /value="off"[^>]*checked/) != nil)
        try await ada.say("two", in: channel)
        try pass()
        #expect(try mails().count == 1)
    }
}
