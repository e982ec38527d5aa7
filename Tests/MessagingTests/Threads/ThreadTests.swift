import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Threads", .database(messagingDatabase))
struct ThreadTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        let gathering = try Gathering("Bo")
        (database, messenger, slug) = (gathering.database, gathering.messenger, gathering.slug)
        (ada, bo) = (gathering.ada, gathering.others[0])
        try messenger.say("which paper?", in: slug, as: ada)
    }

    @discardableResult
    private func reply(
        _ text: String, to head: Int64 = 1, quoting: Int64? = nil, as person: ParticipantID,
        nonce: UUID = UUID()
    ) throws -> Int64 {
        let draft = try MessageDraft(text: text, nonce: nonce, thread: head, quoting: quoting)
        return try messenger.send(draft, to: slug, as: person.identity)
    }

    private func thread(of sequence: Int64 = 1, before: Int64 = .max, as person: ParticipantID) throws
        -> MessageThread
    {
        try messenger.thread(of: sequence, in: slug, before: before, as: person.identity)
    }

    private func unread(_ person: ParticipantID) throws -> Int? { try messenger.unread(in: slug, as: person) }

    private func waited(after cursor: Int64, thread head: Int64? = nil, as person: ParticipantID) async throws
        -> Excerpt?
    {
        let topic: Topic =
            head.map { .thread(slug, of: $0, after: cursor) } ?? .channel(slug, after: cursor, .changes)
        let outcome = try await messenger.next([topic], as: person.identity, until: .now)
        guard case .changed(let changes) = outcome, case .messages(let excerpt) = changes[0] else {
            return nil
        }
        return excerpt
    }

    // MARK: What is where

    @Test("a reply stands in its thread and not in the channel, where its message tells of it")
    func places() throws {
        #expect(try reply("the white one", as: bo) == 2)
        #expect(try reply("agreed", as: ada) == 4, "the message's own change has the number between them")
        #expect(try messenger.texts(in: slug, as: bo) == ["which paper?"])
        let read = try thread(as: bo)
        #expect(
            read.head.text == "which paper?" && read.page.messages.map(\.text) == ["the white one", "agreed"])
        #expect(read.page.messages.map(\.thread) == [1, 1] && read.head.thread == nil)
        let replies = try #require(read.head.replies)
        #expect(replies.count == 2 && replies.lastSequence == 4)
        #expect(abs(replies.lastSentAt.timeIntervalSince(read.page.messages[1].sentAt)) < 0.001)
        #expect(read.head.changed == 5 && read.page.cursor == 5 && !read.page.hasEarlier)
        #expect(try messenger.conversation(slug, around: 1, as: ada.identity).page.messages.count == 1)
    }

    @Test("a reply to a reply is said in the same thread, which is found by either")
    func depth() throws {
        try reply("the white one", as: bo)
        let second = try reply("the thin white one?", to: 2, as: ada)
        #expect(try thread(of: second, as: bo).head.sequence == 1)
        #expect(try thread(as: bo).page.messages.map(\.thread) == [1, 1])
    }

    @Test("a thread is read in pages, the latest first, and a channel's threads by their last reply")
    func pages() throws {
        for number in 1...60 { try reply("reply \(number)", as: number % 2 == 0 ? ada : bo) }
        let latest = try thread(as: bo).page
        #expect(latest.messages.map(\.text) == (11...60).map { "reply \($0)" } && latest.hasEarlier)
        let earlier = try thread(before: latest.messages[0].sequence, as: bo).page
        #expect(earlier.messages.map(\.text) == (1...10).map { "reply \($0)" } && !earlier.hasEarlier)

        let other = try messenger.say("and which ink?", in: slug, as: bo)
        try reply("black", to: other, as: ada)
        let threads = try messenger.threads(in: slug, as: bo.identity, limit: 1)
        #expect(threads.heads.map(\.text) == ["and which ink?"])
        let rest = try messenger.threads(in: slug, before: try #require(threads.next), as: bo.identity)
        #expect(rest.heads.map(\.text) == ["which paper?"] && rest.next == nil)
        let since = try messenger.threads(in: slug, after: other, as: bo.identity)
        #expect(since.heads.map(\.text) == ["and which ink?"])
    }

    @Test(
        "pages of a channel, of a thread and of its threads are each found by an index, with 10,000 of them")
    func indexes() throws {
        try reply("the first", as: bo)
        for column in ["parent_id", "last_reply_seq", "quoted_seq"] {
            try database.administer(
                """
                alter table messaging.messages disable trigger all;
                insert into messaging.messages (
                    channel_id, user_id, content, nonce, seq, changed_seq, parent_id, parent_seq, last_reply_seq)
                select c.id, c.created_by, 'much', gen_random_uuid(), n, n,
                    case '\(column)' when 'parent_id' then m.id end, case '\(column)' when 'parent_id' then 1 end,
                    case '\(column)' when 'last_reply_seq' then n end
                from messaging.channels c join messaging.messages m on m.channel_id = c.id and m.seq = 1,
                    generate_series(10000 + length('\(column)'), 800000, 79) n;
                alter table messaging.messages enable trigger all
                """)
        }
        try database.administer("analyze messaging.messages")
        let channel = "(select id from messaging.channels where slug = '\(slug)')"
        for (index, condition, order) in [
            (
                "messages_outside_threads", "channel_id = \(channel) and parent_id is null and seq < 700000",
                "seq"
            ),
            (
                "messages_in_thread",
                "parent_id = (select id from messaging.messages where seq = 1) and seq < 700000", "seq"
            ),
            ("messages_with_thread", "channel_id = \(channel) and last_reply_seq < 700000", "last_reply_seq"),
        ] {
            let plan = try database.serve(
                """
                begin; set local messaging.participant = '\(bo.rawValue)';
                explain select * from messaging.messages where \(condition) order by \(order) desc limit 51
                """
            ).compactMap { $0[0] }.joined(separator: "\n")
            #expect(plan.contains(index) && !plan.contains("Sort"), "\(plan)")
        }
        let page = try thread(as: bo).page
        #expect(page.messages.count == 50 && page.hasEarlier)
        #expect(try messenger.threads(in: slug, as: bo.identity).heads.count == 25)
    }

    // MARK: Who is told

    @Test("whoever reads the channel is told by the message, and whoever reads the thread by the reply")
    func changes() async throws {
        try reply("the white one", as: bo)
        let channel = try #require(try await waited(after: 1, as: ada))
        #expect(channel.messages.map(\.sequence) == [1] && channel.messages[0].replies?.count == 1)
        #expect(channel.cursor == 3)
        let inThread = try #require(try await waited(after: 1, thread: 1, as: ada))
        #expect(inThread.messages.map(\.sequence) == [2, 1] && inThread.cursor == 3)
        _ = try messenger.edit(MessageEdit(text: "the grey one", of: 1), at: 2, in: slug, as: bo.identity)
        #expect(
            try await waited(after: 3, as: ada) == nil, "a change in a thread is none of the channel's list")
        let edited = try #require(try await waited(after: 3, thread: 1, as: ada))
        #expect(edited.messages.map(\.text) == ["the grey one"])
        try messenger.delete(2, in: slug, as: bo.identity)
        #expect(try thread(as: ada).page.messages.map(\.isDeleted) == [true])
        #expect(try thread(as: ada).head.replies?.count == 1, "its place stays")
    }

    @Test(
        "a reply counts as unread like all that is said, until the channel is read, or the thread where that is all"
    )
    func readMarks() async throws {
        try reply("the white one", as: bo)
        #expect(try unread(ada) == 1 && unread(bo) == 1, "Bo has not read the first message")
        _ = try await waited(after: 3, thread: 1, as: bo)
        #expect(try unread(bo) == 1, "something else is unread before it")
        _ = try await waited(after: 3, thread: 1, as: ada)
        #expect(try unread(ada) == 0)
        _ = try await waited(after: 3, as: bo)
        #expect(try unread(bo) == 0)
    }

    @Test("a reply sent twice is one, and counts once")
    func idempotence() throws {
        let nonce = UUID()
        #expect(
            try reply("the white one", as: bo, nonce: nonce) == reply("the white one", as: bo, nonce: nonce))
        #expect(try thread(as: ada).head.replies?.count == 1)
        #expect(try messenger.channel(slug, as: ada.identity).lastSequence == 3)
    }

    // MARK: Quotations

    @Test("a quotation shows who said what as it says now, also in a thread, and nothing of what was deleted")
    func quotations() throws {
        try reply("the white one", as: bo)
        let quoting = try MessageDraft(text: "really?", nonce: UUID(), quoting: 2)
        let place = try messenger.send(quoting, to: slug, as: ada.identity)
        func quote() throws -> Quote? {
            try messenger.conversation(slug, as: bo.identity).page.messages.first { $0.sequence == place }?
                .quote
        }
        let first = try #require(try quote())
        #expect(
            first.author == "Bo" && first.words == "the white one" && first.thread == 1 && first.sequence == 2
        )
        _ = try messenger.edit(MessageEdit(text: "the **grey** one", of: 1), at: 2, in: slug, as: bo.identity)
        #expect(try quote()?.words == "the grey one")
        try messenger.delete(2, in: slug, as: bo.identity)
        #expect(try quote()?.words == Message.goneWords)
        #expect(try messenger.conversation(slug, as: bo.identity).page.messages[0].quote == nil)
    }

    // MARK: Refusals

    @Test("nobody answers what is not there, is in another conversation, or not theirs to see")
    func refusals() throws {
        let other = try messenger.createChannel("Elsewhere", .private, as: ada)
        for _ in 1...9 { try messenger.say("elsewhere", in: other, as: ada) }
        #expect(isNotFound { try reply("hm", to: 9, as: bo) })
        #expect(isNotFound { try reply("hm", quoting: 9, as: bo) })
        #expect(isNotFound { _ = try thread(of: 9, as: bo) })
        let stranger = try messenger.person("Stranger")
        for person in [stranger, ParticipantID(rawValue: UUID())] {
            #expect(isNotFound { try reply("hm", as: person) })
            #expect(isNotFound { _ = try thread(as: person) })
            #expect(isNotFound { _ = try messenger.threads(in: slug, as: person.identity) })
        }
        try reply("the white one", as: bo)
        try messenger.leave(slug, as: bo.identity)
        #expect(isNotFound { try reply("hm", as: bo) })
        #expect(isNotFound { _ = try thread(as: bo) })
        #expect(try thread(as: ada).page.messages.count == 1)
    }

    @Test(
        "the serving role cannot hang a message on one elsewhere or on a reply, nor quote from elsewhere or count by itself"
    )
    func policies() throws {
        try reply("the white one", as: bo)
        let other = try messenger.createChannel("Elsewhere", as: ada)
        try messenger.say("elsewhere", in: other, as: ada)
        let speaking = "begin; set local messaging.participant = '\(ada.rawValue)';"
        func insert(_ column: String, _ value: String, in place: String? = nil) -> String {
            """
            \(speaking) insert into messaging.messages (channel_id, user_id, content, nonce, \(column))
                select id, '\(ada.rawValue)', 'hm', gen_random_uuid(), \(value)
                from messaging.channels where slug = '\(place ?? slug)' returning content
            """
        }
        let here = "m.channel_id = (select id from messaging.channels where slug = '\(slug)')"
        let head =
            "(select m.id from messaging.messages m where \(here) and m.parent_id is null order by m.seq limit 1)"
        let reply =
            "(select m.id from messaging.messages m where \(here) and m.parent_id is not null limit 1)"
        #expect(try database.serve(insert("parent_id", head)) == [["hm"]], "which is allowed")
        for refused in [
            insert("parent_id", reply), insert("parent_id", head, in: other), insert("quoted_seq", "77"),
            insert("parent_seq", "1"), insert("reply_count", "9"),
            "\(speaking) update messaging.messages set reply_count = 9",
            "\(speaking) select messaging.reply_in_thread(\(head), null, 9, now())",
        ] {
            #expect(throws: PostgresError.self, "\(refused)") { try database.serve(refused) }
        }
        let stranger = try messenger.person("Stranger")
        let asked = try database.serve(
            """
            begin; set local messaging.participant = '\(stranger.rawValue)';
            select messaging.quoted((select id from messaging.channels where slug = '\(slug)'), 1)
            """)
        #expect(asked == [[nil]])
    }
}
