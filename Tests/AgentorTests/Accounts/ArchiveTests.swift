import AgentorCore
import FastCGI
import FoundationEssentials
import Messaging
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("The archive of one’s own data", .database(agentorDatabase))
struct ArchiveTests {
    private let site: Site

    init() throws { site = try Site.forTest(files: FileKeeper.Limits()) }

    private func archive(_ browser: Browser) async throws -> [UInt8] {
        let response = try await browser.get("/account/download/agentor-data.zip")
        #expect(response.status == .ok)
        #expect(response.headers["Content-Disposition"] == "attachment; filename=\"agentor-data.zip\"")
        return try response.wholeBytes
    }

    @Test("it holds the bytes of all one keeps, also where one has left, and of nobody else’s")
    func content() async throws {
        let (ada, bo) = (try await Browser.person("Ada", on: site), try await Browser.person("Bo", on: site))
        let channel = try await ada.createChannel()
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", [("message", "Look.")], files: [.text])
        try await bo.get(channel)
        try await bo.post(
            "\(channel)/messages", [("message", "Here.")],
            files: [SentFile(name: "secret.txt", bytes: Array("Of Bo alone.".utf8))])
        try await ada.get("/account/picture")
        try await ada.post("/account/picture", [], files: [.picture])
        try await ada.get("\(channel)/leave")
        try await ada.post("\(channel)/leave", [:])
        let bytes = try await archive(ada)
        #expect(bytes.starts(with: [0x50, 0x4B, 3, 4]))
        let text = String(decoding: bytes, as: UTF8.self)
        for part in ["agentor-data.json", "picture.jpg", "files/", "/plan.txt", "First this, then that."] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("secret.txt") && !text.contains("Of Bo alone."))
        // What is deleted is in it no more.
        let file = try #require(
            try TestDatabase.current.administer(
                "select id from messaging.files where type = 'text/plain' order by created_at")[0][0])
        try await ada.get("/files/\(file)/delete")
        try await ada.post("/files/\(file)/delete", [:])
        #expect(try await !String(decoding: archive(ada), as: UTF8.self).contains("First this"))
    }

    @Test("it is for whoever has proved who they are, and not made too often")
    func refusals() async throws {
        let ada = try await Browser.person("Ada", on: site)
        #expect(
            try await Browser(site).get("/account/download/agentor-data.zip").location?.hasPrefix("/sign-in")
                == true)
        #expect(try await ada.get("/account/download").text.contains("Save agentor-data.zip"))
        for _ in 1...10 { _ = try await archive(ada) }
        #expect(try await ada.get("/account/download/agentor-data.zip").status == .tooManyRequests)
        try TestDatabase.current.administer(
            "update agentor.sessions set proved_at = now() - interval '1 hour'")
        #expect(
            try await ada.get("/account/download/agentor-data.zip").location
                == "/account/prove?next=%2Faccount%2Fdownload")
        let bare = Browser(try Site.forTest())
        try await bare.signUp("Bo")
        #expect(try await bare.get("/account/download/agentor-data.zip").status == .notFound)
        #expect(try await !bare.get("/account/download").text.contains("agentor-data.zip"))
    }
}
