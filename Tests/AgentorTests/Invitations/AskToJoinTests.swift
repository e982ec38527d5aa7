import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Asking to join", .database(agentorDatabase))
struct AskToJoinTests {
    private let site: Site
    private let ada: Browser
    private let bo: Browser
    private let channel: String

    init() async throws {
        site = try Site.forTest()
        ada = try await Browser.person("Ada", on: site)
        bo = try await Browser.person("Bo", on: site)
        channel = try await ada.createChannel("Between us", visibility: "private")
    }

    private func letAsk() async throws {
        try await ada.get("\(channel)/settings/requests")
        try await ada.post("\(channel)/settings/requests", ["to": "on"])
        try #require(ada.last.location == "\(channel)/settings")
    }

    @Test("a private channel looks to strangers as if it did not exist, until it lets people ask")
    func offByDefault() async throws {
        for address in [channel, "/channels/nowhere"] {
            #expect(try await bo.get(address).status == .notFound)
            try await bo.get("/channels")
            #expect(try await bo.post("\(address)/requests", ["message": "hello"]).status == .notFound)
            try await bo.get("/channels")
            #expect(try await bo.post("\(address)/requests/withdraw", [:]).status == .notFound)
            #expect(try await bo.get("\(address)/settings/requests").status == .notFound)
        }
        try await letAsk()
        let page = try await bo.get(channel)
        #expect(page.status == .ok && page.text.contains("Between us") && page.text.contains("Ask to join"))
        #expect(try await bo.get(channel, ["Accept": "application/json"]).status == .notFound)
        #expect(try await bo.get("\(channel)/members").status == .notFound)
        #expect(try await Browser(site).get(channel).location?.hasPrefix("/sign-in") == true)
        #expect(!(try await bo.get("/channels").text.contains("Between us")))
    }

    @Test("what is too long keeps its words; who asks waits, is answered and told")
    func asking() async throws {
        try await letAsk()
        let long = String(repeating: "please ", count: 80)
        try await bo.get(channel)
        let refused = try await bo.post("\(channel)/requests", ["message": long])
        #expect(refused.status == .unprocessableContent && refused.text.contains("please please"))
        #expect(try await bo.post("\(channel)/requests", ["message": "It is me."]).location == channel)
        #expect(try await bo.get(channel).text.contains("You asked to come in"))
        #expect(try await bo.get("/invitations").text.contains("You have asked to join"))
        #expect(try await ada.get(channel).text.contains("1 request to join"))
        #expect(try await ada.get("/notifications").text.contains("asks to join"))
        let members = try await ada.get("\(channel)/members").text
        #expect(members.contains("They ask to join") && members.contains("It is me."))
        let decline = try #require(
            members.firstMatch(of: /\/channels\/[a-z0-9-]+\/requests\/[0-9a-f-]+\/decline/)?.0)
        try await bo.get(channel)
        #expect(try await bo.post(String(decline), [:]).status == .notFound)
        try await ada.get("\(channel)/members")
        #expect(try await ada.post(String(decline), [:]).location == "\(channel)/members?done=declined")
        #expect(try await bo.get("/notifications").text.contains("You were not let into"))
        #expect(try await bo.get(channel).text.contains("You can ask again"))
        try await bo.get("/channels")
        #expect(try await bo.post("\(channel)/requests", [:]).status == .unprocessableContent)
        try TestDatabase.current.administer("delete from messaging.channel_requests")
        try await bo.get(channel)
        try await bo.post("\(channel)/requests", ["message": ""])
        let again = try await ada.get("\(channel)/members").text
        let accept = try #require(
            again.firstMatch(of: /\/channels\/[a-z0-9-]+\/requests\/[0-9a-f-]+\/accept/)?.0)
        try await ada.post(String(accept), [:])
        #expect(try await bo.get("/notifications").text.contains("You were let into"))
        #expect(try await bo.get(channel).text.contains("<textarea"))
        let record = try await ada.get("\(channel)/record").text
        #expect(record.contains("asked to come in") && record.contains("who had asked"))
    }

    @Test("who asks has a turn now and then, and an address the channel had before leads to where it is")
    func turns() async throws {
        try await letAsk()
        let former = channel
        try await ada.get("\(channel)/settings/address")
        try await ada.post("\(channel)/settings/address", ["address": "moved-here"])
        #expect(try await bo.get(former).location == "/channels/moved-here")
        try await bo.get("/channels/moved-here")
        for _ in 1...20 {
            #expect(try await bo.post("/channels/moved-here/requests", ["message": "x"]).status == .seeOther)
            try await bo.get("/channels")
        }
        #expect(
            try await bo.post("/channels/moved-here/requests", ["message": "x"]).status == .tooManyRequests)
    }
}
