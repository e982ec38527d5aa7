import FastCGI
import FoundationEssentials
import TestDatabase
import Testing
import Text

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Reports of files and works", .database(agentorDatabase))
struct ReportedFileTests {
    private let moderated: ModeratedSite
    private var site: Site { moderated.site }
    private var database: TestDatabase { moderated.database }

    init() throws { moderated = try ModeratedSite(files: FileKeeper.Limits()) }

    /// Eve sends a picture and a text into a channel of Ada's.
    private func sent() async throws -> (
        ada: Browser, eve: Browser, channel: String, picture: String, text: String
    ) {
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await ada.createChannel("Square")
        try await eve.get(channel)
        try await eve.post("\(channel)/join", [:])
        try await eve.get(channel)
        try await eve.post("\(channel)/messages", [("message", "Look at this")], files: [.picture, .text])
        try #require(eve.last.status == .seeOther, "\(eve.last.text)")
        let files = try database.administer("select id from messaging.files order by position")
        return (
            ada, eve, channel, "/files/\(try #require(files[0][0]))", "/files/\(try #require(files[1][0]))"
        )
    }

    @discardableResult
    private func report(
        _ address: String, _ words: String = "", by browser: Browser
    ) async throws -> Response {
        try await browser.get(address)
        if browser.last.status != .ok { try await browser.get("/account/name") }
        return try await browser.post(address, ["reason": "sexual", "words": words])
    }

    /// The last case's page, taken.
    private func take(by browser: Browser) async throws -> String {
        let rows = try database.administer(
            "select id from agentor.report_cases order by opened_at desc limit 1")
        let address = "/moderation/\(try #require(rows[0][0]))"
        try await browser.get(address)
        try await browser.post("\(address)/take", [:])
        try #require(browser.last.status == .seeOther, "\(browser.last.text)")
        return address
    }

    private func decide(
        _ address: String, _ decision: String, by browser: Browser, _ more: [String: String] = [:]
    ) async throws -> Response {
        try await browser.get(address)
        return try await browser.post(
            "\(address)/decide", ["decision": decision, "why": "Rule 5."].merging(more) { $1 })
    }

