import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// What moderators see of pictures that were reported.
@Suite("Pictures kept with reports", .database(agentorDatabase))
struct KeptPictureTests {
    private let moderated: ModeratedSite
    private var site: Site { moderated.site }
    private var database: TestDatabase { moderated.database }

    init() throws { moderated = try ModeratedSite(files: FileKeeper.Limits()) }

    /// Eve sends a picture into a channel of Ada's, and Ada reports its message.
    private func reported() async throws -> (ada: Browser, eve: Browser, channel: String, dossier: String) {
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await ada.createChannel("Square")
        try await eve.get(channel)
        try await eve.post("\(channel)/join", [:])
        try await eve.get(channel)
        try await eve.post("\(channel)/messages", [("message", "Look")], files: [.picture, .text])
        let page = try await ada.get("\(channel)/messages/1/report").text
        #expect(page.contains("sees its pictures"))
        try await ada.post("\(channel)/messages/1/report", ["reason": "sexual", "words": ""])
        try #require(ada.last.status == .seeOther, "\(ada.last.text)")
        let rows = try database.administer("select id from agentor.report_cases")
        return (ada, eve, channel, "/moderation/\(try #require(rows[0][0]))")
    }

    @Test("a picture of a reported message is seen by moderators, also once it is deleted, and sealed")
    func seen() async throws {
        let (_, eve, channel, dossier) = try await reported()
        try await eve.get("\(channel)/messages/1/delete")
        try await eve.post("\(channel)/messages/1/delete", [:])
        #expect(eve.last.status == .seeOther)
        let mo = try await moderated.moderator("Mo")
        let page = try await mo.get(dossier).text
        let picture = "\(dossier)/pictures/1"
        #expect(page.contains("Show the picture <bdi>dot.png</bdi>"))
        #expect(page.contains("src=\"\(picture)\""))
        #expect(!page.contains("\(dossier)/pictures/2"), "a text is none")
        let shown = try await mo.get(picture)
        #expect(shown.status == .ok && shown.headers["Content-Type"] == "image/webp")
        #expect(Array(shown.body.prefix(4)) == Array("RIFF".utf8))
        #expect(shown.headers["Cache-Control"]?.contains("no-store") == true)
        for wrong in ["0", "2", "-1", "x", "9223372036854775807"] {
            #expect(try await mo.get("\(dossier)/pictures/\(wrong)").status == .notFound, "\(wrong)")
        }
        // Neither its bytes nor its name stand in the table.
        let rows = try database.administer("select encode(sealed, 'escape') from agentor.report_evidence")
        #expect(!rows.contains { $0[0]?.contains("RIFF") == true || $0[0]?.contains("dot.png") == true })
    }

    @Test("nobody else sees it: who reported it, who sent it, strangers, a moderator on a case of their own")
    func refusals() async throws {
        let (ada, eve, _, dossier) = try await reported()
        let picture = "\(dossier)/pictures/1"
        let cy = try await Browser.person("Cy", on: site)
        for browser in [ada, eve, cy] {
            #expect(try await browser.get(picture).status == .notFound)
        }
        #expect(try await Browser(site).get(picture).location?.hasPrefix("/sign-in") == true)
        let mo = try await moderated.moderator("Mo")
        #expect(try await mo.get(picture).status == .ok)
        #expect(try await mo.get("/moderation/\(UUID())/pictures/1").status == .notFound)
        // Whoever sent it moderates; whoever did moderates no more.
        try await eve.turnOnSecondFactor()
        try moderated.makeModerator("Eve")
        #expect(try await eve.get(picture).status == .notFound)
        try database.administer(
            "delete from agentor.moderators where account_id = '\(try moderated.id("Mo"))'")
        #expect(try await mo.get(picture).status == .notFound)
        let number = dossier.dropFirst("/moderation/".count)
        for name in ["Ada", "Cy", "Eve", "Mo"] {
            #expect(
                try database.serve(
                    "select count(*) from agentor.case_reports('\(number)')", as: try moderated.id(name))
                    == [["0"]], "\(name)")
        }
    }

    @Test("a file that is gone, or was never there, is answered with what was typed")
    func gone() async throws {
        let (ada, eve, channel, _) = try await reported()
        let rows = try database.administer("select id from messaging.files where type like 'image/%'")
        let report = "/files/\(try #require(rows[0][0]))/report"
        try await ada.get(report)
        try await eve.get("\(channel)/messages/1/delete")
        try await eve.post("\(channel)/messages/1/delete", [:])
        let words = ["reason": "sexual", "words": "Typed words"]
        for address in [report, "/files/\(UUID().uuidString.lowercased())/report"] {
            let late = try await ada.post(address, words)
            #expect(late.status == .notFound && late.text.contains("Typed words"))
            #expect(late.text.contains("It was deleted meanwhile, or you can see it no more."))
        }
    }
}
