import AgentorCore
import ArgumentParser
import FoundationEssentials
import Mail
import Testing

@testable import AgentorFCGI

@Suite("The settings of a site")
struct SiteSettingsTests {
    private static let complete = [
        "AGENTOR_ADDRESS": "https://agentor.example", "AGENTOR_KEYS": String(repeating: "5e", count: 32),
        "AGENTOR_SMTP_URL": "smtp://user:p%40ss@mail.example:587",
    ]

    private func settings(_ changes: [String: String?]) throws -> SiteSettings {
        let all = Self.complete.merging(changes.compactMapValues(\.self)) { $1 }
        return try SiteSettings { name in changes[name, default: ""] == nil ? nil : all[name] }
    }

    @Test("an address, a key and a mail server are enough")
    func complete() throws {
        let settings = try settings([:])
        #expect(settings.address == "https://agentor.example")
        #expect(settings.transport is SMTPTransport)
        #expect(settings.from == "Agentor <no-reply@agentor.example>")
    }

    @Test("mails go into a folder where no server is named")
    func folder() throws {
        let settings = try settings(["AGENTOR_SMTP_URL": nil, "AGENTOR_MAIL_FOLDER": "/tmp/mail"])
        #expect(settings.transport is FolderTransport)
    }

    @Test("what is missing is named", arguments: ["AGENTOR_ADDRESS", "AGENTOR_KEYS", "AGENTOR_SMTP_URL"])
    func missing(name: String) throws {
        let told = name == "AGENTOR_KEYS" ? "AGENTOR_KEY_FILE" : name
        let error = #expect(throws: ValidationError.self) { try settings([name: nil]) }
        #expect(error?.message.hasPrefix("\(told) is not set") == true)
    }

    @Test(
        "an address that links cannot begin with is refused",
        arguments: [
            "agentor.example", "https://agentor.example/", "https://agentor.example/a",
            "ftp://agentor.example",
            "http://agentor.example", "https://", "https://a b", "https://user@agentor.example",
            "https://agentor.example?a", "https://agentor.example#a",
        ])
    func address(text: String) {
        let error = #expect(throws: ValidationError.self) { try settings(["AGENTOR_ADDRESS": text]) }
        #expect(error?.message.hasPrefix("AGENTOR_ADDRESS") == true)
    }

    @Test(
        "plain http is for loopback",
        arguments: ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80"])
    func loopback(text: String) throws {
        let settings = try settings(["AGENTOR_ADDRESS": text])
        #expect(settings.address == text)
        #expect(settings.from == "Agentor <no-reply@localhost.localdomain>")
    }

    @Test(
        "a mail server that is none is refused, and its password not quoted",
        arguments: [
            "mail.example", "http://u:secret@mail.example", "smtp://", "smtp://u:secret@mail.example/x",
            "smtp://u:secret@mail.example:99999", "smtp://secret@mail.example",
            "smtp://u:secret@mail.example?a",
        ])
    func server(url: String) {
        let error = #expect(throws: ValidationError.self) { try settings(["AGENTOR_SMTP_URL": url]) }
        #expect(error?.message.hasPrefix("AGENTOR_SMTP_URL") == true)
        #expect(error?.message.contains("secret") == false)
    }

    @Test("a sender that is none is refused")
    func sender() {
        #expect(throws: ValidationError.self) { try settings(["AGENTOR_MAIL_FROM": "Agentor"]) }
    }

    @Test("a key that is none is refused, and not quoted")
    func keys() {
        for keys in ["5e5e", String(repeating: "x", count: 64), ","] {
            let error = #expect(throws: ValidationError.self) { try settings(["AGENTOR_KEYS": keys]) }
            #expect(error?.message.contains("in AGENTOR_KEYS") == true)
            #expect(error?.message.contains("5e") == false && error?.message.contains("xx") == false)
        }
    }

    @Test("two answers to one question are refused")
    func both() {
        #expect(throws: ValidationError.self) { try settings(["AGENTOR_MAIL_FOLDER": "/tmp/mail"]) }
        #expect(throws: ValidationError.self) { try settings(["AGENTOR_KEY_FILE": "/dev/null"]) }
    }

    @Test("a key file is read, and one that cannot be is named")
    func keyFile() throws {
        let path = FileManager.default.temporaryDirectory.path + "/agentor-key-\(UUID().uuidString)"
        let error = #expect(throws: ValidationError.self) {
            try settings(["AGENTOR_KEYS": nil, "AGENTOR_KEY_FILE": path])
        }
        #expect(error?.message.contains(path) == true)
        try Data((String(repeating: "5e", count: 32) + "\n").utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let keys = try settings(["AGENTOR_KEYS": nil, "AGENTOR_KEY_FILE": path]).keys
        #expect(keys.open(try settings([:]).keys.seal([1], for: "a"), for: "a") == [1])
    }
}
