import FastCGI
import FoundationEssentials
import Messaging
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("One's own reactions", .database(agentorDatabase))
struct OwnReactionTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest(listening: true)
        database = try TestDatabase.current
    }

    private static let heart = "<p class=\"reacted\" data-emoji=\"❤️\"><span>You reacted ❤️</span></p>"
    private static let mark = "class=\"reacted\""
    /// ❤️ in an address.
    private static let encodedHeart = "%E2%9D%A4%EF%B8%8F"

    /// A channel of Ada's with one message, which Bo has joined.
    private func talk() async throws -> (ada: Browser, bo: Browser, channel: String) {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Talk")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.say("what do you think?", in: channel)
        return (ada, bo, channel)
    }

    /// - Parameter path: `/remove` takes it back.
    private func react(
        _ emoji: String, to message: String, as browser: Browser, path: String = ""
    ) async throws {
        try await browser.get(message)
        let answer = try await browser.post("\(message)/reactions\(path)", ["emoji": emoji])
        #expect(answer.status == .seeOther)
    }

    private func shows(_ address: String, _ browser: Browser, _ words: String) async throws -> Bool {
        let page = try await browser.get(address)
        #expect(page.status == .ok, "\(address)")
        return page.text.contains(words)
    }

    private func refreshAddress(_ page: Response) throws -> String {
        let start = try #require(page.text.firstRange(of: "content=\"0; url=")?.upperBound)
        return String(page.text[start...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
    }

    /// Takes all reactions from their table and leaves the messages as they are: who then still is shown their
    /// own has not asked for them.
    private func takeAwayUnseen() throws {
        try database.administer(
            """
            alter table messaging.message_reactions disable trigger count_reaction;
            delete from messaging.message_reactions;
            alter table messaging.message_reactions enable trigger count_reaction
            """)
    }

    @Test("are marked wherever a conversation is shown, for whoever reacted and for nobody else")
    func pages() async throws {
        let (ada, bo, channel) = try await talk()
        let thread = "\(channel)/messages/1/thread"
        try await ada.get(thread)
        try await ada.post(thread, ["message": "in a thread"])
        try await react("❤️", to: "\(channel)/messages/1", as: bo)
        let pages = [
            channel, "\(channel)?around=1", "\(channel)/log", "\(channel)/live", "\(channel)/threads", thread,
            "\(thread)/log", "\(thread)/live",
        ]
        for address in pages {
            #expect(try await shows(address, bo, Self.heart), "\(address)")
            #expect(try await !shows(address, ada, Self.mark), "\(address)")
        }
        try await react("👍", to: "\(channel)/messages/2", as: ada)
        for address in [thread, "\(thread)/log", "\(thread)/live"] {
            #expect(try await shows(address, ada, "data-emoji=\"👍\""), "\(address)")
            #expect(try await !shows(address, bo, "data-emoji=\"👍\""), "\(address)")
        }
        try await react("❤️", to: "\(channel)/messages/1", as: bo, path: "/remove")
        for address in pages { #expect(try await !shows(address, bo, Self.mark), "\(address)") }
        end()
    }

    @Test("are marked in a direct conversation")
    func direct() async throws {
        let (ada, bo, _) = try await talk()
        try await ada.get("/messages/bo")
        try await ada.post("/messages/bo", ["message": "hello"])
        let page = try await bo.get("/messages/ada").text
        let slug = try #require(page.firstMatch(of: /data-channel="(direct-[0-9a-f]+)"/)?.1)
        try await react("❤️", to: "/channels/\(slug)/messages/1", as: bo)
        for address in ["/messages/ada", "/channels/\(slug)/log", "/channels/\(slug)/live"] {
            #expect(try await shows(address, bo, Self.heart), "\(address)")
        }
        #expect(try await !shows("/messages/bo", ada, Self.mark))
        end()
    }

    @Test("are told in one line, in the order everybody is shown them, right behind those")
    func several() async throws {
        let (ada, bo, channel) = try await talk()
        for emoji in ["👍", "👩🏽‍🌾", "🎉"] { try await react(emoji, to: "\(channel)/messages/1", as: ada) }
        for emoji in ["🎉", "🙏", "👍"] { try await react(emoji, to: "\(channel)/messages/1", as: bo) }
        let page = try await bo.get(channel).text
        let item = try #require(page.firstRange(of: "<li id=\"m-1\"")).lowerBound
        let end = try #require(page[item...].firstRange(of: "</ol>")).lowerBound
        #expect(
            page[item..<end].contains(
                /<\/ul>\s*<p class="reacted" data-emoji="👍 🎉 🙏"><span>You reacted 👍 🎉 🙏<\/span><\/p>\s*$/))
        self.end()
    }

    @Test("are not in what a script is told of a change, which is the same for all")
    func changes() async throws {
        let (_, bo, channel) = try await talk()
        try await react("❤️", to: "\(channel)/messages/1", as: bo)
        let change = try await bo.get("\(channel)/changes?after=1&wait=0").text
        #expect(change.contains("❤️") && !change.contains(Self.mark))
        end()
    }

    @Test(
        "stay in a frame that is woken when others react, which asks the database for none of them",
        arguments: ["/live", "/messages/1/thread/live"])
    func woken(frame: String) async throws {
        let (ada, bo, channel) = try await talk()
        let message = "\(channel)/messages/1"
        try await react("❤️", to: message, as: bo)
        let first = try await bo.get(channel + frame)
        #expect(first.text.contains(Self.heart))
        var address = try refreshAddress(first)
        try takeAwayUnseen()
        for (emoji, cursor) in [("🎉", 2), ("👀", 3)] {
            #expect(address.contains("?own=2~1.\(Self.encodedHeart)&after=\(cursor)&hold="))
            let request = try bo.request(.get, address)
            async let held = site.respond(to: request)
            while site.messenger.waiting == 0 { try await Task.sleep(for: .milliseconds(5)) }
            try await react(emoji, to: message, as: ada)
            let next = await held
            #expect(next.text.contains(emoji) && next.text.contains(Self.heart))
            address = try refreshAddress(next)
        }
        end()
    }

    @Test(
        "are asked for by a frame that has waited for nothing, where they may have changed elsewhere",
        arguments: ["/live", "/messages/1/thread/live"])
    func rested(frame: String) async throws {
        let (ada, bo, channel) = try await talk()
        let message = "\(channel)/messages/1"
        try await react("❤️", to: message, as: bo)
        let address = try await refreshAddress(bo.get(channel + frame))
        try takeAwayUnseen()
        // From here on every wait ends at once, with nothing.
        end()
        let same = try await bo.get(address)
        // A channel's come with its page, whatever the frame knew.
        if frame != "/live" {
            #expect(same.text.contains(Self.heart), "nothing can have changed")
            #expect(try refreshAddress(same).contains("?own=2~1.\(Self.encodedHeart)&after=2&hold="))
        }
        try await react("🎉", to: message, as: ada)
        let asked = try await bo.get(address.replacing("after=2", with: "after=3"))
        #expect(asked.text.contains("🎉") && !asked.text.contains(Self.mark))
        #expect(try refreshAddress(asked).contains("?own=3&after=3&hold="))
    }

    @Test("take no room in the address of a frame where nobody has reacted")
    func without() async throws {
        let (_, bo, channel) = try await talk()
        let address = try await refreshAddress(bo.get("\(channel)/live"))
        #expect(address.hasPrefix("\(channel)/live?after=1&hold="))
        end()
    }

    @Test("are shown only where there are such reactions, whatever an address says")
    func addresses() async throws {
        let (ada, bo, channel) = try await talk()
        try await react("❤️", to: "\(channel)/messages/1", as: bo)
        for said in [
            "", "~", "x", "2", "2~", "2~1", "2~x.❤️", "2~2.❤️", "2~1.🎉.<b>.\"", "~~1..~", "1.❤️",
            "99999999999999999999~9",
        ] {
            let query = Fields([(name: "after", value: "0"), (name: "own", value: said)]).urlEncoded
            let page = try await ada.get("\(channel)/live?\(query)")
            #expect(page.status == .ok && page.text.contains("❤️"), "\(said)")
            #expect(!page.text.contains(Self.mark) && !page.text.contains("<b>"), "\(said)")
        }
        end()
    }

    @Test("are as many in the address of a frame as web servers take, those of the latest messages first")
    func limit() throws {
        let emoji = ["👩🏽‍🌾", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👨‍👩‍👧‍👦", "❤️", "1️⃣"]
        let author = Participant(id: ParticipantID(rawValue: UUID()), name: "Ada", handle: "ada")
        func messages(_ count: Int64) -> [Message] {
            (1...count).map { number in
                Message(
                    id: UUID(), sequence: number, changed: 100, author: author, text: "a message",
                    sentAt: Date(timeIntervalSince1970: 0),
                    reactions: emoji.map { Reaction(emoji: $0, count: 1) })
            }
        }
        func known(_ query: String) -> OwnMarks {
            let request = Request(query: Fields(query: Array(query.utf8)))
            return OwnMarks(knownTo: Visit(request, by: site.accounts, intake: site.intake))
        }
        let counts: [Int64] = [1, 5, 50]
        for count in counts {
            let page = messages(count)
            let own = OwnMarks(
                Dictionary(uniqueKeysWithValues: page.map { ($0.sequence, emoji) }), asOf: 100)
            let query = own.query(on: page)
            let read = known(query)
            #expect(query.utf8.count <= OwnMarks.limit + 20)
            #expect(read.shown(at: page[page.count - 1]) == emoji)
            #expect(own.isComplete(for: page))
            if count < 50 {
                #expect(read == own)
            } else {
                #expect(query.hasPrefix("own=0~50."))
                #expect(read.shown(at: page[0]) == [] && !read.isComplete(for: page))
            }
        }
        end()
    }

    private func end() { site.messenger.stop() }
}
