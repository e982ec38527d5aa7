import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Reacting to a message", .database(agentorDatabase))
struct ReactionTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    /// A channel of Ada's with one message, which Bo has joined.
    private func talk() async throws -> (ada: Browser, bo: Browser, channel: String, message: String) {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Talk")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.say("what do you think?", in: channel)
        return (ada, bo, channel, "\(channel)/messages/1")
    }

    @Test("is a button of its page, which is pressed then and takes back; everybody sees it in the list")
    func pressing() async throws {
        let (ada, bo, channel, message) = try await talk()
        #expect(!(try await bo.get(channel).text.contains("class=\"reactions\"")))
        let page = try await bo.get(message).text
        for emoji in ReactionDraft.usual {
            #expect(
                page.contains(
                    "<button name=\"emoji\" type=\"submit\" value=\"\(emoji)\" aria-pressed=\"false\">\(emoji)</button>"
                ))
        }
        let answer = try await bo.post("\(message)/reactions", ["emoji": "❤"])
        #expect(answer.status == .seeOther && answer.location == "\(message)#reactions")
        let pressed = try await bo.get(message).text
        #expect(
            pressed.contains(
                "value=\"❤️\" aria-pressed=\"true\" formaction=\"\(message)/reactions/remove\">❤️ <span class=\"figures\">1</span></button>"
            ))
        #expect(pressed.contains("<summary>❤️ 1 person</summary>"))
        let others = try await ada.get(message).text
        #expect(
            others.contains("value=\"❤️\" aria-pressed=\"false\">❤️ <span class=\"figures\">1</span></button>"))
        #expect(others.contains("<bdi class=\"author\">Bo</bdi>"))
        let count = "<span class=\"figures\">1</span><span class=\"visually-hidden\"> reacted</span>"
        let chip = "<li><a href=\"\(message)#reactions\">❤️ \(count)</a></li>"
        for address in [channel, "\(channel)/log", "\(channel)/live"] {
            #expect(try await ada.get(address).text.contains(chip), "\(address)")
        }
        #expect(try await ada.get("\(channel)/changes?after=1&wait=0").text.contains(chip))
        try await bo.get(message)
        #expect(try await bo.post("\(message)/reactions/remove", ["emoji": "❤️"]).status == .seeOther)
        #expect(!(try await ada.get(channel).text.contains("class=\"reactions\"")))
    }

    @Test("leaves the page of a message without any as it was")
    func without() async throws {
        let (ada, _, channel, message) = try await talk()
        func item() async throws -> Substring {
            let text = try await ada.get(channel).text
            let start = try #require(text.firstRange(of: "<li id=\"m-1\"")).lowerBound
            let end = try #require(text[start...].firstRange(of: "</ol>")).lowerBound
            return text[start..<end]
        }
        let before = try await item()
        #expect(before.hasSuffix("<p class=\"message-text\" dir=\"auto\">what do you think?</p>\n\n"))
        for path in ["reactions", "reactions/remove"] {
            try await ada.get(message)
            #expect(try await ada.post("\(message)/\(path)", ["emoji": "👍"]).status == .seeOther)
        }
        #expect(try await item() == before.replacing("data-changed=\"1\"", with: "data-changed=\"3\""))
    }

    @Test("takes any other emoji that is typed, and says what it does not take beside the field")
    func typing() async throws {
        let (_, bo, _, message) = try await talk()
        try await bo.get(message)
        #expect(try await bo.post("\(message)/reactions", ["emoji": " 👩🏽‍🌾 "]).status == .seeOther)
        #expect(try await bo.get(message).text.contains("<summary>👩🏽‍🌾 1 person</summary>"))
        for (typed, words) in [
            ("", "Enter an emoji."), ("\u{200B}\u{200D}", "Enter an emoji."),
            ("👍👎", "Enter one emoji at a time."), ("well", "Enter a single emoji"),
            ("<i>👍</i>", "Enter a single emoji"),
            (String(repeating: "x", count: 1_000), "Enter a single emoji"),
        ] {
            let page = try await bo.post("\(message)/reactions", ["emoji": typed])
            #expect(page.status == .unprocessableContent, "\(typed)")
            #expect(page.text.contains("<a href=\"#emoji\">") && page.text.contains(words), "\(typed)")
            #expect(
                page.text.contains("<title>Error: ") && page.text.contains("what do you think?"))
        }
        let long = try await bo.post("\(message)/reactions", ["emoji": String(repeating: "👍", count: 10_000)])
        #expect([.unprocessableContent, .contentTooLarge].contains(long.status))
        let json = try await bo.post("\(message)/reactions", ["emoji": "👍👎"], ["Accept": "application/json"])
        #expect(json.status == .unprocessableContent && json.text.contains("\"code\":\"too-many\""))
        for emoji in ReactionDraft.usual.prefix(4) {
            try await bo.get(message)
            #expect(try await bo.post("\(message)/reactions", ["emoji": emoji]).status == .seeOther)
        }
        try await bo.get(message)
        let sixth = try await bo.post("\(message)/reactions", ["emoji": "🍀"])
        #expect(sixth.status == .unprocessableContent && sixth.text.contains("5 emoji at most"))
    }

    @Test("is there for programs, in JSON: what came of it, and what the message has")
    func json() async throws {
        struct Outcome: Decodable {
            struct Reaction: Decodable, Equatable {
                let emoji: String
                let count: Int
            }
            let isChanged: Bool
            let reactions: [Reaction]
            let own: [String]
        }
        struct Message: Decodable { let reactions: [Outcome.Reaction] }
        let (ada, bo, _, message) = try await talk()
        let json: Headers = ["Accept": "application/json"]
        func react(_ path: String, as browser: Browser) async throws -> Outcome {
            try await browser.get(message)
            let answer = try await browser.post("\(message)/\(path)", ["emoji": "🎉"], json)
            #expect(answer.status == .ok)
            return try JSONDecoder().decode(Outcome.self, from: Data(answer.body))
        }
        #expect(try await react("reactions", as: ada).isChanged)
        let second = try await react("reactions", as: bo)
        #expect(second.reactions == [.init(emoji: "🎉", count: 2)] && second.own == ["🎉"])
        #expect(try await !react("reactions", as: bo).isChanged)
        let shown = try await ada.get(message, json)
        #expect(
            try JSONDecoder().decode(Message.self, from: Data(shown.body)).reactions
                == [.init(emoji: "🎉", count: 2)])
        let back = try await react("reactions/remove", as: bo)
        #expect(back.isChanged && back.reactions == [.init(emoji: "🎉", count: 1)] && back.own == [])
        #expect(try await !react("reactions/remove", as: bo).isChanged)
    }

    @Test("makes nothing new to read: no line is drawn, and nothing is unread")
    func unread() async throws {
        let (ada, bo, channel, message) = try await talk()
        try await bo.get(channel)
        try await ada.get(message)
        try await ada.post("\(message)/reactions", ["emoji": "👍"])
        #expect(!(try await bo.get("/channels").text.contains("unread</span>")))
        let page = try await bo.get(channel).text
        #expect(page.contains("class=\"reactions\"") && !page.contains("last-read"))
        try await ada.say("and this?", in: channel)
        #expect(try await bo.get(channel).text.contains("last-read"))
        #expect(!(try await bo.get(channel).text.contains("last-read")))
    }

    @Test(
        "is refused to strangers, to whoever left, to the signed out, to forms of others, and where nothing was said"
    )
    func refusals() async throws {
        let (ada, bo, channel, message) = try await talk()
        let eve = try await Browser.person("Eve", on: site)
        let hidden = try await ada.createChannel("Hidden", visibility: "private")
        try await ada.say("for me", in: hidden)
        try await bo.get(channel)
        try await bo.post("\(channel)/leave", [:])
        for path in ["reactions", "reactions/remove"] {
            for (browser, address) in [
                (eve, message), (bo, message), (eve, "\(hidden)/messages/1"), (ada, "\(channel)/messages/2"),
                (ada, "\(channel)/messages/0"), (ada, "/channels/none/messages/1"),
            ] {
                try await browser.get("/channels/new")
                for emoji in ["👍", "no"] {
                    let answer = try await browser.post("\(address)/\(path)", ["emoji": emoji])
                    #expect(answer.status == .notFound, "\(address) \(emoji)")
                }
                let json = try await browser.post(
                    "\(address)/\(path)", ["emoji": "👍"], ["Accept": "application/json"])
                #expect(json.status == .notFound)
            }
            try await ada.get(message)
            #expect(
                try await ada.post("\(message)/\(path)", ["csrf": "00", "emoji": "👍"]).status == .forbidden)
            #expect(try await ada.get("\(message)/\(path)").status == .methodNotAllowed)
            let nobody = Browser(site)
            try await nobody.get("/sign-in")
            #expect(try await nobody.post("\(message)/\(path)", ["emoji": "👍"]).status == .unauthorized)
        }
        #expect(try database.administer("select from messaging.message_reactions").isEmpty)
    }

    @Test("can be done only so often")
    func throttle() async throws {
        let (ada, _, _, message) = try await talk()
        try await ada.get(message)
        let csrf = try #require(ada.hidden("csrf"))
        var answer = Response()
        for _ in 0..<40 where answer.status != .tooManyRequests {
            answer = try await ada.post(
                "\(message)/reactions", ["csrf": csrf, "emoji": "👍"], ["Accept": "application/json"])
        }
        #expect(answer.status == .tooManyRequests)
        let page = try await ada.post("\(message)/reactions/remove", ["csrf": csrf, "emoji": "👍"])
        #expect(page.status == .tooManyRequests && page.text.contains("That was too often."))
    }

    @Test("the script of conversations offers what the page offers")
    func script() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../static/live.js"
        ).standardized
        let script = String(decoding: try Data(contentsOf: root), as: UTF8.self)
        let usual = ReactionDraft.usual.map { "\"\($0)\"" }.joined(separator: ", ")
        #expect(script.contains("const usual = [\(usual)];"))
        #expect(ReactionDraft.usual.allSatisfy { (try? ReactionDraft(emoji: $0))?.emoji == $0 })
    }
}
