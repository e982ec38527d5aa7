import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("What people keep: pins, bookmarks, drafts, quotes", .database(agentorDatabase))
struct KeepingTests {
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
        channel = try await ada.createChannel("Kept")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await bo.say("hello *all* <b>", in: channel)
    }

    // MARK: Pins

    @Test("a pin shows at the message for everybody, on a page of its own, and beside the conversation")
    func pins() async throws {
        #expect(!(try await bo.get(channel).text.contains("/pins")))
        #expect(!(try await bo.get(message).text.contains("\(message)/pin")))
        try await ada.get(message)
        #expect(try await ada.post("\(message)/pin", [:]).location == "\(message)?done=pinned")
        #expect(try await ada.get("\(message)?done=pinned").text.contains("Pinned for everybody"))
        for address in [channel, "\(channel)/log", "\(channel)/live", "\(channel)/changes?after=1&wait=0"] {
            let text = try await bo.get(address).text
            #expect(text.contains("href=\"\(channel)/pins\">pinned</a>"), "\(address)")
        }
        #expect(try await bo.get(channel).text.contains("href=\"\(channel)/pins\">1 pinned message</a>"))
        let list = try await bo.get("\(channel)/pins").text
        #expect(list.contains("hello <em>all</em>") && !list.contains("/pin/remove"))
        #expect(try await ada.get("\(channel)/pins").text.contains("action=\"\(message)/pin/remove\""))
        try await ada.post("\(message)/pin/remove", [:])
        #expect(try await bo.get("\(channel)/pins").text.contains("Nothing is pinned here."))
        #expect(!(try await bo.get(channel).text.contains("/pins")))
    }

    @Test("programs pin and read pins")
    func pinsInJSON() async throws {
        try await ada.get(message)
        let pinned = try await ada.post("\(message)/pin", [:], Self.json)
        #expect(pinned.status == .ok && pinned.text.contains("\"isPinned\":true"))
        let list = try await bo.get("\(channel)/pins", Self.json).text
        #expect(list.contains("\"mayPin\":false") && list.contains("\"text\":\"hello *all* <b>\""))
        #expect(list.contains("\"pins\":1"))
    }

    // MARK: Bookmarks

    @Test("a bookmark is kept from the message's page, listed, and removed in either place")
    func bookmarks() async throws {
        try await ada.get(message)
        #expect(try await ada.post("\(message)/bookmark", [:]).location == "\(message)?done=bookmarked")
        let list = try await ada.get("/bookmarks").text
        #expect(list.contains("hello all &lt;b&gt;") && list.contains("href=\"\(message)\""))
        #expect(!(try await bo.get("/bookmarks").text.contains("hello")))
        #expect(try await ada.get(message).text.contains("\(message)/bookmark/remove"))
        try await ada.post("\(message)/bookmark/remove", [:])
        #expect(try await ada.get("/bookmarks").text.contains("Nothing yet."))
        let kept = try await ada.post("\(message)/bookmark", [:], Self.json)
        #expect(kept.text == "{\"isBookmarked\":true}")
    }

    @Test("of what one can no longer read a bookmark shows no word, and can be removed")
    func unreadable() async throws {
        try await bo.get(message)
        try await bo.post("\(message)/bookmark", [:])
        try await bo.get(channel)
        try await bo.post("\(channel)/leave", ["sure": "yes"])
        let list = try await bo.get("/bookmarks").text
        #expect(list.contains("You can no longer read this message.") && !list.contains("hello"))
        let json = try await bo.get("/bookmarks", Self.json).text
        #expect(!json.contains("hello") && !json.contains(channel))
        try await bo.get("/bookmarks")
        let id = try #require(list.firstMatch(of: /name="message" value="([^"]+)"/)).1
        #expect(
            try await bo.post("/bookmarks/remove", ["message": String(id)]).location
                == "/bookmarks?done=unbookmarked")
        #expect(try await bo.get("/bookmarks").text.contains("Nothing yet."))
        #expect(try await bo.post("/bookmarks/remove", ["message": "nothing"]).status == .notFound)
    }

    @Test("many bookmarks go on on further pages")
    func pages() async throws {
        try TestDatabase.current.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select id, created_by, 'm' || n, gen_random_uuid() from messaging.channels, generate_series(2, 120) n;
            insert into messaging.bookmarks (user_id, message_id, created_at)
            select c.created_by, m.id, now() + m.seq * interval '1 second'
            from messaging.messages m join messaging.channels c on c.id = m.channel_id
            """)
        var seen: [String] = []
        var address: String? = "/bookmarks"
        while let next = address {
            let text = try await ada.get(next).text
            seen += text.matches(of: /<p dir="auto">(.*?)<\/p>/).map { String($0.1) }
            address = text.firstMatch(of: /href="([^"]*after=[^"]*)" rel="next"/).map { String($0.1) }
        }
        #expect(seen.count == 120 && Set(seen).count == 120 && seen.first == "m120")
    }

    // MARK: Drafts

    @Test("what is begun is shown again, on another device too, until it is sent")
    func drafts() async throws {
        try await ada.get(channel)
        #expect(ada.last.text.contains("formaction=\"\(channel)/draft\""))
        let saved = try await ada.post("\(channel)/draft", ["message": "Dear <all>"])
        #expect(saved.location == "\(channel)#message")
        #expect(try await ada.get(channel).text.contains("Dear &lt;all&gt;</textarea>"))
        #expect(!(try await bo.get(channel).text.contains("Dear")))
        let json = try await ada.post("\(channel)/draft", ["message": "Dear all"], Self.json)
        #expect(json.status == .ok && json.text == "{\"text\":\"Dear all\",\"textDirection\":\"ltr\"}")
        #expect(try await ada.get(channel, Self.json).text.contains("\"draft\":\"Dear all\""))
        try await ada.get(channel)
        let long = String(repeating: "x", count: 16_385)
        let refused = try await ada.post("\(channel)/draft", ["message": long])
        #expect(refused.status == .unprocessableContent && refused.text.contains("\(long)</textarea>"))
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", ["message": " "])
        #expect(try await ada.get(channel).text.contains("Dear all</textarea>"), "nothing was sent")
        try await ada.say("Dear all", in: channel)
        #expect(!(try await ada.get(channel).text.contains("Dear all</textarea>")))
    }

    @Test("the inbox marks a conversation with something begun")
    func draftInInbox() async throws {
        try await ada.get("/messages/bo")
        try await ada.post("/messages/bo", ["message": "hello"])
        try await ada.get("/messages/bo")
        let slug = try #require(ada.last.text.firstMatch(of: /data-draft="([^"]+)"/)).1
        try await ada.post(String(slug), ["message": "and *another*"])
        #expect(try await ada.get("/messages").text.contains("Draft:</span> and another</p>"))
        #expect(try await ada.get("/messages", Self.json).text.contains("\"draft\":\"and another\""))
        #expect(!(try await bo.get("/messages").text.contains("Draft:")))
        try await ada.get("/messages/bo")
        #expect(ada.last.text.contains("and *another*</textarea>"))
        try await ada.post("/messages/bo", ["message": "and *another*"])
        #expect(!(try await ada.get("/messages").text.contains("Draft:")))
    }

    // MARK: Quotes and forwarding

    @Test("a quote stands in the form, below what is begun")
    func quote() async throws {
        #expect(try await ada.get(message).text.contains("href=\"\(channel)?quote=1#message\""))
        #expect(ada.last.text.contains("data-quote=\"&gt; hello *all* &lt;b&gt;"))
        #expect(
            try await ada.get("\(channel)?quote=1").text.contains("&gt; hello *all* &lt;b&gt;\n\n</textarea>")
        )
        try await ada.post("\(channel)/draft", ["message": "begun"])
        #expect(
            try await ada.get("\(channel)?quote=1").text
                .contains("begun\n\n&gt; hello *all* &lt;b&gt;\n\n</textarea>"))
        for nothing in ["99", "x", "0"] {
            let status = try await ada.get("\(channel)?quote=\(nothing)").status
            #expect(nothing == "99" ? status == .notFound : status != .serviceUnavailable)
        }
    }

    @Test("a message is forwarded as a quote with its author and address, once for each form")
    func forward() async throws {
        let other = try await ada.createChannel("Elsewhere")
        let slug = String(other.dropFirst("/channels/".count))
        let page = try await ada.get("\(message)/forward").text
        #expect(
            page.contains("“\u{2068}hello all &lt;b&gt;\u{2069}”")
                && page.contains("value=\"\(slug)\">Elsewhere"))
        let form = [
            "to": slug, "message": "See <this>", "nonce": try #require(ada.hidden("nonce")),
            "csrf": try #require(ada.hidden("csrf")),
        ]
        #expect(try await ada.post("\(message)/forward", form).location == "\(other)?sent=1")
        #expect(try await ada.post("\(message)/forward", form).location == "\(other)?sent=1")
        let text = try await ada.get(other).text
        #expect(text.contains("See &lt;this&gt;") && text.contains("<strong>Bo</strong>"))
        #expect(text.contains("href=\"http://127.0.0.1:8080\(message)\""))
        #expect(text.contains("hello <em>all</em>"))
        try await ada.get("\(message)/forward")
        let json = try await ada.post("\(message)/forward", ["to": slug, "message": ""], Self.json)
        #expect(json.status == .created && json.text.contains("\"sequence\":2"))
    }

    @Test("nothing is forwarded where one may not write, and the words stay")
    func forwardRefused() async throws {
        let secret = try await bo.createChannel("Secret", visibility: "private")
        let slug = String(secret.dropFirst("/channels/".count))
        for target in [slug, "nowhere", "", "../x"] {
            try await ada.get("\(message)/forward")
            let refused = try await ada.post("\(message)/forward", ["to": target, "message": "Fine words"])
            #expect(refused.status == .unprocessableContent, "\(target)")
            #expect(refused.text.contains("Fine words</textarea>"))
            #expect(refused.text.contains("Choose one of your conversations or channels."))
        }
        #expect(!(try await bo.get(secret).text.contains("Fine words")))
        try await bo.get(message)
        try await bo.post("\(message)/delete", [:])
        #expect(try await ada.get("\(message)/forward").location == message)
    }

    @Test("what was deleted is not quoted")
    func quoteOfNothing() async throws {
        try await bo.get(message)
        try await bo.post("\(message)/delete", [:])
        #expect(try await ada.get("\(channel)?quote=1").text.contains("message-hint\">\n</textarea>"))
        #expect(!(try await ada.get(message).text.contains("quote=1")))
    }

    // MARK: Refusals

    @Test("each is done only so often", arguments: [("bookmark", 60), ("pin", 60), ("draft", 120)])
    func limits(deed: String, burst: Int) async throws {
        let address = deed == "draft" ? "\(channel)/draft" : "\(message)/\(deed)"
        try await ada.get(message)
        let form = ["csrf": try #require(ada.hidden("csrf")), "message": "x"]
        var statuses: [Status] = []
        // More come back meanwhile.
        for _ in 0..<burst * 3 where statuses.last != .tooManyRequests {
            statuses.append(try await ada.post(address, form, Self.json).status)
        }
        #expect(statuses.last == .tooManyRequests && statuses.count > burst)
    }

    @Test("strangers, former members and signed-out visitors may do none of it")
    func strangers() async throws {
        let eve = try await Browser.person("Eve", on: site)
        try await bo.get(channel)
        try await bo.post("\(channel)/leave", ["sure": "yes"])
        for person in [eve, bo] {
            try await person.get("/dashboard")
            for deed in ["pin", "pin/remove", "bookmark", "bookmark/remove"] {
                #expect(try await person.post("\(message)/\(deed)", [:]).status == .notFound, "\(deed)")
            }
            #expect(try await person.post("\(channel)/draft", ["message": "x"]).status == .notFound)
            #expect(try await person.get("\(channel)/pins").status == .notFound)
            #expect(try await person.get("\(message)/forward").status == .notFound)
            #expect(try await person.get("\(channel)/later").status == .notFound)
            let later = ["message": "x", "date": "2090-01-01", "time": "10:00"]
            #expect(try await person.post("\(channel)/later", later).status == .notFound)
        }
        let nobody = Browser(site)
        for page in ["/bookmarks", "/scheduled", "\(channel)/pins"] {
            #expect(try await nobody.get(page).location?.hasPrefix("/sign-in") == true, "\(page)")
            #expect(try await nobody.get(page, Self.json).status == .unauthorized, "\(page)")
        }
        // Whoever has no role pins nothing in a channel.
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await bo.get(message)
        #expect(try await bo.post("\(message)/pin", [:]).status == .notFound)
    }
}
