import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

/// What has a word of somebody's in it counts wherever something is counted, once.
@Suite("Counting words that count as a name", .database(messagingDatabase))
struct KeywordCountTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        let gathering = try Gathering("Bo Berg")
        (database, messenger, slug) = (gathering.database, gathering.messenger, gathering.slug)
        (ada, bo) = (gathering.ada, gathering.others[0])
        try like(["plum"])
    }

    private func like(_ words: [String], _ level: NotificationLevel = .everything) throws {
        try messenger.choose(NotificationChoice(level: level, keywords: words), in: "UTC", as: bo.identity)
    }

    private func say(
        _ text: String, thread: Int64? = nil, quoting: Int64? = nil, in slug: String? = nil
    ) throws -> Int64 {
        try messenger.send(
            MessageDraft(text: text, nonce: UUID(), thread: thread, quoting: quoting), to: slug ?? self.slug,
            as: ada.identity)
    }

    /// What is unread and what of it concerns Bo, in every list there is of the channel.
    private func counts() throws -> Set<[Int]> {
        let id = try messenger.channel(slug, as: bo.identity).id
        var lists = [
            try messenger.channels(as: bo.identity).channels, try messenger.channels([id], as: bo.identity),
        ]
        let sorted = try messenger.sortedChannels(as: bo.identity)
        lists.append(sorted.favourites + sorted.folders.flatMap(\.channels) + sorted.others.channels)
        for folder in sorted.folders.map(\.folder) {
            lists.append(try messenger.channels(in: folder.id, as: bo.identity).channels.channels)
        }
        if sorted.folders.isEmpty, sorted.favourites.isEmpty {
            lists.append(try messenger.unsortedChannels(after: nil, as: bo.identity).channels)
        }
        let unread = try messenger.inbox(as: bo.identity).unread.first { $0.slug == slug }
        return Set(
            lists.map { list in
                list.first { $0.channel.slug == slug }.map { [$0.unread, $0.mentions] } ?? []
            } + [unread.map { [$0.messages, $0.mentions] } ?? [0, 0]])
    }

    @Test("is the same in each list of channels, in folders and among favourites, and in the inbox")
    func lists() throws {
        _ = try say("a plum")
        _ = try say("an apple")
        #expect(try counts() == [[2, 1]])
        try messenger.setLevel(.mentions, in: slug, as: bo.identity)
        #expect(try counts() == [[1, 1]])
        try messenger.favour(slug, as: bo.identity)
        #expect(try counts() == [[1, 1]])
        try messenger.favour(slug, isWanted: false, as: bo.identity)
        let folder = UUID()
        try messenger.makeFolder("Fruit", nonce: folder, as: bo.identity)
        try messenger.file(slug, in: folder, as: bo.identity)
        #expect(try counts() == [[1, 1]])
        try messenger.setLevel(.nothing, in: slug, as: bo.identity)
        #expect(try counts() == [[0, 0]])
        try messenger.setLevel(.mentions, in: slug, as: bo.identity)
        messenger.markRead(slug, upTo: 2, as: bo.identity)
        #expect(try counts() == [[0, 0]])
    }

    @Test("leaves out what concerns somebody for another reason, what is theirs, gone, or folded away")
    func once() throws {
        let place = try messenger.send(
            MessageDraft(text: "a plum of mine", nonce: UUID()), to: slug, as: bo.identity)
        _ = try say("@bo-berg a plum")
        _ = try say("a plum", quoting: place)
        _ = try say("a plum", thread: place)
        let gone = try say("a plum")
        #expect(try counts() == [[4, 4]])
        try messenger.delete(gone, in: slug, as: ada.identity)
        #expect(try counts() == [[3, 3]])
        let kept = try say("no fruit")
        #expect(try counts() == [[4, 3]])
        _ = try messenger.edit(
            MessageEdit(text: "a plum after all", of: 1), at: kept, in: slug, as: ada.identity)
        #expect(try counts() == [[4, 4]])
        try messenger.keepAway(from: ada, by: .mute, as: bo.identity)
        #expect(try counts() == [[0, 0]])
        try messenger.keepAway(from: ada, by: nil, as: bo.identity)
        try like([])
        #expect(try counts() == [[4, 3]])
    }

    @Test(
        "goes to a hundred in a channel, of the latest hundred messages, and other people's words count for nobody"
    )
    func many() throws {
        let cem = try messenger.person("Cem")
        try messenger.join(slug, as: cem.identity)
        _ = try say("@bo-berg")
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select c.id, '\(ada.rawValue)', case when n % 100 < 30 then 'a plum' else 'hay' end, gen_random_uuid()
            from messaging.channels c, generate_series(1, 1000) n where c.slug = '\(slug)'
            """)
        #expect(try counts() == [[100, 31]])
        try like(["plum", "hay"])
        #expect(try counts() == [[100, 100]])
        try messenger.setLevel(.mentions, in: slug, as: bo.identity)
        #expect(try counts() == [[100, 100]])
        #expect(try messenger.channels(as: cem.identity).channels.map(\.mentions) == [0])
    }

    @Test("is of the hundred channels with the latest talk, and of eight megabytes of texts")
    func bounds() throws {
        try database.administer(
            """
            insert into messaging.channels (slug, name, type, created_by, nonce)
                select 'c' || n, 'C', 'public', '\(bo.rawValue)', gen_random_uuid() from generate_series(1, 120) n;
            insert into messaging.channel_members (channel_id, user_id)
                select id, '\(ada.rawValue)' from messaging.channels where slug ~ '^c[0-9]';
            insert into messaging.messages (channel_id, user_id, content, nonce)
                select c.id, '\(ada.rawValue)', 'a plum ' || repeat('ü', 16000), gen_random_uuid()
                from messaging.channels c where slug ~ '^c[0-9]'
            """)
        func found() throws -> Int {
            try messenger.channels(as: bo.identity, limit: 200).channels.count { $0.mentions > 0 }
        }
        #expect(try found() == 100)
        let inbox = try messenger.inbox(as: bo.identity)
        #expect(inbox.channelCount == 120 && inbox.unread.count { $0.mentions > 0 } >= 80)
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select c.id, '\(ada.rawValue)', repeat('ü', 16000), gen_random_uuid()
            from messaging.channels c, generate_series(1, 3) where c.slug ~ '^c[0-9]'
            """)
        #expect(try (40...80).contains(found()))
    }

    @Test("is told of direct conversations only at the level at which not everything counts")
    func conversation() throws {
        let correspondent = try messenger.correspondent("bo-berg", as: ada.identity)
        let direct = try messenger.send(
            MessageDraft(text: "a plum", nonce: UUID()), to: correspondent, as: ada.identity
        ).slug
        _ = try say("an apple", in: direct)
        func listed() throws -> [Int] {
            let inbox = try messenger.inbox(as: bo.identity)
            let conversations = try messenger.conversations(on: .inbox, as: bo.identity).conversations
            let unreadFirst = try messenger.conversations(unreadFirst: inbox, as: bo.identity).conversations
            #expect(conversations.map(\.unread) == unreadFirst.map(\.unread))
            #expect(inbox.unread.map(\.mentions).allSatisfy { $0 == 0 })
            return conversations.map(\.unread) + [inbox.directMessageCount]
        }
        #expect(try listed() == [2, 2])
        try messenger.setLevel(.mentions, in: direct, as: bo.identity)
        #expect(try listed() == [1, 1])
    }

    @Test("moves what a page that waits is told of the inbox")
    func digest() throws {
        try messenger.setLevel(.mentions, in: slug, as: bo.identity)
        let before = try messenger.inboxDigest(as: bo.identity)
        _ = try say("an apple")
        #expect(try messenger.inboxDigest(as: bo.identity) == before)
        _ = try say("a plum")
        #expect(try messenger.inboxDigest(as: bo.identity) != before)
    }

    @Test("texts are read of one's own channels alone, and of nobody else's by whoever is nobody")
    func refusals() throws {
        _ = try say("a plum")
        let eve = try messenger.person("Eve")
        let id = try messenger.channel(slug, as: ada.identity).id.rawValue
        func texts(_ person: ParticipantID?) throws -> [[String?]] {
            let setting = person.map { "set local messaging.participant = '\($0.rawValue)';" } ?? ""
            return try database.serve(
                "begin; \(setting) select words from messaging.unread_texts(array['\(id)'::uuid])")
                + database.serve(
                    "begin; \(setting) select words from messaging.told_texts('infinity', '\(id)', false)")
        }
        #expect(try texts(bo).count == 2)
        #expect(try texts(eve).isEmpty && texts(nil).isEmpty)
        try messenger.leave(slug, as: bo.identity)
        #expect(try texts(bo).isEmpty)
        #expect(throws: PostgresError.self) {
            try database.serve("select messaging.missed_texts('\(bo.rawValue)', '-infinity', 'infinity')")
        }
    }

    @Test("the database holds words to as many and as long as a form does")
    func limits() throws {
        let longest = String(repeating: "ü", count: NotificationChoice.keywordLength)
        try like(Array(repeating: longest, count: NotificationChoice.keywordLimit))
        #expect(throws: MessagingError.self) {
            try like(Array(repeating: longest + "ü", count: NotificationChoice.keywordLimit))
        }
        #expect(throws: MessagingError.self) {
            try like(Array(repeating: "x", count: NotificationChoice.keywordLimit + 1))
        }
    }
}
