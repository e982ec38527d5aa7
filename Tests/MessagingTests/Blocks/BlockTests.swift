import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Keeping away from people", .database(messagingDatabase))
struct BlockTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let cy: ParticipantID
    private let slug: String

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        cy = try messenger.person("Cy")
        slug = try messenger.createChannel("Square", as: ada)
        for person in [bo, cy] { try messenger.join(slug, as: person.identity) }
    }

    private func rows(_ sql: String, as person: ParticipantID?) throws -> [[String?]] {
        let identity = person.map { "set local messaging.participant = '\($0.rawValue)';" } ?? ""
        return try database.serve("begin; \(identity) \(sql)")
    }

    private func sqlState(_ sql: String, as person: ParticipantID?) -> SQLState? {
        do {
            _ = try rows(sql, as: person)
            return nil
        } catch { return (error as? PostgresError)?.sqlState }
    }

    private func draft(_ text: String = "hello", nonce: UUID = UUID()) throws -> MessageDraft {
        try MessageDraft(text: text, nonce: nonce)
    }

    /// The two of whom one blocks the other, each way round.
    private var bothWays: [(from: ParticipantID, to: ParticipantID, handle: String)] {
        [(ada, bo, "bo"), (bo, ada, "ada")]
    }

    private func direct() throws -> String {
        try messenger.send(
            draft("first"), to: messenger.correspondent("bo", as: ada.identity), as: ada.identity
        ).slug
    }

    // MARK: Whose it is

    @Test("is one's own, said once however often, and ended as easily")
    func own() throws {
        #expect(try messenger.keepAway(from: bo, by: .block, as: ada.identity))
        #expect(try !messenger.keepAway(from: bo, by: .block, as: ada.identity))
        #expect(try messenger.block(of: bo, as: ada.identity) == .block)
        #expect(try messenger.block(of: ada, as: bo.identity) == nil, "told to nobody")
        #expect(try messenger.blocks(as: bo.identity).blocks.isEmpty)
        #expect(try messenger.keepAway(from: bo, by: .mute, as: ada.identity), "one of the two")
        #expect(try messenger.blocks(as: ada.identity).blocks.map(\.kind) == [.mute])
        #expect(try messenger.keepAway(from: bo, by: nil, as: ada.identity))
        #expect(try !messenger.keepAway(from: bo, by: nil, as: ada.identity))
        #expect(try messenger.blocks(as: ada.identity).blocks.isEmpty)
        #expect(isNotFound { try messenger.keepAway(from: ada, by: .block, as: ada.identity) })
        #expect(
            isNotFound {
                try messenger.keepAway(from: ParticipantID(rawValue: UUID()), by: .block, as: ada.identity)
            })
        #expect(isNotFound { try messenger.keepAway(from: bo, by: .block, as: .nobody) })
    }

    @Test("nobody reads or writes another's, or asks who has blocked whom")
    func policies() throws {
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        #expect(try rows("select blocked from messaging.blocks", as: ada).count == 1)
        for person in [bo, cy, nil] {
            #expect(try rows("select * from messaging.blocks", as: person).isEmpty)
        }
        #expect(try rows("select * from messaging.distances()", as: cy).isEmpty)
        #expect(try rows("select messaging.folds_anybody()", as: bo) == [["f"]])
        for sql in [
            "insert into messaging.blocks (blocker, blocked, kind) values (messaging.viewer(), '\(cy.rawValue)', 'mute')",
            "delete from messaging.blocks", "update messaging.blocks set kind = 'mute'",
            "select messaging.are_apart('\(ada.rawValue)')", "select * from messaging.people_apart()",
            "select messaging.apart('\(ada.rawValue)', '\(bo.rawValue)')",
            "select messaging.forget_blocks('\(ada.rawValue)')",
        ] {
            for person in [ada, bo] {
                #expect(sqlState(sql, as: person) == SQLState.insufficientPrivilege, "\(sql)")
            }
        }
        #expect(sqlState("select messaging.keep_away('\(cy.rawValue)', 'x')", as: ada) == .checkViolation)
        #expect(try rows("select messaging.keep_away('\(cy.rawValue)', 'mute')", as: nil) == [[nil]])
        #expect(try rows("select messaging.keep_away('\(ada.rawValue)', 'mute')", as: ada) == [[nil]])
    }

    @Test("the two-way check knows both ways, and both sets, and mutes keep nobody apart")
    func twoWays() throws {
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        try messenger.keepAway(from: cy, by: .mute, as: ada.identity)
        func owner(_ sql: String, _ person: ParticipantID) throws -> [[String?]] {
            try database.administer("set messaging.participant = '\(person.rawValue)'; \(sql)")
        }
        for (me, other) in [(ada, bo), (bo, ada)] {
            #expect(try owner("select messaging.are_apart('\(other.rawValue)')", me) == [["t"]])
            let all = try owner("select p::text from messaging.people_apart() p", me)
            #expect(all == [[other.rawValue.uuidString.lowercased()]])
        }
        #expect(try owner("select messaging.are_apart('\(cy.rawValue)')", ada) == [["f"]])
        #expect(try owner("select p from messaging.people_apart() p", cy).isEmpty)
    }

    // MARK: Writing to each other

    @Test(
        "neither begins a conversation with the other, and each is told what everybody is told",
        arguments: [0, 1])
    func beginning(turn: Int) throws {
        let (from, to, handle) = bothWays[turn]
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        let other = try messenger.correspondent(handle, as: from.identity)
        #expect(other.access == .closed && other.slug == nil)
        #expect(other.keptAway == (from == ada ? .block : nil))
        #expect(isNotFound { _ = try messenger.send(draft(), to: other, as: from.identity) })
        #expect(try rows("select messaging.begin_conversation('\(to.rawValue)')", as: from) == [[nil]])
        let companions = try messenger.companions([handle, "cy"], as: from.identity)
        #expect(companions.map(\.access) == [.closed, .open])
        #expect(isNotFound { _ = try messenger.send(draft(), to: companions, as: from.identity) })
        #expect(
            try rows(
                "select messaging.begin_group(array['\(to.rawValue)', '\(cy.rawValue)']::uuid[], gen_random_uuid())",
                as: from) == [[nil]])
        #expect(try rows("select * from messaging.channels where is_direct", as: from).isEmpty)
        try messenger.keepAway(from: bo, by: nil, as: ada.identity)
        let again = try messenger.correspondent(handle, as: from.identity)
        #expect(again.access == .open)
        #expect(try messenger.send(draft(), to: again, as: from.identity).sequence == 1)
    }

    @Test(
        "one that has begun stays readable, and nothing more is said in it, by whatever way",
        arguments: [0, 1])
    func continuing(turn: Int) throws {
        let (from, _, handle) = bothWays[turn]
        let direct = try direct()
        let nonce = UUID()
        try messenger.say("before", in: direct, as: from, nonce: nonce)
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        let other = try messenger.correspondent(handle, as: from.identity)
        #expect(other.access == .closed && other.slug == direct)
        #expect(
            refusal { _ = try messenger.send(draft(), to: other, as: from.identity) } == "message not-allowed"
        )
        #expect(refusal { try messenger.say("again", in: direct, as: from) } == "message not-allowed")
        #expect(
            try messenger.say("before", in: direct, as: from, nonce: nonce) == 2,
            "what was sent before is sent")
        let reply = try MessageDraft(text: "in a thread", nonce: UUID(), thread: 1)
        #expect(
            refusal { _ = try messenger.send(reply, to: direct, as: from.identity) } == "message not-allowed")
        #expect(
            refusal {
                _ = try messenger.schedule(draft(), at: .now + 3_600, in: direct, as: from.identity)
            } == "message not-allowed")
        #expect(
            sqlState(
                """
                insert into messaging.messages (channel_id, user_id, content, nonce)
                select id, messaging.viewer(), 'x', gen_random_uuid() from messaging.channels where slug = '\(direct)'
                """, as: from) == .checkViolation)
        #expect(
            try messenger.edit(MessageEdit(text: "other words", of: 1), at: 2, in: direct, as: from.identity)
                == .late)
        #expect(try messenger.texts(in: direct, as: from) == ["first", "before"])
        #expect(try messenger.channel(direct, as: from.identity).isClosed)
        #expect(try messenger.conversation(direct, as: from.identity).folded.isEmpty)
        try messenger.keepAway(from: bo, by: nil, as: ada.identity)
        #expect(try !messenger.channel(direct, as: from.identity).isClosed)
        #expect(try messenger.say("again", in: direct, as: from) == 3)
    }

    @Test("what was scheduled before is kept, with a reason that tells nothing", arguments: [0, 1])
    func scheduled(turn: Int) throws {
        let from = bothWays[turn].from
        let direct = try direct()
        _ = try messenger.schedule(draft(), at: .now + 3_600, in: direct, as: from.identity)
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        try database.administer("update messaging.scheduled_messages set send_at = now()")
        #expect(try messenger.sendDue())
        #expect(try messenger.scheduled(as: from.identity).map(\.failure) == [.unreachable])
        #expect(try messenger.texts(in: direct, as: ada) == ["first"])
    }

    @Test("a request of whoever is blocked asks no more, and can be found where declined ones are")
    func requests() throws {
        let eve = try messenger.person("Eve")
        let direct = try messenger.send(
            draft("may I?"), to: messenger.correspondent("ada", as: eve.identity), as: eve.identity
        ).slug
        #expect(try messenger.requestCount(as: ada.identity) == 1)
        try messenger.keepAway(from: eve, by: .mute, as: ada.identity)
        #expect(try messenger.requestCount(as: ada.identity) == 1)
        try messenger.keepAway(from: eve, by: .block, as: ada.identity)
        #expect(try messenger.requestCount(as: ada.identity) == 0)
        #expect(refusal { try messenger.say("please", in: direct, as: eve) } == "message not-allowed")
        #expect(try messenger.conversations(on: .declined, as: ada.identity).conversations.count == 1)
        try messenger.keepAway(from: eve, by: nil, as: ada.identity)
        #expect(try messenger.say("thank you", in: direct, as: eve) == 2)
    }

    // MARK: Where both are

    @Test(
        "what somebody says whom one keeps away from is folded away, and counts as read",
        arguments: Block.Kind.allCases)
    func folding(kind: Block.Kind) throws {
        let asks = InboxTopic(messenger: messenger)
        try messenger.keepAway(from: bo, by: kind, as: ada.identity)
        try messenger.say("@ada look", in: slug, as: bo)
        #expect(try messenger.unread(in: slug, as: ada) == 0)
        #expect(try messenger.channels(as: ada.identity).channels.map(\.mentions) == [0])
        #expect(try asks.unread(ada).isEmpty, "no row in the inbox")
        #expect(try messenger.conversation(slug, as: ada.identity).folded == [bo: kind])
        #expect(try messenger.conversation(slug, around: 1, as: ada.identity).folded == [bo: kind])
        #expect(try messenger.thread(of: 1, in: slug, as: ada.identity).folded == [bo: kind])
        for person in [bo, cy] {
            #expect(try messenger.conversation(slug, as: person.identity).folded.isEmpty)
        }
        #expect(try asks.unread(cy) == [1])
        try messenger.say("I am here too", in: slug, as: cy)
        #expect(try messenger.unread(in: slug, as: ada) == 1)
        #expect(try asks.unread(ada) == [1])
        try messenger.keepAway(from: bo, by: nil, as: ada.identity)
        #expect(try messenger.unread(in: slug, as: ada) == 2, "given back")
        #expect(try messenger.conversation(slug, as: ada.identity).folded.isEmpty)
    }

    @Test("nobody is named across a block, and a mute names without telling")
    func mentions() throws {
        func named() throws -> [String] {
            try messenger.conversation(slug, as: cy.identity).page.messages.last!.mentions
        }
        func completed(_ letters: String, _ person: ParticipantID) throws -> [String?] {
            try messenger.members(of: slug, called: letters, as: person.identity).map(\.handle)
        }
        try messenger.keepAway(from: bo, by: .mute, as: ada.identity)
        try messenger.say("@ada", in: slug, as: bo)
        #expect(try named() == ["ada"])
        #expect(try rows("select * from messaging.message_mentions", as: ada).isEmpty)
        #expect(try completed("bo", ada) == ["bo"])
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        for (from, _, handle) in bothWays {
            #expect(try completed(handle, from).isEmpty)
            try messenger.say("@\(handle) @cy", in: slug, as: from)
            #expect(try named() == ["cy"])
        }
        #expect(try completed("bo", cy) == ["bo"])
    }

    @Test("of a group the last words are not told, and what was put away stays there")
    func groups() throws {
        let others = try messenger.companions(["bo", "cy"], as: ada.identity)
        let group = try messenger.send(draft("all of you"), to: others, as: ada.identity).slug
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        try messenger.move(group, to: .archive, as: ada.identity)
        try messenger.say("still here", in: group, as: bo)
        #expect(try messenger.conversations(on: .inbox, as: ada.identity).conversations.isEmpty)
        let listed = try messenger.conversations(on: .archive, as: ada.identity).conversations
        #expect(listed.map(\.lastWords?.text) == [Block.Kind.block.foldedWords])
        #expect(listed.map(\.unread) == [0])
        #expect(
            try messenger.conversations(on: .inbox, as: cy.identity).conversations.map(\.lastWords?.text) == [
                "still here"
            ])
        try messenger.say("and I", in: group, as: cy)
        #expect(try messenger.conversations(on: .inbox, as: ada.identity).conversations.count == 1)
    }

    // MARK: Who is there

    @Test("neither sees when the other was there, or what they have read")
    func lastSeen() throws {
        let direct = try direct()
        _ = try messenger.say("hello", in: direct, as: bo)
        for person in [ada, bo] {
            try messenger.show(PresenceChoice(lastSeen: .minutes), as: person.identity)
        }
        try database.administer(
            "update messaging.user_presence set last_seen = now(); update messaging.channel_members set last_read_seq = 2"
        )
        func told(_ me: ParticipantID, _ other: ParticipantID) throws -> (here: Bool, seen: Int) {
            (
                try messenger.lastHere(other, as: me.identity) != nil,
                try messenger.seen(me == ada ? 1 : 2, in: direct, as: me.identity).count
            )
        }
        #expect(try told(ada, bo) == (true, 1) && told(bo, ada) == (true, 1))
        try messenger.keepAway(from: bo, by: .mute, as: ada.identity)
        #expect(try told(ada, bo) == (true, 1))
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        #expect(try told(ada, bo) == (false, 0) && told(bo, ada) == (false, 0))
    }

    @Test("neither sees the other there or writing, wherever they look, and others see both")
    func presence() throws {
        for person in [ada, bo, cy] {
            try messenger.noteActivity(of: person, as: person.identity)
            _ = try messenger.presence(in: slug, as: person.identity)
        }
        func seen(by person: ParticipantID) throws -> Set<ParticipantID> {
            Set(
                try messenger.presence(in: slug, as: person.identity).members.filter { $0.status != nil }.map(
                    \.id))
        }
        #expect(try seen(by: ada) == [bo, cy])
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        try messenger.type(in: slug, as: bo.identity)
        #expect(try seen(by: ada) == [cy] && seen(by: bo) == [cy] && seen(by: cy) == [ada, bo])
        #expect(try messenger.presence(in: slug, as: ada.identity).typing.isEmpty)
        #expect(try messenger.presence(in: slug, as: cy.identity).typing == [bo])
        try messenger.keepAway(from: bo, by: nil, as: ada.identity)
        #expect(try seen(by: ada) == [bo, cy] && seen(by: bo) == [ada, cy])
    }

    // MARK: Many, and none

    @Test(
        "are listed by an index, page by page, and are no more than ten thousand; both ways are found by a key"
    )
    func many() throws {
        try database.administer(
            """
            insert into messaging.users (id, full_name, skeleton)
            select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'P' || n, 'p' || n
            from generate_series(1, 10001) n;
            insert into messaging.blocks (blocker, blocked, kind, created_at)
            select '\(ada.rawValue)', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
                case when n % 2 = 0 then 'mute' else 'block' end, now() - interval '1 day' + n * interval '1 second'
            from generate_series(1, 10000) n;
            analyze messaging.blocks
            """)
        let first = try messenger.blocks(as: ada.identity)
        #expect(first.blocks.count == 50 && first.blocks[0].name == "P10000")
        let second = try messenger.blocks(after: first.next, as: ada.identity)
        #expect(second.blocks[0].name == "P9950")
        let last = ParticipantID(rawValue: UUID(uuidString: "00000000-0000-4000-8000-000000010001")!)
        #expect(
            refusal { try messenger.keepAway(from: last, by: .block, as: ada.identity) } == "form too-many")
        let known = ParticipantID(rawValue: UUID(uuidString: "00000000-0000-4000-8000-000000000002")!)
        #expect(
            try messenger.keepAway(from: known, by: .block, as: ada.identity), "one of them becomes another")
        try messenger.keepAway(from: known, by: nil, as: ada.identity)
        #expect(try messenger.keepAway(from: last, by: .block, as: ada.identity))
        for (query, index) in [
            (
                "select from messaging.blocks where blocker = '\(ada.rawValue)' and blocked = '\(bo.rawValue)'",
                "Index Only Scan"
            ),
            ("select from messaging.blocks where blocked = '\(ada.rawValue)'", "blocks_of_blocked"),
            (
                """
                select from messaging.blocks where blocker = '\(ada.rawValue)' and (created_at, blocked) < (now(), '\(bo.rawValue)')
                order by created_at desc, blocked desc limit 51
                """, "blocks_by_time"
            ),
        ] {
            let plan = try database.administer("explain \(query)").compactMap { $0[0] }.joined(
                separator: "\n")
            #expect(plan.contains(index) && !plan.contains("Sort"), "\(plan)")
        }
    }

    @Test("end with an account, whoever's it was")
    func erasure() throws {
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        try messenger.keepAway(from: ada, by: .mute, as: cy.identity)
        try messenger.keepAway(from: cy, by: .mute, as: bo.identity)
        for _ in 1...20 { try database.administer("select messaging.erase_some('\(ada.rawValue)')") }
        #expect(try database.administer("select blocker from messaging.blocks").count == 1)
        #expect(try messenger.blocks(as: cy.identity).blocks.isEmpty)
        #expect(
            isNotFound { try messenger.keepAway(from: ada, by: .block, as: cy.identity) }, "nobody is there")
    }
}

/// What somebody has unread, read anew.
private struct InboxTopic {
    let messenger: Messenger

    func unread(_ person: ParticipantID) throws -> [Int] {
        try messenger.inbox(as: person.identity).unread.map(\.messages)
    }
}
