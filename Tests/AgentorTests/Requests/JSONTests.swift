import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("JSON", .database(agentorDatabase))
struct JSONTests {
    private static let json: Headers = ["Accept": "application/json"]
    private let site: Site

    init() throws { site = try Site.forTest() }

    private struct Problem: Decodable {
        struct Field: Decodable {
            let name: String
            let code: String
            let detail: String
        }

        let type: String
        let title: String
        let status: Int
        let fields: [Field]?
    }

    private struct Sent: Decodable {
        let channel: String
        let sequence: Int64
    }

    private struct Conversation: Decodable {
        struct Channel: Decodable {
            let slug: String
            let name: String
            let visibility: String
            let members: Int
            let isMember: Bool
        }

        struct Message: Decodable {
            struct Author: Decodable {
                let name: String
                let nameDirection: String
                let handle: String?
                let role: String
                let hasLookAlike: Bool
            }

            let sequence: Int64
            let author: Author
            let text: String
            let textDirection: String
            let sentAt: Date
        }

        let channel: Channel
        let messages: [Message]
        let cursor: Int64
        let earlier: Int64?
    }

    private func read<Value: Decodable>(_: Value.Type, _ response: Response) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(Value.self, from: Data(response.body))
    }

    @Test("a channel is joined, written in and read, by the same addresses as by pages")
    func conversation() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Programs")
        let csrf = try await token(of: bo)
        let seen = try await bo.get(channel, Self.json)
        #expect(seen.headers["Content-Type"] == "application/json; charset=utf-8")
        #expect(seen.headers["Vary"] == "Accept, Accept-Encoding")
        let before = try read(Conversation.self, seen)
        #expect(!before.channel.isMember && before.messages.isEmpty && before.channel.members == 1)
        let joined = try await bo.post("\(channel)/join", ["csrf": csrf], Self.json)
        #expect(joined.status == .ok)
        #expect(try read(Conversation.Channel.self, joined).isMember)
        let form = ["message": "„Grüß“ \u{1F600} <b>", "csrf": csrf, "nonce": UUID().uuidString.lowercased()]
        let sent = try await bo.post("\(channel)/messages", form, Self.json)
        #expect(sent.status == .created)
        #expect(sent.headers["Location"] == "\(channel)/messages/1")
        #expect(try read(Sent.self, sent).sequence == 1)
        #expect(
            try read(Sent.self, await bo.post("\(channel)/messages", form, Self.json)).sequence == 1, "once")
        let after = try read(Conversation.self, await ada.get(channel, Self.json))
        #expect(after.messages.map(\.text) == ["„Grüß“ \u{1F600} <b>"])
        let author = after.messages.first?.author
        #expect(author?.handle == "bo" && author?.role == "member" && author?.hasLookAlike == false)
        #expect(after.messages.first?.author.name == "Bo" && after.cursor == 1 && after.earlier == nil)
        #expect(after.channel.visibility == "public" && after.channel.members == 2)
    }

    @Test("text and names come with the direction they run in")
    func direction() async throws {
        let yusuf = try await Browser.person("يوسف", on: site)
        let channel = try await yusuf.createChannel("Labels")
        for text in ["שלום Ada", "Ada שלום", "42"] { try await yusuf.say(text, in: channel) }
        let found = try read(Conversation.self, await yusuf.get(channel, Self.json))
        #expect(found.messages.map(\.textDirection) == ["rtl", "ltr", "auto"])
        #expect(found.messages.first?.author.nameDirection == "rtl")
    }

    @Test("what cannot be taken is a problem that names the field, and stores nothing")
    func invalid() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Problems")
        let csrf = try await token(of: ada)
        for (text, code) in [(" ", "missing"), (String(repeating: "a", count: 17_000), "too-long")] {
            let refused = try await ada.post(
                "\(channel)/messages", ["message": text, "csrf": csrf], Self.json)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.headers["Content-Type"] == "application/problem+json")
            let problem = try read(Problem.self, refused)
            #expect(problem.type == "invalid" && problem.status == 422)
            #expect(problem.fields?.map(\.name) == ["message"])
            #expect(problem.fields?.map(\.code) == [code])
        }
        // More than a request may hold never becomes a form; what is wrong is said all the same.
        let tooMuch = try await ada.post(
            "\(channel)/messages", ["message": String(repeating: "a", count: 200_000), "csrf": csrf],
            Self.json)
        #expect(tooMuch.status == .contentTooLarge)
        #expect(try read(Problem.self, tooMuch).title == "That is too much at once.")
        #expect(try TestDatabase.current.count("messaging.messages") == 0)
    }

    @Test("strangers, the signed out and whoever is too fast are told so in JSON, as by pages")
    func refusals() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await ada.createChannel("Closed")
        let csrf = try await token(of: eve)
        let stranger = try await eve.post(
            "\(channel)/messages", ["message": "hello", "csrf": csrf], Self.json)
        #expect(stranger.status == .notFound)
        #expect(try read(Problem.self, stranger).type == "not-found")
        let nobody = try await Browser(site).get(channel, Self.json)
        #expect(nobody.status == .unauthorized)
        #expect(try read(Problem.self, nobody).type == "signed-out")
        let forged = try await ada.post("\(channel)/messages", ["message": "hello", "csrf": ""], Self.json)
        #expect(forged.status == .forbidden)
        #expect(try read(Problem.self, forged).type == "form-expired")
        #expect(try read(Problem.self, await ada.send(.post, channel, Self.json)).status == 405)
        let own = try await token(of: ada)
        var last = Response()
        for number in 0..<200 where last.status != .tooManyRequests {
            last = try await ada.post(
                "\(channel)/messages",
                ["message": "\(number)", "csrf": own, "nonce": UUID().uuidString.lowercased()],
                Self.json)
        }
        #expect(last.status == .tooManyRequests && last.headers["Retry-After"] != nil)
        #expect(try read(Problem.self, last).type == "too-often")
    }

    @Test(
        "browsers get pages",
        arguments: [
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*",
            "text/html, application/json;q=0.9",
            "application/json;q=0", "",
        ])
    func pages(accept: String) async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Pages")
        let page = try await ada.get(channel, ["Accept": accept])
        #expect(page.headers["Content-Type"]?.hasPrefix("text/html") == true)
    }

    private func token(of browser: Browser) async throws -> String {
        try await browser.get("/account")
        return try #require(browser.hidden("csrf"))
    }
}
