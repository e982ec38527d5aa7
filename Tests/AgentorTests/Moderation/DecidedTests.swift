import FastCGI
import FoundationEssentials
import TestDatabase
import Testing
import Text

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Decided reports", .database(agentorDatabase))
struct DecidedTests {
    private let moderated: ModeratedSite
    private var site: Site { moderated.site }
    private var database: TestDatabase { moderated.database }

    init() throws { moderated = try ModeratedSite() }

    /// Cases about nobody who is left, decided a second apart, the last one latest: one in five by Nia, the rest by Mo.
    private func fill(_ count: Int) throws {
        try database.administer(
            """
            insert into agentor.report_cases (kind, subject, reporters, opened_at, outcome, decided_at)
            select 'person', gen_random_uuid(), 1, '2026-01-01'::timestamptz,
                (array['dismissed', 'warned', 'suspended'])[1 + n % 3], '2026-01-02'::timestamptz + n * interval '1 second'
            from generate_series(1, \(count)) n;
            insert into agentor.report_decisions (case_id, moderator, outcome, sealed, decided_at)
            select id, case when extract(second from decided_at)::integer % 5 = 0 then '\(try moderated.id("Nia"))'::uuid
                else '\(try moderated.id("Mo"))'::uuid end, outcome, 'x', decided_at from agentor.report_cases;
            analyze agentor.report_cases; analyze agentor.report_decisions
            """)
    }

    /// What a page lists, in its order.
    private func cases(_ page: String) -> [String] {
        page.matches(of: /href="\/moderation\/([0-9a-f]{8}-[0-9a-f-]+)"/).map { String($0.1) }
    }

    private func next(_ page: String) -> String? {
        page.firstMatch(of: /href="(\/moderation\/decided\?[^"]+)" rel="next"/).map {
            String($0.1).replacing("&amp;", with: "&")
        }
    }

    @Test("what was decided is listed with how, when and by whom, and leads to its case")
    func list() async throws {
        let mo = try await moderated.moderator("Mo")
        let eve = try await Browser.person("Eve", on: site)
        let ada = try await Browser.person("Ada", on: site)
        _ = eve
        #expect(try await mo.get("/moderation").text.contains("href=\"/moderation/decided\""))
        #expect(try await mo.get("/moderation/decided").text.contains("Nothing is decided yet."))
        try await ada.get("/reports/people/eve")
        try await ada.post("/reports/people/eve", ["reason": "scam", "words": ""])
        let dossier = try #require(try database.administer("select id from agentor.report_cases")[0][0])
        let address = "/moderation/\(dossier)"
        try await mo.get(address)
        try await mo.post("\(address)/take", [:])
        #expect(try await !mo.get("/moderation/decided").text.contains(dossier))
        try await mo.get(address)
        try await mo.post("\(address)/decide", ["decision": "warned", "why": "Rule 4."])
        let page = try await mo.get("/moderation/decided").text
        #expect(page.contains("href=\"\(address)\"") && page.contains("Eve\u{2069} (@eve)"))
        #expect(
            page.contains("<span class=\"badge\">Warned</span>")
                && page.contains("<td data-label=\"By\">You</td>"))
        let nia = try await moderated.moderator("Nia")
        #expect(try await nia.get("/moderation/decided").text.contains("\u{2068}Mo\u{2069}</td>"))
        let told = try await nia.get("/moderation/decided", ["Accept": "application/json"]).text
        #expect(told.contains("\"decision\":\"warned\"") && told.contains("\"decider\":\"Mo\""))
        // What was decided about a moderator is not theirs to look at.
        try database.administer(
            """
            update agentor.report_decisions set account_id = '\(try moderated.id("Nia"))';
            update agentor.report_cases set account_id = '\(try moderated.id("Nia"))'
            """)
        #expect(try await !nia.get("/moderation/decided").text.contains(dossier))
        #expect(try await mo.get("/moderation/decided").text.contains(dossier))
        // Whoever has decided may go, and what they have decided stays.
        try database.administer("delete from agentor.accounts where full_name = 'Mo'")
        try database.administer("update agentor.report_decisions set account_id = null")
        try database.administer("update agentor.report_cases set account_id = null")
        #expect(try await nia.get("/moderation/decided").text.contains("Somebody who is gone"))
    }

    @Test("ten thousand decisions are shown page by page, each once, of one kind or by one moderator, too")
    func many() async throws {
        let mo = try await moderated.moderator("Mo")
        _ = try await moderated.moderator("Nia")
        try fill(10_000)
        for (query, condition) in [
            ("", "true"), ("?decision=warned&by=", "outcome = 'warned'"),
            ("?decision=&by=nia", "moderator = '\(try moderated.id("Nia"))'"),
            (
                "?decision=suspended&by=mo",
                "outcome = 'suspended' and moderator = '\(try moderated.id("Mo"))'"
            ),
        ] {
            var address: String? = "/moderation/decided\(query)"
            var seen: [String] = []
            for _ in 1...3 {
                let page = try await mo.get(try #require(address)).text
                seen += cases(page)
                address = next(page)
            }
            let all = try database.administer(
                "select case_id from agentor.report_decisions where \(condition) order by decided_at desc, case_id desc limit 60"
            )
            #expect(seen == all.compactMap { $0[0] } && seen.count == 60, "\(query)")
            #expect(address != nil)
        }
        let page = try await mo.get("/moderation/decided?decision=warned&by=nia").text
        #expect(page.contains("<option value=\"warned\" selected>"))
        #expect(page.contains("<option value=\"nia\" selected>") && page.contains("Show all"))
        for nonsense in ["decision=x", "before=x", "by=nobody-of-the-kind", "before=1%202"] {
            #expect(try await mo.get("/moderation/decided?\(nonsense)").status == .ok)
        }
        #expect(
            try await mo.get("/moderation/decided?by=nobody-of-the-kind").text.contains(
                "Nothing was decided so."))
        // Each way is a range of an index.
        for (wish, decider) in [
            ("null", "null"), ("'warned'", "null"), ("null", "'nia'"), ("'warned'", "'nia'"),
        ] {
            let rows = try database.serve(
                "select case_id from agentor.decided_cases(\(wish), \(decider), null, null, 21)",
                as: try moderated.id("Mo"))
            #expect(rows.count == 21)
        }
    }
}
