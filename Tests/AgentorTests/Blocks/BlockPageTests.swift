import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Blocking and muting on the site", .database(agentorDatabase))
struct BlockPageTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private let json: Headers = ["Accept": "application/json"]

    /// Three people in a channel.
    private func three() async throws -> (ada: Browser, bo: Browser, cy: Browser, channel: String) {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Square")
        var others: [Browser] = []
        for name in ["Bo", "Cy"] {
            let person = try await Browser.person(name, on: site)
            try await person.get(channel)
            try await person.post("\(channel)/join", [:])
            others.append(person)
        }
        return (ada, others[0], others[1], channel)
    }

    private func keepAway(_ deed: String, from handle: String, _ browser: Browser) async throws -> Response {
        try await browser.get("/account/blocks/\(handle)/\(deed)")
        return try await browser.post("/account/blocks/\(handle)/\(deed)", [:])
    }

    @Test(
        "is led to from a message, a list of members and a conversation, asked about in plain words, and listed"
    )
    func pages() async throws {
        let (ada, bo, _, channel) = try await three()
        try await bo.say("hello", in: channel)
        for address in ["\(channel)/messages/1", channel, "/messages/bo"] {
            let page = try await ada.get(address).text
            for deed in ["block", "mute"] {
                #expect(page.contains("href=\"/account/blocks/bo/\(deed)\""), "\(address)")
            }
            #expect(!page.contains("/account/blocks/ada/"), "not oneself: \(address)")
        }
        #expect(
            !(try await bo.get("\(channel)/messages/1").text.contains("/account/blocks/")),
            "one's own message")
        #expect(try await ada.get("/account").text.contains("href=\"/account/blocks\""))
        #expect(try await ada.get("/account/blocks").text.contains("Nobody."))
        let question = try await ada.get("/account/blocks/bo/block")
        #expect(question.status == .ok && question.text.contains("Neither of you finds the profile"))
        let form = ["csrf": ada.hidden("csrf")!]
        #expect(try await ada.post("/account/blocks/bo/block", form).location == "/account/blocks?done=block")
        #expect(
            try await ada.post("/account/blocks/bo/block", form).location == "/account/blocks?done=block",
            "twice is once")
        let list = try await ada.get("/account/blocks?done=block").text
        #expect(
            list.contains("<bdi>Bo</bdi>") && list.contains("Blocked on")
                && list.contains("Blocked. Nobody is told."))
        #expect(list.ranges(of: "/account/blocks/bo/undo").count == 1)
        #expect(try await ada.get("\(channel)/messages/1").text.contains("href=\"/account/blocks/bo/undo\""))
        #expect(try await bo.get("/account/blocks").text.contains("Nobody."))
        #expect(try await keepAway("mute", from: "bo", ada).location == "/account/blocks?done=mute")
        #expect(try await ada.get("/account/blocks").text.contains("Muted on"))
        #expect(try await keepAway("undo", from: "bo", ada).location == "/account/blocks?done=undo")
        #expect(try await ada.get("/account/blocks").text.contains("Nobody."))
    }

    @Test("is nobody's to do who is signed out, to oneself, or to nobody, and takes a turn")
    func refusals() async throws {
        let (ada, _, _, _) = try await three()
        let stranger = Browser(site)
        for address in ["/account/blocks", "/account/blocks/bo/block", "/account/blocks/bo/undo"] {
            #expect(try await stranger.get(address).location?.hasPrefix("/sign-in") == true, "\(address)")
        }
        #expect(try await stranger.get("/account/blocks", json).status == .unauthorized)
        for handle in ["ada", "nobody-at-all"] {
            for deed in ["block", "mute", "undo"] {
                #expect(try await ada.get("/account/blocks/\(handle)/\(deed)").status == .notFound)
            }
        }
        try await ada.get("/account")
        #expect(try await ada.post("/account/blocks/ada/block", [:]).status == .notFound)
        try await ada.get("/account")
        #expect(try await ada.post("/account/blocks/bo/block", ["csrf": "x"]).status == .forbidden)
        try await ada.get("/account/blocks/bo/block")
        var last = Response()
        let form = ["csrf": ada.hidden("csrf")!]
        for _ in 1...70 {
            last = try await ada.post("/account/blocks/bo/block", form)
            if last.status == .tooManyRequests { break }
        }
        #expect(last.status == .tooManyRequests)
    }

    @Test("of a conversation leaves what was said, and words in place of the composer, other ones for each")
    func conversation() async throws {
        let (ada, bo, _, _) = try await three()
        for (browser, handle) in [(ada, "bo"), (bo, "ada")] {
            try await browser.get("/messages/\(handle)")
            try await browser.post("/messages/\(handle)", ["message": "hello from here"])
        }
        // Another tab, which has a composer still.
        let tab = try await bo.get("/messages/ada")
        let nonce = try #require(bo.hidden("nonce"))
        #expect(tab.text.contains("<textarea id=\"message\""))
        _ = try await keepAway("block", from: "bo", ada)
        let own = try await ada.get("/messages/bo").text
        #expect(own.contains("You have blocked <bdi>Bo</bdi>") && own.contains("hello from here"))
        #expect(own.contains("action=\"/account/blocks/bo/undo\"") && !own.contains("<textarea"))
        let others = try await bo.get("/messages/ada").text
        #expect(
            others.contains("has chosen not to be written to first") && others.contains("hello from here"))
        #expect(!others.contains("blocked") && !others.contains("<textarea"))
        let refused = try await bo.post("/messages/ada", ["message": "typed meanwhile", "nonce": nonce])
        #expect(refused.status == .unprocessableContent && refused.text.contains("typed meanwhile"))
        #expect(
            refused.text.contains("has chosen not to be written to first")
                && !refused.text.contains("You have blocked"))
        let answer = try await bo.post("/messages/ada", ["message": "by program"], json)
        #expect(answer.status == .unprocessableContent && answer.text.contains("not-allowed"))
        #expect(try await bo.get("/messages/ada", json).text.contains("\"mayWrite\":false"))
        try await ada.get("/messages/bo")
        #expect(
            try await ada.post("/account/blocks/bo/undo", ["from": "conversation"]).location == "/messages/bo"
        )
        for (browser, handle) in [(ada, "bo"), (bo, "ada")] {
            #expect(try await browser.get("/messages/\(handle)").text.contains("<textarea id=\"message\""))
            #expect(
                try await browser.post("/messages/\(handle)", ["message": "again"]).location?.hasPrefix(
                    "/messages/") == true)
        }
    }

    @Test("of somebody one has never written to answers as for those who let nobody write, to the letter")
    func neverBegun() async throws {
        let (ada, bo, cy, _) = try await three()
        _ = try await keepAway("block", from: "bo", ada)
        try await cy.get("/account/messages")
        try await cy.post("/account/messages", ["reach": "nobody"])
        func shown(_ handle: String, _ name: String) async throws -> String {
            let page = try await bo.get("/messages/\(handle)")
            #expect(page.status == .ok)
            var text = page.text(without: handle, name)
            for piece in [/hue-[0-9]+/, /value="[^"]*"/, /class="avatar[^"]*"/] {
                text = text.replacing(piece, with: "")
            }
            return text
        }
        #expect(try await shown("ada", "Ada").count > 1_000)
        let pages = try await [shown("ada", "Ada"), shown("cy", "Cy")]
        let words = try pages.map { page in
            String(try #require(page.firstMatch(of: /<p class="empty">([\s\S]*?)<\/p>/)?.1))
        }
        #expect(words[0] == words[1])
        for handle in ["ada", "cy"] {
            try await bo.get("/channels/square")
            let answer = try await bo.post("/messages/\(handle)", ["message": "hello"])
            #expect(answer.status == .unprocessableContent)
        }
        #expect(
            try await bo.get("/messages/group/new?with=ada,cy").text.contains("You cannot write first to"))
        #expect(try await ada.get("/messages/bo").text.contains("You have blocked"))
    }

    @Test("folds messages away in every way a channel is shown, for whoever chose so and nobody else")
    func folding() async throws {
        let (ada, bo, cy, channel) = try await three()
        try await bo.say("what bo said", in: channel)
        try await cy.say("what cy said", in: channel)
        try await ada.get("\(channel)/messages/1")
        try await ada.post("\(channel)/messages/1/pin", [:])
        try await cy.get(channel)
        try await cy.post("\(channel)/messages/1/thread", ["message": "in answer"])
        for (deed, words) in [("mute", "somebody you have muted"), ("block", "somebody you have blocked")] {
            _ = try await keepAway(deed, from: "bo", ada)
            for address in [
                channel, "\(channel)/log", "\(channel)/live", "\(channel)?around=1", "\(channel)/pins",
                "\(channel)/threads",
                "\(channel)/messages/1/thread",
                "\(channel)/messages/1/thread/log", "\(channel)/messages/1/thread/live",
            ] {
                let page = try await ada.get(address).text
                #expect(
                    page.ranges(of: "<details class=\"folded\"><summary>Message of \(words)").count == 1,
                    "\(address)")
                if address.hasSuffix("/pins") { continue }
                let item = try #require(page.firstMatch(of: /<li id="m-1"[\s\S]*?(<li|<\/ol>)/)?.0)
                #expect(item.contains("folded"), "\(address)")
                for person in [bo, cy] {
                    #expect(!(try await person.get(address).text.contains("class=\"folded\"")), "\(address)")
                }
            }
            let changes = try await ada.get("\(channel)/changes?after=0&wait=0")
            #expect(changes.headers["Agentor-Folded-\(deed)"] != nil && !changes.text.contains("folded"))
            #expect(
                try await cy.get("\(channel)/changes?after=0&wait=0").headers["Agentor-Folded-\(deed)"] == nil
            )
            let read = try await ada.get(channel, json).text
            #expect(read.ranges(of: "\"folded\":\"\(deed)\"").count == 1)
            #expect(!(try await cy.get(channel, json).text.contains("\"folded\":\"")))
        }
        _ = try await keepAway("undo", from: "bo", ada)
        #expect(!(try await ada.get(channel).text.contains("folded")))
    }

    @Test("folds away what others quote, what is kept, and answers that nobody else gave")
    func foldingElsewhere() async throws {
        let (ada, bo, cy, channel) = try await three()
        try await bo.say("what bo said", in: channel)
        try await cy.get(channel)
        try await cy.post("\(channel)/messages", ["message": "what cy said", "quoting": "1"])
        try await ada.get("\(channel)/messages/1")
        try await ada.post("\(channel)/messages/1/bookmark", [:])
        try await ada.get(channel)
        _ = try await keepAway("block", from: "bo", ada)
        let words = "<summary>Words of somebody you have blocked</summary>"
        for address in [channel, "\(channel)/log", "\(channel)/live"] {
            let page = try await ada.get(address).text
            #expect(page.contains("<details class=\"folded-quote\">\(words)"), "\(address)")
            let item = try #require(page.firstMatch(of: /<li id="m-2"[\s\S]*?(<li|<\/ol>)/)?.0)
            #expect(!item.contains("class=\"folded\""), "what cy said stands: \(address)")
            #expect(!(try await cy.get(address).text.contains("folded-quote")), "\(address)")
        }
        let read = try await ada.get(channel, json).text
        #expect(read.ranges(of: "\"folded\":\"block\"").count == 2)
        #expect(
            try await ada.get("/bookmarks").text.contains(
                "<details class=\"folded\"><summary>Message of somebody you have blocked"))
        #expect(try await ada.get("/bookmarks", json).text.contains("\"folded\":\"block\""))
        // In a thread only bo has said something new; then cy has.
        let mark = "<p class=\"new-replies\">"
        for (person, isNew) in [(bo, false), (cy, true)] {
            try await person.get(channel)
            try await person.post("\(channel)/messages/2/thread", ["message": "in answer"])
            #expect(try await ada.get("\(channel)/threads?since=2").text.contains(mark) == isNew)
            #expect(try await cy.get("\(channel)/threads?since=2").text.contains(mark))
        }
        _ = try await keepAway("undo", from: "bo", ada)
        for address in [channel, "/bookmarks"] {
            #expect(!(try await ada.get(address).text.contains("folded")), "\(address)")
        }
    }

    @Test("is in one's own data, and in nobody else's, as a program reads it by pages")
    func data() async throws {
        let (ada, bo, _, _) = try await three()
        _ = try await keepAway("block", from: "bo", ada)
        _ = try await keepAway("mute", from: "cy", ada)
        let list = try await ada.get("/account/blocks", json).text
        #expect(
            list.contains("\"handle\":\"cy\"") && list.contains("\"kind\":\"mute\"")
                && list.contains("\"kind\":\"block\""))
        let file = try await ada.get("/account/download/agentor-data.json").whole
        let kept = try #require(file.firstMatch(of: /"blocked_and_muted" : \[([^\]]*)\]/)?.1)
        #expect(kept.contains("\"bo\"") && kept.contains("\"cy\"") && kept.contains("\"mute\""))
        let others = try await bo.get("/account/download/agentor-data.json").whole
        #expect(others.firstMatch(of: /"blocked_and_muted" : \[([^\]]*)\]/)?.1.contains("handle") == false)
        try await ada.get("/account/blocks/bo/block")
        #expect(try await ada.post("/account/blocks/bo/block", [:], json).text.contains("\"kind\":\"block\""))
        try database.administer(
            """
            insert into messaging.users (id, full_name, skeleton, handle)
            select gen_random_uuid(), 'P' || n, 'p' || n, 'p-' || n from generate_series(1, 120) n;
            insert into messaging.blocks (blocker, blocked, kind)
            select (select id from messaging.users where handle = 'bo'), id, 'mute' from messaging.users
            where handle like 'p-%'
            """)
        var address = "/account/blocks"
        var shown = 0
        for page in 1...3 {
            let text = try await bo.get(address).text
            shown += text.ranges(of: "Muted on").count
            if page < 3 {
                address = String(
                    try #require(text.firstMatch(of: /href="(\/account\/blocks\?after=[^"]+)" rel="next"/)?.1)
                )
                .replacing("&amp;", with: "&")
            }
        }
        #expect(shown == 120)
    }
}
