import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Reports", .database(agentorDatabase))
struct ReportTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private func agent(_ name: String) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signUp(name)
        try await browser.get("/onboarding/agent-profile")
        try await browser.post(
            "/onboarding/agent-profile", PublicationTests.answers.merging(["publish": "1"]) { $1 })
        return browser
    }

    private func offerService(_ agent: Browser) async throws {
        try await agent.get("/profile/services/new")
        try await agent.post(
            "/profile/services/new",
            [
                "title": "Gold for lead", "description": "Send the lead first.", "category": "finance",
                "price": "120", "currency": "EUR", "pricing": "from", "delivery": "", "publish": "1",
            ])
        try #require(agent.last.location == "/profile/services?done=published")
    }

    private func id(_ name: String) throws -> String {
        try #require(
            try database.administer("select id from agentor.accounts where full_name = $1", [name]).first?[0])
    }

    /// Opens the form and sends it.
    @discardableResult
    private func report(
        _ address: String, _ words: String = "", reason: String = "scam", by browser: Browser
    ) async throws -> Response {
        try await browser.get(address)
        if browser.last.status != .ok { try await browser.get("/account/name") }
        return try await browser.post(address, ["reason": reason, "words": words])
    }

    /// What was kept with the reports of something, as a moderator will read it.
    private func evidence() throws -> [ReportEvidence] {
        try database.administer(
            """
            select encode(e.sealed, 'hex'), c.kind, c.subject, c.number, e.account_id
            from agentor.report_evidence e join agentor.report_cases c on c.id = e.case_id order by e.taken_at
            """
        ).map { row in
            let binding = Binding(
                kind: try #require(ReportSubject.Kind(rawValue: row[1] ?? "")),
                subject: try #require(UUID(uuidString: row[2] ?? "")), number: Int(row[3] ?? "") ?? -1,
                by: AccountID(rawValue: try #require(UUID(uuidString: row[4] ?? ""))))
            let sealed = try #require([UInt8](hex: row[0] ?? ""))
            let opened = try #require(site.settings.keys.open(sealed, for: binding.evidence))
            return try JSONDecoder().decode(ReportEvidence.self, from: Data(opened))
        }
    }

    /// Eve writes some messages into a channel of Ada's.
    private func square(_ count: Int = 12) async throws -> (ada: Browser, eve: Browser, channel: String) {
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await ada.createChannel("Square")
        try await eve.get(channel)
        try await eve.post("\(channel)/join", [:])
        for number in 1...count { try await eve.say("word \(number) of Eve", in: channel) }
        return (ada, eve, channel)
    }

    @Test("a message is reported with what stands around it, frozen, and whoever reported it is told")
    func message() async throws {
        let (ada, eve, channel) = try await square()
        #expect(
            try await ada.get("\(channel)/messages/7").text.contains("href=\"\(channel)/messages/7/report\""))
        let form = try await ada.get("\(channel)/messages/7/report").text
        #expect(form.contains("word 7 of Eve") && form.contains("up to five before it"))
        let sent = try await report("\(channel)/messages/7/report", "She asks for <money>.", by: ada)
        #expect(sent.location == "\(channel)/messages/7?done=reported")
        #expect(try await ada.get("\(channel)/messages/7?done=reported").text.contains("Thank you"))
        // Changed and deleted later, it stays what it was.
        try await eve.get("\(channel)/messages/7/edit")
        try await eve.post("\(channel)/messages/7/edit", ["message": "nothing", "version": "1"])
        try await eve.get("\(channel)/messages/7/delete")
        try await eve.post("\(channel)/messages/7/delete", [:])
        let kept = try #require(try evidence().first)
        #expect(kept.said.map(\.text) == (2...12).map { "word \($0) of Eve" })
        #expect(kept.said.filter(\.isReported).map(\.text) == ["word 7 of Eve"])
        #expect(kept.said.allSatisfy { $0.handle == "eve" })
        let own = try await ada.get("/reports").text
        #expect(own.contains("She asks for &lt;money&gt;.") && own.contains("Waits to be looked at"))
        #expect(own.contains("The message of \u{2068}Eve\u{2069} (@eve) in \u{2068}Square\u{2069}"))
        #expect(try await eve.get("/reports").text.contains("None."))
        // Nothing of it stands in the tables.
        let rows = try database.administer(
            "select encode(sealed, 'escape') from agentor.reports union all select encode(sealed, 'escape') from agentor.report_evidence"
        )
        #expect(rows.count == 2 && !rows.contains { $0[0]?.contains("money") == true })
        #expect(!rows.contains { $0[0]?.contains("word 7") == true })
        #expect(
            try await ada.get("/account/download/agentor-data.json").whole.contains("She asks for <money>."))
    }

    @Test("what is said in a thread is reported with its thread")
    func reply() async throws {
        let (ada, eve, channel) = try await square(2)
        for number in 1...7 {
            try await eve.get("\(channel)/messages/1/thread")
            try await eve.post("\(channel)/messages/1/thread", ["message": "reply \(number)"])
        }
        let place = try #require(
            try database.administer(
                "select max(seq) from messaging.messages where parent_seq is not null")[0][0])
        try await report("\(channel)/messages/\(place)/report", by: ada)
        let said = try #require(try evidence().first).said
        #expect(said.map(\.text) == (2...7).map { "reply \($0)" } && said.last?.isReported == true)
    }

    @Test("people, services and channels are reported too, and one comes back to where one was")
    func others() async throws {
        let hana = try await agent("Hana Sato")
        try await offerService(hana)
        let room = try await hana.createChannel("Ovens")
        let ada = try await Browser.person("Ada", on: site)
        #expect(
            try await ada.get("/agents/hana-sato").text.contains(
                "href=\"/reports/people/hana-sato?next=%2Fagents%2Fhana-sato\""))
        try await ada.get("/reports/people/hana-sato?next=/agents/hana-sato")
        #expect(ada.hidden("next") == "/agents/hana-sato")
        let person = try await ada.post(
            "/reports/people/hana-sato",
            ["reason": "impersonation", "words": "", "next": "/agents/hana-sato"]
        )
        #expect(person.location == "/agents/hana-sato?done=reported")
        #expect(try await ada.get("/agents/hana-sato?done=reported").text.contains("Thank you"))
        let service = "/agents/hana-sato/services/1"
        #expect(try await ada.get(service).text.contains("href=\"\(service)/report\""))
        #expect(try await report("\(service)/report", by: ada).location == "\(service)?done=reported")
        #expect(try await ada.get("\(service)?done=reported").text.contains("Thank you"))
        #expect(try await ada.get(room).text.contains("href=\"\(room)/report\""))
        #expect(try await report("\(room)/report", by: ada).location == "\(room)?done=reported")
        #expect(try await ada.get("\(room)?done=reported").text.contains("Thank you"))
        try await ada.post("\(room)/join", [:])
        #expect(try await ada.get("\(room)?done=reported").text.contains("Thank you"))
        let facts = try evidence().map { $0.facts.map(\.text) }
        try #require(facts.count == 3)
        #expect(facts[0].contains("Twelve **years** of ovens.") && facts[1].contains("Send the lead first."))
        #expect(facts[2].contains("Ovens"))
        // A client has no page: what one has reported is shown.
        #expect(try await report("/reports/people/ada", by: hana).location == "/reports?done=reported")
        // Elsewhere than on this site nobody is led.
        try await hana.get("/reports/people/ada?next=//evil.example")
        #expect(hana.hidden("next") == nil)
        let page = try await ada.get("/reports").text
        #expect(page.contains("The service \u{2068}Gold for lead\u{2069} of"))
    }

    @Test("reports about one thing are one case; one person has one report in it, to which words are added")
    func oneCase() async throws {
        let (ada, _, channel) = try await square(1)
        let cy = try await Browser.person("Cy", on: site)
        try await cy.get(channel)
        try await cy.post("\(channel)/join", [:])
        let address = "\(channel)/messages/1/report"
        try await ada.get(address)
        let form = [
            "reason": "spam", "words": "First.", "nonce": try #require(ada.hidden("nonce")),
            "csrf": try #require(ada.hidden("csrf")),
        ]
        for _ in 1...2 { #expect(try await ada.post(address, form).status == .seeOther) }
        #expect(try await ada.get(address).text.contains("You have reported it already."))
        try await report(address, "Second.", reason: "hate", by: ada)
        try await report(address, "", reason: "hate", by: ada)
        try await report(address, "Mine.", by: cy)
        #expect(
            try database.administer("select reporters, outcome from agentor.report_cases") == [["2", nil]])
        #expect(
            try database.administer("select reason from agentor.reports order by reason") == [
                ["hate"], ["scam"],
            ]
        )
        let own = try await ada.get("/reports").text
        #expect(
            own.contains("First.\n\nSecond.") && !own.contains("Mine.") && own.contains("<span>Hate</span>"))
        // Once it is decided, what is reported is another case.
        try database.administer(
            "update agentor.report_cases set outcome = 'dismissed', decided_at = clock_timestamp()")
        try await report(address, "Third.", by: ada)
        #expect(
            try database.administer("select reporters from agentor.report_cases order by opened_at")
                == [["2"], ["1"]])
        let both = try await ada.get("/reports").text
        #expect(both.contains("it keeps the rules") && both.contains("Waits to be looked at"))
    }

    @Test("those who report in the same moment are one case, and one form is one report")
    func atOnce() async throws {
        let (ada, _, channel) = try await square(1)
        let cy = try await Browser.person("Cy", on: site)
        try await cy.get(channel)
        try await cy.post("\(channel)/join", [:])
        let address = "\(channel)/messages/1/report"
        var requests: [Request] = []
        for browser in [ada, cy] {
            try await browser.get(address)
            let fields = [
                "reason": "spam", "words": "Once.", "nonce": try #require(browser.hidden("nonce")),
                "csrf": try #require(browser.hidden("csrf")),
            ]
            let form = Fields(fields.map { (name: $0.key, value: $0.value) })
            for _ in 1...3 { requests.append(try browser.request(.post, address, [:], Body(form: form))) }
        }
        let answers = await withTaskGroup(of: Status.self) { group in
            for request in requests { group.addTask { [site] in await site.respond(to: request).status } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0 == .seeOther }, "\(answers)")
        #expect(try database.administer("select reporters from agentor.report_cases") == [["2"]])
        for browser in [ada, cy] {
            #expect(try await browser.get("/reports").text.matches(of: /Once\./).count == 1)
        }
    }

    @Test("nobody reports what they do not see, nor what is theirs, and strangers sign in first")
    func refusals() async throws {
        let hana = try await agent("Hana Sato")
        try await offerService(hana)
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let hidden = try await ada.createChannel("Hidden", visibility: "private")
        let open = try await ada.createChannel("Open")
        for channel in [hidden, open] { try await ada.say("said by Ada", in: channel) }
        let service = "/agents/hana-sato/services/1/report"
        let refused = [
            (eve, "\(hidden)/report"), (eve, "\(hidden)/messages/1/report"),
            (eve, "\(open)/messages/1/report"), (eve, "\(open)/messages/2/report"),
            (ada, "\(open)/messages/1/report"), (ada, "\(open)/report"), (ada, "/reports/people/ada"),
            (ada, "/reports/people/nobody"), (hana, service), (hana, "/reports/people/hana-sato"),
            (ada, "/agents/hana-sato/services/2/report"), (ada, "/agents/ada/services/1/report"),
        ]
        for (browser, address) in refused {
            #expect(try await browser.get(address).status == .notFound, "\(address)")
            #expect(try await report(address, by: browser).status == .notFound, "\(address)")
        }
        #expect(try database.count("agentor.report_cases") == 0)
        let stranger = Browser(site)
        for address in [
            "\(open)/report", "\(open)/messages/1/report", "/reports/people/ada", service, "/reports",
        ] {
            #expect(try await stranger.get(address).location?.hasPrefix("/sign-in") == true, "\(address)")
        }
        // What is found by those who may is found.
        try await eve.get(open)
        try await eve.post("\(open)/join", [:])
        #expect(try await report("\(open)/messages/1/report", by: eve).status == .seeOther)
        #expect(try await report("\(open)/report", by: eve).status == .seeOther)
        #expect(try await report(service, by: eve).status == .seeOther)
        // A member who was removed, and whoever was blocked by an agent, have nothing there any more.
        try await ada.get("\(open)/members/eve/remove")
        try await ada.post("\(open)/members/eve/remove", [:])
        #expect(try await report("\(open)/messages/1/report", by: eve).status == .notFound)
        try await hana.get("/account/blocks/eve/block")
        try await hana.post("/account/blocks/eve/block", [:])
        #expect(try await report(service, by: eve).status == .notFound)
        // To be blocked by somebody is no reason not to report them.
        #expect(try await report("/reports/people/hana-sato", by: eve).status == .seeOther)
    }

    @Test("bad answers are refused beside their fields, and lose nothing")
    func badAnswers() async throws {
        let (ada, eve, channel) = try await square(1)
        let address = "\(channel)/messages/1/report"
        for (reason, words, error) in [
            ("", "Kept <words>", "Choose what is wrong."),
            ("nonsense", "Kept <words>", "Choose what is wrong."),
            ("spam", "Kept <words>" + String(repeating: "x", count: 2_000), "Use 2000 characters or fewer"),
        ] {
            let answer = try await report(address, words, reason: reason, by: ada)
            #expect(answer.status == .unprocessableContent && answer.text.contains(error))
            #expect(answer.text.contains("Kept &lt;words&gt;"))
        }
        #expect(try database.count("agentor.reports") == 0)
        // Deleted while somebody writes: what they wrote stays before them.
        try await ada.get(address)
        try await eve.get("\(channel)/messages/1/delete")
        try await eve.post("\(channel)/messages/1/delete", [:])
        let late = try await ada.post(address, ["reason": "spam", "words": "Typed words"])
        #expect(late.status == .unprocessableContent && late.text.contains("Typed words"))
        #expect(late.text.contains("deleted meanwhile"))
        #expect(try await ada.get(address).location == "\(channel)/messages/1")
        #expect(try await !ada.get("\(channel)/messages/1").text.contains("/report\""))
        #expect(try database.count("agentor.report_cases") == 0)
    }

    @Test("reports come ten an hour, and fifty of one person wait")
    func limits() async throws {
        let (ada, _, channel) = try await square(13)
        for place in 1...10 {
            #expect(try await report("\(channel)/messages/\(place)/report", by: ada).status == .seeOther)
        }
        let eleventh = try await report("\(channel)/messages/11/report", "Kept", by: ada)
        #expect(eleventh.status == .tooManyRequests && eleventh.text.contains("Kept"))
        try database.administer(
            """
            insert into agentor.report_cases (kind, subject, reporters) select 'person', gen_random_uuid(), 1 from generate_series(1, 40);
            insert into agentor.reports (case_id, account_id, reason, sealed, nonce)
            select c.id, '\(try id("Ada"))', 'spam', '', gen_random_uuid() from agentor.report_cases c where c.kind = 'person';
            delete from agentor.throttles
            """)
        let full = try await report("\(channel)/messages/11/report", "Kept", by: ada)
        #expect(full.status == .unprocessableContent && full.text.contains("50 reports of yours wait"))
        #expect(full.text.contains("Kept"))
        // To what they have reported they may add.
        #expect(try await report("\(channel)/messages/10/report", "More", by: ada).status == .seeOther)
        try database.administer(
            "update agentor.report_cases set outcome = 'warned', decided_at = now() where id in (select id from agentor.report_cases limit 1)"
        )
        #expect(try await report("\(channel)/messages/11/report", by: ada).status == .seeOther)
        // What cannot be read any more is said to be so.
        let pages = try await ada.get("/reports").text
        #expect(pages.contains("Something that can be read no more") && pages.contains("rel=\"next\""))
    }

    @Test("SQL of a serving role reports nothing but what its viewer sees, and reads of nobody else")
    func attack() async throws {
        let (ada, _, channel) = try await square(2)
        let mallory = try await Browser.person("Mallory", on: site)
        _ = mallory
        try await report("\(channel)/messages/1/report", "Ada’s words", by: ada)
        let hers = try id("Mallory")
        let message = try #require(
            try database.administer("select subject from agentor.report_cases")[0][0])
        let slug = channel.dropFirst("/channels/".count)
        #expect(
            try database.serve("select * from agentor.find_report('message', '\(slug)', 1, null)", as: hers)
                .isEmpty)
        #expect(
            try database.serve(
                "select agentor.report('message', '\(slug)', 1, '\(message)', 'spam', '', '', null, gen_random_uuid())",
                as: hers) == [[nil]])
        #expect(try database.serve("select * from agentor.own_reports(null, null, 10)", as: hers).isEmpty)
        #expect(try database.serve("select * from agentor.own_reports(null, null, 10)", as: "").isEmpty)
        #expect(
            try database.serve("select * from agentor.own_reports(null, null, 10)", as: try id("Ada")).count
                == 1)
        for table in ["reports", "report_cases", "report_evidence"] {
            for deed in ["select * from", "delete from"] {
                for who in [hers, try id("Ada")] {
                    #expect(throws: (any Error).self) {
                        try database.serve("\(deed) agentor.\(table)", as: who)
                    }
                }
            }
        }
        #expect(throws: (any Error).self) {
            try database.serve("select * from agentor.reportable('message', '\(slug)', 1, null)", as: hers)
        }
        #expect(try database.administer("select reporters from agentor.report_cases") == [["1"]])
        // Evidence that is moved to another case, or to another report, opens nothing.
        try database.administer("update agentor.report_cases set subject = gen_random_uuid()")
        #expect(try await ada.get("/reports").text.contains("Something that can be read no more"))
    }

    @Test("what somebody reported goes with their account, and what is kept of somebody goes with theirs")
    func erasure() async throws {
        let (ada, _, channel) = try await square(2)
        try await report("\(channel)/messages/1/report", by: ada)
        try await report("/reports/people/eve", by: ada)
        let cy = try await Browser.person("Cy", on: site)
        try await report("/reports/people/eve", "Mine.", by: cy)
        try database.administer("delete from agentor.accounts where full_name = 'Ada'")
        #expect(
            try database.administer("select kind, reporters from agentor.report_cases") == [["person", "1"]])
        #expect(try database.count("agentor.report_evidence") == 1)
        try database.administer("delete from agentor.accounts where full_name = 'Eve'")
        #expect(
            try database.administer("select outcome, account_id from agentor.report_cases") == [
                ["gone", nil]
            ])
        #expect(try database.count("agentor.report_evidence") == 0)
        let page = try await cy.get("/reports").text
        #expect(page.contains("The account is gone") && page.contains("Mine."))
    }

    @Test("many reports are shown page by page, each once")
    func paging() async throws {
        let (ada, _, channel) = try await square(1)
        try await report("\(channel)/messages/1/report", by: ada)
        try database.administer(
            """
            insert into agentor.report_cases (kind, subject, reporters, outcome, decided_at)
            select 'person', gen_random_uuid(), 1, 'dismissed', now() from generate_series(1, 10000);
            insert into agentor.reports (case_id, account_id, reason, sealed, nonce, reported_at)
            select c.id, '\(try id("Ada"))', 'spam', '', gen_random_uuid(), '2026-01-01' from agentor.report_cases c where c.kind = 'person';
            analyze agentor.reports; analyze agentor.report_cases
            """)
        var address: String? = "/reports"
        var count = 0
        for _ in 1...4 {
            let page = try await ada.get(try #require(address)).text
            count += page.matches(of: /<li class="folds">/).count
            let next = page.firstMatch(of: /href="(\/reports\?after=[^"]+)" rel="next"/)
            address = next.map { String($0.1).replacing("&amp;", with: "&") }
        }
        #expect(count == 80 && address != nil)
    }
}
