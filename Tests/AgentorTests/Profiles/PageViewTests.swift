import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Views of agents' pages", .database(agentorDatabase))
struct PageViewTests {
    private let agents: Agents
    private let views: PageViews
    private var database: TestDatabase { agents.database }

    init() throws {
        agents = try Agents()
        views = PageViews(database: agents.directory.database)
    }

    private func counted(_ account: String) throws -> String? {
        try database.administer(
            "select sum(views) from agentor.page_views where account_id = $1::uuid", [account])[0][0]
    }

    private func id(_ account: String) throws -> AccountID {
        AccountID(rawValue: try #require(UUID(uuidString: account)))
    }

    @Test("everybody counts once a day for each agent, whichever worker they come to")
    func once() throws {
        let hana = try agents.put("hana")
        let mateo = try agents.put("mateo")
        let other = PageViews(database: agents.directory.database)
        for worker in [views, other, views] {
            for network in ["192.0.2.1", "192.0.2.2", "2a02:0:0:7"] {
                worker.note(try id(hana), from: network)
            }
            worker.note(try id(mateo), from: "192.0.2.1")
            try worker.write()
        }
        try views.write()
        #expect(try counted(hana) == "3")
        #expect(try counted(mateo) == "1")
    }

    @Test("nothing of who looked is left of a day before, nor a number after ninety days")
    func forgetting() throws {
        let hana = try agents.put("hana")
        views.note(try id(hana), from: "192.0.2.1")
        try views.write()
        let kept = try database.administer(
            "select encode(mark, 'hex'), encode(salt, 'hex') from agentor.page_view_marks, agentor.page_view_salts"
        )
        #expect(kept.count == 1 && kept[0].allSatisfy { $0?.contains("192.0.2.1") == false })
        try database.administer(
            """
            update agentor.page_view_marks set day = day - 1;
            update agentor.page_view_salts set day = day - 1;
            update agentor.page_views set day = day - 1;
            insert into agentor.page_views select account_id, day - 100, 7 from agentor.page_views
            """)
        views.note(try id(hana), from: "192.0.2.1")
        try views.write()
        let left = try database.administer(
            "select encode(mark, 'hex'), encode(salt, 'hex') from agentor.page_view_marks, agentor.page_view_salts"
        )
        #expect(left.count == 1 && left[0][0] != kept[0][0] && left[0][1] != kept[0][1])
        #expect(try counted(hana) == "2")
    }

    @Test("nobody counts who is not to be seen, and the database being away hinders nothing")
    func others() throws {
        let hana = try agents.put("hana")
        views.note(AccountID(rawValue: UUID()), from: "192.0.2.1")
        try database.administer("delete from agentor.published_agents")
        views.note(try id(hana), from: "192.0.2.1")
        try views.write()
        #expect(try counted(hana) == nil)
    }

    @Test(
        "programs that say what they are do not look",
        arguments: [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0 Safari/537.36",
                false
            ),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true),
            ("curl/8.5", true), ("", true),
            ("w3m/0.5.3", false),
            ("Mozilla/5.0 (compatible; YandexImages/3.0; +http://yandex.com/bots)", true),
        ])
    func programs(name: String, isCrawler: Bool) throws {
        let request = Request(
            method: .get, path: "/", query: [:], host: "x", headers: ["User-Agent": name], body: .empty,
            limits: .site)
        #expect(request.isCrawler == isCrawler)
    }

    @Test("an agent sees their own number, and nobody else's")
    func own() async throws {
        let hana = try agents.put("hana")
        let mateo = try agents.put("mateo")
        views.note(try id(hana), from: "192.0.2.1")
        try views.write()
        #expect(try database.serve("select views from agentor.page_views", as: hana) == [["1"]])
        #expect(try database.serve("select views from agentor.page_views", as: mateo).isEmpty)
    }
}
