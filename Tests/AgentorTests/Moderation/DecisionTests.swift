import FastCGI
import FoundationEssentials
import TestDatabase
import Testing
import Text

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Decisions", .database(agentorDatabase))
struct DecisionTests {
    private let moderated: ModeratedSite
    private var site: Site { moderated.site }
    private var database: TestDatabase { moderated.database }

    init() throws { moderated = try ModeratedSite() }

    private static let json: Headers = ["Accept": "application/json"]
    private static let eve = "eve@example.com"

    /// Eve writes three messages into Ada's channel, Ada reports the second, and Mo takes the case.
    private func taken() async throws -> (
        ada: Browser, eve: Browser, mo: Browser, channel: String, address: String
    ) {
        let ada = try await Browser.person("Ada", on: site)
        let eve = Browser(site)
        try await eve.signUp("Eve", email: Self.eve)
        try await eve.get("/onboarding/client-profile")
        try await eve.post(
            "/onboarding/client-profile",
            ["company": "Company", "need": "Help", "budget": "open", "time-zone": "Europe/Lisbon"])
        let channel = try await ada.createChannel("Square")
        try await eve.get(channel)
        try await eve.post("\(channel)/join", [:])
        for number in 1...3 { try await eve.say("word \(number) of Eve", in: channel) }
        let address = try await moderated.report("\(channel)/messages/2/report", by: ada)
        let mo = try await moderated.moderator("Mo")
        try await moderated.take(address, by: mo)
        return (ada, eve, mo, channel, address)
    }

    @discardableResult
    private func decide(
        _ address: String, _ decision: String, _ span: String = "", _ message: String = "",
        why: String = "Rule 4: money.", by browser: Browser
    ) async throws -> Response {
        try await browser.get(address)
        return try await browser.post(
            "\(address)/decide", ["decision": decision, "span": span, "message": message, "why": why])
    }

    /// Where the last letter about a decision leads to.
    private func link() throws -> String {
        site.postman.deliverDue()
        let all = site.mails.letters(to: Self.eve).compactMap { $0.action?.address }
        let address = try #require(all.last { $0.contains("/decision?") })
        return address.replacing(site.settings.address, with: "")
    }

    /// Appeals by the link of the last letter, in a browser of nobody's.
    private func appeal(_ words: String) async throws -> Response {
        let stranger = Browser(site)
        let link = try link()
        try await stranger.get(link)
        // As if the form had been opened before, where there is none any more.
        if stranger.hidden("csrf") == nil { try await stranger.get("/sign-in") }
        return try await stranger.post(link, ["words": words])
    }

    private func decideAppeal(
        _ address: String, _ outcome: String, why: String = "Looked again.", by browser: Browser
    ) async throws -> Response {
        try await browser.get(address)
        return try await browser.post("\(address)/appeal", ["appeal": outcome, "why": why])
    }

    private static let sentence = "This message is hidden while a moderator looks at it."

