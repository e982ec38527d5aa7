import FastCGI
import FoundationEssentials
import Logging
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Leaving", .database(agentorDatabase))
struct ErasureTests {
    private static let email = "leaver@example.com"
    private static let name = "Quentin Leaver"
    private let site: Site
    private let database: TestDatabase
    private let leaver: Browser

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        leaver = Browser(site)
        try await leaver.signUp(Self.name, email: Self.email)
        try await leaver.get("/onboarding/client-profile")
        try await leaver.post(
            "/onboarding/client-profile",
            ["company": "Leaver & Sons", "need": "Help", "budget": "open", "time-zone": "Europe/Lisbon"])
    }

    private func leave() async throws {
        try await leaver.get("/account/delete")
        try await leaver.post("/account/delete", [:])
        try #require(leaver.last.status == .ok)
    }

    private func erase() throws {
        try database.administer(
            "update agentor.accounts set erase_after = now() - interval '1 second' where erase_after is not null"
        )
        site.eraseDue()
    }

    /// Every text there is in the database, as one.
    private func everything() throws -> String {
        let columns = try database.administer(
            """
            select format('select string_agg(%I::text, E''\\n'') from %I.%I', column_name, table_schema, table_name)
            from information_schema.columns where table_schema in ('agentor', 'messaging')
            """)
        #expect(columns.count > 60)
        return try columns.compactMap { try database.administer($0[0] ?? "")[0][0] }.joined(separator: "\n")
    }

    @Test("whoever asks is signed out everywhere, and nothing is erased before the time is over")
    func grace() async throws {
        let other = try await leaver.another(Self.email)
        try await leave()
        for browser in [leaver, other] { #expect(try await !browser.isSignedIn()) }
        let days = try database.administer(
            "select round(extract(epoch from erase_after - now()) / 86400) from agentor.accounts")
        #expect(days == [["14"]])
        site.eraseDue()
        #expect(try database.count("agentor.accounts") == 1)
    }

    @Test("the operator says how long that is")
    func configured() async throws {
        var rules = AccountRules()
        rules.gracePeriod = .days(3)
        let site = try Site.forTest(rules: rules)
        let browser = Browser(site)
        try await browser.signIn(Self.email)
        #expect(try await browser.get("/account/delete").text.contains("After 3 days"))
        try await browser.post("/account/delete", [:])
        let days = try database.administer(
            "select round(extract(epoch from erase_after - now()) / 86400) from agentor.accounts")
        #expect(days == [["3"]])
    }

    @Test(
        "whoever signs in meanwhile is asked whether to stay, can do nothing else, and stays when they say so"
    )
    func stay() async throws {
        try await leave()
        try await leaver.signIn(Self.email)
        for path in ["/dashboard", "/account", "/channels", "/account/password"] {
            #expect(try await leaver.get(path).location == "/account/keep")
        }
        try await leaver.get("/account/keep")
        #expect(try await leaver.post("/account/name", ["name": "Another"]).status == .forbidden)
        try await leaver.get("/account/keep")
        #expect(try await leaver.post("/account/keep", [:]).location == "/account?done=kept")
        #expect(try await leaver.get("/dashboard").status == .ok)
        try erase()
        #expect(try database.count("agentor.accounts where full_name = '\(Self.name)'") == 1)
    }

    @Test("the link from the mail keeps the account, once and without signing in")
    func keep() async throws {
        try await leave()
        let link = try leaver.link(to: Self.email)
        let browser = Browser(site)
        #expect(try await browser.get(link).status == .ok)
        #expect(try database.count("agentor.accounts where erase_after is null") == 0)
        #expect(try await browser.follow(link).location == "/sign-in?done=kept")
        #expect(try database.count("agentor.accounts where erase_after is null") == 1)
        #expect(try await browser.follow(link).status == .gone)
    }

    @Test("afterwards no table holds anything of the person: no address, no name, nothing they wrote")
    func erased() async throws {
        let bea = try await Browser.person("Bea", on: site)
        let channel = try await leaver.createChannel("Plans")
        try await bea.get(channel)
        try await bea.post("\(channel)/join", [:])
        try await leaver.say("the secret of leaving", in: channel)
        try await bea.say("I heard that", in: channel)
        try await leaver.turnOnSecondFactor()
        try await leaver.askEmail("elsewhere@example.org")
        site.postman.deliverDue()
        let words = [Self.email, Self.name, "Leaver & Sons"]
        let before = try everything()
        for word in words { #expect(before.contains(word), "\(word)") }
        let id = try #require(
            try database.administer("select id from agentor.accounts where email = '\(Self.email)'")[0][0])

        try await leave()
        try erase()
        #expect(leaver.letter(to: Self.email)?.subject == "Your account was deleted")
        let after = try everything()
        for word in words + ["elsewhere@example.org"] { #expect(!after.contains(word), "\(word)") }
        #expect(try database.count("messaging.messages where sealed is not null") == 1)
        let shown = try await bea.get(channel).text
        #expect(shown.contains("I heard that") && !shown.contains("the secret of leaving"))
        // What is left is who wrote which message, without a name.
        let references = try database.administer(
            """
            select format('select %L where exists (select from %I.%I where %I = %L)', table_name, table_schema, table_name,
                column_name, '\(id)')
            from information_schema.columns where table_schema in ('agentor', 'messaging') and data_type = 'uuid'
            """)
        let left = try references.flatMap { try database.administer($0[0] ?? "") }.compactMap { $0[0] }
        #expect(Set(left) == ["users", "messages", "channels"])

        let page = try await bea.get(channel).text + bea.get("\(channel)/log").text
        #expect(page.contains("This message was deleted."))
        #expect(page.contains("Somebody who left"))
        #expect(page.contains("I heard that"))
        #expect(try await !leaver.isSignedIn())
        try await leaver.signIn(Self.email)
        #expect(leaver.last.status == .unprocessableContent)
        try await Browser(site).signUp("New", email: Self.email)
    }

    @Test("somebody who wrote a lot is erased a little at a time, in any process, while others write")
    func littleByLittle() async throws {
        let bea = try await Browser.person("Bea", on: site)
        let channel = try await leaver.createChannel("Plans")
        try await bea.get(channel)
        try await bea.post("\(channel)/join", [:])
        let id = try #require(
            try database.administer("select id from agentor.accounts where email = '\(Self.email)'")[0][0])
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select id, '\(id)', 'secret ' || n, gen_random_uuid() from messaging.channels, generate_series(1, 250) n
            """)
        try await leave()
        try database.administer(
            "update agentor.accounts set erase_after = now() where erase_after is not null")
        let other = try Site.forTest()
        func secrets() throws -> Int { try database.count("messaging.messages where content like 'secret%'") }
        for (site, left) in [(site, 250), (other, 150), (site, 50), (other, 0)] {
            let step = try site.accounts.eraseSome()
            #expect(!step.isDone && step.mayBeMore)
            #expect(try secrets() == left)
            try await bea.say("\(left) left", in: channel)
            #expect(bea.last.status == .seeOther)
            #expect(try await bea.get(channel).text.contains("Somebody who left"), "the name goes first")
        }
        // Nobody comes back half way.
        try await leaver.signIn(Self.email)
        #expect(leaver.last.status == .unprocessableContent)
        other.eraseDue()
        #expect(try database.count("agentor.accounts where id = '\(id)'") == 0)
        #expect(try database.count("messaging.channel_members where user_id = '\(id)'") == 0)
        let seqs = try database.administer(
            "select count(*), count(distinct changed_seq), max(changed_seq) from messaging.messages")
        #expect(
            try seqs == [
                [
                    "254", "254",
                    "\(database.administer("select last_seq from messaging.channels")[0][0] ?? "")",
                ]
            ])
    }

    @Test("many who erase at once erase each account once, and send one mail")
    func atOnce() async throws {
        try await leave()
        try database.administer("update agentor.accounts set erase_after = now() - interval '1 second'")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { [site] in
                    site.eraseDue()
                }
            }
        }
        _ = leaver.letter(to: Self.email)
        let subjects = site.mails.letters(to: Self.email).map(\.subject)
        #expect(subjects.filter { $0 == "Your account was deleted" }.count == 1)
    }
}
