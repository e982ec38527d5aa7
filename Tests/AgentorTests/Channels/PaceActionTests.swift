import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Setting slow mode", .database(agentorDatabase))
struct PaceActionTests {
    @Test("is for those in charge, and keeps the words of whoever has to wait")
    func setting() async throws {
        let site = try Site.forTest()
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Talk")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        #expect(try await ada.get(channel).text.contains("href=\"\(channel)/settings\""))
        #expect(try await ada.get("\(channel)/settings").text.contains("href=\"\(channel)/pace\""))
        #expect(try await ada.get("\(channel)/pace").status == .ok)
        #expect(try await ada.post("\(channel)/pace", ["pace": "7"]).status == .unprocessableContent)
        #expect(try await ada.post("\(channel)/pace", ["pace": "60"]).location == channel)
        #expect(!(try await bo.get(channel).text.contains("\(channel)/pace")))
        #expect(try await bo.get(channel).text.contains("members wait 60 seconds between two messages"))
        #expect(try await bo.get("\(channel)/pace").status == .notFound)
        try await bo.get(channel)
        #expect(try await bo.post("\(channel)/pace", ["pace": "0"]).status == .notFound)
        try await bo.say("first", in: channel)
        try await bo.get(channel)
        let refused = try await bo.post("\(channel)/messages", ["message": "half a thought"])
        #expect(refused.status == .unprocessableContent && refused.text.contains("half a thought"))
        #expect(refused.text.contains("This channel is slow: you can write again in "))
        #expect(try await Browser(site).get("\(channel)/pace").location?.hasPrefix("/sign-in") == true)
    }
}
