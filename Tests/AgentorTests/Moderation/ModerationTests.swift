import FastCGI
import FoundationEssentials
import TestDatabase
import Testing
import Text

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Moderation", .database(agentorDatabase))
struct ModerationTests {
    private let moderated: ModeratedSite
    private var site: Site { moderated.site }
    private var database: TestDatabase { moderated.database }

    init() throws { moderated = try ModeratedSite() }

    /// Eve writes three messages into Ada's channel, and Ada reports the second.
    private func reported() async throws -> (ada: Browser, eve: Browser, channel: String, address: String) {
        let ada = try await Browser.person("Ada", on: site)
        let eve = Browser(site)
        try await eve.signUp("Eve", email: "eve@example.com")
        try await eve.get("/onboarding/client-profile")
        try await eve.post(
            "/onboarding/client-profile",
            ["company": "Company", "need": "Help", "budget": "open", "time-zone": "Europe/Lisbon"])
        let channel = try await ada.createChannel("Square")
        try await eve.get(channel)
        try await eve.post("\(channel)/join", [:])
        for number in 1...3 { try await eve.say("word \(number) of Eve", in: channel) }
        try await report("\(channel)/messages/2/report", "She asks for <money>.", by: ada)
        return (ada, eve, channel, try address())
    }

    private func report(_ address: String, _ words: String, by browser: Browser) async throws {
        try await browser.get(address)
        try await browser.post(address, ["reason": "scam", "words": words])
        try #require(browser.last.status == .seeOther, "\(browser.last.text)")
    }

