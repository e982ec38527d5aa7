import FastCGI
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("What can be chosen", .database(agentorDatabase))
struct OptionTests {
    private let site: Site
    private let editor: OptionEditor
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase.current
        site = try Site.forTest()
        editor = OptionEditor(
            pool: Pool(
                Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger))
    }

    private static let agent = [
        "headline": "Bookkeeper", "about": "Twelve years.", "category": "finance", "skills": "tax",
        "time-zone": "Europe/Lisbon",
    ]

    /// The same site in a worker that has read nothing yet.
    private func anew(_ browser: Browser) throws -> Browser {
        let other = Browser(try Site.forTest())
        other.cookie = browser.cookie
        return other
    }

    private func agent() async throws -> Browser {
        let browser = Browser(site)
        try await browser.signUp("Mateus")
        try await browser.get("/onboarding/agent-profile")
        #expect(try await browser.post("/onboarding/agent-profile", Self.agent).location == "/dashboard")
        return browser
    }

    @Test("a new database offers what the site knew by itself before, in that order")
    func seeded() throws {
        let options = try OptionShelf(site.database).current()
        for kind in Options.Kind.allCases {
            #expect(options.choices(kind) == Options.shipped.choices(kind))
            #expect(!options.choices(kind).isEmpty)
        }
        #expect(options.choices(.category).map(\.value).first == "design")
        #expect(options.choices(.category).map(\.value).last == "other")
        #expect(options.choices(.currency).first?.label == "EUR, Euro")
        #expect(options.choices(.currency).count == 49)
        #expect(options.shown(.availability, "not") == "Takes no new work")
    }

    @Test("what an operator adds can be chosen, and is found in the directory")
    func added() async throws {
        let browser = try anew(try await agent())
        try editor.add("lamps", "Lamps & <lenses>", to: .category, before: "design")
        let page = try await browser.get("/onboarding/agent-profile").text
        #expect(page.contains("<option value=\"lamps\">Lamps &amp; &lt;lenses&gt;</option>"))
        #expect(
            try await browser.post(
                "/onboarding/agent-profile", Self.agent.merging(["category": "lamps", "publish": "1"]) { $1 }
            )
            .location == "/profile?done=published")
        #expect(try await browser.get("/agents/mateus").text.contains("Lamps &amp; &lt;lenses&gt;"))
        #expect(try await Browser(browser.site).get("/agents?category=lamps").text.contains("/agents/mateus"))
        #expect(try await Browser(browser.site).get("/").text.contains("/agents?category=lamps"))
    }

    @Test("what is retired stays with who has it, and is offered to nobody else")
    func retired() async throws {
        let owner = try anew(try await agent())
        try editor.set(retired: true, "finance", of: .category)
        #expect(
            try await owner.get("/onboarding/agent-profile").text.contains(
                "<option value=\"finance\" selected>"))
        #expect(
            try await owner.post("/onboarding/agent-profile", Self.agent).location == "/profile?done=saved")
        #expect(try await owner.get("/profile/preview").text.contains("Finance and accounting"))

        let other = Browser(owner.site)
        try await other.signUp("Ada")
        #expect(try await !other.get("/onboarding/agent-profile").text.contains("value=\"finance\""))
        let refused = try await other.post("/onboarding/agent-profile", Self.agent)
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains("Choose a category."))

        // Once it is given up, it is gone.
        try await owner.get("/onboarding/agent-profile")
        try await owner.post("/onboarding/agent-profile", Self.agent.merging(["category": "legal"]) { $1 })
        try await owner.get("/onboarding/agent-profile")
        #expect(
            try await owner.post("/onboarding/agent-profile", Self.agent).status == .unprocessableContent)
        try editor.set(retired: false, "finance", of: .category)
        #expect(
            try await anew(owner).get("/onboarding/agent-profile").text.contains("value=\"finance\""))
    }

    @Test("a version is compared and written again with what was retired since")
    func versions() async throws {
        let owner = try await agent()
        try await owner.get("/profile")
        try await owner.post("/profile/publish", [:])
        try await owner.get("/onboarding/agent-profile")
        try await owner.post("/onboarding/agent-profile", Self.agent.merging(["category": "legal"]) { $1 })
        try editor.set(retired: true, "finance", of: .category)
        let later = try anew(owner)
        #expect(try await later.get("/profile/versions/1").text.contains("Finance and accounting"))
        #expect(try await later.post("/profile/versions/1/restore", [:]).location == "/profile?done=restored")
    }

    @Test("what is renamed is called that wherever it was chosen")
    func renamed() async throws {
        let owner = try anew(try await agent())
        try editor.rename("finance", "Books", in: .category)
        try editor.rename("now", "At once", shown: "Can begin at once", in: .availability)
        let preview = try await owner.get("/profile/preview").text
        #expect(preview.contains("Books") && preview.contains("Can begin at once"))
        #expect(try await owner.get("/onboarding/agent-profile").text.contains("At once"))
    }

    @Test("a worker learns of it by itself, and goes on with what it knows while the database is away")
    func kept() async throws {
        let shelf = OptionShelf(site.database)
        let before = try shelf.current().choices(.budget).count
        try editor.add("huge", "A fortune", to: .budget)
        #expect(try shelf.current().choices(.budget).count == before)
        #expect(try OptionShelf(site.database).current().choices(.budget).count == before + 1)
        site.database.close()
        #expect(try shelf.current().choices(.budget).count == before)
        #expect(throws: PostgresError.self) { try OptionShelf(site.database).current() }
    }

    @Test("the order is the operator's")
    func moved() throws {
        try editor.move("other", of: .category, before: "design")
        try editor.move("legal", of: .category, before: nil)
        let keys = try OptionShelf(site.database).current().choices(.category).map(\.value)
        #expect(keys.first == "other" && keys[1] == "design" && keys.last == "legal")
    }

    @Test("an operator's mistakes change nothing, and are told in plain words")
    func mistakes() throws {
        let before = try editor.list()
        func refuses(_ words: String, _ body: () throws -> Void) {
            #expect { try body() } throws: { "\($0)".contains(words) }
        }
        refuses("There is a category design already.") { try editor.add("design", "Design", to: .category) }
        refuses("There is no category nobody.") { try editor.rename("nobody", "Nobody", in: .category) }
        refuses("There is no category nobody.") { try editor.set(retired: true, "nobody", of: .category) }
        refuses("There is no category nobody.") { try editor.move("design", of: .category, before: "nobody") }
        refuses("There is no budget nobody.") { try editor.add("x", "X", to: .budget, before: "nobody") }
        refuses("three capital letters") { try editor.add("euros", "Euro", to: .currency) }
        refuses("'; drop table") { try editor.add("'; drop table", "X", to: .category) }
        refuses("Enter what it is called.") { try editor.add("x", " \u{200B} ", to: .category) }
        refuses("Use 60 characters or fewer") {
            try editor.add("x", String(repeating: "x", count: 61), to: .category)
        }
        refuses("only the words") { try editor.add("never", "Never", to: .availability) }
        refuses("only the words") { try editor.set(retired: true, "now", of: .availability) }
        #expect(try editor.list() == before)
    }

    @Test("the database takes nothing that cannot be chosen, from whomever it comes")
    func held() async throws {
        _ = try await agent()
        _ = try await Browser.person("Ada", on: site)
        for change in [
            "agent_profiles set category = 'made-up'", "agent_profiles set currency = 'ZZZ'",
            "client_profiles set budget = 'made-up'",
        ] {
            #expect { try database.administer("update agentor.\(change)") } throws: {
                "\($0)".contains("to choose")
            }
        }
    }

    @Test("the serving role neither reads nor changes the table")
    func policies() async throws {
        let browser = try await agent()
        _ = browser
        let id = try database.administer("select id from agentor.accounts")[0][0] ?? ""
        for sql in [
            "select * from agentor.options", "update agentor.options set label = 'x'",
            "insert into agentor.options (kind, key, label, place) values ('budget', 'x', 'X', 1)",
            "select * from agentor.list_options()",
        ] {
            #expect(throws: PostgresError.self, "\(sql)") { try database.serve(sql, as: id) }
        }
    }

    @Test("each time zone says how far its clocks are ahead today")
    func zones() async throws {
        let browser = try await agent()
        let page = try await browser.get("/onboarding/agent-profile").text
        #expect(page.contains(">UTC</option>"))
        #expect(page.contains("Asia/Kathmandu (UTC+5:45)"))
        #expect(page.contains("Africa/Abidjan (UTC)"))
        #expect(page.contains("Pacific/Marquesas (UTC\u{2212}9:30)"))
    }
}
