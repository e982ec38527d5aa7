import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Changing and deleting one's messages", .database(agentorDatabase))
struct EditMessageTests {
    private static let json: Headers = ["Accept": "application/json"]
    private let site: Site
    private let ada: Browser
    private let bo: Browser
    private let channel: String
    private var message: String { "\(channel)/messages/1" }

    init() async throws {
        site = try Site.forTest()
        ada = try await Browser.person("Ada", on: site)
        bo = try await Browser.person("Bo", on: site)
        channel = try await ada.createChannel("Edits")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.say("hello <all>", in: channel)
    }

    /// Opens the form, and sends it with other words.
    @discardableResult
    private func edit(_ text: String, by person: Browser? = nil) async throws -> Response {
        let person = person ?? ada
        try await person.get("\(message)/edit")
        let version = person.hidden("version") ?? "1"
        return try await person.post("\(message)/edit", ["message": text, "version": version])
    }

    private func age(_ interval: String) throws {
        try TestDatabase.current.administer(
            "update messaging.messages set created_at = created_at - interval '\(interval)'")
    }

    @Test("an edit shows in the conversation, with a link to what the message said before")
    func editing() async throws {
        #expect(try await ada.get(message).text.contains("href=\"\(message)/edit\""))
        #expect(!(try await ada.get(channel).text.contains(">edited</a>")))
        let form = try await ada.get("\(message)/edit")
        #expect(form.status == .ok && form.text.contains("hello &lt;all&gt;</textarea>"))
        #expect(try await edit("hello, everybody").location == "\(message)?done=edited")
        #expect(try await ada.get("\(message)?done=edited").text.contains("Your message was changed."))
        for address in [channel, "\(channel)/log", "\(channel)/live", "\(channel)/changes?after=1&wait=0"] {
            let text = try await bo.get(address).text
            #expect(text.contains("hello, everybody") && !text.contains("hello &lt;all&gt;"), "\(address)")
            #expect(text.contains("href=\"\(message)/history\">edited</a>"), "\(address)")
        }
        let history = try await bo.get("\(message)/history")
        #expect(history.status == .ok && history.text.contains("Version 1 of 2"))
        #expect(history.text.contains("hello &lt;all&gt;") && history.text.contains("hello, everybody"))
        #expect(try await bo.get(message).text.contains("href=\"\(message)/history\""))
    }

    @Test("what cannot be taken is refused beside the field, and the words stay")
    func refused() async throws {
        #expect(try await edit(" \n ").status == .unprocessableContent)
        #expect(ada.last.text.contains("Write something first."))
        let long = "begin" + String(repeating: "x", count: 16_384)
        #expect(try await edit(long).status == .unprocessableContent)
        #expect(ada.last.text.contains("Use 16384 characters or fewer") && ada.last.text.contains(long))
        #expect(try await bo.get(channel).text.contains("hello &lt;all&gt;"))
    }

