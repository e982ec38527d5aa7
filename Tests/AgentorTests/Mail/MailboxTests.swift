import FastCGI
import FoundationEssentials
import Mail
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("The mailbox", .database(agentorDatabase))
final class MailboxTests {
    private let folder: String
    private let site: Site

    private static let letter = Letter(
        subject: "Reset your <password>", paragraphs: ["You asked for it."], code: "135790",
        action: Letter.Action("Choose a password", "http://127.0.0.1:8080/reset?token=abc&x=1"),
        closing: ["Otherwise do nothing."])

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/agentor-mail-\(UUID().uuidString)"
        site = try Site.forTest(transport: FolderTransport(path: folder))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func send(_ letter: Letter = letter, to address: String = "ada@example.com") throws {
        let enqueue = EnqueueMail(letter, to: address, keys: site.settings.keys)
        _ = try site.database.door.query(enqueue, as: .nobody, access: .readWrite)
        #expect(site.postman.deliverDue() == 1)
    }

    @Test("mails land as files: what would be sent, and what they say")
    func files() throws {
        try send()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        try #require(names.count == 2)
        #expect(names[0].hasSuffix(".eml"))
        #expect(names[1] == names[0].replacing(".eml", with: ".json"))
        let kept = try #require(FolderTransport(path: folder).mails().first)
        #expect(kept.letter == Self.letter)
        #expect(kept.to == "ada@example.com")
        let mail = try Data(contentsOf: URL(filePath: "\(folder)/\(names[0])"))
        #expect(String(decoding: mail, as: UTF8.self).contains("Message-ID: \(kept.messageID)\r\n"))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }

    @Test("the list names every mail, the newest first, and each is a page with its code and its link")
    func pages() async throws {
        let browser = Browser(site)
        #expect(try await browser.get("/mailbox").text.contains("There is no mail yet"))
        try send()
        try await Task.sleep(for: .milliseconds(1100))
        try send(Letter(subject: "Second", paragraphs: []), to: "bea@example.com")
        let list = try await browser.get("/mailbox")
        #expect(list.headers["Cache-Control"] == "no-store")
        let second = try #require(list.text.firstRange(of: ">Second</a>"))
        let first = try #require(list.text.firstRange(of: ">Reset your &lt;password&gt;</a>"))
        #expect(second.lowerBound < first.lowerBound)
        #expect(list.text.contains("To ada@example.com"))
        let name = try #require(FolderTransport(path: folder).mails().last?.name)
        #expect(list.text.contains("href=\"/mailbox/\(name)\""))
        let page = try await browser.get("/mailbox/\(name)")
        #expect(page.status == .ok)
        #expect(page.text.contains("<code>135790</code>"))
        #expect(page.text.contains("href=\"http://127.0.0.1:8080/reset?token=abc&amp;x=1\""))
        #expect(page.text.contains("Otherwise do nothing."))
    }

    @Test(
        "it is there for this machine only, under its own name",
        arguments: [
            ("192.0.2.1", "127.0.0.1:8080"), ("2001:db8::1", "localhost"), ("", "localhost"),
            ("127.0.0.1", "agentor.example"), ("10.127.0.1", "localhost"),
        ])
    func elsewhere(from: (address: String, host: String)) async throws {
        try send()
        let name = try #require(FolderTransport(path: folder).mails().first?.name)
        for path in ["/mailbox", "/mailbox/\(name)"] {
            let request = Request(path: path, remoteAddress: from.address, host: from.host)
            #expect(await site.respond(to: request).status == .notFound)
            for address in ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
                let request = Request(path: path, remoteAddress: address, host: "localhost:8080")
                #expect(await site.respond(to: request).status == .ok)
            }
        }
    }

    @Test("there is none where mail is sent for real")
    func noFolder() async throws {
        let browser = Browser(try Site.forTest())
        #expect(try await browser.get("/mailbox").status == .notFound)
        #expect(try await browser.get("/mailbox/a").status == .notFound)
    }

    @Test(
        "names lead to mails only", arguments: ["..", "../secret", "a/b", "A", "%2e%2e", "no-such-mail"])
    func names(name: String) async throws {
        try send()
        try Data("{}".utf8).write(to: URL(filePath: "\(folder)/../secret.json"))
        defer { try? FileManager.default.removeItem(atPath: "\(folder)/../secret.json") }
        #expect(FolderTransport(path: folder).mail(named: name) == nil)
        let request = Request(path: "/mailbox/\(name)")
        #expect(await site.respond(to: request).status == .notFound)
    }

    @Test("a mail that cannot be written waits in the outbox")
    func unwritable() throws {
        try Data().write(to: URL(filePath: folder))
        let enqueue = EnqueueMail(Self.letter, to: "ada@example.com", keys: site.settings.keys)
        _ = try site.database.door.query(enqueue, as: .nobody, access: .readWrite)
        #expect(site.postman.deliverDue() == 0)
        let outcome = try #require(try site.database.door.first(FindMailOutcome(enqueue.id), as: .nobody))
        #expect(outcome.lastError?.contains("folder") == true)
        #expect(outcome.givenUpAt == nil)
    }
}
