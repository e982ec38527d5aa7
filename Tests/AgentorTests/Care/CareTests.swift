import FastCGI
import FoundationEssentials
import Messaging
import Outgoing
import Postgres
import Synchronization
import TestDatabase
import Testing
import Text

@testable import AgentorCore
@testable import AgentorFCGI

/// Rules by which the site looks after people by itself.
@Suite("Care", .database(agentorDatabase))
struct CareTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private static let json: Headers = ["Accept": "application/json"]
    private static let words = "Buy the best followers of the whole network here, cheap and at once."

    private func id(_ name: String) throws -> String {
        try #require(
            try database.administer("select id from agentor.accounts where full_name = $1", [name]).first?[0])
    }

    private func moderator(_ name: String = "Mo") async throws -> Browser {
        let browser = try await Browser.person(name, on: site)
        try await browser.turnOnSecondFactor()
        try database.administer("insert into agentor.moderators (account_id) values ('\(try id(name))')")
        return browser
    }

    private func administrator(_ name: String = "Hana") async throws -> Browser {
        let browser = try await Browser.person(name, on: site)
        try await browser.turnOnSecondFactor()
        try database.administer("update agentor.accounts set role = 'admin' where id = '\(try id(name))'")
        return browser
    }

    private func set(_ rule: CareRule, _ json: String, isOn: Bool = true) throws {
        try database.administer(
            "update agentor.care_rules set settings = $2::jsonb, is_on = $3 where name = $1",
            [rule.rawValue, json, isOn ? "true" : "false"])
    }

    @discardableResult
    private func write(_ text: String, to handle: String, by browser: Browser) async throws -> Response {
        try await browser.get("/messages/\(handle)")
        return try await browser.post("/messages/\(handle)", ["message": text])
    }

    private func sendDue() throws { while try site.messenger.sendDue() {} }

    /// The only case that is open.
    private func openCase() throws -> String {
        let rows = try database.administer("select id from agentor.report_cases where outcome is null")
        try #require(rows.count == 1)
        return "/moderation/\(try #require(rows[0][0]))"
    }

    private func take(_ address: String, by browser: Browser) async throws {
        try await browser.get(address)
        try await browser.post("\(address)/take", [:])
        try #require(browser.last.status == .seeOther, "\(browser.last.text)")
    }

    @discardableResult
    private func decide(
        _ address: String, _ decision: String, _ span: String = "", _ message: String = "",
        by browser: Browser
    ) async throws -> Response {
        try await browser.get(address)
        return try await browser.post(
            "\(address)/decide",
            ["decision": decision, "span": span, "message": message, "why": "Rule 1: advertising."])
    }

    // MARK: Contact data

    @Test(
        "links, addresses and telephone numbers are found, and what only looks a little like them is not",
        arguments: [
            ("see https://example.com/x", ContactData.link), ("www.example.org", .link),
            ("go to my-shop.online/now", .link), ("ada@example.com", .mail),
            ("call +44 20 7946 0958", .telephone),
            ("0301 234567-89", .telephone), ("a@example.com or example.net", [.mail, .link]),
            ("I know Node.js and e.g. Swift.", []), ("on 2026-11-30 at 10:15", []), ("10,000,000 people", []),
            ("@ada, hello. Thanks", []), ("12345678", []),
            ("http://127.0.0.1:8080/agents/ada/services/1", []),
        ] as [(String, ContactData)])
    func contactData(text: String, expected: ContactData) {
        #expect(ContactData(in: text, at: "http://127.0.0.1:8080") == expected)
    }

    @Test(
        "whoever is written to by a stranger is warned of contact data beside the request, and nobody else is"
    )
    func warning() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        try await write("Write to me at eve@example.com", to: "bo", by: ada)
        let warning = "Contact data in a first message: it has an email address"
        #expect(try await bo.get("/messages/ada").text.contains(warning))
        #expect(try await !ada.get("/messages/bo").text.contains(warning))
        try set(.contactData, "{}", isOn: false)
        #expect(try await !bo.get("/messages/ada").text.contains(warning))
        try set(.contactData, "{}")
        try await bo.get("/messages/ada")
        try await bo.post("/messages/ada/shelf", ["shelf": "inbox"])
        #expect(try await !bo.get("/messages/ada").text.contains(warning), "they have accepted it")
    }

    @Test("what a stranger writes next is warned of by the live document, where the page does not say it yet")
    func liveWarning() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        try await write("Good day", to: "bo", by: ada)
        let warning = "Contact data in a first message: it has an email address"
        let page = try await bo.get("/messages/ada").text
        #expect(page.contains("id=\"care\"") && !page.contains("Contact data"))
        // The address of its live document, in the document of the frame.
        let live = try #require(
            page.firstMatch(of: /\/channels\/[a-z0-9-]+\/live\?read=[0-9]+&(amp;)*care=0/).map {
                String($0.0)
            })
        let address = live.replacing("amp;", with: "")
        #expect(try await !bo.get(address).text.contains("Contact data"))
        try await write("Write to me at ada@example.com", to: "bo", by: ada)
        let document = try await bo.get(address).text
        #expect(document.contains(warning) && document.contains("href=\"/reports/people/ada?next="))
        #expect(document.contains("care=0&amp;"), "the next one goes by the same")
        #expect(try await !bo.get(address.replacing("care=0", with: "care=2")).text.contains("Contact data"))
        #expect(try await !bo.get(address.replacing("&care=0", with: "")).text.contains("Contact data"))
        #expect(try await !ada.get(address).text.contains("Contact data"), "they wrote it")
        #expect(try await bo.get("/messages/ada").text.contains(warning))
        #expect(try await bo.get("/messages/ada").text.contains("care=2"))
        try set(.contactData, "{}", isOn: false)
        #expect(try await !bo.get(address).text.contains("Contact data"))
    }

    // MARK: The same words

    @Test(
        "words are known again whatever the greeting, case, accents and digits, and short ones are nobody’s")
    func known() {
        let one = CareRules.known("Hello Ada,\nI can help you with your taxes: 100 € a month!")
        #expect(one != nil)
        #expect(one == CareRules.known("Dear Bo!\nI CAN help yoú with your taxes, 200 a month"))
        #expect(one != CareRules.known("Hello Ada,\nI can help you with your garden"))
        #expect(CareRules.known("Hello Ada, how are you?") == nil)
    }

    @Test("the same words to many strangers wait from then on, and come once they are let go")
    func sameWords() async throws {
        try set(.sameWords, #"{"strangers": 3, "hours": 24}"#)
        let eve = try await Browser.person("Eve", on: site)
        var people: [Browser] = []
        for name in ["Ada", "Bo", "Cy", "Di"] { people.append(try await Browser.person(name, on: site)) }
        let mo = try await moderator()
        for (place, name) in ["ada", "bo", "cy", "di"].enumerated() {
            let sent = try await write("Hello \(name),\n\(Self.words)", to: name, by: eve)
            #expect(sent.location == "/messages/\(name)?sent=\(place < 2 ? 1 : 0)")
        }
        // Not by what a request is asked for, nor by the words in the database.
        let known = try #require(CareRules.known(Self.words))
        #expect(
            try database.administer("select mark::text from agentor.first_messages").allSatisfy {
                !($0[0] ?? "").contains(known)
            })
        let cy = people[2]
        for path in [
            "/messages", "/messages?on=requests", "/messages/eve", "/search?q=followers", "/dashboard",
            "/notifications",
        ] {
            #expect(try await !cy.get(path).text.contains("cheap and at once"), "\(path)")
        }
        #expect(try await !cy.get("/messages?on=requests").text.contains("@eve"))
        let own = try await eve.get("/messages/cy").text
        #expect(own.contains("followers") && own.contains("Held") && own.contains("Only you see this"))
        #expect(try await eve.get("/scheduled").text.contains("Held: a moderator looks at it"))
        let cases = try database.administer(
            "select c.id from agentor.report_cases c where c.outcome is null order by c.opened_at")
        #expect(cases.count == 2)
        let address = "/moderation/\(try #require(cases[0][0]))"
        #expect(try await mo.get("/moderation").text.contains("The same words to many strangers"))
        let page = try await mo.get(address).text
        #expect(page.contains("Held by rule") && page.contains("followers"))
        try await take(address, by: mo)
        #expect(try await decide(address, "dismissed", by: mo).status == .seeOther)
        try sendDue()
        #expect(try await cy.get("/messages/eve").text.contains("followers"))
        #expect(try await cy.get("/messages?on=requests").text.contains("@eve"))
        #expect(try await !people[3].get("/messages/eve").text.contains("followers"))
        let acts = try database.administer(
            "select action from agentor.audit_log where subject = '\(try #require(cases[0][0]))' order by number"
        )
        #expect(acts == [["case.opened"], ["case.taken"], ["case.decided"]])
    }

    // MARK: Words

    private func held() async throws -> (eve: Browser, ada: Browser, mo: Browser, address: String) {
        try set(.words, #"{"words": ["casino", "quick money"]}"#)
        let eve = Browser(site)
        try await eve.signUp("Eve", email: "eve@example.com")
        try await eve.get("/onboarding/client-profile")
        try await eve.post(
            "/onboarding/client-profile",
            ["company": "Company", "need": "Help", "budget": "open", "time-zone": "Europe/Lisbon"])
        let ada = try await Browser.person("Ada", on: site)
        let mo = try await moderator()
        #expect(try await write("Come to our CASÍNO.", to: "ada", by: eve).location == "/messages/ada?sent=0")
        return (eve, ada, mo, try openCase())
    }

    @Test("words are found as whole words, in any case and with any accents")
    func matching() {
        let rules = CareRules([.words: CareSetting(isOn: true, list: ["casino", "quick money"])])
        #expect(rules.word(in: "The Casíno!") == "casino")
        #expect(rules.word(in: "QUICK   money") == "quick money")
        #expect(rules.word(in: "casinos and quickly money") == nil)
        #expect(CareRules([.words: CareSetting(isOn: false, list: ["casino"])]).word(in: "casino") == nil)
    }

    @Test("a program is told that a message waits")
    func program() async throws {
        try set(.words, #"{"words": ["casino"]}"#)
        let eve = try await Browser.person("Eve", on: site)
        _ = try await Browser.person("Ada", on: site)
        try await eve.get("/messages/ada")
        let answer = try await eve.post("/messages/ada", ["message": "A casino"], Self.json)
        #expect(answer.text.contains("\"isHeld\":true"), "\(answer.text)")
    }

    @Test(
        "what is taken away nobody gets, its author has a letter, and an appeal that is right sends it after all"
    )
    func removed() async throws {
        let (eve, ada, mo, address) = try await held()
        try await take(address, by: mo)
        #expect(try await decide(address, "removed", by: mo).status == .seeOther)
        try sendDue()
        #expect(try await !ada.get("/messages/eve").text.contains("CASÍNO"))
        let letter = try #require(eve.letter(to: "eve@example.com"))
        #expect(letter.paragraphs.joined().contains("Rule 1: advertising."))
        #expect(letter.paragraphs.joined().contains("One of the rules by which Agentor looks after people"))
        #expect(try await eve.get("/messages/ada").text.contains("A moderator took it away"))
        let link = try eve.link(to: "eve@example.com")
        try await eve.get(link)
        try await eve.post(link, ["words": "It was about a film."])
        let other = try await moderator("Nia")
        try await other.get(address)
        #expect(
            try await other.post("\(address)/appeal", ["appeal": "reversed", "why": "It is a film."]).status
                == .seeOther)
        try sendDue()
        #expect(try await ada.get("/messages/eve").text.contains("CASÍNO"))
    }

    @Test("nobody but a moderator lets it go, not its author where they are one, and not whoever it is for")
    func refusals() async throws {
        let (eve, ada, mo, address) = try await held()
        try await eve.turnOnSecondFactor()
        try database.administer("insert into agentor.moderators (account_id) values ('\(try id("Eve"))')")
        for browser in [eve, ada, Browser(site)] {
            try await browser.get("/terms")
            for path in [address, "/moderation/\(UUID().uuidString)"] {
                let answer = try await browser.get(path)
                #expect([.notFound, .seeOther].contains(answer.status), "\(path)")
                #expect(!answer.text.contains("CASÍNO"))
            }
            let answer = try await browser.post("\(address)/decide", ["decision": "dismissed", "why": "x"])
            #expect(answer.status != .ok)
        }
        #expect(try await !eve.get("/moderation").text.contains("first message"))
        #expect(try await decide(address, "dismissed", by: mo).text.contains("nobody has taken it"))
        #expect(try database.administer("select outcome from agentor.report_cases") == [[nil]])
        // By SQL of the serving role, whoever it is but a moderator.
        let dossier = try #require(address.split(separator: "/").last)
        for name in ["Eve", "Ada"] {
            for call in ["rule_case", "held_words"] {
                #expect(
                    try database.serve("select * from agentor.\(call)('\(dossier)')", as: id(name)).isEmpty)
            }
        }
        #expect(try database.serve("select * from agentor.held_words('\(dossier)')", as: id("Mo")).count == 1)
        let place = "(select id from messaging.scheduled_messages limit 1)"
        for sql in [
            "select messaging.release_held(\(place))",
            "select agentor.open_rule_case('person', null, 0, null, '', '', null, null)",
            "select * from agentor.first_messages", "select * from agentor.care_rules",
            "select * from agentor.care_settings()", "select * from agentor.hook_calls",
        ] {
            for name in ["Eve", "Ada", "Mo"] {
                #expect(throws: (any Error).self, "\(sql)") { try database.serve(sql, as: id(name)) }
            }
        }
    }

    @Test("what its author takes back is no case any more")
    func takenBack() async throws {
        let (eve, _, _, _) = try await held()
        let id = try #require(
            try database.administer("select id from messaging.scheduled_messages")[0][0])
        try await eve.get("/scheduled/\(id)/cancel")
        try await eve.post("/scheduled/\(id)/cancel", [:])
        #expect(try database.count("messaging.scheduled_messages") == 0)
        #expect(try database.administer("select outcome from agentor.report_cases") == [["gone"]])
    }

    @Test("a page, a service and a channel with such words are shown, and each is a case, once")
    func publicWords() async throws {
        try set(.words, #"{"words": ["casino"]}"#)
        let eve = try await Browser.person("Eve", on: site)
        let mo = try await moderator()
        try await eve.get("/channels/new")
        try await eve.post(
            "/channels", ["name": "Casino talk", "description": "All about it", "visibility": "public"])
        let address = try openCase()
        let page = try await mo.get(address).text
        #expect(page.contains("Words held for review") && page.contains("Casino talk"))
        #expect(try await mo.get("/channels/casino-talk").status == .ok)
        try await take(address, by: mo)
        try await decide(address, "dismissed", by: mo)
        // Found to keep the rules, it is not opened again for the same.
        try await eve.get("/channels/casino-talk/settings")
        try await eve.post(
            "/channels/casino-talk/settings", ["name": "Casino talk", "description": "All about it"])
        #expect(try database.count("agentor.report_cases") == 1)
        try await eve.get("/channels/casino-talk/settings")
        try await eve.post(
            "/channels/casino-talk/settings", ["name": "Casino talk", "description": "Something else"])
        #expect(try database.count("agentor.report_cases") == 2)
    }

    // MARK: Holding somebody

    @Test("of whoever is held all they write first waits, with a letter, until the time is over or an appeal")
    func holding() async throws {
        let (eve, _, mo, address) = try await held()
        _ = try await Browser.person("Bo", on: site)
        try await take(address, by: mo)
        #expect(try await decide(address, "held", "always", "goes", by: mo).text.contains("a year at most"))
        #expect(try await decide(address, "held", "week", "goes", by: mo).status == .seeOther)
        let letter = try #require(eve.letter(to: "eve@example.com"))
        #expect(letter.subject == "What you write first to strangers is held for a while")
        #expect(letter.paragraphs.joined().contains("Rule 1: advertising."))
        #expect(try await write("Hello", to: "bo", by: eve).location == "/messages/bo?sent=0")
        #expect(
            try database.administer(
                "select rule from agentor.report_cases where outcome is null") == [["person"]])
        let link = try eve.link(to: "eve@example.com")
        try await eve.get(link)
        try await eve.post(link, ["words": "I did nothing."])
        let other = try await moderator("Nia")
        try await other.get(address)
        try await other.post("\(address)/appeal", ["appeal": "reversed", "why": "Right."])
        _ = try await Browser.person("Cy", on: site)
        #expect(try await write("Hello", to: "cy", by: eve).location == "/messages/cy?sent=1")
    }

    // MARK: New accounts

    @Test("a new account begins fewer conversations, and grows out of it by age or by being answered")
    func newAccounts() async throws {
        let eve = try await Browser.person("Eve", on: site)
        for number in 1...8 { _ = try await Browser.person("Person \(number)", on: site) }
        for number in 1...5 {
            #expect(try await write("Hello", to: "person-\(number)", by: eve).status == .seeOther)
        }
        #expect(try await write("Hello", to: "person-6", by: eve).status == .tooManyRequests)
        try set(.newAccounts, #"{"days": 7, "answered": 3}"#, isOn: false)
        #expect(try await write("Hello", to: "person-6", by: eve).status == .seeOther)
        try set(.newAccounts, #"{"days": 7, "answered": 3}"#)
        func newness() throws -> String? {
            try database.serve("select agentor.own_newness()", as: id("Eve"))[0][0]
        }
        #expect(try newness() == "day")
        try database.administer(
            "update agentor.accounts set created_at = now() - interval '2 days' where full_name = 'Eve'")
        #expect(try newness() == "week")
        #expect(try await write("Hello", to: "person-7", by: eve).status == .seeOther)
        for number in 1...3 {
            let browser = Browser(site)
            let email = try #require(
                try database.administer(
                    "select email from agentor.accounts where full_name = 'Person \(number)'")[0][0])
            try await browser.signIn(email)
            try await write("Hello Eve", to: "eve", by: browser)
        }
        #expect(try newness() == nil)
        try database.administer("delete from messaging.messages where parent_id is null")
        #expect(try newness() == "week")
        try database.administer(
            "update agentor.accounts set created_at = now() - interval '8 days' where full_name = 'Eve'")
        #expect(try newness() == nil)
    }

    // MARK: Look-alikes

    @Test("a name that looks like that of somebody known is a case, one like that of anybody else is none")
    func lookAlikes() async throws {
        let mo = try await moderator("Moira Hill")
        _ = try await Browser.person("Ada Jones", on: site)
        _ = try await Browser.person("Ada Jоnes", on: site)
        #expect(try database.count("agentor.report_cases") == 0, "she has been shown nowhere")
        let eve = try await Browser.person("Moіra HiIl", on: site)
        let address = try openCase()
        let page = try await mo.get(address).text
        #expect(page.contains("Names that look like those of known people") && page.contains("@moira-hill"))
        #expect(try database.administer("select rule from agentor.report_cases") == [["look-alikes"]])
        _ = eve
    }

    // MARK: Disposable mail

    @Test(
        "an address that is thrown away is refused beside the field, with a shipped domain and an operator’s own"
    )
    func disposable() async throws {
        try set(.disposableMail, #"{"domains": ["gone.example"]}"#)
        let stranger = Browser(site)
        for domain in ["mailinator.com", "sub.mailinator.com", "gone.example", "a.gone.example"] {
            try await stranger.get("/sign-up")
            let page = try await stranger.post(
                "/sign-up",
                ["name": "Eve", "email": "eve@\(domain)", "password": Browser.password])
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("Addresses of \(domain) are thrown away after a while"))
        }
        #expect(site.mails.letters(to: "eve@mailinator.com").isEmpty)
        try set(.disposableMail, #"{"domains": []}"#, isOn: false)
        try await Browser(site).signUp("Eve", email: "eve@mailinator.com")
        try set(.disposableMail, #"{"domains": []}"#)
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/account/email")
        let page = try await ada.post("/account/email", ["email": "ada@mailinator.com"])
        #expect(page.text.contains("are thrown away after a while"), "\(page.text)")
    }

    // MARK: Rules

    @Test("an administrator sees each rule, sets it with a reason, and each change is a line in the log")
    func rules() async throws {
        let hana = try await administrator()
        let page = try await hana.get("/admin/care").text
        for rule in CareRule.allCases { #expect(page.contains(rule.label), "\(rule)") }
        try await hana.get("/admin/care/same-words")
        var fields = ["state": "on", "strangers": "1", "hours": "12", "reason": ""]
        let wrong = try await hana.post("/admin/care/same-words", fields)
        #expect(
            wrong.text.contains("Enter a whole number from 2 to 100.")
                && wrong.text.contains("Give a reason."))
        fields["strangers"] = "8"
        fields["reason"] = "Too eager."
        #expect(
            try await hana.post("/admin/care/same-words", fields).location == "/admin/care?done=care")
        try await hana.get("/admin/care/same-words")
        #expect(
            try await hana.post("/admin/care/same-words", fields).text.contains("It is so already."))
        try await hana.get("/admin/care/words")
        try await hana.post(
            "/admin/care/words", ["state": "on", "list": "casino\n\n casino\nquick money", "reason": "Spam."])
        #expect(try await hana.get("/admin/care/words").text.contains("casino\nquick money"))
        let lines = try database.administer(
            "select label, reason, actor_kind, details::text from agentor.audit_log where action = 'care.changed' order by number"
        )
        #expect(lines.map { $0[0] } == ["same-words", "words"])
        #expect(lines.map { $0[1] } == ["Too eager.", "Spam."])
        #expect(lines.allSatisfy { $0[2] == "administrator" && !($0[3] ?? "").contains("casino") })
        #expect(try await hana.get("/admin/care/nothing").status == .notFound)
        // It holds at once where it was changed.
        let eve = try await Browser.person("Eve", on: site)
        _ = try await Browser.person("Ada", on: site)
        #expect(try await write("quick money", to: "ada", by: eve).location == "/messages/ada?sent=0")
    }

    @Test("trying a rule says what it would have caught, changes nothing, and is a line in the log")
    func trial() async throws {
        let hana = try await administrator()
        let eve = try await Browser.person("Eve", on: site)
        for name in ["Ada", "Bo", "Cy"] {
            _ = try await Browser.person(name, on: site)
            try await write("\(Self.words) at example.com", to: name.lowercased(), by: eve)
        }
        try set(.words, #"{"words": ["followers"]}"#, isOn: false)
        try set(.sameWords, #"{"strangers": 2, "hours": 24}"#, isOn: false)
        try set(.disposableMail, #"{"domains": ["example.com"]}"#)
        let before = try database.administer("select name, is_on from agentor.care_rules order by name")
        for (rule, caught) in [("contact-data", 3), ("words", 3), ("same-words", 2), ("look-alikes", 0)] {
            let page = try await hana.get("/admin/care/\(rule)/try").text
            #expect(page.contains("\(caught) caught. Nothing was changed."), "\(rule): \(page)")
            #expect(!page.contains("best followers"), "what was said is nobody's to read")
            #expect(page.contains("@eve") == (caught > 0))
        }
        #expect(try await hana.get("/admin/care/disposable-mail/try").text.contains("5 caught."))
        #expect(try await hana.get("/admin/care/new-accounts/try").text.contains("0 caught."))
        #expect(try database.count("agentor.report_cases") == 0)
        #expect(
            try database.administer("select name, is_on from agentor.care_rules order by name") == before)
        #expect(
            try database.administer("select count(*) from agentor.audit_log where action = 'care.tried'")
                == [["6"]])
        // Nobody else reads what was said by these functions.
        for name in ["Eve", "Ada"] {
            for call in [
                "recent_first_messages('words', null, 10)", "recent_accounts('words', null, 10)",
                "recent_look_alikes('words', null, 10, 0)", "listed_care_rules()",
            ] {
                #expect(try database.serve("select * from agentor.\(call)", as: id(name)).isEmpty)
            }
            #expect(
                try database.serve(
                    "select agentor.change_care_rule('words', false, '{}', 'x')", as: id(name)) == [[nil]])
        }
    }

    @Test("an operator does the same on the machine, under their name there")
    func operators() throws {
        let pool = Pool(Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger)
        defer { pool.close() }
        let keeper = CareKeeper(owner: pool, address: "http://127.0.0.1:8080", operatorName: "ada as root")
        #expect(try keeper.list().map(\.rule) == CareRule.allCases)
        let setting = CareSetting(isOn: false, numbers: ["strangers": 9, "hours": 1])
        #expect(try keeper.set(.sameWords, to: setting, reason: "Quiet."))
        #expect(try keeper.list().first { $0.rule == .sameWords }?.setting == setting)
        #expect(throws: Administrators.Obstacle.self) {
            try keeper.set(.sameWords, to: setting, reason: "Quiet.")
        }
        #expect(throws: Administrators.Obstacle.self) { try keeper.set(.words, to: setting, reason: " ") }
        #expect(try keeper.try(.lookAlikes, as: CareSetting(isOn: true)).looked == 0)
        #expect(
            try database.administer(
                "select action, actor_kind, actor_name, reason from agentor.audit_log order by number") == [
                    ["care.changed", "operator", "ada as root", "Quiet."],
                    ["care.tried", "operator", "ada as root", nil],
                ])
    }

    @Test("the queue stays quick to read with ten thousand that wait")
    func many() async throws {
        let mo = try await moderator()
        try database.administer(
            "insert into agentor.report_cases (kind, subject, rule, account_id) select 'held', gen_random_uuid(), 'words', null from generate_series(1, 10000)"
        )
        let page = try await mo.get("/moderation").text
        #expect(page.split(separator: "<tr>").count == 22, "a head and twenty rows")
        let next = try #require(page.firstMatch(of: /href="(\/moderation\?after=[^"]+)" rel="next"/)?.1)
        #expect(try await mo.get(String(next)).text.contains("A first message"))
    }

    // MARK: The hook

    /// A service of an operator's.
    private final class Service: HTTPTransport, Sendable {
        let asked = Mutex<[HTTPRequest]>([])
        let answers = Mutex<[HTTPResponse]>([])

        func send(_ request: HTTPRequest, within time: Duration) throws(TransferFailure) -> HTTPResponse {
            asked.withLock { $0.append(request) }
            return answers.withLock { $0.isEmpty ? HTTPResponse(status: 200) : $0.removeFirst() }
        }
    }

    @Test("a service of the operator’s is told of first messages, signed and without words, until it answers")
    func hook() async throws {
        let secret = "whsec_\(Data((0..<32).map { UInt8($0) }).base64EncodedString())"
        let settings = try #require(HookSettings(address: "https://care.example/hook", secret: secret))
        let site = try Site.forTest(hook: settings)
        let service = Service()
        let caller = HookCaller(
            database: site.database, keys: site.settings.keys, settings: settings, transport: service)
        #expect(try !caller.callOne())
        let eve = try await Browser.person("Eve", on: site)
        _ = try await Browser.person("Ada", on: site)
        try await eve.get("/messages/ada")
        #expect(
            try await eve.post("/messages/ada", ["message": "Secret words"]).location
                == "/messages/ada?sent=1")
        service.answers.withLock {
            $0 = [
                HTTPResponse(status: 503), HTTPResponse(status: 200, body: Array(#"{"action":"hold"}"#.utf8)),
            ]
        }
        #expect(try caller.callOne())
        #expect(try !caller.callOne(), "not at once again")
        #expect(try database.administer("select last_error from agentor.hook_calls") == [["status 503"]])
        try database.administer("update agentor.hook_calls set next_attempt_at = now()")
        #expect(try caller.callOne())
        #expect(try database.count("agentor.hook_calls") == 0)
        #expect(
            try database.administer("select kind, rule from agentor.report_cases") == [["message", "hook"]])
        let request = try #require(service.asked.withLock { $0.last })
        let body = try #require(request.text)
        #expect(
            body.contains("\"strangers\":1") && body.contains("\"handle\":\"@eve\"")
                && !body.contains("Secret"))
        func header(_ name: String) throws -> String {
            try #require(request.headers.first { $0.hasPrefix("\(name): ") }).replacing("\(name): ", with: "")
        }
        let seconds = try #require(Int(try header("webhook-timestamp")))
        #expect(
            try header("webhook-signature")
                == settings.signature(of: body, id: header("webhook-id"), at: seconds))
        // With words where an operator wants that.
        try set(.hook, #"{"text": 1}"#)
        _ = try await Browser.person("Bo", on: site)
        try await eve.get("/messages/bo")
        try await eve.post("/messages/bo", ["message": "Secret words"])
        #expect(try caller.callOne())
        #expect(service.asked.withLock { $0.last?.text?.contains("\"text\":\"Secret words\"") } == true)
        try set(.hook, #"{"text": 0}"#, isOn: false)
        _ = try await Browser.person("Cy", on: site)
        try await eve.get("/messages/cy")
        try await eve.post("/messages/cy", ["message": "Secret words"])
        #expect(try !caller.callOne())
    }
}
