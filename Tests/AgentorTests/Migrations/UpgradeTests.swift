import FastCGI
import FoundationEssentials
import IdentityProviders
import Mail
import Messaging
import Passwords
import Postgres
import TestDatabase
import TestProvider
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// An instance of the version before, restored from a dump, with what its people had in it.
@Suite("Upgrading", .database(Dump.restored))
struct UpgradeTests {
    private let database: TestDatabase
    private let dump: Dump

    init() throws {
        database = try TestDatabase.current
        dump = try Dump.known()
        try dump.comeToPresent(database)
    }

    @discardableResult
    private func migrate() throws -> [Migrator.Applied] {
        try Schema.migrate(on: database.owner, logger: TestDatabase.logger)
    }

    /// The site, upgraded. Everybody has agreed to the terms, should there be others by now.
    private func upgraded(providers: Providers = .none) throws -> Site {
        try migrate()
        try database.administer("update agentor.consents set version = $1", [Terms.version])
        return try Site.forTest(providers: providers)
    }

    /// A browser as it was left.
    private func browser(_ name: String, on site: Site) throws -> Browser {
        let cookies = try #require(dump.browsers[name])
        let browser = Browser(site)
        browser.cookie = cookies["agentor-session"].map { "agentor-session=\($0)" }
        browser.device = cookies["agentor-device"].map { "agentor-device=\($0)" }
        return browser
    }