    /// The last case's page.
    private func address() throws -> String {
        let id = try #require(
            try database.administer("select id from agentor.report_cases order by opened_at desc limit 1")[0][
                0])
        return "/moderation/\(id)"
    }

    private func take(_ address: String, by browser: Browser) async throws -> Response {
        try await browser.get(address)
        return try await browser.post("\(address)/take", [:])
    }

    private func decide(
        _ address: String, _ decision: String, _ why: String = "Rule 4: <money>.", by browser: Browser
    ) async throws -> Response {
        try await browser.get(address)
        return try await browser.post("\(address)/decide", ["decision": decision, "why": why])
    }

    @Test(
        "who runs a channel now answers for it, and neither reports it nor decides about it, whoever made it")
    func ownChannel() async throws {
        let mona = try await moderated.moderator("Mona")
        let max = try await moderated.moderator("Max")
        let cy = try await Browser.person("Cy", on: site)
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await cy.createChannel("Handed over")
        try await mona.get(channel)
        try await mona.post("\(channel)/join", [:])
        try database.administer(
            "update messaging.channel_members set role = 'admin' where user_id = '\(moderated.id("Mona"))'")
        #expect(try await mona.get("\(channel)/report").status == .notFound)
        try await cy.get("\(channel)/leave")
        try await cy.post("\(channel)/leave", [:])
        try await report("\(channel)/report", "All of it is a fraud.", by: ada)
        let address = try address()
        #expect(
            try database.administer("select account_id from agentor.report_cases") == [
                [try moderated.id("Mona")]
            ])
        #expect(try await mona.get(address).status == .notFound)
        #expect(try await !mona.get("/moderation").text.contains(address))
        #expect(try await max.get("/moderation").text.contains(address))
        // Also where somebody else answered for it when it was reported.
        try database.administer("update agentor.report_cases set account_id = '\(moderated.id("Cy"))'")
        #expect(try await mona.get(address).status == .notFound)
        #expect(try await mona.post("\(address)/take", [:]).status == .notFound)
        #expect(try await !mona.get("/moderation").text.contains(address))
        #expect(try await take(address, by: max).status == .seeOther)
    }

    @Test(
        "a moderator sees what waits, with the evidence, takes it, warns, and everybody is told what is theirs to know"
    )
    func warning() async throws {
        let (ada, eve, _, address) = try await reported()
        let mo = try await moderated.moderator("Mo")
        let queue = try await mo.get("/moderation").text
        #expect(queue.contains("href=\"\(address)\"") && queue.contains("1 person"))
        #expect(queue.contains("The message of \u{2068}Eve\u{2069} (@eve) in \u{2068}Square\u{2069}"))
        let page = try await mo.get(address).text
        for words in [
            "word 1 of Eve", "word 2 of Eve", "word 3 of Eve", "She asks for &lt;money&gt;.", "@ada",
        ] {
            #expect(page.contains(words), "\(words)")
        }
        #expect(!page.contains("name=\"decision\""), "it is not taken yet")
        #expect(try await decide(address, "warned", by: mo).status == .unprocessableContent)
        #expect(try await take(address, by: mo).location == "\(address)?done=taken")
        for (decision, why, error) in [
            ("", "Kept <why>", "Choose what follows."), ("warned", "", "Give a reason."),
            ("warned", String(repeating: "x", count: 2_001), "Use 2000 characters or fewer"),
        ] {
            let refused = try await decide(address, decision, why, by: mo)
            #expect(refused.status == .unprocessableContent && refused.text.contains(error))
            #expect(why.isEmpty || refused.text.contains(why.replacing("<why>", with: "&lt;why&gt;")))
        }
        #expect(try await decide(address, "warned", by: mo).location == "/moderation?done=decided")
        let letter = try #require(eve.letter(to: "eve@example.com"))
        #expect(letter.paragraphs.contains("Rule 4: <money>.") && letter.subject.contains("warning"))
        #expect(!letter.paragraphs.contains { $0.contains("Ada") })
        #expect(try await ada.get("/reports").text.contains("whoever is responsible was warned"))
        #expect(try await mo.get("/moderation").text.contains("Nothing waits."))
        let decided = try await mo.get(address).text
        #expect(decided.contains("Decided: Warned") && decided.contains("Rule 4: &lt;money&gt;."))
        #expect(try await decide(address, "dismissed", by: mo).text.contains("has decided it meanwhile"))
        #expect(try await take(address, by: mo).text.contains("has decided it meanwhile"))
        #expect(try database.administer("select outcome from agentor.report_decisions") == [["warned"]])
        // The log of acts says who, what and about whom, once for each act; why stays sealed.
        #expect(
            try database.administer(
                """
                select action, actor_kind, actor_name, subject_kind, '/moderation/' || subject, label, reason,
                    details ->> 'outcome', details ->> 'about' from agentor.audit_log order by number
                """) == [
                    ["case.taken", "moderator", "@mo", "case", address, "@eve", nil, nil, "message"],
                    ["case.decided", "moderator", "@mo", "case", address, "@eve", nil, "warned", "message"],
                ])
        #expect(
            try database.administer("select encode(sealed, 'escape') from agentor.report_decisions")
                .allSatisfy { $0[0]?.contains("Rule") == false })
    }

    @Test("a message that is taken away loses its words, its files and all it said before, for everybody")
    func removing() async throws {
        let (ada, eve, channel, address) = try await reported()
        try await eve.get("\(channel)/messages/2/edit")
        try await eve.post("\(channel)/messages/2/edit", ["message": "other words", "version": "1"])
        let mo = try await moderated.moderator("Mo")
        _ = try await take(address, by: mo)
        #expect(try await decide(address, "removed", by: mo).status == .seeOther)
        #expect(
            try database.administer(
                "select is_deleted, content, sealed, file_ids from messaging.messages where seq = 2")
                == [["t", "", nil, nil]])
        #expect(try database.count("messaging.message_versions") == 0)
        #expect(
            try database.administer(
                "select last_seq = max(changed_seq) from messaging.channels c join messaging.messages m on m.channel_id = c.id group by last_seq"
            )
                == [["t"]])
        #expect(try await !ada.get(channel).text.contains("other words"))
        #expect(try #require(eve.letter(to: "eve@example.com")).subject.contains("taken away"))
        #expect(try await ada.get("/reports").text.contains("it was taken away"))
        // What was kept of it stays with the case.
        #expect(try await mo.get(address).text.contains("word 2 of Eve"))
        // A person is not taken away.
        try await report("/reports/people/eve", "", by: ada)
        let other = try self.address()
        _ = try await take(other, by: mo)
        #expect(try await !mo.get(other).text.contains("value=\"removed\""))
        #expect(try await decide(other, "removed", by: mo).status == .unprocessableContent)
        #expect(try await mo.get(other).text.contains("href=\"\(address)\""), "former cases")
    }

    @Test("dismissing sends no letter, and what is deleted meanwhile can still be decided")
    func dismissing() async throws {
        let (ada, eve, channel, address) = try await reported()
        let mo = try await moderated.moderator("Mo")
        _ = try await take(address, by: mo)
        try await eve.get("\(channel)/messages/2/delete")
        try await eve.post("\(channel)/messages/2/delete", [:])
        let before = eve.site.mails.letters(to: "eve@example.com").count
        #expect(try await decide(address, "dismissed", by: mo).status == .seeOther)
        site.postman.deliverDue()
        #expect(eve.site.mails.letters(to: "eve@example.com").count == before)
        #expect(try await ada.get("/reports").text.contains("it keeps the rules"))
        try await report("\(channel)/messages/1/report", "", by: ada)
        let second = try self.address()
        _ = try await take(second, by: mo)
        try await eve.get("\(channel)/messages/1/delete")
        try await eve.post("\(channel)/messages/1/delete", [:])
        #expect(try await decide(second, "removed", by: mo).status == .seeOther)
    }

    @Test("of two moderators one takes a case, and the other is told; given back, it is anybody's")
    func two() async throws {
        let (_, _, _, address) = try await reported()
        let mo = try await moderated.moderator("Mo")
        let nia = try await moderated.moderator("Nia")
        try await nia.get(address)
        #expect(try await take(address, by: mo).status == .seeOther)
        #expect(
            try await nia.post("\(address)/take", [:]).text.contains("Another moderator looks at this case"))
        #expect(try await nia.get(address).text.contains("With \u{2068}Mo\u{2069}"))
        #expect(try await nia.get("/moderation").text.contains("With \u{2068}Mo\u{2069}"))
        let refused = try await decide(address, "dismissed", "Kept words", by: nia)
        #expect(refused.status == .unprocessableContent && refused.text.contains("Kept words"))
        try await nia.get(address)
        #expect(try await nia.post("\(address)/give-back", [:]).status == .unprocessableContent)
        try await mo.get(address)
        #expect(try await mo.post("\(address)/give-back", [:]).location == "\(address)?done=given-back")
        #expect(
            try database.administer("select action, actor_name from agentor.audit_log order by number")
                == [["case.taken", "@mo"], ["case.given-back", "@mo"]])
        #expect(try await take(address, by: nia).status == .seeOther)
        // What lies for a day is anybody's.
        try database.administer("update agentor.report_cases set taken_at = now() - interval '25 hours'")
        #expect(try await nia.get(address).text.contains("name=\"decision\""))
        #expect(try await mo.get(address).text.contains("Take this case"))
        #expect(try await mo.post("\(address)/take", [:]).status == .seeOther)
        #expect(try await decide(address, "dismissed", by: nia).status == .unprocessableContent)
        #expect(try await decide(address, "dismissed", by: mo).status == .seeOther)
    }

    @Test("two who decide at once decide once")
    func atOnce() async throws {
        let (_, _, _, address) = try await reported()
        let mo = try await moderated.moderator("Mo")
        _ = try await take(address, by: mo)
        try await mo.get(address)
        let form = Fields(
            ["csrf": try #require(mo.hidden("csrf")), "decision": "warned", "why": "x"].map {
                (name: $0.key, value: $0.value)
            })
        let requests = try (1...4).map { _ in
            try mo.request(.post, "\(address)/decide", [:], Body(form: form))
        }
        let answers = await withTaskGroup(of: Status.self) { group in
            for request in requests { group.addTask { [site] in await site.respond(to: request).status } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == .seeOther } == 1)
        #expect(try database.count("agentor.report_decisions") == 1)
        site.postman.deliverDue()
        #expect(site.mails.letters(to: "eve@example.com").count { $0.subject.contains("warning") } == 1)
    }

    @Test("for everybody but moderators with a second factor and a fresh proof there is nothing")
    func strangers() async throws {
        let (ada, eve, _, address) = try await reported()
        for browser in [ada, eve] {
            for path in ["/moderation", "/moderation/decided", address] {
                #expect(try await browser.get(path).status == .notFound)
            }
            for path in ["take", "give-back", "decide"] {
                try await browser.get("/account/name")
                #expect(
                    try await browser.post("\(address)/\(path)", ["decision": "dismissed", "why": "x"]).status
                        == .notFound)
            }
        }
        #expect(try await Browser(site).get("/moderation").location?.hasPrefix("/sign-in") == true)
        let mo = try await moderated.moderator("Mo", factor: false)
        for path in ["/moderation", "/moderation/decided", address] {
            #expect(try await mo.get(path).status == .forbidden)
            #expect(try await !mo.get(path).text.contains("word 2"))
        }
        #expect(try await take(address, by: mo).status == .forbidden)
        try await mo.turnOnSecondFactor()
        #expect(try await mo.get(address).status == .ok)
        try database.administer("update agentor.sessions set proved_at = now() - interval '11 minutes'")
        #expect(try await mo.get(address).location?.hasPrefix("/account/prove?next=") == true)
        try await mo.get("/account/name")
        #expect(try await mo.post("\(address)/take", [:]).status == .forbidden)
        #expect(mo.last.text.contains("Confirm that it is you"))
        try database.administer("update agentor.sessions set proved_at = now()")
        #expect(try await take(address, by: mo).status == .seeOther)
        try database.administer("delete from agentor.moderators")
        #expect(try await mo.get(address).status == .notFound)
        #expect(try database.administer("select outcome from agentor.report_cases") == [[nil]])
    }

    @Test("no moderator sees a case about themselves, nor decides one they have reported")
    func own() async throws {
        let ada = try await moderated.moderator("Ada")
        let mo = try await moderated.moderator("Mo")
        let cy = try await Browser.person("Cy", on: site)
        let channel = try await mo.createChannel("Square")
        for browser in [ada, cy] {
            try await browser.get(channel)
            try await browser.post("\(channel)/join", [:])
        }
        try await mo.say("said by Mo", in: channel)
        try await report("\(channel)/messages/1/report", "Hers.", by: ada)
        try await report("\(channel)/messages/1/report", "His.", by: cy)
        let address = try self.address()
        #expect(try await mo.get("/moderation").text.contains("Nothing waits."))
        #expect(try await mo.get(address).status == .notFound)
        #expect(try await ada.get(address).text.contains("another moderator decides"))
        #expect(try await take(address, by: ada).status == .unprocessableContent)
        try database.administer(
            "update agentor.report_cases set taken_by = '\(try moderated.id("Ada"))', taken_at = now()")
        #expect(try await decide(address, "dismissed", by: ada).status == .unprocessableContent)
        try database.administer("update agentor.report_cases set taken_by = '\(try moderated.id("Mo"))'")
        #expect(try await decide(address, "dismissed", by: mo).status == .notFound)
        let nia = try await moderated.moderator("Nia")
        try database.administer("update agentor.report_cases set taken_by = null")
        #expect(try await take(address, by: nia).status == .seeOther)
        #expect(try await decide(address, "dismissed", by: nia).status == .seeOther)
    }

    @Test(
        "SQL of a serving role that is no moderator’s reads and decides nothing, and nobody’s changes a decision"
    )
    func attack() async throws {
        let (_, _, _, address) = try await reported()
        let mo = try await moderated.moderator("Mo")
        let weak = try await moderated.moderator("Weak", factor: false)
        _ = weak
        _ = try await take(address, by: mo)
        let dossier = "'\(address.dropFirst("/moderation/".count))'"
        let questions = [
            "select * from agentor.waiting_cases(null, null, null, 10)",
            "select * from agentor.report_case(\(dossier))",
            "select * from agentor.case_reports(\(dossier))",
            "select * from agentor.former_cases(\(dossier))",
            "select * from agentor.decide_case(\(dossier), 'dismissed', null, false, 'x', 'y')",
            "select * from agentor.hide_case(\(dossier), true)",
            "select * from agentor.case_decision(\(dossier))",
            "select * from agentor.case_proposal(\(dossier))",
            "select * from agentor.answer_proposal(\(dossier), gen_random_uuid(), true)",
            "select * from agentor.decide_appeal(\(dossier), true, 'x')",
            "select * from agentor.waiting_appeals()",
            "select * from agentor.decided_cases(null, null, null, null, 10)",
            "select * from agentor.deciders()",
        ]
        for name in ["Ada", "Eve", "Weak", ""] {
            let who = name.isEmpty ? "" : try moderated.id(name)
            for question in questions {
                #expect(try database.serve(question, as: who).isEmpty, "\(name): \(question)")
            }
            #expect(
                try database.serve("select agentor.take_case(\(dossier), false)", as: who) == [[nil]])
        }
        #expect(try database.administer("select outcome from agentor.report_cases") == [[nil]])
        let his = try moderated.id("Mo")
        #expect(try database.serve(questions[2], as: his).count == 1)
        _ = try await decide(address, "dismissed", by: mo)
        for deed in [
            "update agentor.report_decisions set outcome = 'warned'", "delete from agentor.report_decisions",
            "insert into agentor.moderators (account_id) values ('\(his)')",
            "select * from agentor.report_evidence",
            "update agentor.report_cases set outcome = null",
        ] {
            #expect(throws: (any Error).self, "\(deed)") { try database.serve(deed, as: his) }
        }
    }

    @Test("ten thousand cases are shown page by page, each once, those of most people first")
    func many() async throws {
        let mo = try await moderated.moderator("Mo")
        try database.administer(
            """
            insert into agentor.report_cases (kind, subject, reporters, opened_at)
            select 'person', gen_random_uuid(), 1 + n % 3, '2026-01-01'::timestamptz + n * interval '1 second' from generate_series(1, 10000) n;
            analyze agentor.report_cases
            """)
        var address: String? = "/moderation"
        var seen: [String] = []
        for _ in 1...5 {
            let page = try await mo.get(try #require(address)).text
            seen += page.matches(of: /href="\/moderation\/([0-9a-f-]+)"/).map { String($0.1) }
            let next = page.firstMatch(of: /href="(\/moderation\?after=[^"]+)" rel="next"/)
            address = next.map { String($0.1).replacing("&amp;", with: "&") }
        }
        let all = try database.administer(
            "select id from agentor.report_cases order by reporters desc, opened_at, id limit 100")
        #expect(seen == all.compactMap { $0[0] })
        // Beyond those of three people there are others.
        let place = "3 1900000000000000 \(UUID().uuidString.lowercased())".percentEncoded
        #expect(try await mo.get("/moderation?after=\(place)").text.contains("2 people"))
        for nonsense in ["x", "3", "99999999999 1 2", "3 x y"] {
            #expect(try await mo.get("/moderation?after=\(nonsense.percentEncoded)").status == .ok)
        }
    }

    @Test("of many reports the first fifty are shown, and what could be read is kept of five")
    func crowd() async throws {
        let mo = try await moderated.moderator("Mo")
        let eve = try await Browser.person("Eve", on: site)
        _ = eve
        let target = try moderated.id("Eve")
        try database.administer(
            """
            insert into agentor.accounts (email, full_name, nonce)
            select n || '@crowd.example', 'Crowd ' || n, gen_random_uuid() from generate_series(1, 60) n
            """)
        let crowd = try database.administer(
            "select id from agentor.accounts where email like '%@crowd.example' order by created_at, id"
        ).compactMap { $0[0] }
        for somebody in crowd {
            _ = try database.serve(
                "select agentor.report('person', 'eve', 0, '\(target)', 'spam', 'x', 'y', null, gen_random_uuid()); commit",
                as: somebody)
        }
        #expect(
            try database.administer("select reporters from agentor.report_cases") == [["60"]])
        #expect(try database.count("agentor.report_evidence") == 5)
        let address = try self.address()
        let page = try await mo.get(address).text
        #expect(page.contains("60 people") && page.contains("10 reports more"))
        #expect(page.contains("These words can be read no more") && page.contains("Nothing of it is kept"))
        #expect(try await mo.get("/moderation").text.contains("Something that can be read no more"))
        // It can be decided all the same, and whoever it is about is told of their account.
        _ = try await take(address, by: mo)
        #expect(try await decide(address, "warned", by: mo).status == .seeOther)
        site.postman.deliverDue()
        let letters = try database.administer("select email from agentor.accounts where id = '\(target)'")
        let email = try #require(letters[0][0])
        let letter = try #require(site.mails.letters(to: email).last)
        #expect(letter.paragraphs.contains { $0.contains("your account") })
        // Those who go take their reports along; what is decided stays.
        try database.administer("delete from agentor.accounts where email like '%@crowd.example'")
        #expect(
            try database.administer("select reporters, outcome from agentor.report_cases") == [
                ["0", "warned"]
            ])
        #expect(try await mo.get(address).text.contains("Decided: Warned"))
    }

    @Test("evidence that was moved to another case, or to another report, opens nothing there")
    func moved() async throws {
        let (ada, _, channel, first) = try await reported()
        try await report("\(channel)/messages/1/report", "Another.", by: ada)
        let second = try address()
        let mo = try await moderated.moderator("Mo")
        #expect(try await mo.get(second).text.contains("As it was on"))
        try database.administer(
            """
            update agentor.report_evidence e set sealed = o.sealed from agentor.report_evidence o
            where e.case_id = '\(second.dropFirst("/moderation/".count))' and o.case_id <> e.case_id
            """)
        #expect(try await !mo.get(second).text.contains("As it was on"))
        #expect(try await mo.get(first).text.contains("As it was on"))
    }

    @Test("an operator names moderators, and they sign in anew")
    func administration() async throws {
        let (administration, _) = try site.administration()
        try await Browser(site).signUp("Mo", email: "mo@example.com")
        #expect(try administration.setModerator("mo@example.com", isWanted: true))
        #expect(try !administration.setModerator("mo@example.com", isWanted: true))
        #expect(try database.count("agentor.sessions") == 0)
        let listed = try administration.moderators()
        #expect(listed.map(\.email) == ["mo@example.com"] && listed.first?.hasSecondFactor == false)
        #expect(try administration.setModerator("mo@example.com", isWanted: false))
        #expect(try !administration.setModerator("mo@example.com", isWanted: false))
        #expect(try administration.moderators().isEmpty)
        #expect(throws: Administration.Failure.self) {
            try administration.setModerator("nobody@example.com", isWanted: true)
        }
    }
}
