import FastCGI
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Today", .database(agentorDatabase))
struct DashboardTests {
    private let site: Site
    private let hana: Browser

    init() async throws {
        site = try Site.forTest()
        hana = Browser(site)
        try await hana.signUp("Hana Sato")
        try await hana.get("/onboarding/agent-profile")
        try await hana.post("/onboarding/agent-profile", PublicationTests.answers)
    }

    @Test("an agent is told what to do next, and nothing that is done")
    func steps() async throws {
        let begun = try await hana.get("/dashboard").text
        for words in ["Publish your profile", "Add a photo", "Offer a service", "More about yourself"] {
            #expect(begun.contains(words), "\(words)")
        }
        #expect(!begun.contains("Seen this week"))
        try await hana.get("/profile")
        try await hana.post("/profile/publish", [:])
        let published = try await hana.get("/dashboard").text
        #expect(!published.contains("Publish your profile"))
        #expect(published.contains("Seen this week") && published.contains("How clients see you"))
        #expect(published.contains("Too few first messages"))
    }

    @Test("who waits for an agent is an enquiry until they are answered")
    func enquiries() async throws {
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/messages/hana-sato")
        try await ada.post("/messages/hana-sato", ["message": "Do you do jars?"])
        let asked = try await hana.get("/dashboard").text
        #expect(asked.contains("Asks to talk") && asked.contains("Do you do jars?"))
        try await hana.get("/messages/ada")
        try await hana.post("/messages/ada", ["message": "I do"])
        #expect(try await !hana.get("/dashboard").text.contains("Enquiries"))
        try await ada.get("/messages/hana-sato")
        try await ada.post("/messages/hana-sato", ["message": "And lids?"])
        #expect(try await hana.get("/dashboard").text.contains("Waits for you"))
    }

    @Test("what a client has saved is there, and a client with nothing is led to the directory")
    func saved() async throws {
        let ada = try await Browser.person("Ada", on: site)
        #expect(try await ada.get("/dashboard").text.contains("Find an agent"))
        try await hana.get("/profile")
        try await hana.post("/profile/publish", [:])
        try await ada.get("/account/name")
        try await ada.post("/saved/people/hana-sato/save", [:])
        try await ada.get("/saved/searches/new?q=bakeries")
        try await ada.post("/saved/searches/new", ["name": "Ovens", "search": "q=bakeries"])
        let page = try await ada.get("/dashboard").text
        #expect(page.contains("Agents you saved") && page.contains("href=\"/agents/hana-sato\""))
        #expect(page.contains("Ovens") && page.contains("0 new"))
        #expect(!page.contains("Find an agent") && !page.contains("Seen this week"))
    }
}