    @Test("a file of a message is reported by itself, with the message around it and what it is known by")
    func file() async throws {
        let (ada, eve, channel, picture, text) = try await sent()
        #expect(try await ada.get(picture).text.contains("href=\"\(picture)/report\""))
        #expect(try await !eve.get(picture).text.contains("/report\""))
        let page = try await ada.get("\(channel)/messages/1").text
        for address in [picture, text] { #expect(page.contains("href=\"\(address)/report\"")) }
        #expect(
            try await ada.get("\(picture)/report").text.contains("the picture \u{2068}dot.png\u{2069} of"))
        #expect(
            try await report("\(picture)/report", "What it shows.", by: ada).location
                == "\(picture)?done=reported")
        #expect(try await ada.get("\(picture)?done=reported").text.contains("Thank you"))
        #expect(try await report("\(text)/report", by: ada).location == "\(text)?done=reported")
        // Each is a case, and all reports of one are one.
        let cy = try await Browser.person("Cy", on: site)
        try await cy.get(channel)
        try await cy.post("\(channel)/join", [:])
        try await report("\(picture)/report", by: cy)
        #expect(
            try database.administer("select kind, reporters from agentor.report_cases order by opened_at")
                == [["file", "2"], ["file", "1"]])
        #expect(try await ada.get("/reports").text.contains("The picture \u{2068}dot.png\u{2069} of"))
        let mo = try await moderated.moderator("Mo")
        let cases = try database.administer("select id from agentor.report_cases order by opened_at")
        let found = try await mo.get("/moderation/\(try #require(cases[0][0]))").text
        let digest = try database.administer(
            "select digest from messaging.file_parts where '/files/' || file_id = '\(picture)' and type <> 'image/webp' order by width desc limit 1"
        )
        for words in [
            "Look at this", "dot.png", "Kind and size", try #require(digest[0][0]), "What it shows.",
        ] {
            #expect(found.contains(words), "\(words)")
        }
    }

    @Test("nobody reports a file they do not see, of their own, or that is gone")
    func refusals() async throws {
        let (ada, eve, channel, picture, text) = try await sent()
        let cy = try await Browser.person("Cy", on: site)
        for (browser, address) in [
            (cy, picture), (eve, picture), (cy, "/files/\(UUID().uuidString.lowercased())"),
        ] {
            #expect(try await browser.get("\(address)/report").status == .notFound)
            #expect(try await report("\(address)/report", by: browser).status == .notFound)
        }
        #expect(try await Browser(site).get("\(picture)/report").location?.hasPrefix("/sign-in") == true)
        // SQL that knows its name comes no further.
        let file = picture.dropFirst("/files/".count)
        for name in ["Cy", "Eve"] {
            #expect(
                try database.serve(
                    "select agentor.report('file', '', 0, '\(file)', 'spam', '', '', null, gen_random_uuid())",
                    as: try moderated.id(name)) == [[nil]])
            #expect(
                try database.serve(
                    "select * from agentor.find_report('file', '', 0, '\(file)')", as: try moderated.id(name)
                ).isEmpty)
        }
        // Taken away while somebody writes: what they wrote stays before them.
        try await ada.get("\(text)/report")
        try await eve.get("\(text)/delete")
        try await eve.post("\(text)/delete", [:])
        let late = try await ada.post("\(text)/report", ["reason": "spam", "words": "Typed words"])
        #expect(late.status == .unprocessableContent && late.text.contains("Typed words"))
        #expect(late.text.contains("deleted meanwhile"))
        #expect(try await ada.get("\(text)/report").location == "\(channel)/messages/1")
        #expect(try await !ada.get("\(channel)/messages/1").text.contains("href=\"\(text)/report\""))
        // A member who was removed has nothing there any more; whoever is blocked does report.
        try await eve.get("/account/blocks/ada/block")
        try await eve.post("/account/blocks/ada/block", [:])
        #expect(try await report("\(picture)/report", by: ada).status == .seeOther)
        try await cy.get(channel)
        try await cy.post("\(channel)/join", [:])
        try await ada.get("\(channel)/members/cy/remove")
        try await ada.post("\(channel)/members/cy/remove", [:])
        #expect(try await report("\(picture)/report", by: cy).status == .notFound)
        #expect(try database.administer("select reporters from agentor.report_cases") == [["1"]])
    }

    @Test("a file is hidden by itself while it is looked at, and its message and what else came with it stay")
    func hiding() async throws {
        let (ada, eve, channel, picture, text) = try await sent()
        try await report("\(picture)/report", by: ada)
        let mo = try await moderated.moderator("Mo")
        let address = try await take(by: mo)
        try await mo.get(address)
        #expect(try await mo.post("\(address)/hide", [:]).location == "\(address)?done=hidden")
        #expect(
            try database.administer(
                "select last_seq = max(changed_seq) from messaging.channels c join messaging.messages m on m.channel_id = c.id group by last_seq"
            ) == [["t"]])
        for browser in [ada, eve] {
            let page = try await browser.get(channel).text
            #expect(page.contains("Look at this") && page.contains("plan.txt"))
            #expect(page.contains("A file is hidden while a moderator looks at it."))
            #expect(!page.contains("href=\"\(picture)\"") && !page.contains("dot.png"))
        }
        for path in [picture, "\(picture)/1.webp", "\(picture)/download", "\(picture)/report"] {
            #expect(try await ada.get(path).status == .notFound, "\(path)")
        }
        #expect(try await ada.get(text).status == .ok)
        #expect(try await !ada.get("\(channel)/files").text.contains("dot.png"))
        // Whoever sent it sees it as what it is.
        #expect(try await eve.get("\(channel)/messages/1").text.contains("href=\"\(picture)\""))
        #expect(
            try await eve.get(picture).text.contains("Others cannot see this while a moderator looks at it."))
        #expect(try await eve.get("\(picture)/1.webp").status == .ok)
        // Forwarded, the message takes along what is seen of it.
        let second = try await ada.createChannel("Second")
        try await ada.get("\(channel)/messages/1/forward")
        try await ada.post(
            "\(channel)/messages/1/forward",
            ["to": String(second.dropFirst("/channels/".count)), "message": ""])
        #expect(ada.last.status == .seeOther, "\(ada.last.text)")
        let forwarded = try await ada.get(second).text
        #expect(forwarded.contains("plan.txt") && !forwarded.contains("dot.png"))
        // The whole message hidden and shown again does not bring it back.
        let message = try #require(
            try database.administer("select id from messaging.messages where seq = 1")[0][0])
        try database.administer("select messaging.hide_message('\(message)')")
        try database.administer("select messaging.show_message('\(message)')")
        #expect(try await ada.get(picture).status == .notFound)
        try await mo.get(address)
        #expect(try await mo.post("\(address)/unhide", [:]).location == "\(address)?done=shown")
        #expect(try await ada.get(picture).status == .ok)
        #expect(try await ada.get(channel).text.contains("href=\"\(picture)\""))
        // Hidden again, and found to keep the rules.
        try await mo.get(address)
        try await mo.post("\(address)/hide", [:])
        #expect(try await decide(address, "dismissed", by: mo).status == .seeOther)
        #expect(try await ada.get(picture).status == .ok)
    }

    @Test("a file is taken away by a decision, alone; what does not fit a file is neither offered nor taken")
    func removing() async throws {
        let (ada, eve, channel, picture, text) = try await sent()
        try await report("\(picture)/report", by: ada)
        let mo = try await moderated.moderator("Mo")
        let address = try await take(by: mo)
        let page = try await mo.get(address).text
        #expect(page.contains("Take the file away") && !page.contains("value=\"hidden\""))
        #expect(page.contains("value=\"banned\"") && page.contains("It goes, too"))
        #expect(try await decide(address, "hidden", by: mo).status == .unprocessableContent)
        let dossier = address.dropFirst("/moderation/".count)
        #expect(
            try database.serve(
                "select result from agentor.decide_case('\(dossier)', 'hidden', null, false, 'x', 'y')",
                as: try moderated.id("Mo"))
                == [["impossible"]])
        try await mo.get(address)
        try await mo.post("\(address)/hide", [:])
        #expect(try await decide(address, "removed", by: mo).location == "/moderation?done=decided")
        for browser in [ada, eve] {
            #expect(try await browser.get(picture).status == .notFound)
            let said = try await browser.get(channel).text
            #expect(
                said.contains("A file was deleted.") && said.contains("plan.txt")
                    && said.contains("Look at this"))
        }
        #expect(try await ada.get(text).status == .ok)
        #expect(
            try database.administer(
                "select count(*) from messaging.file_parts where '/files/' || file_id = '\(picture)'")
                == [["0"]])
        #expect(try await ada.get("/reports").text.contains("it was taken away"))
        // By a silence, with the file; and of one that went meanwhile.
        try await report("\(text)/report", by: ada)
        let other = try await take(by: mo)
        #expect(
            try await decide(other, "silenced", by: mo, ["span": "day", "message": "goes"]).status
                == .seeOther)
        #expect(try await ada.get(text).status == .notFound)
        #expect(try await ada.get(channel).text.contains("2 files were deleted."))
    }

    @Test("no moderator looks at a case about their own file")
    func own() async throws {
        let (ada, eve, _, picture, _) = try await sent()
        try await report("\(picture)/report", by: ada)
        try await eve.turnOnSecondFactor()
        try moderated.makeModerator("Eve")
        let dossier = try #require(try database.administer("select id from agentor.report_cases")[0][0])
        #expect(try await eve.get("/moderation").text.contains("Nothing waits."))
        #expect(try await eve.get("/moderation/\(dossier)").status == .notFound)
        #expect(
            try database.serve("select agentor.take_case('\(dossier)', true)", as: try moderated.id("Eve"))
                == [[nil]])
    }

    @Test("a work is reported with its words, hidden by a decision, and shown again on appeal")
    func work() async throws {
        let hana = Browser(site)
        try await hana.signUp("Hana Sato")
        try await hana.get("/onboarding/agent-profile")
        try await hana.post(
            "/onboarding/agent-profile", PublicationTests.answers.merging(["publish": "1"]) { $1 })
        try await hana.get("/profile/portfolio/new")
        try await hana.post(
            "/profile/portfolio/new",
            [
                ("title", "Gold <for> lead"), ("description", "Not mine."), ("year", ""), ("link", ""),
                ("show", "1"),
            ],
            files: [.picture])
        let work = "/agents/hana-sato/work/1"
        let ada = try await Browser.person("Ada", on: site)
        let page = try await ada.get(work)
        #expect(page.text.contains("href=\"\(work)/report\""))
        let picture = try #require(
            page.text.firstMatch(of: /src="(\/shown\/[0-9a-f]{32}\/[0-9a-z.]+)"/).map { String($0.1) })
        #expect(try await !hana.get(work).text.contains("/report\""))
        #expect(try await !Browser(site).get(work).text.contains("/report\""))
        for (browser, address) in [
            (hana, work), (ada, "/agents/hana-sato/work/2"), (ada, "/agents/ada/work/1"),
        ] {
            #expect(try await browser.get("\(address)/report").status == .notFound)
            #expect(try await report("\(address)/report", by: browser).status == .notFound)
        }
        #expect(try await Browser(site).get("\(work)/report").location?.hasPrefix("/sign-in") == true)
        #expect(try await report("\(work)/report", by: ada).location == "\(work)?done=reported")
        #expect(try await ada.get("\(work)?done=reported").text.contains("Thank you"))
        let mo = try await moderated.moderator("Mo")
        let address = try await take(by: mo)
        let found = try await mo.get(address).text
        for words in [
            "The work".lowercased(), "Gold &lt;for&gt; lead", "Not mine.", "dot.png", "value=\"hidden\"",
        ] {
            #expect(found.contains(words), "\(words)")
        }
        for wish in ["removed", "banned"] {
            #expect(!found.contains("value=\"\(wish)\""))
            #expect(
                try await decide(address, wish, by: mo, ["span": "day"]).status == .unprocessableContent)
            #expect(
                try database.serve(
                    "select result from agentor.decide_case('\(address.dropFirst("/moderation/".count))', '\(wish)', null, false, 'x', 'y')",
                    as: try moderated.id("Mo")) == [["impossible"]])
        }
        #expect(try await decide(address, "hidden", by: mo).status == .seeOther)
        for browser in [ada, Browser(site), hana] {
            #expect(try await browser.get(work).status == .notFound)
            #expect(try await browser.get(picture).status == .notFound)
            #expect(try await !browser.get("/agents/hana-sato").text.contains("Gold &lt;for&gt; lead"))
        }
        #expect(try await hana.get("/profile/portfolio").text.contains("Hidden by moderators"))
        #expect(try await report("\(work)/report", by: ada).status == .notFound)
        // Whoever was blocked has nothing there either.
        try database.administer("update agentor.works set hidden_at = null")
        try await hana.get("/account/blocks/ada/block")
        try await hana.post("/account/blocks/ada/block", [:])
        #expect(try await report("\(work)/report", by: ada).status == .notFound)
        try database.administer("update agentor.works set hidden_at = now()")
        // On appeal it is shown again.
        try database.administer(
            "insert into agentor.appeals (case_id, sealed) select case_id, 'x' from agentor.report_decisions")
        let nia = try await moderated.moderator("Nia")
        try await nia.get(address)
        try await nia.post("\(address)/appeal", ["appeal": "reversed", "why": "It is hers."])
        #expect(nia.last.status == .seeOther, "\(nia.last.text)")
        #expect(try await Browser(site).get(work).status == .ok)
    }
}
