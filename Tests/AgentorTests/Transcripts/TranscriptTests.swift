import Crypto
import FastCGI
import FoundationEssentials
import Postgres
import TestDatabase
import Testing
import ZoneInfo

@testable import AgentorCore
@testable import AgentorFCGI
@testable import Messaging

@Suite("Transcripts of conversations", .database(agentorDatabase))
struct TranscriptTests {
    private let site: Site

    init() throws { site = try Site.forTest(files: FileKeeper.Limits()) }

    private func channel() async throws -> (ada: Browser, bo: Browser, channel: String) {
        let (ada, bo) = (try await Browser.person("Ada", on: site), try await Browser.person("Bo", on: site))
        let channel = try await ada.createChannel()
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        return (ada, bo, channel)
    }

    private func identity(of browser: Browser) throws -> Identity {
        let cookie = try #require(browser.cookie).split(separator: "=")[1]
        let token = try #require(SessionToken(cookie: String(cookie)))
        return site.accounts.identity(of: token) { _, _ in true }
    }

    /// What is made of an archive, by its names. Of kept files the digest.
    private func entries(_ address: String, as reader: Browser) throws -> [(name: String, text: String)] {
        let identity = try identity(of: reader)
        let channel = try site.messenger.channel(
            String(address.dropFirst("/channels/".count)), as: identity)
        var transcript = Transcript(
            of: channel, as: identity, named: "Bo", in: Zone.named("Europe/Berlin"), site.messenger,
            address: "http://127.0.0.1", keepsFiles: true)
        var entries: [(String, String)] = []
        while let entry = try transcript.next() {
            switch entry {
            case .kept(let name, let part): entries.append((name, part.digest))
            case .made(let name, let next):
                var bytes: [UInt8] = []
                while let piece = try next() { bytes += piece }
                entries.append((name, String(decoding: bytes, as: UTF8.self)))
            }
        }
        return entries
    }

    @Test(
        "each message carries the fingerprint of itself and of the one before, and the manifest knows every entry"
    )
    func chain() async throws {
        let (ada, bo, channel) = try await channel()
        try await ada.say("**First**, <b>then</b> that.", in: channel)
        try await bo.get(channel)
        try await bo.post("\(channel)/messages", [("message", "See.")], files: [.text])
        try await ada.say("שלום, gone soon", in: channel)
        try await ada.get("\(channel)/messages/3/delete")
        try await ada.post("\(channel)/messages/3/delete", [:])
        let entries = try entries(channel, as: bo)
        #expect(
            entries.map(\.name) == [
                "messages/0001.ndjson", "pages/0001.html", "files/2-1-plan.txt", "index.html", "README.txt",
                "MANIFEST.sha256",
            ])
        var last = String(repeating: "0", count: 64)
        let lines = entries[0].text.split(separator: "\n")
        #expect(lines.count == 3)
        for line in lines {
            let said = line.dropFirst("{\"hash\":\"".count + 64 + "\",\"message\":".count).dropLast()
            last = SHA256.hash(data: Array((last + said).utf8)).hexadecimal
            #expect(line.hasPrefix("{\"hash\":\"\(last)\",\"message\":{"))
        }
        #expect(lines[0].contains("\"text\":\"**First**, <b>then</b> that.\""))
        #expect(lines[1].contains("\"path\":\"files/2-1-plan.txt\"") && lines[1].contains(entries[2].text))
        #expect(lines[2].contains("\"is_deleted\":true") && lines[2].contains("\"text\":\"\""))
        #expect(entries[4].text.contains(last))
        let page = entries[1].text
        #expect(page.contains("<strong>First</strong>, &lt;b&gt;then&lt;/b&gt; that."))
        #expect(page.contains("href=\"../files/2-1-plan.txt\"") && !page.contains("gone soon"))
        #expect(!page.contains("href=\"/"), "nothing that is only on the site")
        for (name, text) in entries.dropLast() {
            let digest = name.hasPrefix("files/") ? text : SHA256.hash(data: Array(text.utf8)).hexadecimal
            #expect(entries[5].text.contains("\(digest)  \(name)\n"), "\(name)")
        }
    }

    @Test("a long conversation is of several pages, in one chain, threads in their place")
    func long() async throws {
        let (ada, _, channel) = try await channel()
        let (slug, identity) = (String(channel.dropFirst("/channels/".count)), try identity(of: ada))
        for number in 1...1_001 {
            _ = try site.messenger.send(
                try MessageDraft(text: "No. \(number)", nonce: UUID(), thread: number == 1_001 ? 1 : nil),
                to: slug, as: identity)
        }
        let entries = try entries(channel, as: ada)
        let pages = entries.filter { $0.name.hasPrefix("messages/") }
        #expect(pages.map(\.name) == (1...3).map { "messages/000\($0).ndjson" })
        #expect(pages.map { $0.text.split(separator: "\n").count } == [500, 500, 1])
        #expect(pages[2].text.contains("\"thread\":1,"))
        #expect(entries.first { $0.name == "index.html" }?.text.contains("500 messages") == true)
    }

    @Test("it is for those who are in the conversation, for as long as they are")
    func refusals() async throws {
        let (ada, bo, channel) = try await channel()
        try await ada.say("Hello.", in: channel)
        #expect(try await bo.get("\(channel)/transcript").text.contains("\(channel)/transcript.zip"))
        let begun = try await bo.get("\(channel)/transcript.zip")
        #expect(begun.status == .ok && begun.headers["Content-Type"] == "application/zip")
        let rest = try #require(begun.rest)
        try await bo.get("\(channel)/leave")
        try await bo.post("\(channel)/leave", [:])
        var sent: [UInt8] = []
        while let piece = try rest() { sent += piece }
        #expect(
            !String(decoding: sent, as: UTF8.self).contains("messages/0001"), "whoever has left gets no more")
        let eve = try await Browser.person("Eve", on: site)
        for browser in [bo, eve] {
            for page in ["transcript", "transcript.zip"] {
                #expect(try await browser.get("\(channel)/\(page)").status == .notFound)
            }
        }
        #expect(try await Browser(site).get("\(channel)/transcript").location?.hasPrefix("/sign-in") == true)
        #expect(
            try await Browser(site).get("\(channel)/transcript.zip").location?.hasPrefix("/sign-in") == true)
    }
}
