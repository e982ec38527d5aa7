import FoundationEssentials
import Messaging
import Postgres
import Synchronization
import TestDatabase
import Testing

@Suite("Messages", .database(messagingDatabase))
struct MessageTests {
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        messenger = try TestDatabase.current.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
    }

    @Test("messages are numbered from one, and read in that order by every member")
    func numbering() throws {
        #expect(try messenger.say("one", in: slug, as: ada) == 1)
        #expect(try messenger.say("two", in: slug, as: bo) == 2)
        #expect(try messenger.texts(in: slug, as: ada) == ["one", "two"])
        #expect(try messenger.texts(in: slug, as: bo) == ["one", "two"])
    }

    @Test("sending twice is sending once, whatever the second says, and the number is the first one's")
    func sendingTwice() throws {
        let nonce = UUID()
        let first = try messenger.say("hello", in: slug, as: ada, nonce: nonce)
        #expect(try messenger.say("hello again", in: slug, as: ada, nonce: nonce) == first)
        #expect(try messenger.texts(in: slug, as: ada) == ["hello"])
    }

    @Test("one nonce belongs to each author alone")
    func nonces() throws {
        let nonce = UUID()
        try messenger.say("from Ada", in: slug, as: ada, nonce: nonce)
        try messenger.say("from Bo", in: slug, as: bo, nonce: nonce)
        #expect(try messenger.texts(in: slug, as: ada) == ["from Ada", "from Bo"])
    }

    @Test("twenty at once with one nonce are one message, and all are told its number")
    func sendingAtOnce() async throws {
        let nonce = UUID()
        let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<20 {
                group.addTask { [messenger, slug, ada] in
                    try messenger.say("once", in: slug, as: ada, nonce: nonce)
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(numbers == [1])
        #expect(try messenger.texts(in: slug, as: bo) == ["once"])
        #expect(try messenger.channel(slug, as: bo.identity).lastSequence == 1, "a repetition took a number")
    }

    @Test(
        "a follower of the cursor gets everything once and in order while many write", .timeLimit(.minutes(1))
    )
    func cursor() async throws {
        let total = 200
        async let writing: Void = withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask { [messenger, slug, ada, bo] in
                    for number in 0..<(total / 4) {
                        try messenger.say("\(writer) \(number)", in: slug, as: writer < 2 ? ada : bo)
                    }
                }
            }
            try await group.waitForAll()
        }
        var cursor: Int64 = 0
        var seen: [Message] = []
        while seen.count < total {
            let outcome = try await messenger.next(
                [.channel(slug, after: cursor, .changes)], as: ada.identity, until: .now)
            guard case .changed(let changes) = outcome, case .messages(let excerpt) = changes[0] else {
                continue
            }
            seen += excerpt.messages
            cursor = excerpt.cursor
            if seen.count < total { await Task.yield() }
        }
        try await writing
        #expect(seen.map(\.sequence) == Array(1...Int64(total)))
        #expect(Set(seen.map(\.id)).count == total)
    }

    @Test("pages go back to the beginning without a gap")
    func pages() throws {
        for number in 1...120 { try messenger.say("\(number)", in: slug, as: ada) }
        var seen: [String] = []
        var place = Int64.max
        while true {
            let page = try messenger.conversation(slug, before: place, as: bo.identity).page
            seen = page.messages.map(\.text) + seen
            guard page.hasEarlier, let first = page.messages.first else { break }
            place = first.sequence
        }
        #expect(seen == (1...120).map(String.init))
    }

    @Test(
        "a page around a place holds half a page before it, and half a page after it, and says what is left out"
    )
    func around() throws {
        for number in 1...120 {
            try messenger.say("\(number)", in: slug, as: number.isMultiple(of: 2) ? ada : bo)
        }
        let middle = try messenger.conversation(slug, around: 60, as: ada.identity).page
        #expect(middle.messages.map(\.sequence) == Array(36...85))
        #expect(middle.hasEarlier && middle.hasLater)
        let first = try messenger.conversation(slug, around: 1, as: ada.identity).page
        #expect(first.messages.map(\.sequence) == Array(1...26))
        #expect(!first.hasEarlier && first.hasLater)
        let last = try messenger.conversation(slug, around: 120, as: ada.identity).page
        #expect(last.messages.map(\.sequence) == Array(96...120))
        #expect(last.hasEarlier && !last.hasLater)
        #expect(try messenger.message(60, in: slug, as: bo.identity).message?.text == "60")
        #expect(throws: MessagingError.self) { try messenger.message(121, in: slug, as: bo.identity) }
    }

    @Test("whoever is no member gets no message by its place, and no page around it")
    func aroundForStrangers() throws {
        try messenger.say("for members", in: slug, as: ada)
        let eve = try messenger.person("Eve")
        #expect(try messenger.message(1, in: slug, as: eve.identity).message == nil, "Eve may join")
        #expect(try messenger.message(99, in: slug, as: eve.identity).message == nil, "and learns nothing")
        #expect(throws: MessagingError.self) { try messenger.conversation(slug, around: 1, as: eve.identity) }
        try messenger.leave(slug, as: bo.identity)
        #expect(try messenger.message(1, in: slug, as: bo.identity).message == nil)
        let hidden = try messenger.createChannel("Hidden", .private, as: ada)
        try messenger.say("for me", in: hidden, as: ada)
        #expect(throws: MessagingError.self) { try messenger.message(1, in: hidden, as: bo.identity) }
    }

    @Test("reading moves the mark, and one's own messages are never unread")
    func unread() throws {
        try messenger.say("one", in: slug, as: ada)
        try messenger.say("two", in: slug, as: ada)
        #expect(try messenger.unread(in: slug, as: ada) == 0)
        #expect(try messenger.unread(in: slug, as: bo) == 2)
        let page = try messenger.conversation(slug, as: bo.identity)
        #expect(try messenger.unread(in: slug, as: bo) == 2, "looking is not reading")
        messenger.markRead(page, as: bo.identity)
        #expect(try messenger.unread(in: slug, as: bo) == 0)
    }

    @Test(
        "a message is unread again from wherever its reader wants, for them alone, and never further than before"
    )
    func unreadAgain() throws {
        for text in ["one", "two", "three"] { try messenger.say(text, in: slug, as: ada) }
        let cy = try messenger.person("Cy")
        try messenger.join(slug, as: cy.identity)
        messenger.markRead(try messenger.conversation(slug, as: bo.identity), as: bo.identity)
        try messenger.markUnread(from: 2, in: slug, as: bo.identity)
        #expect(try messenger.unread(in: slug, as: bo) == 2)
        #expect(try messenger.unread(in: slug, as: cy) == 0)
        try messenger.markUnread(from: 3, in: slug, as: bo.identity)
        #expect(try messenger.unread(in: slug, as: bo) == 2, "what was unread stays so")
        messenger.markRead(try messenger.conversation(slug, as: bo.identity), as: bo.identity)
        #expect(try messenger.unread(in: slug, as: bo) == 0)
    }

    @Test("whoever is no member, and what nobody wrote, cannot be marked")
    func unreadRefusals() throws {
        try messenger.say("one", in: slug, as: ada)
        let eve = try messenger.person("Eve")
        #expect(isNotFound { try messenger.markUnread(from: 1, in: slug, as: eve.identity) })
        #expect(isNotFound { try messenger.markUnread(from: 2, in: slug, as: bo.identity) })
        #expect(isNotFound { try messenger.markUnread(from: 1, in: "nowhere", as: bo.identity) })
        try messenger.leave(slug, as: bo.identity)
        #expect(isNotFound { try messenger.markUnread(from: 1, in: slug, as: bo.identity) })
    }

    @Test("whoever joins has nothing unread, and may read what was said before")
    func newcomer() throws {
        try messenger.say("before", in: slug, as: ada)
        let cy = try messenger.person("Cy")
        try messenger.join(slug, as: cy.identity)
        #expect(try messenger.unread(in: slug, as: cy) == 0)
        #expect(try messenger.texts(in: slug, as: cy) == ["before"])
    }

    @Test("a removed member neither reads nor writes, and what they wrote stays")
    func removedMember() throws {
        try messenger.say("still here", in: slug, as: bo)
        try messenger.leave(slug, as: bo.identity)
        #expect(try messenger.texts(in: slug, as: bo).isEmpty)
        #expect(isNotFound { try messenger.say("let me in", in: slug, as: bo) })
        #expect(try messenger.texts(in: slug, as: ada) == ["still here"])
    }

    @Test("a message has something in it, and an end")
    func limits() throws {
        for text in ["", " \r\n\t ", "\u{0}\u{1}", String(repeating: "é", count: 16_385)] {
            #expect(throws: MessagingError.self) { try MessageDraft(text: text, nonce: UUID()) }
        }
        try messenger.say(String(repeating: "👩‍👩‍👧", count: 3_276), in: slug, as: ada)
        try messenger.say("'; drop table messaging.messages; --", in: slug, as: ada)
        #expect(try messenger.texts(in: slug, as: bo).count == 2)
    }
}