    /// Somebody with a new browser, after they have given their password.
    private func newcomer(_ email: String, password: String? = nil, on site: Site) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signIn(email, password: password ?? dump.password)
        return browser
    }

    // MARK: What is in the tables

    /// What recognises a browser or a link is hashed once more, and nothing stands in place of what was erased.
    private static let replaced = [
        "agentor.sessions.token_hash": "sha256(token_hash)",
        "agentor.challenges.browser_hash": "sha256(browser_hash)",
        "agentor.challenges.link_hash": "sha256(link_hash)",
        "messaging.messages.content": "case when is_deleted then '' else content end",
    ]

    @Test("keeps every value of every row of every table")
    func rows() throws {
        let before = try database.tables().map { table in
            (table: table, rows: try database.rows(of: table, replacing: Self.replaced))
        }
        #expect(before.count == 17)
        try migrate()
        for (table, rows) in before {
            #expect(!rows.isEmpty, "nothing is proved for \(table.name)")
            #expect(try database.rows(of: table) == rows, "\(table.name)")
        }
        try Schema.migrator.verify(on: database.app, logger: TestDatabase.logger)
        try Schema.migrator.verify(on: database.door, logger: TestDatabase.logger)
        let said = try database.administer(
            """
            select content from messaging.messages join agentor.accounts a on a.id = user_id
            where email = 'bo@example.org' order by seq
            """)
        #expect(said.map { $0[0].map { Array($0.utf8) } } == dump.said.map { Array($0.utf8) })
    }

    @Test("what is new in the tables is what it would be had it always been there")
    func columns() throws {
        try migrate()
        #expect(
            try database.count(
                """
                messaging.channels c where last_message_at is distinct from
                    (select max(m.created_at) from messaging.messages m where m.channel_id = c.id)
                """) == 0)
        #expect(try database.count("messaging.channels where last_message_at is null") == 1)
        #expect(try database.count("messaging.messages where version <> 1 or edited_at is not null") == 0)
        #expect(try database.count("messaging.messages where is_deleted") > 0)
        #expect(try database.count("messaging.messages where is_deleted <> (content = '')") == 0)
        #expect(
            try database.count(
                """
                messaging.channel_members join messaging.channels c on c.id = channel_id
                where last_activity <> coalesce(last_message_at, c.created_at)
                """) == 0)
        for table in ["challenges", "second_factors", "outbox"] {
            #expect(try database.count("agentor.\(table) where is_bound") == 0, "\(table)")
        }
    }

    @Test("migrating again changes nothing, and a worker of the version before does not start")
    func again() throws {
        #expect(try migrate().count == 69)
        #expect(try migrate().isEmpty)
        let before = MigrationSet(
            name: "agentor", migrations: Array(Schema.sets[1].migrations.prefix(4)))
        #expect(throws: MigrationError.self) {
            try Migrator(sets: [before], servingRole: TestDatabase.appRole)
                .verify(on: database.app, logger: TestDatabase.logger)
        }
    }

    @Test("what is defined today can be laid anew over itself, as by the version after")
    func laidAnew() throws {
        try migrate()
        let functions =
            "select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where nspname = 'agentor'"
        let before = try database.administer(functions)
        try database.administer("update public.schema_definitions set checksum = 'of another version'")
        #expect(try migrate().isEmpty)
        #expect(try database.administer(functions) == before)
        _ = try Site.forTest()
    }

    @Test("what was sealed before cannot be put into a row of today")
    func legacyElsewhere() throws {
        try migrate()
        let bo = try #require(
            try database.administer("select id from agentor.accounts where email = 'bo@example.org'")[0][0])
        let sealed = try #require(try database.administer("select sealed from agentor.second_factors")[0][0])
        let rows = try database.serve(
            """
            select agentor.begin_challenge(gen_random_uuid(), 'factor', '\\x00', null, null, '\(sealed)', '1 hour');
            commit; select 1
            """, as: bo)
        #expect(rows == [["1"]])
        #expect(
            try database.administer(
                "select is_bound from agentor.challenges where account_id = '\(bo)' and purpose = 'factor'")
                == [["t"]])
    }

    // MARK: Conversations

    @Test("whoever was signed in still is, finds what they had not read, and goes on talking")
    func conversation() async throws {
        let site = try upgraded()
        let ada = try browser("ada", on: site)
        let engines = "/channels/\(dump.channels.engines)"
        let dashboard = try await ada.get("/dashboard")
        // Eve has said something, too.
        #expect(
            dashboard.status == .ok && dashboard.text.contains("unread\">\(dump.unread.count + 1)<span"))

        let changes = try await ada.get("\(engines)/changes?after=\(dump.cursor)&wait=0").text
        #expect(changes.matches(of: /<li [^>]*id="m-/).count == dump.unread.count + 1)
        for text in dump.unread { #expect(changes.contains(text)) }
        let page = try await ada.get(engines).text
        let plain = dump.said.filter { !$0.contains(/[<>&"'\\`\n\t]/) }
        #expect(plain.count > 10)
        for text in plain { #expect(page.contains(text), "\(text)") }
        #expect(page.contains("&lt;b onclick=") && !page.contains("<b onclick="))
        #expect(page.contains("Somebody who left") && page.contains("This message was deleted."))
        #expect(try await !ada.get("/dashboard").text.contains("class=\"count unread\""))

        try await ada.say("And now.", in: engines)
        let bo = try browser("bo", on: site)
        #expect(try await bo.get(engines).text.contains("And now."))
        try await bo.say("Indeed.", in: engines)
        #expect(try await ada.get(engines).text.contains("Indeed."))
    }

    @Test("who is in a channel, and as what, is as it was")
    func members() async throws {
        let site = try upgraded()
        let (ada, bo, gus) = (
            try browser("ada", on: site), try browser("bo", on: site), try browser("gus", on: site)
        )
        let ducts = "/channels/\(dump.channels.ducts)"
        #expect(try await ada.get(ducts).text.contains("For my eyes only."))
        #expect(try await bo.get(ducts).status == .notFound)
        // Gus has left the channel he made, and Bo has it now.
        let left = "/channels/\(dump.channels.left)"
        #expect(try await gus.get(left).text.contains("\(left)/join\""))
        try await bo.say("I do.", in: left)
        #expect(bo.last.status == .seeOther)
        try await gus.get(left)
        #expect(try await gus.post("\(left)/join", [:]).status == .seeOther)
        #expect(try await gus.get(left).text.contains("I do."))
        #expect(
            try database.administer(
                """
                select u.full_name, m.role from messaging.channel_members m join messaging.users u on u.id = m.user_id
                    join messaging.channels c on c.id = m.channel_id where c.slug = $1 order by joined_at
                """, [dump.channels.left]) == [
                    ["Bo \"Bobby\" O'Neil \\o/", "admin"], ["Gus Gone", "member"],
                ])
    }

    // MARK: Getting in

    @Test(
        "a second factor, its recovery codes, a half-done sign-in and a known browser are good as they were")
    func secondFactor() async throws {
        let site = try upgraded()
        let email = "ada@example.org"
        func newDevices() -> Int {
            site.postman.deliverDue()
            return site.mails.letters(to: email).count { $0.subject.hasPrefix("A new device") }
        }
        let other = try await newcomer(email, on: site)
        #expect(other.last.location == "/sign-in/second-factor")
        try await other.giveSecondFactor(OneTimePassword(text: dump.secrets.ada).code(atStep: .step))
        #expect(other.last.location == "/dashboard")
        #expect(newDevices() == 1)

        let half = try browser("half", on: site)
        #expect(try await half.giveSecondFactor(dump.recovery.used).status == .unprocessableContent)
        #expect(try await half.giveSecondFactor(dump.recovery.unused[0]).location == "/dashboard")
        #expect(newDevices() == 2)

        let known = Browser(site)
        known.device = try browser("ada", on: site).device
        try await known.signIn(email, password: dump.password)
        #expect(try await known.giveSecondFactor(dump.recovery.unused[1]).location == "/dashboard")
        #expect(newDevices() == 2)
    }

    @Test("a second factor whose set-up was begun is set up with the secret that was shown")
    func begun() async throws {
        let site = try upgraded()
        let max = try browser("max", on: site)
        let factor = OneTimePassword(text: dump.secrets.max)
        #expect(try await max.beginSecondFactor().secret == factor.secret)
        try await max.post("/account/second-factor/set-up", ["code": factor.code(atStep: .step)])
        #expect(max.last.status == .ok && max.last.text.contains("Your recovery codes"))
    }

    @Test("a provider signs in whom it did, also on the way back from a visit that began before")
    func provider() async throws {
        let answers = ProviderAnswers()
        answers["https://github.com/login/oauth/access_token"] =
            "{\"access_token\": \"gho_2\", \"token_type\": \"bearer\", \"scope\": \"user\"}"
        answers["https://api.github.com/user"] =
            "{\"id\": 9007199254740993, \"login\": \"cleo\", \"name\": \"Cleo\"}"
        answers["https://api.github.com/user/emails"] = "[]"
        let providers = try Providers(
            parsing: Array(
                """
                [{"name": "github", "label": "GitHub", "kind": "github", "client_id": "id", "client_secret": "secret"}]
                """.utf8), transport: answers)
        let site = try upgraded(providers: providers)
        let away = try browser("away", on: site)
        try await away.get("/sign-in/with/github/callback?code=a-code&state=\(dump.state)")
        #expect(away.last.location == "/dashboard")

        let other = Browser(site)
        let address = try #require(try await other.get("/sign-in/with/github").location)
        let state = Fields(query: Array(address.drop { $0 != "?" }.dropFirst().utf8))["state"] ?? ""
        try await other.get("/sign-in/with/github/callback?code=a-code&state=\(state)")
        #expect(other.last.location == "/dashboard")
        #expect(try await other.get("/account").text.contains("cleo@example.org"))
    }

    @Test("codes from mails are good in the browsers that asked for them")
    func codes() async throws {
        let site = try upgraded()
        let hal = try browser("hal", on: site)
        try await hal.get("/sign-up/confirm")
        try await hal.post("/sign-up/confirm", ["code": dump.codes.signUp])
        #expect(hal.last.location == "/onboarding")
        let ivy = try browser("ivy", on: site)
        try await ivy.get("/sign-in/code/confirm")
        try await ivy.post("/sign-in/code/confirm", ["code": dump.codes.signIn])
        #expect(ivy.last.location == "/dashboard")
    }

    @Test("whoever is suspended stays out, and whoever is locked out gets in by the link that was sent")
    func shutOut() async throws {
        let site = try upgraded()
        #expect(try await newcomer("dan@example.org", on: site).last.status == .forbidden)
        #expect(try await !browser("dan", on: site).isSignedIn())
        let lea = try await newcomer("lea@example.org", on: site)
        #expect(lea.last.status == .tooManyRequests)
        #expect(try await lea.follow(dump.links.unlock).location == "/sign-in?done=unlocked")
        #expect(try await newcomer("lea@example.org", on: site).last.location == "/dashboard")
    }

    // MARK: Mails and their links

    @Test("the mail that could not be sent goes out, and its link is good")
    func outbox() async throws {
        let site = try upgraded()
        site.postman.deliverDue()
        #expect(site.mails.mails.map(\.to) == ["kim@example.org"])
        let kim = Browser(site)
        try await kim.reset(try kim.link(to: "kim@example.org"), to: "chosen after upgrading")
        #expect(kim.last.location == "/sign-in?done=password")
        let again = try await newcomer("kim@example.org", password: "chosen after upgrading", on: site)
        #expect(again.last.location == "/dashboard")
    }

    @Test("the link that undoes a change does, with the second factor that was sealed before")
    func undo() async throws {
        let site = try upgraded()
        let email = "dora@example.org"
        let dora = try browser("dora", on: site)
        #expect(try await dora.isSignedIn())
        let owner = Browser(site)
        let reset = try #require(try await owner.follow(dump.links.undo).location)
        #expect(reset.hasPrefix("/reset-password?token="))
        #expect(try await !dora.isSignedIn(), "undoing ends sessions")
        let code = OneTimePassword(text: dump.secrets.dora).code(atStep: .step)
        #expect(
            try await owner.reset(reset, to: "chosen after upgrading").status == .unprocessableContent,
            "the second factor is on again")
        #expect(
            try await owner.reset(reset, to: "chosen after upgrading", code: code).location
                == "/sign-in?done=password")
        #expect(try await newcomer(email, on: site).last.status == .unprocessableContent)
        try database.forgetCodes()
        let again = try await newcomer(email, password: "chosen after upgrading", on: site)
        #expect(try await again.giveSecondFactor(code).location == "/dashboard")
    }

    @Test("a change of address that waits for one of two links is made by it")
    func address() async throws {
        let site = try upgraded()
        let fay = try browser("fay", on: site)
        #expect(try await fay.get("/account").text.contains("fay.new@example.org"))
        try await Browser(site).follow(dump.links.oldAddress)
        #expect(try await !fay.isSignedIn())
        #expect(try await newcomer("fay.new@example.org", on: site).last.location == "/dashboard")
    }

    @Test("whoever has asked to be erased may still change their mind, by signing in or by the link")
    func keep() async throws {
        let site = try upgraded()
        site.eraseDue()
        let eve = try await newcomer("eve@example.org", on: site)
        #expect(try await eve.get("/dashboard").location == "/account/keep")
        try await Browser(site).follow(dump.links.keep)
        #expect(try await eve.get("/dashboard").status == .ok)
        #expect(try database.count("agentor.accounts where erase_after is not null") == 0)
    }

    @Test("whoever has asked to be erased is, when the time comes")
    func erase() async throws {
        let site = try upgraded()
        try database.administer("update agentor.accounts set erase_after = erase_after - interval '15 days'")
        site.eraseDue()
        #expect(try database.count("agentor.accounts where email = 'eve@example.org'") == 0)
        #expect(try database.count("messaging.messages where content = 'Farewell.'") == 0)
        #expect(try database.count("messaging.messages where is_deleted") == 2)
    }
}
