import FastCGI
import FoundationEssentials
import TestDatabase
import Testing
import Threads

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Channels that moderators hide and close", .database(agentorDatabase))
struct ClosedChannelTests {
    private let moderated: ModeratedSite
    private var site: Site { moderated.site }
    private var database: TestDatabase { moderated.database }

    init() throws { moderated = try ModeratedSite() }

    /// Eve runs a channel that everybody on the web can read, Bo is in it, Ada reports it, and Mo takes the case.
    private func taken() async throws -> (
        eve: Browser, bo: Browser, ada: Browser, mo: Browser, channel: String, dossier: String
    ) {
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await eve.createChannel("Alchemists")
        try database.administer("update messaging.channels set is_on_web = true")
        let bo = try await Browser.person("Bo", on: site)
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await bo.say("gold for lead", in: channel)
        let ada = try await Browser.person("Ada", on: site)
        let dossier = try await moderated.report("\(channel)/report", by: ada)
        let mo = try await moderated.moderator("Mo")
        try await moderated.take(dossier, by: mo)
        return (eve, bo, ada, mo, channel, dossier)
    }

    /// Of the last letter to Eve.
    private func subject(toldTo eve: Browser) throws -> String? {
        let email = try database.administer("select email from agentor.accounts where full_name = 'Eve'")[0][
            0]
        return eve.letter(to: try #require(email))?.subject
    }

    private func state() throws -> [String?] {
        try database.administer(
            "select type, is_on_web, archived_at is not null, withheld_at is not null from messaging.channels"
        )[0]
    }

    private static let open: [String?] = ["public", "t", "f", "f"]
    private static let withheld: [String?] = ["private", "f", "t", "t"]

    @Test(
        "while a moderator looks at it nobody new finds it, its members read it and say nothing, and it comes back as it was"
    )
    func hiding() async throws {
        let (eve, bo, ada, mo, channel, dossier) = try await taken()
        let stranger = Browser(site)
        #expect(try await stranger.get(channel).status == .ok, "it is on the web")
        #expect(try await moderated.press("hide", on: dossier, by: mo).location == "\(dossier)?done=hidden")
        #expect(try state() == Self.withheld)
        #expect(try await stranger.get(channel).location?.hasPrefix("/sign-in") == true)
        #expect(try await stranger.get("\(channel)/feed.atom").status == .notFound)
        for path in ["", "/report", "/members"] {
            #expect(try await ada.get(channel + path).status == .notFound, "\(path)")
        }
        #expect(try await !ada.get("/channels?q=Alchemists").text.contains(channel))
        for browser in [eve, bo] {
            let page = try await browser.get(channel).text
            #expect(page.contains("gold for lead"))
            #expect(page.contains("Moderators have closed this channel, or look at it just now."))
            #expect(try await browser.say("more gold", in: channel).status != .seeOther)
        }
        #expect(try subject(toldTo: eve) == "Something of yours is hidden for now")
        // Another decision shows it again.
        #expect(try await moderated.decide(dossier, "warned", by: mo).location == "/moderation?done=decided")
        #expect(try state() == Self.open)
        #expect(try await stranger.get(channel).status == .ok)
        #expect(try await bo.say("more gold", in: channel).status == .seeOther)
        #expect(try await ada.get("/channels?q=Alchemists").text.contains(channel))
    }

    @Test(
        "closed, it stays closed for those in charge, in forms and in SQL, and for administrators, until an appeal is right"
    )
    func closing() async throws {
        let (eve, bo, ada, mo, channel, dossier) = try await taken()
        let page = try await mo.get(dossier).text
        #expect(page.contains("Close the channel") && !page.contains("Take the message away"))
        // What it was before is remembered, however often.
        try await moderated.press("hide", on: dossier, by: mo)
        #expect(try await moderated.decide(dossier, "closed", by: mo).location == "/moderation?done=decided")
        #expect(try state() == Self.withheld)
        #expect(try subject(toldTo: eve) == "A channel of yours is closed")
        #expect(try await ada.get("/reports").text.contains("it was closed"))
        let slug = channel.dropFirst("/channels/".count)
        for (path, fields) in [
            ("settings/archive", ["to": "open"]), ("settings/visibility", ["to": "public"]),
            ("settings/visibility", ["to": "web-public"]),
        ] {
            try await eve.get("\(channel)/\(path)")
            let refused = try await eve.post("\(channel)/\(path)", fields)
            #expect(refused.status == .unprocessableContent, "\(path)")
            #expect(refused.text.contains("Until they open it again, or an appeal does, nobody else can."))
        }
        for sql in [
            "select messaging.archive_channel('\(slug)', false)",
            "select messaging.open_channel('\(slug)', 'public')",
            "select messaging.open_channel('\(slug)', 'web-public')",
            "select messaging.take_requests('\(slug)', true)",
        ] {
            #expect(try database.serve(sql, as: try moderated.id("Eve")) == [["f"]], "\(sql)")
        }
        #expect(
            try database.serve("select * from messaging.join_channel('\(slug)')", as: try moderated.id("Ada"))
                .isEmpty)
        // Nor does an administrator, who is told why.
        let hana = try await Browser.person("Hana", on: site)
        try await hana.turnOnSecondFactor()
        try database.administer("update agentor.accounts set role = 'admin' where full_name = 'Hana'")
        let number = try #require(try database.administer("select id from messaging.channels")[0][0])
        try await hana.get("/admin/channels/\(number)/restore")
        let refused = try await hana.post("/admin/channels/\(number)/restore", ["reason": "As it was"])
        #expect(refused.text.contains("Moderators have closed it"))
        #expect(try state() == Self.withheld)
        // An invitation of before lets nobody in.
        try database.administer(
            """
            insert into messaging.channel_invites (channel_id, invited_by, invitee, role, expires_at)
            select '\(number)', '\(try moderated.id("Eve"))', '\(try moderated.id("Ada"))', 'member', now() + interval '1 day'
            """)
        let invitation = try #require(
            try database.administer("select id from messaging.channel_invites")[0][0])
        #expect(
            try database.serve(
                "select messaging.answer_invitation('\(invitation)', true)", as: try moderated.id("Ada")) == [
                    [nil]
                ])
        #expect(try await ada.get(channel).status == .notFound)
        // Nor does it tell of the channel, and it waits until that is open again.
        let invited = "select slug from messaging.own_invitations(10)"
        #expect(try database.serve(invited, as: try moderated.id("Ada")).isEmpty)
        // Nor what she has asked for herself.
        try database.administer(
            """
            insert into messaging.channel_requests (channel_id, user_id, message)
            values ('\(number)', '\(try moderated.id("Ada"))', '')
            """)
        let asked = "select slug from messaging.asked_channels(10)"
        #expect(try database.serve(asked, as: try moderated.id("Ada")).isEmpty)
        #expect(try await !eve.get("\(channel)/settings").text.contains("Requests to join"))
        // Whoever has left does not come back; a second case that is dismissed opens nothing.
        let second = try await moderated.report("\(channel)/report", by: bo)
        try await moderated.take(second, by: mo)
        try await moderated.press("hide", on: second, by: mo)
        try await moderated.decide(second, "dismissed", by: mo)
        #expect(try state() == Self.withheld)
        // An appeal that is right opens it as it was.
        let nia = try await moderated.moderator("Nia")
        #expect(try await moderated.appeal(dossier, "reversed", by: nia).status == .seeOther)
        #expect(try state() == Self.open)
        #expect(try await bo.say("more gold", in: channel).status == .seeOther)
        for sql in [invited, asked] {
            #expect(try database.serve(sql, as: try moderated.id("Ada")) == [[String(slug)]], "\(sql)")
        }
    }

    /// Of two cases about one channel the first has closed it; what is done to the second is not yet committed when an
    /// appeal against the first is decided.
    @Test(
        "two moderators at once leave it closed where one has closed it, and open where nobody has",
        arguments: [("decide", true), ("hide", true), ("show", false)])
    func atOnce(act: String, isWithheld: Bool) async throws {
        let (_, bo, _, mo, channel, dossier) = try await taken()
        try await moderated.decide(dossier, "closed", by: mo)
        let second = try await moderated.report("\(channel)/report", by: bo)
        try await moderated.take(second, by: mo)
        if act == "show" { try await moderated.press("hide", on: second, by: mo) }
        _ = try await moderated.moderator("Nia")
        try database.administer(
            "insert into agentor.appeals (case_id, sealed) select case_id, 'x' from agentor.report_decisions")
        let cases = [dossier, second].map { $0.dropFirst("/moderation/".count) }
        let sql =
            switch act {
            case "decide": "select agentor.decide_case('\(cases[1])', 'closed', null, false, 'x', 'x')"
            default: "select agentor.hide_case('\(cases[1])', \(act == "hide"))"
            }
        let connection = try database.connection()
        let me = try moderated.id("Mo").filter { $0 != "-" }
        try connection.run("begin; select set_config('\(Schema.identityParameter)', '\(me)', true); \(sql)")
        let nia = try moderated.id("Nia")
        // On a thread of its own: those of tests are few, and the others go on meanwhile.
        let appeal = "select agentor.decide_appeal('\(cases[0])', true, 'x'); commit"
        async let reversed = Thread.run { [database] in try database.serve(appeal, as: nia) }
        let deadline = ContinuousClock.now + .seconds(100)
        while try !database.hasSomebodyWaiting(), .now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try database.hasSomebodyWaiting())
        try connection.run("commit")
        _ = try await reversed
        #expect(try state() == (isWithheld ? Self.withheld : Self.open))
    }

    @Test(
        "closing takes two where grave decisions do, and nobody closes what they run, or anything but a channel"
    )
    func refusals() async throws {
        let (eve, _, _, mo, _, dossier) = try await taken()
        try database.administer("update agentor.moderation_rules set takes_two = true")
        #expect(try await moderated.decide(dossier, "closed", by: mo).location == "\(dossier)?done=proposed")
        #expect(try state() == Self.open)
        let nia = try await moderated.moderator("Nia")
        #expect(
            try await moderated.press("agree", on: dossier, by: nia).location == "/moderation?done=decided")
        #expect(try state() == Self.withheld)
        try await eve.turnOnSecondFactor()
        try moderated.makeModerator("Eve")
        #expect(try await eve.get(dossier).status == .notFound)
        #expect(try await nia.get(dossier).text.contains("Decided: Closed"))
        // SQL alone: another kind of thing, and the function that does it.
        let person = try await moderated.report("/reports/people/eve", by: nia)
        try await moderated.take(person, by: mo)
        #expect(try await moderated.decide(person, "closed", by: mo).status == .unprocessableContent)
        let number = try #require(try database.administer("select id from messaging.channels")[0][0])
        #expect(throws: (any Error).self) {
            try database.serve(
                "select messaging.withhold_channel('\(number)', false)", as: try moderated.id("Eve"))
        }
    }
}
