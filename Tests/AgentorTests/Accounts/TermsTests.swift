import AgentorViews
import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Terms", .database(agentorDatabase))
struct TermsTests {
    private let site: Site
    private let database: TestDatabase
    private let ada: Browser

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        ada = try await Browser.person("Ada", on: site)
    }

    private func change() throws {
        try database.administer("update agentor.consents set version = '2020-01-01'")
    }

    @Test("what was agreed to when the account was created is kept, with its version")
    func consent() throws {
        let kept = try database.administer("select document, version from agentor.consents")
        #expect(kept == [["terms", Terms.version]])
    }

    @Test("whoever agreed to an earlier version is asked, and comes back to where they were")
    func asked() async throws {
        #expect(try await ada.get("/channels?after=x").status == .ok)
        try change()
        #expect(
            try await ada.get("/channels?after=x").location == "/terms/agree?next=%2Fchannels%3Fafter%3Dx")
        try await ada.get("/terms/agree?next=%2Fchannels%3Fafter%3Dx")
        #expect(ada.last.text.contains("The terms have changed"))
        try await ada.post("/terms/agree", ["next": try #require(ada.hidden("next"))])
        #expect(ada.last.location == "/channels?after=x")
        #expect(try await ada.get("/channels?after=x").status == .ok)
        #expect(try database.count("agentor.consents") == 2)
    }

    @Test("until then nothing else can be done, and what was typed is handed back")
    func forms() async throws {
        let channel = try await ada.createChannel()
        try await ada.get(channel)
        let csrf = try #require(ada.hidden("csrf"))
        try change()
        let page = try await ada.post("\(channel)/messages", ["message": "words of mine", "csrf": csrf])
        #expect(page.status == .forbidden)
        #expect(page.text.contains("words of mine"))
        #expect(try database.count("messaging.messages") == 0)
        for route in Route.all
        where !route.isOpen && !route.isHidden && route.conditions.access != .signedIn {
            let response = try await ada.get(route.path)
            if route.isFragment {
                #expect(response.status == .forbidden, "not \"signed out\": \(route)")
                continue
            }
            let isOpen = [.account(.download), .account(.file), .account(.archive)].contains(route)
            let isAsked = response.location?.hasPrefix("/terms/agree") == true
            #expect(isAsked != isOpen || response.status == .methodNotAllowed, "\(route)")
        }
    }

    @Test("the terms can be read by everybody")
    func page() async throws {
        #expect(try await Browser(site).get("/terms").text.contains(Terms.version))
    }
}