    @Test("of two tabs the second is shown both texts, and may then have its way")
    func twoTabs() async throws {
        try await ada.get("\(message)/edit")
        let csrf = ada.hidden("csrf") ?? ""
        try await edit("from *one* tab")
        let second = try await ada.post(
            "\(message)/edit", ["message": "from <another>", "version": "1", "csrf": csrf])
        #expect(second.status == .unprocessableContent)
        #expect(second.text.contains("from &lt;another&gt;</textarea>"))
        #expect(second.text.contains("<p dir=\"auto\">from <em>one</em> tab</p>"))
        #expect(second.text.contains("changed this message elsewhere meanwhile"))
        #expect(try await bo.get(channel).text.contains("from <em>one</em> tab"))
        let again = ["message": "from <another>", "version": try #require(ada.hidden("version"))]
        #expect(try await ada.post("\(message)/edit", again).status == .seeOther)
        #expect(try await bo.get(channel).text.contains("from &lt;another&gt;"))
    }

    @Test("a message that was deleted meanwhile is not changed, and what was typed is shown")
    func deletedMeanwhile() async throws {
        try await ada.get("\(message)/edit")
        let form = [
            "message": "many fine words", "version": "1", "csrf": try #require(ada.hidden("csrf")),
        ]
        try await ada.post("\(message)/delete", [:])
        let refused = try await ada.post("\(message)/edit", form)
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains("This message was deleted and cannot be changed."))
        #expect(
            refused.text.contains("many fine words</textarea>") && !refused.text.contains(">Save</button>"))
        #expect(try await ada.get("\(message)/edit").location == "\(message)?done=closed")
    }

    @Test("after a day a message is no longer changed, and what was typed is shown")
    func late() async throws {
        try await ada.get("\(message)/edit")
        let form = ["message": "too late", "version": "1", "csrf": try #require(ada.hidden("csrf"))]
        try age("25 hours")
        let refused = try await ada.post("\(message)/edit", form)
        #expect(
            refused.status == .unprocessableContent && refused.text.contains("for a day after it was sent"))
        #expect(refused.text.contains("too late</textarea>"))
        #expect(try await ada.get("\(message)/edit").location == "\(message)?done=closed")
        let page = try await ada.get("\(message)?done=closed").text
        #expect(page.contains("can no longer be changed") && !page.contains("\(message)/edit"))
        #expect(page.contains("href=\"\(message)/delete\""))
    }

    @Test("deleting is asked about, and leaves that there was a message")
    func deleting() async throws {
        try await edit("a *second* version")
        let question = try await ada.get("\(message)/delete")
        #expect(
            question.text.contains("Delete this message?") && question.text.contains("“a second version”"))
        #expect(
            try await ada.post("\(message)/delete", [:]).location == "\(channel)?around=1#m-1")
        for address in [channel, "\(channel)/log", "\(channel)/live", "\(channel)/changes?after=2&wait=0"] {
            let text = try await bo.get(address).text
            #expect(
                text.contains("<p class=\"message-text message-gone\">This message was deleted.</p>"),
                "\(address)")
            #expect(!text.contains("version") && !text.contains(">edited</a>"), "\(address)")
        }
        for address in [message, "\(message)/history"] {
            let text = try await ada.get(address).text
            #expect(text.contains("This message was deleted.") && !text.contains("hello"), "\(address)")
            #expect(!text.contains("\(message)/edit") && !text.contains("\(message)/delete"), "\(address)")
        }
        #expect(try await ada.get("\(message)/delete").location == message)
    }

    @Test("a message that was deleted is not unread, and no line stands before it")
    func unread() async throws {
        try await bo.get(channel)
        try await ada.say("soon gone", in: channel)
        let count = "1<span class=\"visually-hidden\"> unread</span>"
        #expect(try await bo.get("/channels").text.contains(count))
        try await ada.get("\(channel)/messages/2/delete")
        try await ada.post("\(channel)/messages/2/delete", [:])
        #expect(!(try await bo.get("/channels").text.contains(count)))
        #expect(!(try await bo.get(channel).text.contains("class=\"last-read\"")))
    }

    @Test("nobody but its author comes to the forms, and to its history nobody but members")
    func strangers() async throws {
        try await edit("changed")
        let eve = try await Browser.person("Eve", on: site)
        try await eve.get("/channels/new")
        let (csrf, boCsrf) = (try #require(eve.hidden("csrf")), try await token(of: bo))
        for action in ["edit", "delete"] {
            let address = "\(message)/\(action)"
            for (person, csrf) in [(bo, boCsrf), (eve, csrf)] {
                #expect(try await person.get(address).status == .notFound)
                for headers in [[:], Self.json] {
                    let form = ["message": "never said", "version": "2", "csrf": csrf]
                    #expect(try await person.post(address, form, headers).status == .notFound)
                }
            }
            let signedOut = Browser(site)
            #expect(try await signedOut.get(address).location?.hasPrefix("/sign-in?next=") == true)
            #expect(try await ada.get("\(channel)/messages/99/\(action)").status == .notFound)
        }
        #expect(try await eve.get("\(message)/history").location == channel, "a public channel can be joined")
        #expect(try await eve.get("\(message)/history", Self.json).status == .notFound)
        #expect(try await Browser(site).get("\(message)/history").location?.hasPrefix("/sign-in") == true)
        let form = ["message": "from outside", "version": "2", "csrf": try await token(of: ada)]
        try await ada.post("\(channel)/leave", ["csrf": form["csrf"] ?? ""])
        #expect(try await ada.post("\(message)/edit", form).status == .notFound)
        #expect(try await ada.post("\(message)/delete", form).status == .notFound)
        #expect(try await bo.get(channel).text.contains(">changed</p>"))
    }

    private func token(of browser: Browser) async throws -> String {
        try await browser.get("/channels/new")
        return try #require(browser.hidden("csrf"))
    }

    private struct Shown: Decodable {
        let text: String
        let version: Int
        let editedAt: Date?
        let isDeleted: Bool
    }

    private struct History: Decodable {
        struct Version: Decodable {
            let text: String
            let writtenAt: Date
        }

        let versions: [Version]
    }

    private struct Problem: Decodable {
        struct Field: Decodable { let code: String }

        let fields: [Field]
    }

    private func read<Value: Decodable>(_: Value.Type, _ response: Response) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(Value.self, from: Data(response.body))
    }

    @Test("programs change, look back and delete by the same addresses")
    func programs() async throws {
        let csrf = try await token(of: ada)
        func edit(_ text: String, of version: Int) async throws -> Response {
            try await ada.post(
                "\(message)/edit", ["message": text, "version": "\(version)", "csrf": csrf], Self.json)
        }
        let sent = try read(Shown.self, await bo.get(message, Self.json))
        #expect(sent.version == 1 && sent.editedAt == nil && !sent.isDeleted)
        let edited = try read(Shown.self, await edit("changed", of: 1))
        #expect(edited.text == "changed" && edited.version == 2 && edited.editedAt != nil)
        let outdated = try await edit("again", of: 1)
        #expect(outdated.status == .unprocessableContent)
        #expect(try read(Problem.self, outdated).fields.map(\.code) == ["outdated"])
        #expect(try read(Problem.self, await edit(" ", of: 2)).fields.map(\.code) == ["missing"])
        let history = try read(History.self, await bo.get("\(message)/history", Self.json))
        #expect(history.versions.map(\.text) == ["hello <all>", "changed"])
        let deleted = try read(
            Shown.self, await ada.post("\(message)/delete", ["csrf": csrf], Self.json))
        #expect(deleted.isDeleted && deleted.text.isEmpty && deleted.editedAt == nil)
        #expect(try read(Problem.self, await edit("back", of: 2)).fields.map(\.code) == ["gone"])
        #expect(try read(History.self, await bo.get("\(message)/history", Self.json)).versions.isEmpty)
        try await ada.say("another", in: channel)
        try age("2 days")
        let late = try await ada.post(
            "\(channel)/messages/4/edit", ["message": "late", "version": "1", "csrf": csrf], Self.json)
        #expect(try read(Problem.self, late).fields.map(\.code) == ["too-late"])
    }

    @Test("changing and deleting are limited like sending")
    func limits() async throws {
        let csrf = try await token(of: ada)
        func isRefused(_ action: String) async throws -> Bool {
            for number in 0..<200 {
                let form = ["message": "\(number)", "version": "\(number + 1)", "csrf": csrf]
                let answer = try await ada.post("\(message)/\(action)", form, Self.json)
                if answer.status == .tooManyRequests { return answer.headers["Retry-After"] != nil }
            }
            return false
        }
        #expect(try await isRefused("edit"))
        #expect(try await isRefused("delete"))
    }

    @Test("marks show as what they mean, and HTML as the text it is")
    func marks() async throws {
        let shown = [
            (
                "plain <b> & https://example.org/a_b",
                "<p class=\"message-text\" dir=\"auto\">plain &lt;b&gt; &amp; <a href=\"https://example.org/a_b\" rel=\"nofollow ugc noopener noreferrer\">https://example.org/a_b</a></p>"
            ),
            (
                "**a** `<i>`\nb",
                "<div class=\"message-text\"><p dir=\"auto\"><strong>a</strong> <code>&lt;i&gt;</code><br>b</p></div>"
            ),
            ("- *a*\n- b", "<ul dir=\"ltr\"><li dir=\"auto\"><em>a</em></li><li dir=\"auto\">b</li></ul>"),
            (
                "3. שלום\n4. b",
                "<ol start=\"3\" dir=\"rtl\"><li dir=\"auto\">שלום</li><li dir=\"auto\">b</li></ol>"
            ),
            (
                "> ~~a~~\n\n# b",
                "<blockquote dir=\"ltr\"><p dir=\"auto\"><del>a</del></p></blockquote><p dir=\"auto\"><strong>b</strong></p>"
            ),
            ("```\n a < b\n```", "<pre dir=\"auto\"><code> a &lt; b</code></pre>"),
            (
                "[a](https://example.org/?b=\"&c) ![d](https://e.example/f.png)",
                "<a href=\"https://example.org/?b=%22&amp;c\" rel=\"nofollow ugc noopener noreferrer\">a</a> <a href=\"https://e.example/f.png\" rel=\"nofollow ugc noopener noreferrer\">d</a>"
            ),
            (
                "[https://a.example](https://b.example)",
                "<a href=\"https://b.example\" rel=\"nofollow ugc noopener noreferrer\">https://a.example</a>"
            ),
            (
                "*a* <img src=x onerror=alert(1)> [b](javascript:alert(1))",
                "<em>a</em> &lt;img src=x onerror=alert(1)&gt; [b](javascript:alert(1))"
            ),
        ]
        for (text, html) in shown {
            try await ada.say(text, in: channel)
            #expect(try await bo.get(channel).text.contains(html), "\(text)")
        }
        #expect(
            try await bo.get("\(channel)/messages/3").text.contains(
                "<title>&#x2068;a &lt;i&gt; b&#x2069;, in"))
    }
}