    @Test(
        "what is hidden for now nobody but its author reads, wherever it stands, and it is there again once it is shown"
    )
    func hiding() async throws {
        let (ada, eve, mo, channel, address) = try await taken()
        try await ada.get("\(channel)/messages/2")
        try await ada.post("\(channel)/messages", ["message": "I quote that", "quoting": "2"])
        try await eve.get("\(channel)/messages/2/edit")
        try await eve.post("\(channel)/messages/2/edit", ["message": "second secret", "version": "1"])
        try await ada.get("\(channel)/messages/2/forward")
        #expect(try await moderated.press("hide", on: address, by: mo).location == "\(address)?done=hidden")
        #expect(try await moderated.press("hide", on: address, by: mo).status == .seeOther, "twice is once")
        for path in [
            channel, "\(channel)/messages/2", "\(channel)/messages/2/history", "/search?q=secret",
            "/search?q=word", "\(channel)/threads", "/notifications", "/channels", "/dashboard",
            "\(channel)/messages/2/report",
        ] {
            let text = try await ada.get(path).text
            #expect(!text.contains("second secret") && !text.contains("word 2 of Eve"), "\(path)")
        }
        #expect(try await ada.get(channel).text.contains(Self.sentence))
        let message = try await ada.get("\(channel)/messages/2", Self.json).text
        #expect(message.contains("\"isHidden\":true") && message.contains("\"text\":\"\""))
        #expect(try await ada.get("\(channel)/messages/2/forward").text.contains("second secret") == false)
        let own = try await eve.get("\(channel)/messages/2").text
        #expect(own.contains("second secret") && own.contains("Others cannot read this"))
        #expect(try await eve.get(channel).text.contains("Only you can read what it says"))
        #expect(try await !ada.get(channel).text.contains("Only you can read what it says"))
        #expect(
            try await eve.get("\(channel)/messages/2", Self.json).text.contains("second secret"))
        try await eve.get(channel)
        #expect(
            try await eve.post("\(channel)/messages/2/edit", ["message": "other", "version": "2"]).text
                .contains("A moderator looks at this message"))
        let letter = try #require(eve.letter(to: Self.eve))
        #expect(letter.subject == "Something of yours is hidden for now")
        // By SQL neither, and nobody but the owner's functions puts it back.
        let who = try moderated.id("Ada")
        for sql in [
            "select content, sealed::text from messaging.messages where seq = 2",
            "select content, sealed::text from messaging.message_versions",
        ] {
            #expect(
                try database.serve(sql, as: who).flatMap { $0 }.compactMap(\.self).allSatisfy {
                    $0 == Self.sentence
                })
        }
        #expect(try database.serve("select * from messaging.own_hidden('square', 2)", as: who).isEmpty)
        for sql in ["* from messaging.hidden_messages", "messaging.show_message(gen_random_uuid())"] {
            #expect(throws: (any Error).self, "\(sql)") { try database.serve("select \(sql)", as: who) }
        }
        #expect(try await moderated.press("unhide", on: address, by: mo).location == "\(address)?done=shown")
        #expect(try await ada.get(channel).text.contains("second secret"))
        #expect(try await ada.get("\(channel)/messages/2/history").text.contains("word 2 of Eve"))
        #expect(try await ada.get("/search?q=secret").text.contains("second"))
        // What is decided otherwise ends it, too.
        _ = try await moderated.press("hide", on: address, by: mo)
        #expect(try await decide(address, "dismissed", by: mo).status == .seeOther)
        #expect(try await ada.get(channel).text.contains("second secret"))
    }

    @Test("what was hidden can be taken away, by its author and by the decision, and nothing of it stays")
    func hiddenAndGone() async throws {
        let (ada, eve, mo, channel, address) = try await taken()
        _ = try await moderated.press("hide", on: address, by: mo)
        #expect(try await decide(address, "removed", by: mo).status == .seeOther)
        #expect(try database.count("messaging.hidden_messages") == 0)
        #expect(try await ada.get(channel).text.contains("This message was deleted."))
        let other = try await moderated.report("\(channel)/messages/1/report", by: ada)
        try await moderated.take(other, by: mo)
        _ = try await moderated.press("hide", on: other, by: mo)
        try await eve.get("\(channel)/messages/1/delete")
        try await eve.post("\(channel)/messages/1/delete", [:])
        #expect(try database.count("messaging.hidden_messages") == 0)
        #expect(try await moderated.press("unhide", on: other, by: mo).status == .seeOther)
        #expect(try await moderated.press("hide", on: other, by: mo).text.contains("not there any more"))
        #expect(try await decide(other, "warned", by: mo).status == .seeOther)
    }

    @Test("a hidden profile is found by nobody, and comes back when the decision is taken back")
    func profile() async throws {
        let (ada, eve, mo, _, _) = try await taken()
        try await eve.publishAgent()
        #expect(try await ada.get("/agents/eve").status == .ok)
        let address = try await moderated.report("/reports/people/eve", by: ada)
        try await moderated.take(address, by: mo)
        _ = try await moderated.press("hide", on: address, by: mo)
        #expect(try await ada.get("/agents/eve").status == .notFound)
        #expect(try await eve.get("/profile").text.contains("Moderators hide it"))
        #expect(try database.count("agentor.directory_agents") == 0)
        #expect(try await decide(address, "hidden", by: mo).status == .seeOther)
        #expect(try await ada.get("/agents/eve").status == .notFound)
        #expect(try await appeal("It is fine.").status == .seeOther)
        let nia = try await moderated.moderator("Nia")
        #expect(try await decideAppeal(address, "reversed", by: nia).status == .seeOther)
        let file = try await eve.get("/account/download/agentor-data.json").whole
        let told = try #require(file.firstMatch(of: /"decisions" : \[([^\]]*)\]/)?.1, "in one’s own data")
        for words in ["\"hidden\"", "It is fine.", "\"reversed\""] {
            #expect(told.contains(words), "\(words)")
        }
        #expect(try await ada.get("/agents/eve").status == .ok)
        #expect(try database.count("agentor.directory_agents") == 1)
    }

    @Test("a hidden service is seen by its agent alone, who is told so, and the rest of the profile stays")
    func service() async throws {
        let (ada, eve, mo, _, _) = try await taken()
        try await eve.publishAgent()
        try await eve.get("/profile/services/new")
        try await eve.post(
            "/profile/services/new",
            [
                "title": "Gold for lead", "description": "Much.", "category": "design", "price": "100",
                "currency": "EUR", "pricing": "from", "delivery": "Soon",
            ])
        try await eve.get("/profile/services")
        try await eve.post("/profile/services/1/state", ["state": "published"])
        let place = "/agents/eve/services/1"
        #expect(try await ada.get(place).status == .ok)
        let address = try await moderated.report("\(place)/report", by: ada)
        try await moderated.take(address, by: mo)
        _ = try await moderated.press("hide", on: address, by: mo)
        #expect(try await ada.get(place).status == .notFound)
        #expect(try await !ada.get("/agents/eve").text.contains("Gold for lead"))
        #expect(try await eve.get("/profile/services").text.contains("Hidden by moderators"))
        #expect(try await decide(address, "dismissed", by: mo).status == .seeOther)
        #expect(try await ada.get(place).status == .ok)
    }

    @Test("whoever is silenced reads, and is told why they write nothing, however they try, until it is over")
    func silence() async throws {
        let (ada, eve, mo, channel, address) = try await taken()
        #expect(try await decide(address, "silenced", "day", by: mo).status == .seeOther)
        let letter = try #require(eve.letter(to: Self.eve))
        #expect(letter.subject == "You cannot write for a while")
        #expect(letter.paragraphs.contains { $0.contains("cannot write anything, until") })
        #expect(letter.paragraphs.contains("Rule 4: money."))
        func tries() async throws -> [(String, Response)] {
            var answers: [(String, Response)] = []
            answers.append(("say", try await eve.say("kept words", in: channel)))
            try await eve.get("\(channel)/messages/2")
            answers.append(
                ("react", try await eve.post("\(channel)/messages/2/reactions", ["emoji": "👍"])))
            try await eve.get("\(channel)/messages/2/edit")
            answers.append(
                (
                    "edit",
                    try await eve.post(
                        "\(channel)/messages/2/edit", ["message": "changed", "version": "1"])
                ))
            try await eve.get("/messages/ada")
            answers.append(("begin", try await eve.post("/messages/ada", ["message": "Hello"])))
            try await eve.get("/channels/new")
            answers.append(
                (
                    "create",
                    try await eve.post(
                        "/channels", ["name": "Mine", "description": "", "visibility": "public"])
                ))
            return answers
        }
        for (name, answer) in try await tries() {
            #expect(answer.status == .forbidden, "\(name): \(answer.status)")
            #expect(
                answer.text.contains("You cannot write until") && answer.text.contains("Rule 4: money."),
                "\(name): \(answer.text)")
        }
        #expect(try await eve.say("kept words", in: channel).text.contains("kept words"), "handed back")
        try await eve.get(channel)
        let told = try await eve.post("\(channel)/messages", ["message": "x"], Self.json)
        #expect(told.status == .forbidden && told.text.contains("\"type\":\"silenced\""))
        #expect(told.text.contains("You cannot write until"))
        #expect(try await ada.get(channel).text.contains("kept words") == false)
        #expect(try await eve.get(channel).text.contains("word 1 of Eve"))
        let who = try moderated.id("Eve")
        for sql in [
            "insert into messaging.messages (channel_id, user_id, content, nonce) select id, messaging.viewer(), 'x', gen_random_uuid() from messaging.channels limit 1",
            "select messaging.react('square', 2, '👍', true)",
            "select messaging.begin_conversation('\(try moderated.id("Ada"))')",
            "select messaging.expect_contents('{\(String(repeating: "0", count: 64))}', '{1}', 1000)",
        ] {
            #expect(throws: (any Error).self, "\(sql)") { try database.serve(sql, as: who) }
        }
        // A message of the same form that was stored before is not refused, and they may take words away.
        try await eve.get("\(channel)/messages/1/delete")
        #expect(try await eve.post("\(channel)/messages/1/delete", [:]).status == .seeOther)
        #expect(try await mo.get(address).text.contains("Silenced until"))
        try database.administer("update messaging.users set silenced_until = now() - interval '1 second'")
        for (name, answer) in try await tries() { #expect(answer.status == .seeOther, "\(name)") }
    }

    @Test("what somebody has scheduled waits until they send it anew, where they are silenced by then")
    func scheduled() async throws {
        let (_, eve, mo, _, address) = try await taken()
        let who = try moderated.id("Eve")
        try database.administer(
            """
            insert into messaging.scheduled_messages (user_id, channel_id, content, nonce, send_at)
            select '\(who)', id, 'later', gen_random_uuid(), now() - interval '1 second' from messaging.channels
            """)
        #expect(try await decide(address, "silenced", "hour", by: mo).status == .seeOther)
        _ = eve
        #expect(try site.messenger.sendDue())
        #expect(
            try database.administer("select failure from messaging.scheduled_messages") == [["held"]])
        #expect(try database.count("messaging.messages") == 3)
    }

    @Test(
        "whoever is suspended is signed out, reads why without signing in, appeals, and is let in by another moderator"
    )
    func suspension() async throws {
        let (_, eve, mo, channel, address) = try await taken()
        #expect(try await decide(address, "suspended", "always", "goes", by: mo).status == .seeOther)
        #expect(try await eve.get(channel).location?.hasPrefix("/sign-in") == true)
        #expect(
            try database.administer("select is_deleted from messaging.messages where seq = 2") == [["t"]])
        try await eve.signIn(Self.eve)
        #expect(eve.last.text.contains("This account is suspended"))
        let link = try link()
        let page = try await Browser(site).get(link).text
        #expect(page.contains("Your account is suspended") && page.contains("for good"))
        #expect(page.contains("What was reported was taken away") && page.contains("Rule 4: money."))
        for broken in [
            String(link.dropLast(2)) + "00", "\(link)00", "/decision", "/decision?token=zz",
        ] {
            #expect(try await Browser(site).get(broken).status == .notFound, "\(broken)")
        }
        #expect(try await appeal("").text.contains("Say what is wrong with it."))
        #expect(try await appeal("I <never> did.").status == .seeOther)
        #expect(try await appeal("Twice.").status == .seeOther)
        #expect(try database.count("agentor.appeals") == 1)
        #expect(try await Browser(site).get(link).text.contains("I &lt;never&gt; did."))
        // Whoever decided does not decide again.
        #expect(try await mo.get("/moderation/appeals").text.contains("Somebody else than you"))
        #expect(try await mo.get(address).text.contains("another moderator decides the appeal"))
        #expect(
            try await decideAppeal(address, "upheld", by: mo).text.contains("another moderator has to look"))
        let nia = try await moderated.moderator("Nia")
        let shown = try await nia.get(address).text
        #expect(shown.contains("I &lt;never&gt; did.") && shown.contains("name=\"appeal\""))
        #expect(
            try await decideAppeal(address, "reversed", why: "", by: nia).text.contains("Give a reason."))
        #expect(try await decideAppeal(address, "reversed", by: nia).location == "/moderation?done=decided")
        #expect(try await decideAppeal(address, "upheld", by: nia).text.contains("meanwhile"))
        let letter = try #require(eve.letter(to: Self.eve))
        #expect(letter.subject == "Your appeal changed the decision")
        #expect(
            letter.paragraphs.contains {
                $0.contains("You can sign in again") && $0.contains("cannot come back")
            })
        try await eve.signIn(Self.eve)
        #expect(eve.last.status == .seeOther)
        #expect(try await eve.get("/account/decisions").text.contains("Taken back on appeal"))
    }

    @Test("a suspension ends by the clock, also where nobody has looked, and one for good does not")
    func suspensionEnds() async throws {
        let (_, eve, mo, _, address) = try await taken()
        try await eve.publishAgent()
        #expect(try await decide(address, "suspended", "week", by: mo).status == .seeOther)
        #expect(try database.count("agentor.directory_agents") == 0)
        try await eve.signIn(Self.eve)
        #expect(eve.last.text.contains("This account is suspended"))
        try database.administer(
            "update agentor.accounts set suspended_until = now() where suspended_at is not null")
        try await eve.signIn(Self.eve)
        #expect(eve.last.status == .seeOther)
        #expect(try await eve.get("/dashboard").status == .ok)
        try site.settings.moderation(site.database).endSuspensions()
        #expect(try database.count("agentor.directory_agents") == 1)
        // An operator's is for good, whatever was decided before.
        let (administration, _) = try site.administration()
        #expect(try administration.suspend(Self.eve))
        #expect(
            try database.administer(
                "select suspended_until from agentor.accounts where email = '\(Self.eve)'") == [[nil]])
        #expect(try await appeal("No.").status == .seeOther)
        let nia = try await moderated.moderator("Nia")
        #expect(try await decideAppeal(address, "reversed", by: nia).status == .seeOther)
        try await eve.signIn(Self.eve)
        #expect(eve.last.text.contains("This account is suspended"), "an appeal opens no operator's door")
    }

    @Test("whoever is banned from a channel comes in by no way, and those in charge of it cannot let them in")
    func ban() async throws {
        let (ada, eve, mo, channel, address) = try await taken()
        #expect(try await decide(address, "banned", "month", by: mo).status == .seeOther)
        try await eve.get(channel)
        #expect(try await eve.post("\(channel)/join", [:]).status != .seeOther)
        #expect(try database.count("messaging.channel_members") == 1)
        let (eveID, adaID) = (try moderated.id("Eve"), try moderated.id("Ada"))
        #expect(
            try database.serve(
                "select messaging.lift_ban('square', '\(eveID)')", as: adaID) == [["f"]])
        // However a member would be written down.
        try database.administer(
            "insert into messaging.channel_members (channel_id, user_id) select id, '\(eveID)' from messaging.channels"
        )
        #expect(try database.count("messaging.channel_members") == 1)
        _ = ada
        try database.administer("update messaging.channel_bans set ends_at = now()")
        try await eve.get(channel)
        #expect(try await eve.post("\(channel)/join", [:]).status == .seeOther)
        #expect(try database.count("messaging.channel_members") == 2)
    }

    @Test("those who run a channel or the site are not kept out, and what does not fit is refused")
    func refusals() async throws {
        let (ada, eve, mo, channel, address) = try await taken()
        try await ada.say("said by Ada", in: channel)
        let other = try await moderated.report("\(channel)/messages/4/report", by: eve)
        try await moderated.take(other, by: mo)
        #expect(try await decide(other, "banned", "day", by: mo).text.contains("cannot be kept out"))
        try database.administer("update agentor.accounts set role = 'admin' where full_name = 'Ada'")
        #expect(try await decide(other, "suspended", "day", by: mo).text.contains("cannot be kept out"))
        for (decision, span, words) in [
            ("silenced", "", "Choose for how long."), ("silenced", "always", "30 days at most"),
            ("silenced", "year", "30 days at most"), ("suspended", "x", "Choose one of the list"),
            ("hidden", "", "Choose what follows."), ("exiled", "", "Choose what follows."),
        ] {
            let answer = try await decide(address, decision, span, by: mo)
            #expect(answer.status == .unprocessableContent && answer.text.contains(words), "\(decision)")
        }
        let dossier = "'\(address.dropFirst("/moderation/".count))'"
        let who = try moderated.id("Mo")
        for wish in [
            "'silenced', null, false", "'silenced', 3599, false", "'silenced', 2592001, false",
            "'suspended', 1, false", "'removed', 3600, false", "'warned', 3600, false",
            "'warned', null, true",
            "'hidden', null, false", "'gone', null, false", "null, null, false", "'warned', null, null",
        ] {
            #expect(
                try database.serve(
                    "select result from agentor.decide_case(\(dossier), \(wish), 'x', 'y')", as: who)
                    == [["impossible"]], "\(wish)")
        }
        #expect(try database.count("agentor.report_decisions") == 0)
        #expect(
            try database.administer("select count(*) from messaging.users where silenced_until is not null")
                == [["0"]])
    }

    @Test("where an operator wants two, one proposes and another agrees, disagrees, or finds it changed")
    func two() async throws {
        let (ada, _, mo, channel, address) = try await taken()
        let (administration, _) = try site.administration()
        #expect(try administration.setTwoModerators(true))
        #expect(try !administration.setTwoModerators(true))
        #expect(try await decide(address, "removed", by: mo).location == "\(address)?done=proposed")
        #expect(try await ada.get(channel).text.contains("word 2 of Eve"))
        #expect(try database.count("agentor.report_decisions") == 0)
        let own = try await mo.get(address).text
        #expect(own.contains("Waits for a second moderator: Taken away") && own.contains("Take it back"))
        #expect(!own.contains("Agree, and do it"))
        #expect(try await moderated.press("agree", on: address, by: mo).status == .unprocessableContent)
        let nia = try await moderated.moderator("Nia")
        #expect(try await nia.get("/moderation").text.contains("Waits for a second moderator"))
        let page = try await nia.get(address).text
        #expect(page.contains("proposed by <bdi>Mo</bdi>") && page.contains("Rule 4: money."))
        let mark = try #require(nia.hidden("mark"))
        // Proposed anew, it is another thing that nobody has agreed to.
        #expect(try await decide(address, "suspended", "day", by: mo).status == .seeOther)
        #expect(
            try await nia.post("\(address)/agree", ["mark": mark]).text.contains("Something else is proposed")
        )
        #expect(
            try await moderated.press("disagree", on: address, by: nia).location
                == "\(address)?done=disagreed")
        #expect(try database.count("agentor.decision_proposals") == 0)
        #expect(try await nia.get(address).text.contains("Take this case"))
        try await moderated.take(address, by: nia)
        #expect(try await decide(address, "removed", why: "Nia says so.", by: nia).status == .seeOther)
        #expect(
            try await moderated.press("agree", on: address, by: mo).location == "/moderation?done=decided")
        #expect(try await ada.get(channel).text.contains("word 2 of Eve") == false)
        let letter = try #require(ada.letter(to: Self.eve))
        #expect(letter.paragraphs.contains("Nia says so."))
        let decided = try await mo.get(address).text
        #expect(decided.contains("by <bdi>Nia</bdi>, and <bdi>Mo</bdi> agreed"))
        // Neither of the two decides the appeal.
        #expect(try await appeal("No.").status == .seeOther)
        for browser in [mo, nia] {
            #expect(try await decideAppeal(address, "upheld", by: browser).status == .unprocessableContent)
        }
        // What can be undone takes one.
        let other = try await moderated.report("\(channel)/messages/1/report", by: ada)
        try await moderated.take(other, by: mo)
        #expect(try await decide(other, "silenced", "hour", by: mo).location == "/moderation?done=decided")
    }

    @Test(
        "while something waits for a second moderator, what is proposed instead does, too, though one decides by now"
    )
    func oneFromNowOn() async throws {
        let (_, _, mo, _, address) = try await taken()
        let (administration, _) = try site.administration()
        #expect(try administration.setTwoModerators(true))
        try await decide(address, "removed", by: mo)
        #expect(try administration.setTwoModerators(false))
        let again = try await decide(address, "suspended", "day", by: mo)
        #expect(again.location == "\(address)?done=proposed")
        #expect(try database.count("agentor.report_decisions") == 0)
        let nia = try await moderated.moderator("Nia")
        try await nia.get(address)
        try await moderated.press("disagree", on: address, by: nia)
        try await moderated.take(address, by: nia)
        #expect(try await decide(address, "removed", by: nia).location == "/moderation?done=decided")
    }

    @Test("two who agree at once do it once")
    func twoAtOnce() async throws {
        let (_, _, mo, _, address) = try await taken()
        try database.administer("update agentor.moderation_rules set takes_two = true")
        try await decide(address, "removed", by: mo)
        let nia = try await moderated.moderator("Nia")
        try await nia.get(address)
        let form = Fields(
            ["csrf": try #require(nia.hidden("csrf")), "mark": try #require(nia.hidden("mark"))].map {
                (name: $0.key, value: $0.value)
            })
        let requests = try (1...4).map { _ in
            try nia.request(.post, "\(address)/agree", [:], Body(form: form))
        }
        let answers = await withTaskGroup(of: Status.self) { group in
            for request in requests { group.addTask { [site] in await site.respond(to: request).status } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == .seeOther } == 1)
        #expect(try database.count("agentor.report_decisions") == 1)
    }

    @Test("what one decision has hidden no other case shows, nor an appeal what another case hides")
    func hiddenTwice() async throws {
        _ = try await Browser.person("Eve", on: site)
        let mo = try await moderated.moderator("Mo")
        let nia = try await moderated.moderator("Nia")
        var cases: [String] = []
        for (reporter, decision) in [("Ada", "hidden"), ("Bo", "dismissed"), ("Cyd", "")] {
            let browser = try await Browser.person(reporter, on: site)
            let dossier = try await moderated.report("/reports/people/eve", by: browser)
            try #require(!cases.contains(dossier))
            cases.append(dossier)
            try await moderated.take(dossier, by: mo)
            try await moderated.press("hide", on: dossier, by: mo)
            if !decision.isEmpty { try await moderated.decide(dossier, decision, by: mo) }
            #expect(try isEveHidden(), "\(decision)")
        }
        try database.administer(
            "insert into agentor.appeals (case_id, sealed) select case_id, 'x' from agentor.report_decisions where outcome = 'hidden'"
        )
        #expect(try await decideAppeal(cases[0], "reversed", by: nia).status == .seeOther)
        #expect(try isEveHidden(), "the third case hides her")
        try await moderated.press("unhide", on: cases[2], by: mo)
        #expect(try !isEveHidden())
    }

    private func isEveHidden() throws -> Bool {
        try database.administer("select hidden_at is not null from agentor.accounts where full_name = 'Eve'")
            == [["t"]]
    }

    @Test("an appeal comes within thirty days, and what stands is said with a reason")
    func appeals() async throws {
        let (ada, eve, mo, _, address) = try await taken()
        try await decide(address, "silenced", "day", by: mo)
        try database.administer("update agentor.report_decisions set decided_at = now() - interval '31 days'")
        let link = try link()
        #expect(try await Browser(site).get(link).text.contains("for thirty days"))
        try database.administer("update agentor.report_decisions set decided_at = now()")
        let stranger = Browser(site)
        try await stranger.get(link)
        try database.administer("update agentor.report_decisions set decided_at = now() - interval '31 days'")
        #expect(try await stranger.post(link, ["words": "Late."]).text.contains("thirty days are over"))
        #expect(try database.count("agentor.appeals") == 0)
        try database.administer("update agentor.report_decisions set decided_at = now()")
        // From the account, too.
        let listed = try await eve.get("/account/decisions").text
        let own = try #require(listed.firstMatch(of: /href="(\/decision\?token=[0-9a-f]+)"/)).1
        try await eve.get(String(own))
        #expect(try await eve.post(String(own), ["words": "It was a joke."]).status == .seeOther)
        #expect(try await ada.get("/account/decisions").text.contains("decided nothing about you"))
        let nia = try await moderated.moderator("Nia")
        #expect(try await nia.get("/moderation/appeals").text.contains("Anybody but whoever decided"))
        #expect(
            try await decideAppeal(address, "upheld", why: "No joke.", by: nia).status == .seeOther)
        let letter = try #require(eve.letter(to: Self.eve))
        #expect(letter.subject == "The decision stands" && letter.paragraphs.contains("No joke."))
        #expect(try await eve.get(String(own)).text.contains("No joke."))
        #expect(try await eve.say("still", in: "/channels/square").status == .forbidden)
        #expect(try await nia.get("/moderation/appeals").text.contains("No appeal waits."))
    }

    @Test("of two silences that overlap the longer counts, and taking one back leaves the other")
    func overlapping() async throws {
        let (ada, eve, mo, channel, address) = try await taken()
        try await decide(address, "silenced", "week", by: mo)
        let other = try await moderated.report("\(channel)/messages/1/report", by: ada)
        try await moderated.take(other, by: mo)
        try await decide(other, "silenced", "day", by: mo)
        func days() throws -> String? {
            try database.administer(
                "select round(extract(epoch from silenced_until - now()) / 86400) from messaging.users where silenced_until is not null"
            ).first?[0]
        }
        #expect(try days() == "7")
        try database.administer(
            "insert into agentor.appeals (case_id, sealed) select case_id, 'x' from agentor.report_decisions")
        let nia = try await moderated.moderator("Nia")
        #expect(try await decideAppeal(address, "reversed", by: nia).status == .seeOther)
        #expect(try days() == "1")
        #expect(try await decideAppeal(other, "reversed", by: nia).status == .seeOther)
        #expect(try days() == nil)
        #expect(try await eve.say("again", in: channel).status == .seeOther)
    }

    @Test("programs read the queue, a case and the appeals as JSON, and nobody else does")
    func programs() async throws {
        let (ada, _, mo, _, address) = try await taken()
        let queue = try await mo.get("/moderation", Self.json).text
        #expect(queue.contains("\"address\":\"\(address)\"") && queue.contains("\"isTakenByViewer\":true"))
        let dossier = try await mo.get(address, Self.json).text
        for words in ["word 2 of Eve", "She asks for money.", "\"kind\":\"message\"", "\"rules\":{\"scam\":"]
        {
            #expect(dossier.contains(words), "\(words)")
        }
        #expect(try await mo.get("/moderation/appeals", Self.json).text.contains("\"appeals\":[]"))
        for path in ["/moderation", address, "/moderation/appeals"] {
            #expect(try await ada.get(path, Self.json).status == .notFound)
        }
    }

    @Test("a moderator does nothing to a case about themselves, by any button")
    func ownCase() async throws {
        let (ada, _, mo, channel, _) = try await taken()
        try await mo.get(channel)
        try await mo.post("\(channel)/join", [:])
        try await mo.say("said by Mo", in: channel)
        let address = try await moderated.report("\(channel)/messages/4/report", by: ada)
        for button in ["take", "hide", "unhide", "decide", "agree", "disagree", "appeal"] {
            try await mo.get("/account/name")
            #expect(try await mo.post("\(address)/\(button)", [:]).status == .notFound, "\(button)")
        }
    }
}

extension Browser {
    /// Publishes a profile as an agent.
    fileprivate func publishAgent() async throws {
        let database = try TestDatabase.current
        let id = try #require(
            try database.administer("select id from agentor.accounts where email = 'eve@example.com'")[0][0])
        try database.administer("delete from agentor.client_profiles where account_id = '\(id)'")
        try await get("/onboarding/agent-profile")
        try await post("/onboarding/agent-profile", PublicationTests.answers)
        try await get("/profile")
        try await post("/profile/publish", [:])
        try #require(last.location == "/profile?done=published", "\(last.text)")
    }
}
