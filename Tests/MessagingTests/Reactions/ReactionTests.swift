import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Reactions", .database(messagingDatabase))
struct ReactionTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        let gathering = try Gathering("Bo")
        (database, messenger, slug) = (gathering.database, gathering.messenger, gathering.slug)
        (ada, bo) = (gathering.ada, gathering.others[0])
        try messenger.say("what do you think?", in: slug, as: ada)
    }

    @discardableResult
    private func react(
        _ emoji: String, to sequence: Int64 = 1, isWanted: Bool = true, as person: ParticipantID
    ) throws -> ReactionOutcome {
        try messenger.react(
            ReactionDraft(emoji: emoji), to: sequence, in: slug, isWanted: isWanted, as: person.identity)
    }

    private func shown(_ sequence: Int64 = 1, as person: ParticipantID? = nil) throws -> [String] {
        let message = try messenger.message(sequence, in: slug, as: (person ?? ada).identity).message
        return try #require(message).reactions.map { "\($0.emoji) \($0.count)" }
    }

    /// Why an action was refused: the code of its field, or "not found".
    private func refusal(_ action: () throws -> Void) -> String? {
        do {
            try action()
            return nil
        } catch MessagingError.invalid(let errors) {
            return errors["emoji"]?.code.rawValue
        } catch MessagingError.notFound {
            return "not found"
        } catch { return "\(error)" }
    }

    // MARK: What they do

    @Test("are counted by emoji, in the order they first came, and each is a change of the message")
    func counting() throws {
        try react("🎉", as: ada)
        try react("👍", as: bo)
        let outcome = try react("👍", as: ada)
        #expect(outcome.isChanged && outcome.own == ["🎉", "👍"])
        #expect(outcome.reactions == [Reaction(emoji: "🎉", count: 1), Reaction(emoji: "👍", count: 2)])
        #expect(try shown() == ["🎉 1", "👍 2"])
        let page = try messenger.conversation(slug, as: bo.identity).page
        #expect(page.messages[0].reactions == outcome.reactions)
        #expect(page.messages[0].changed == 4 && page.messages[0].sequence == 1 && page.cursor == 4)
        try react("🎉", isWanted: false, as: ada)
        #expect(try shown() == ["👍 2"])
        try react("🎉", as: bo)
        #expect(try shown() == ["👍 2", "🎉 1"])
        for person in [ada, bo] { try react("👍", isWanted: false, as: person) }
        try react("🎉", isWanted: false, as: bo)
        #expect(try shown() == [])
        #expect(
            try database.administer("select reactions, reaction_counts from messaging.messages") == [
                [nil, nil]
            ],
            "as if there had never been any")
        #expect(try messenger.channel(slug, as: ada.identity).lastSequence == 9)
    }

    @Test("twice is once, and so is taking back; how a keyboard writes an emoji does not matter")
    func idempotence() throws {
        #expect(try react("❤️", as: ada).isChanged)
        #expect(try !react("❤", as: ada).isChanged)
        #expect(try shown() == ["❤️ 1"])
        #expect(try messenger.channel(slug, as: ada.identity).lastSequence == 2, "nothing changed")
        #expect(try !react("👍", isWanted: false, as: ada).isChanged)
        #expect(try !react("❤", isWanted: false, as: bo).isChanged, "it is Ada’s")
        #expect(try react("❤\u{FE0E}", isWanted: false, as: ada).isChanged)
        #expect(try !react("❤️", isWanted: false, as: ada).isChanged)
        #expect(try shown() == [])
    }

    @Test("make nothing unread, and leave the channel where it is in lists")
    func quiet() throws {
        _ = try messenger.conversation(slug, as: bo.identity)
        messenger.markRead(try messenger.conversation(slug, as: bo.identity), as: bo.identity)
        let before = try database.administer("select last_message_at from messaging.channels")
        try react("👍", as: ada)
        #expect(try messenger.unread(in: slug, as: bo) == 0)
        #expect(try messenger.inbox(as: bo.identity).unread.isEmpty)
        #expect(try database.administer("select last_message_at from messaging.channels") == before)
        try messenger.say("and this?", in: slug, as: ada)
        try react("👍", to: 3, as: ada)
        #expect(try messenger.unread(in: slug, as: bo) == 1, "the message alone")
        messenger.markRead(try messenger.conversation(slug, as: bo.identity), as: bo.identity)
        #expect(try messenger.unread(in: slug, as: bo) == 0)
        try messenger.markUnread(from: 3, in: slug, as: bo.identity)
        #expect(try messenger.unread(in: slug, as: bo) == 1)
    }

    @Test("reach a reader who waits in another process")
    func live() async throws {
        let there = try database.messenger()
        try there.start()
        // A wait that ends shows that the listener is connected.
        let cursor = try await followed(on: there, after: 1) { try messenger.say("heard", in: slug, as: ada) }
            .cursor
        let excerpt = try await followed(on: there, after: cursor) { try react("🙏", as: ada) }
        #expect(excerpt.messages.map(\.sequence) == [1])
        #expect(excerpt.messages[0].reactions == [Reaction(emoji: "🙏", count: 1)])
        #expect(excerpt.cursor == cursor + 1)
        there.stop()
    }

    /// What Bo, who waits, is told after a change.
    private func followed(
        on messenger: Messenger, after cursor: Int64, _ change: () throws -> Void
    ) async throws -> Excerpt {
        async let outcome = messenger.next(
            [.channel(slug, after: cursor, .changes)], as: bo.identity, until: .now + .seconds(20))
        while messenger.waiting < 1 { try await Task.sleep(for: .milliseconds(5)) }
        try change()
        guard case .changed(let changes) = try await outcome, case .messages(let excerpt) = changes[0] else {
            throw MessagingError.notFound
        }
        return excerpt
    }

    @Test("twenty people who react at once are all counted, and so are those who take it back meanwhile")
    func race() async throws {
        let people = try (0..<20).map { try messenger.person("Person \($0)") }
        for person in people { try messenger.join(slug, as: person.identity) }
        for person in people.prefix(10) { try react("🎉", as: person) }
        let before = try messenger.channel(slug, as: ada.identity).lastSequence
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, person) in people.enumerated() {
                group.addTask {
                    for _ in 0..<2 { try react("👍", as: person) }
                    try react("🎉", isWanted: number >= 10, as: person)
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(try shown()) == ["👍 20", "🎉 10"])
        #expect(try messenger.channel(slug, as: ada.identity).lastSequence == before + 40)
        let sums = try database.administer(
            """
            select count(*) from messaging.message_reactions r join messaging.messages m on m.id = r.message_id
            where r.reaction = '🎉' and r.user_id = any ($1)
            """, ["{\(people.suffix(10).map(\.rawValue.uuidString).joined(separator: ","))}"])
        #expect(sums == [["10"]])
    }

    // MARK: Who has

    @Test("who reacted is known to members: a hundred of each, those who came first")
    func reactors() throws {
        try react("👍", as: bo)
        try react("👍", as: ada)
        try react("🎉", as: ada)
        let reactors = try messenger.reactors(to: 1, in: slug, as: ada.identity)
        #expect(reactors.map(\.reaction.emoji) == ["👍", "🎉"])
        #expect(reactors.map { $0.participants.map(\.name) } == [["Bo", "Ada"], ["Ada"]])
        #expect(reactors.map(\.isOwn) == [true, true])
        #expect(try messenger.reactors(to: 1, in: slug, as: bo.identity).map(\.isOwn) == [true, false])
        try database.own(
            """
            with people as (
                insert into messaging.users (id, full_name) select gen_random_uuid(), 'Person ' || number
                from generate_series(1, 120) number returning id)
            insert into messaging.message_reactions (message_id, reaction, user_id, channel_id)
            select m.id, '👍', people.id, m.channel_id from people, messaging.messages m
            """)
        let many = try messenger.reactors(to: 1, in: slug, as: ada.identity)[0]
        #expect(many.reaction.count == 122 && many.participants.count == 100)
        #expect(many.participants.prefix(2).map(\.name) == ["Bo", "Ada"])
    }

    @Test("one's own are there to take away, also of channels one has left, in pieces")
    func own() throws {
        try messenger.say("another", in: slug, as: ada)
        for (emoji, message) in [("👍", Int64(1)), ("🎉", 1), ("👍", 2)] {
            try react(emoji, to: message, as: bo)
        }
        try react("🙏", as: ada)
        try messenger.leave(slug, as: bo.identity)
        var found: [OwnReaction] = []
        while case let piece = try messenger.ownReactions(after: found.last, as: bo.identity, limit: 2),
            !piece.isEmpty
        { found += piece }
        #expect(
            Set(found.map { "\($0.slug) \($0.sequence) \($0.emoji)" }) == [
                "\(slug) 1 👍", "\(slug) 1 🎉", "\(slug) 2 👍",
            ])
        #expect(found.count == 3)
    }

    // MARK: Which are one's own on a page

    /// Of the reactions to messages as they were read.
    private func own(_ messages: [Message], as person: ParticipantID) throws -> [Int64: [String]] {
        try messenger.ownReactions(on: messages, in: slug, as: person.identity)
    }

    @Test("which are one's own is told for each message of a page, in the order everybody is shown them")
    func ownOnPage() throws {
        for text in ["another", "and this?", "and nothing"] { try messenger.say(text, in: slug, as: ada) }
        try react("🎉", as: ada)
        for emoji in ["👍", "🎉"] { try react(emoji, as: bo) }
        try react("🙏", to: 2, as: ada)
        try react("❤️", to: 3, as: bo)
        let page = try messenger.conversation(slug, as: bo.identity).page.messages
        #expect(try own(page, as: bo) == [1: ["🎉", "👍"], 3: ["❤️"]])
        #expect(try own(page, as: ada) == [1: ["🎉"], 2: ["🙏"]])
        #expect(try own(Array(page.suffix(2)), as: bo) == [3: ["❤️"]], "of these messages alone")
        try react("🎉", isWanted: false, as: bo)
        try react("👀", as: bo)
        #expect(try own(page, as: bo)[1] == ["👍"], "as the page was read, and no more than there still is")
        let later = try messenger.conversation(slug, as: bo.identity).page.messages
        #expect(try own(later, as: bo)[1] == ["👍", "👀"])
    }

    @Test("which are one's own is told of a thread too, and of what it hangs on")
    func ownInThread() throws {
        let draft = try MessageDraft(text: "an answer", nonce: UUID(), thread: 1)
        let reply = try messenger.send(draft, to: slug, as: ada.identity)
        try react("👍", as: bo)
        try react("❤️", to: reply, as: bo)
        let thread = try messenger.thread(of: 1, in: slug, as: bo.identity)
        let messages = [thread.head] + thread.page.messages
        #expect(try own(messages, as: bo) == [1: ["👍"], reply: ["❤️"]])
        #expect(try own(messages, as: ada) == [:])
    }

    @Test("the database is not asked which are one's own where nobody has reacted")
    func ownWithoutAny() throws {
        let without = try messenger.conversation(slug, as: bo.identity).page.messages
        try react("👍", as: bo)
        let with = try messenger.conversation(slug, as: bo.identity).page.messages
        try database.shutOut()
        #expect(try own(without, as: bo) == [:])
        #expect(throws: MessagingError.self) { try own(with, as: bo) }
        try database.letIn()
        #expect(try own(with, as: bo) == [1: ["👍"]])
    }

    @Test("nobody is told which are their own in a channel they are not in")
    func ownOfStrangers() throws {
        try react("👍", as: bo)
        let page = try messenger.conversation(slug, as: bo.identity).page.messages
        try messenger.leave(slug, as: bo.identity)
        let eve = try messenger.person("Eve")
        for person in [bo, eve, ParticipantID(rawValue: UUID())] {
            #expect(try own(page, as: person) == [:])
        }
        try messenger.join(slug, as: bo.identity)
        #expect(try own(page, as: bo) == [1: ["👍"]])
    }

    @Test("which are one's own is found by an index, however many others have reacted")
    func ownByIndex() throws {
        try database.administer(
            """
            alter table messaging.message_reactions disable trigger count_reaction;
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select id, '\(ada.rawValue)', 'm ' || n, gen_random_uuid()
            from messaging.channels, generate_series(2, 60) n;
            with people as (
                insert into messaging.users (id, full_name) select gen_random_uuid(), 'Person ' || number
                from generate_series(1, 300) number returning id)
            insert into messaging.message_reactions (message_id, reaction, user_id, channel_id)
            select m.id, '👍', person.id, m.channel_id
            from (select id from people union all select '\(bo.rawValue)'::uuid) person, messaging.messages m;
            analyze
            """)
        let plan = try database.serve(
            """
            begin; set local messaging.participant = '\(bo.rawValue)';
            explain select r.message_id, r.reaction from messaging.message_reactions r
            where r.user_id = messaging.viewer()
                and r.channel_id = (select id from messaging.channels where slug = '\(slug)')
                and r.message_id = any (array(select id from messaging.messages order by seq desc limit 50))
            """
        ).compactMap { $0[0] }.joined(separator: "\n")
        #expect(plan.contains("message_reactions_of_user"), "\(plan)")
    }

    // MARK: What stays

    @Test("stay when whoever reacted leaves the channel")
    func leaving() throws {
        try react("👍", as: bo)
        try messenger.leave(slug, as: bo.identity)
        #expect(try shown() == ["👍 1"])
        #expect(
            try messenger.reactors(to: 1, in: slug, as: ada.identity)[0].participants.map(\.name) == ["Bo"])
    }

    @Test("go with whoever is erased, and what they said loses those of others")
    func erasure() throws {
        try messenger.say("of Bo", in: slug, as: bo)
        try react("👍", as: ada)
        try react("👍", as: bo)
        try react("🎉", as: bo)
        try react("👍", to: 2, as: ada)
        let other = try messenger.createChannel("Other", as: ada)
        try messenger.join(other, as: bo.identity)
        try messenger.say("elsewhere", in: other, as: ada)
        _ = try messenger.react(ReactionDraft(emoji: "🙏"), to: 1, in: other, as: bo.identity)
        try messenger.leave(other, as: bo.identity)
        let cursor = try messenger.channel(slug, as: ada.identity).lastSequence
        while try database.own("select messaging.erase_some('\(bo.rawValue)')") == [["t"]] {}
        #expect(try shown() == ["👍 1"])
        #expect(try shown(2) == [])
        #expect(try messenger.message(1, in: other, as: ada.identity).message?.reactions == [])
        #expect(
            try database.administer("select count(*) from messaging.message_reactions") == [["1"]],
            "Ada’s, to her own message")
        #expect(try messenger.channel(slug, as: ada.identity).lastSequence == cursor + 3, "readers are told")
        #expect(refusal { try react("👍", to: 2, as: ada) } == "not found", "nothing is there any more")
    }

    @Test("go with the channel they are in, without a word")
    func channelGone() throws {
        try react("👍", as: ada)
        try database.own("delete from messaging.channels")
        #expect(try database.administer("select from messaging.message_reactions").isEmpty)
        #expect(try database.administer("select from messaging.messages").isEmpty)
    }

    // MARK: What is refused

    @Test("five of one person and twenty different ones are all a message has")
    func limits() throws {
        let emoji = [
            "👍", "❤️", "🎉", "😂", "😮", "😢", "🙏", "👀", "🔥", "✅", "🚀", "🍀", "🌍", "🎈", "🎁", "🏆", "📌", "💡", "🔔",
            "🕊️", "⚓",
        ]
        for each in emoji.prefix(5) { try react(each, as: ada) }
        #expect(refusal { try react(emoji[5], as: ada) } == "too-many")
        #expect(refusal { try react(emoji[0], as: ada) } == nil, "it is hers already")
        let people = try (0..<4).map { try messenger.person("Person \($0)") }
        for (index, person) in people.enumerated() {
            try messenger.join(slug, as: person.identity)
            for each in emoji.dropFirst(5 * index).prefix(5) { try react(each, as: person) }
        }
        #expect(try shown().count == 20)
        #expect(refusal { try react(emoji[20], as: bo) } == "too-many")
        #expect(refusal { try react(emoji[19], as: bo) } == nil, "one of those that are there")
        try react(emoji[0], isWanted: false, as: ada)
        #expect(refusal { try react(emoji[5], as: ada) } == nil)
    }

    @Test(
        "nothing but one emoji is taken",
        arguments: [
            ("", "missing"), (" \n", "missing"), ("\u{200B}\u{200D}\u{2060}", "missing"), ("ok", "malformed"),
            ("👍👎", "too-many"), ("👍 👎", "too-many"), ("👍!", "malformed"), ("<b>", "malformed"),
            ("7", "malformed"),
            (String(repeating: "👍", count: 10_000), "too-many"),
            (String(repeating: "a", count: 10_000), "malformed"),
        ])
    func notAnEmoji(typed: String, code: String) {
        #expect(refusal { try react(typed, as: ada) } == code)
        #expect(refusal { try react(typed, isWanted: false, as: ada) } == code)
    }

    @Test("a stranger, somebody who left, and nobody react to nothing and see nothing of it")
    func strangers() throws {
        try react("👍", as: ada)
        let eve = try messenger.person("Eve")
        try messenger.leave(slug, as: bo.identity)
        for person in [eve, bo, ParticipantID(rawValue: UUID())] {
            for isWanted in [true, false] {
                #expect(refusal { try react("👍", isWanted: isWanted, as: person) } == "not found")
            }
            #expect(
                refusal { _ = try messenger.reactors(to: 1, in: slug, as: person.identity) } == "not found")
        }
        for missing in [0, -1, 2, Int64.max] {
            #expect(refusal { try react("👍", to: missing, as: ada) } == "not found")
        }
        #expect(throws: MessagingError.self) {
            try messenger.react(ReactionDraft(emoji: "👍"), to: 1, in: "nowhere", as: ada.identity)
        }
        #expect(try shown() == ["👍 1"])
    }
}

