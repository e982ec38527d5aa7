import FastCGI
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// How long things are kept, and legal holds, in forms.
@Suite("How long the site keeps things", .database(agentorDatabase))
struct SiteRetentionTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private func id(_ name: String) throws -> String {
        try #require(
            try database.administer("select id from agentor.accounts where full_name = $1", [name]).first?[0])
    }

    private func administrator() async throws -> Browser {
        let browser = try await Browser.person("Hana", on: site)
        try await browser.turnOnSecondFactor()
        try database.administer("update agentor.accounts set role = 'admin' where id = '\(try id("Hana"))'")
        return browser
    }

    private func acts() throws -> [String?] {
        try database.administer(
            "select action from agentor.audit_log where action <> 'account.seen' order by number"
        ).map { $0[0] }
    }

    private var operators: Administration {
        get throws {
            let pool = Pool(
                Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger)
            return Administration(
                pool: pool, logger: TestDatabase.logger, operatorName: "root", reason: "Number 4711")
        }
    }

    @Test(
        "an administrator sets for how long things are kept, with a reason, and says that what is older may go"
    )
    func keeping() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Square")
        let hana = try await administrator()
        #expect(try await hana.get("/admin/retention").text.contains("kept for good"))
        let address = "/admin/retention/change"
        try await hana.get(address)
        for (fields, words) in [
            (
                ["messages": "x", "delete": "yes", "reason": "r"],
                "Enter days as a whole number from 1 to 36500"
            ),
            (["messages": "30", "reason": "r"], "Say that what is older may be deleted."),
            (["messages": "30", "delete": "yes", "reason": " "], "Give a reason."),
        ] {
            let refused = try await hana.post(address, fields)
            #expect(refused.status == .unprocessableContent && refused.text.contains(words), "\(words)")
            #expect(refused.text.contains("value=\"\(fields["messages"]!)\""), "what was typed stays")
        }
        let wanted = ["messages": "365", "files": "90", "delete": "yes", "reason": "The law"]
        #expect(try await hana.post(address, wanted).location == "/admin/retention?done=retention")
        try await hana.get(address)
        #expect(try await hana.post(address, wanted).text.contains("It is so already."))
        let words = "Messages are kept for one year, files for 90 days."
        #expect(try await hana.get("/admin/retention").text.contains(words))
        #expect(try await ada.get(channel).text.contains(words), "members read it")
        #expect(try acts() == ["retention.set"])
        #expect(try await hana.get("/admin/log").text.contains("Set for how long things are kept"))

        // The channel's own.
        #expect(try await ada.get("\(channel)/settings").text.contains("\(channel)/retention"))
        try await ada.get("\(channel)/retention")
        let own = ["messages": "30", "files": "", "delete": "yes"]
        #expect(try await ada.post("\(channel)/retention", own).location == channel)
        #expect(try await hana.get("\(channel)/retention").status == .notFound)
        #expect(try await hana.post("\(channel)/retention", own).status == .notFound)
        #expect(try await Browser(site).get("\(channel)/retention").location?.hasPrefix("/sign-in") == true)
        #expect(try await ada.get(channel).text.contains("Messages and files are kept for 30 days."))
        #expect(
            try await ada.get("\(channel)/record").text.contains(
                "set for how long is kept what is said here: Messages and files are kept for 30 days."))
    }

    @Test(
        "a hold on somebody is placed and lifted with a reason, keeps their account, and nobody else is told")
    func people() async throws {
        let eve = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        let person = "/admin/people/\(try id("Eve"))"
        let mails = try database.count("agentor.outbox")
        func act(_ deed: String, _ reason: String = "Number 4711") async throws -> Response {
            try await hana.get("\(person)/\(deed)")
            return try await hana.post("\(person)/\(deed)", ["reason": reason])
        }
        #expect(try await act("lift-hold").text.contains("It is so already."))
        #expect(try await act("hold", "").status == .unprocessableContent)
        #expect(try await act("hold").location == "\(person)?done=hold")
        #expect(try await act("hold").text.contains("It is so already."))
        #expect(try await hana.get(person).text.contains("On hold"))
        let asked = try await hana.get("\(person)/erase").text
        #expect(asked.contains("once the hold is lifted") && !asked.contains("within a minute"))
        let list = try await hana.get("/admin/retention").text
        #expect(list.contains("@eve") && list.contains("Number 4711") && list.contains("@hana"))
        #expect(try database.count("agentor.outbox") == mails, "they are not told")
        for page in ["/account", "/account/sessions", "/dashboard"] {
            #expect(!(try await eve.get(page).text.lowercased().contains("hold")), "\(page)")
        }

        try database.administer(
            "update agentor.accounts set erase_after = now() - interval '1 hour' where full_name = 'Eve'")
        let accounts = site.accounts
        #expect(try accounts.eraseSome().isDone == false)
        #expect(try database.count("agentor.accounts where full_name = 'Eve'") == 1)
        #expect(try await act("lift-hold").location == "\(person)?done=lift-hold")
        while try accounts.eraseSome().mayBeMore {}
        #expect(try database.count("agentor.accounts where full_name = 'Eve'") == 0)
        #expect(try acts().prefix(2) == ["account.held", "account.released"])
    }

    @Test("a hold on a channel is placed and lifted, which its own record does not say")
    func channels() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Square")
        let hana = try await administrator()
        let id = try #require(
            try database.administer("select id from messaging.channels where name = 'Square'")[0][0])
        for deed in ["hold", "lift-hold"] {
            try await hana.get("/admin/channels/\(id)/\(deed)")
            let done = try await hana.post("/admin/channels/\(id)/\(deed)", ["reason": "A court"])
            #expect(done.location == "/admin/channels?done=\(deed)")
            let listed = try await hana.get("/admin/channels").text
            #expect(listed.contains("On hold") == (deed == "hold"))
        }
        #expect(!(try await ada.get("\(channel)/record").text.lowercased().contains("hold")))
        #expect(try acts() == ["channel.held", "channel.released"])
    }

    @Test("an operator does the same on the machine, under their name there")
    func commands() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = String(try await ada.createChannel("Square").dropFirst("/channels/".count))
        let operators = try operators
        let month = Retention(messageDays: 30, fileDays: nil)
        #expect(try operators.setRetention(month))
        #expect(try !operators.setRetention(month))
        #expect(try operators.retention() == month)
        let subject = try operators.holdSubject(channel: channel)
        #expect(try operators.setHold(on: subject, isWanted: true))
        #expect(try !operators.setHold(on: subject, isWanted: true))
        let email = try database.administer("select email from agentor.accounts where full_name = 'Ada'")[0][
            0]
        let person = try operators.holdSubject(email: try #require(email))
        #expect(try operators.setHold(on: person, isWanted: true))
        #expect(Set(try operators.holds().map(\.label)) == ["/channels/\(channel)", "@ada"])
        try operators.noteExport(of: person)
        #expect(try operators.setHold(on: subject, isWanted: false))
        #expect(
            try acts() == [
                "retention.set", "channel.held", "account.held", "hold.exported", "channel.released",
            ])
        #expect(throws: Administration.Failure.self) { try operators.holdSubject(channel: "nowhere") }
    }

    @Test("the serving role neither sets nor reads any of it but as an administrator")
    func refusals() async throws {
        _ = try await Browser.person("Ada", on: site)
        let who = try id("Ada")
        for sql in [
            "select agentor.set_retention(1, 1, null, 'x')",
            "select agentor.hold_person('\(who)', true, 'ops', 'x')",
            "select agentor.hold_channel('\(UUID())', true, 'ops', 'x')",
            "select count(*) from agentor.holds(null, 10)",
        ] {
            let answer = try database.serve(sql, as: who)
            #expect(answer == [[nil]] || answer == [["0"]], "\(sql)")
        }
        #expect(try database.count("messaging.holds") == 0 && database.count("messaging.retention") == 0)
    }
}
