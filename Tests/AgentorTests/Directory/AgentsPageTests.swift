import FastCGI
import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("The directory's pages", .database(agentorDatabase))
struct AgentsPageTests {
    private let site: Site

    init() throws {
        site = try Site.forTest()
    }

    private func agent(_ name: String, _ answers: [String: String]) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signUp(name)
        try await browser.get("/onboarding/agent-profile")
        try await browser.post(
            "/onboarding/agent-profile",
            PublicationTests.answers.merging(answers) { $1 }.merging(["publish": "1"]) { $1 })
        return browser
    }

    private func look(_ address: String, as browser: Browser? = nil) async throws -> String {
        let page = try await (browser ?? Browser(site)).get(address)
        #expect(page.status == .ok)
        return page.text
    }

    @Test("strangers and members find whom they look for, and why they stand there is said")
    func words() async throws {
        _ = try await agent(
            "Hana Sato", ["headline": "Packaging that survives", "skills": "packaging, labels"])
        _ = try await agent(
            "Mateo Ruiz", ["headline": "Leases read", "skills": "leases", "category": "legal"])
        let client = try await Browser.person("Ada", on: site)
        for browser in [Browser(site), client] {
            let page = try await look("/agents?q=packaging", as: browser)
            #expect(page.contains("href=\"/agents/hana-sato\""))
            #expect(!page.contains("href=\"/agents/mateo-ruiz\""))
            #expect(page.contains("<b>1 agent</b>"))
            #expect(page.contains("is among the skills"))
        }
        let misspelt = try await look("/agents?q=packging")
        #expect(
            misspelt.contains("href=\"/agents/hana-sato\"")
                || misspelt.contains("Nobody is here for exactly that"))
        #expect(try await look("/agents?q=packaging", as: client).contains("of your day"))
        #expect(try await !look("/agents?q=packaging").contains("of your day"))
    }

    @Test("each filter leaves out whom it says, and can be taken away again")
    func filters() async throws {
        _ = try await agent(
            "Hana Sato",
            [
                "category": "design", "country": "JP", "languages": "日本語", "hourly-rate": "90",
                "availability": "now",
            ])
        _ = try await agent(
            "Mateo Ruiz",
            [
                "category": "legal", "country": "ES", "languages": "Español", "hourly-rate": "120",
                "free-from": "2031-01-01",
            ])
        for query in [
            "category=design", "country=JP", "language=ja", "max=100&currency=EUR", "free=now", "free=month",
            "skill=tax&country=JP",
        ] {
            let page = try await look("/agents?\(query)")
            #expect(page.contains("href=\"/agents/hana-sato\""), "\(query)")
            #expect(!page.contains("href=\"/agents/mateo-ruiz\""), "\(query)")
            #expect(page.contains(", remove</span>"), "\(query)")
        }
        #expect(try await look("/agents?category=design&category=legal").contains("<b>2 agents</b>"))
        let none = try await look("/agents?category=legal&country=JP")
        #expect(none.contains("Nobody is here for exactly that."))
        #expect(none.contains("Without the country: 1 agent"))
        #expect(none.contains("noindex"))
        // Of several words it is said which one leaves everybody out; what was chosen besides stays.
        let word = try await look("/agents?q=bookkeeper+zzqqxx&country=JP")
        #expect(word.contains("Without the word “\u{2068}zzqqxx\u{2069}”: 1 agent"))
        #expect(word.contains("href=\"/agents?country=JP&amp;q=bookkeeper\""))
        let byRate = try await look("/agents?order=rate")
        let hana = try #require(byRate.firstRange(of: "/agents/hana-sato"))
        let mateo = try #require(byRate.firstRange(of: "/agents/mateo-ruiz"))
        #expect(hana.lowerBound < mateo.lowerBound)
    }

    @Test(
        "everybody, and one subject, skill, language or country, have a page for lists elsewhere; nothing else has"
    )
    func listed() async throws {
        _ = try await agent("Hana Sato", ["category": "design", "country": "JP", "languages": "日本語"])
        let site = site.settings.address
        func canonical(_ page: String) -> String? {
            page.firstMatch(of: /<link rel="canonical" href="([^"]+)">/).map { String($0.1) }
        }
        let all = try await look("/agents")
        #expect(canonical(all) == "\(site)/agents")
        #expect(
            all.contains("<title>Agents") && all.contains("content=\"People who offer professional services"))
        for (query, place, words) in [
            ("category=design", "category=design", "Agents for Design (1): what"),
            ("skill=tax", "skill=tax", "Agents with the skill \u{2068}tax\u{2069} (1): what"),
            ("language=ja", "language=ja", "Agents who speak 日本語 (1): what"),
            ("country=JP", "country=JP", "Agents who work from Japan (1): what"),
            // As the form sends it.
            ("free=&currency=EUR&max=&category=design", "category=design", "Agents for Design (1): what"),
        ] {
            let page = try await look("/agents?\(query)")
            #expect(canonical(page) == "\(site)/agents?\(place)", "\(query)")
            #expect(page.contains("<meta name=\"description\" content=\"\(words)"), "\(query)")
            #expect(!page.contains("noindex"), "\(query)")
        }
        let title = try await look("/agents?category=design").firstMatch(of: /<title>([^<]*)/)?.1
        #expect(title?.hasPrefix("Agents: &#x2068;Design&#x2069;") == true)
        for query in [
            "q=bookkeeper", "category=design&country=JP", "max=90&currency=EUR", "picture=1", "order=newest",
            "category=legal", "category=design&order=newest", "free=month",
        ] {
            let page = try await look("/agents?\(query)")
            #expect(canonical(page) == nil && page.contains("noindex"), "\(query)")
        }
    }

    @Test("what is not among the most frequent is chosen from a list of all there is, and stays chosen")
    func otherChoices() async throws {
        _ = try await agent("Hana Sato", ["country": "JP", "languages": "日本語"])
        _ = try await agent("Mateo Ruiz", ["country": "ES", "languages": "Español"])
        try TestDatabase.current.administer(
            """
            insert into agentor.directory_values (kind, value, label, agents) values
                ('o', 'IS', 'IS', 1), ('l', 'is', 'is', 1), ('l', 'zz<', 'zz<', 1)
            """)
        let page = try await look("/agents")
        #expect(page.contains("<option value=\"IS\">Iceland</option>"))
        #expect(page.contains("<option value=\"is\">"))
        // Nothing without a name, and nothing that stands above.
        #expect(!page.contains("zz&lt;") && !page.contains("<option value=\"JP\">"))
        // As the form sends it, with the empty choice of the other list.
        let chosen = try await look("/agents?language=&country=JP&country=IS")
        #expect(chosen.contains("href=\"/agents/hana-sato\""))
        #expect(!chosen.contains("href=\"/agents/mateo-ruiz\""))
        #expect(chosen.contains("name=\"country\" value=\"IS\" checked"))
        #expect(!chosen.contains("<option value=\"IS\">"))
    }

    @Test("hours in common are those of one's own profile, or from nine to five, and which is said")
    func ownHours() async throws {
        // An evening in Lisbon, and the day of most.
        _ = try await agent("Hana Sato", ["works-from": "18:00", "works-until": "23:00"])
        let night = try await agent("Mateo Ruiz", ["works-from": "19:30", "works-until": "23:30"])
        let client = try await Browser.person("Ada", on: site)
        try TestDatabase.current.administer("update agentor.accounts set time_zone = 'Europe/Lisbon'")
        let his = try await look("/agents?hours=3", as: night)
        #expect(his.contains("3 hours of my day or more (19:30 to 23:30, as my profile says)"))
        #expect(his.contains("href=\"/agents/hana-sato\"") && his.contains("3 hours of your day"))
        #expect(try await look("/agents/hana-sato", as: night).contains("3 hours of your day"))
        let hers = try await look("/agents?hours=3", as: client)
        #expect(hers.contains("(taken as 09:00 to 17:00: I have no profile that says)"))
        #expect(!hers.contains("href=\"/agents/hana-sato\""))
        #expect(try await look("/agents/hana-sato", as: client).contains("No hour of your day"))
        // Whoever is not signed in has no day.
        #expect(try await look("/agents?hours=3").contains("href=\"/agents/hana-sato\""))
    }

    @Test("more than a page is looked through to the end, each agent once")
    func pages() async throws {
        try TestDatabase.current.administer(Self.many)
        var address = "/agents?order=newest"
        var seen: [String] = []
        for _ in 1...10 {
            let page = try await look(address)
            seen += page.matches(of: /<h2><a href="\/agents\/(agent[a-z]+)"/).map { String($0.1) }
            guard let next = page.firstMatch(of: /<a href="([^"]+)" rel="next"/) else { break }
            address = String(next.1).replacing("&amp;", with: "&")
        }
        #expect(seen.count == 53)
        #expect(Set(seen).count == 53)
    }

    /// Fifty-three agents, as they would be had each filled in the form.
    private static let many = """
        do $$ declare n integer; a uuid; h text; begin
            for n in 1..53 loop
                a := gen_random_uuid();
                h := 'agent' || translate(n::text, '0123456789', 'abcdefghij') || 'x';
                insert into agentor.accounts (id, email, full_name, nonce, time_zone)
                    values (a, h || '@example.com', 'Agent ' || n, gen_random_uuid(), 'UTC');
                insert into messaging.users (id, full_name, handle, skeleton) values (a, 'Agent ' || n, h, h);
                insert into messaging.handles (handle, user_id) values (h, a);
                insert into agentor.agent_profiles (account_id, headline, about, category, skills)
                    values (a, 'Headline ' || n, 'About', 'design', array['drawing']);
                insert into agentor.agent_versions (account_id, number, content)
                    select a, 1, agentor.content_of(p) from agentor.agent_profiles p where p.account_id = a;
                insert into agentor.published_agents (account_id, number) values (a, 1);
            end loop;
        end $$
        """

    @Test(
        "what nobody would type is a page all the same",
        arguments: [
            "q=" + String(repeating: "a%20b%22%27", count: 500), "q=%00%01", "q=%22%27%28%29%26%7C%21%3A%2A",
            "page=made-up",
            "page=best.1.2.3.4.5.6.x",
            "category=%3Cscript%3E&language=zz&country=11&max=-5&currency=12&free=never",
            "max=99999999999999999999", "q=%F0%9F%98%80", "order=responsive&hours=3",
            "skill=" + String(repeating: "s", count: 300),
        ])
    func hostile(query: String) async throws {
        _ = try await agent("Hana Sato", [:])
        let page = try await look("/agents?\(query)")
        #expect(!page.contains("<script>"))
    }

    @Test("whoever is withdrawn is found no more, at once")
    func withdrawn() async throws {
        let hana = try await agent("Hana Sato", [:])
        #expect(try await look("/agents").contains("/agents/hana-sato"))
        try await hana.get("/profile/withdraw")
        try await hana.post("/profile/withdraw", [:])
        #expect(try await !look("/agents").contains("/agents/hana-sato"))
        #expect(try await look("/agents").contains("Nobody is here yet."))
    }

    @Test("how agents are ordered is a page, and the first page of the site shows some")
    func others() async throws {
        _ = try await agent("Hana Sato", [:])
        #expect(try await look("/how-we-order").contains("No place is for sale"))
        let home = try await look("/")
        #expect(home.contains("href=\"/agents/hana-sato\""))
        #expect(home.contains("href=\"/agents?category=design\""))
    }

    @Test("search engines are told of what is public, and of nothing else")
    func sitemap() async throws {
        let hana = try await agent("Hana Sato", [:])
        _ = try await Browser.person("Ada", on: site)
        let index = try await Browser(site).get("/sitemap.xml")
        #expect(index.headers["Content-Type"] == "application/xml; charset=utf-8")
        #expect(index.text.contains("<loc>\(site.settings.address)/sitemaps/all</loc>"))
        let list = try await look("/sitemaps/all")
        #expect(list.contains("<loc>\(site.settings.address)/agents/hana-sato</loc>"))
        #expect(!list.contains("ada"))
        let parts = try await look("/sitemaps/0a") + look("/sitemaps/ff")
        #expect(parts.contains("<urlset"))
        for name in ["gg", "0", "000", "-1", "ALL"] {
            #expect(try await Browser(site).get("/sitemaps/\(name)").status == .notFound)
        }
        try await hana.get("/profile/withdraw")
        try await hana.post("/profile/withdraw", [:])
        #expect(try await !look("/sitemaps/all").contains("hana-sato"))
    }
}