/// What the serving role may do behind the module's back.
@Suite("Reactions, as the serving role", .database(messagingDatabase))
struct ReactionPolicyTests {
    private let database: TestDatabase
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        database = try TestDatabase.current
        let messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        slug = try messenger.createChannel("Secret", .private, as: ada)
        try messenger.say("between us", in: slug, as: ada)
        _ = try messenger.react(ReactionDraft(emoji: "👍"), to: 1, in: slug, as: ada.identity)
    }

    /// Rows of a query as the serving role, on behalf of somebody; nothing of it stays.
    private func rows(_ sql: String, as person: ParticipantID?) throws -> [[String?]] {
        let identity = person.map { "set local messaging.participant = '\($0.rawValue.uuidString)';" } ?? ""
        let connection = try Connection.open(
            try ConnectionParameters(parsing: database.app), applicationName: "test", timeout: .seconds(10),
            logger: TestDatabase.logger)
        return try connection.run("begin; \(identity) \(sql)")
    }

    @Test("members read who reacted, and nobody else does")
    func reading() throws {
        let sql = "select reaction from messaging.message_reactions"
        #expect(try rows(sql, as: ada) == [["👍"]])
        #expect(try rows(sql, as: bo).isEmpty)
        #expect(try rows(sql, as: nil).isEmpty)
    }

    @Test("a stranger is told of a message that is there what they are told of none")
    func react() throws {
        for (place, person) in [(1, bo), (2, bo), (2, ada)] {
            for isWanted in [true, false] {
                let sql = "select messaging.react('\(slug)', \(place), '👍', \(isWanted))"
                #expect(try rows(sql, as: person) == [[nil]])
            }
        }
        #expect(try rows("select messaging.react('\(slug)', 1, '👍', true)", as: nil) == [[nil]])
        #expect(try rows("select messaging.react('\(slug)', 1, '👍', true)", as: ada) == [["unchanged"]])
        let first = "00000000-0000-0000-0000-000000000000"
        #expect(
            try rows("select reaction from messaging.own_reactions('\(first)', '\(first)', '', 9)", as: ada)
                == [["👍"]])
        #expect(
            try rows("select reaction from messaging.own_reactions('\(first)', '\(first)', '', 9)", as: bo)
                .isEmpty)
    }

    @Test(
        "what counts them cannot be written, and no table is",
        arguments: [
            """
            insert into messaging.message_reactions (message_id, reaction, user_id, channel_id)
            select id, '🎉', messaging.viewer(), channel_id from messaging.messages
            """,
            "delete from messaging.message_reactions",
            "update messaging.message_reactions set reaction = '🎉'",
            "update messaging.messages set reactions = '{🎉}', reaction_counts = '{99}'",
        ])
    func writing(sql: String) throws {
        do {
            _ = try rows(sql, as: ada)
            Issue.record("it was let")
        } catch { #expect((error as? PostgresError)?.sqlState == .insufficientPrivilege) }
    }

    @Test(
        "no words and no markup get in, whatever the application says",
        arguments: ["", "words", "👍<", "\"", "👍 👍", String(repeating: "👍", count: 17)])
    func content(emoji: String) throws {
        do {
            _ = try rows("select messaging.react('\(slug)', 1, '\(emoji)', true)", as: ada)
            Issue.record("it was let")
        } catch { #expect((error as? PostgresError)?.sqlState == .checkViolation) }
    }
}
