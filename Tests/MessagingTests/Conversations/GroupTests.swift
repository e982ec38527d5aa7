import Forms
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing
import Threads

@Suite("Groups", .database(messagingDatabase))
struct GroupTests {
    private let messenger: Messenger
    private let database: TestDatabase
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let cy: ParticipantID
    private let eve: ParticipantID

    /// Ada, Bo and Cy are in a channel; Eve is a stranger to all of them.
    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        cy = try messenger.person("Cy")
        eve = try messenger.person("Eve")
        let slug = try messenger.createChannel("Meeting", as: ada)
        for person in [bo, cy] { try messenger.join(slug, as: person.identity) }
    }

    @discardableResult
    private func write(
        _ text: String, to handles: [String], as author: ParticipantID, nonce: UUID = UUID()
    ) throws -> (slug: String, sequence: Int64) {
        let others = try messenger.companions(handles, as: author.identity)
        return try messenger.send(MessageDraft(text: text, nonce: nonce), to: others, as: author.identity)
    }

    private func names(on shelf: Shelf = .inbox, as viewer: ParticipantID) throws -> [String] {
        try messenger.conversations(on: shelf, as: viewer.identity).conversations.map { plain($0.name) }
    }

    /// Without what gives each name a direction of its own.
    private func plain(_ name: String) -> String {
        name.replacing("\u{2068}", with: "").replacing("\u{2069}", with: "")
    }

    @Test("each of a group sees the others' names, and all of them the same messages")
    func names() throws {
        let slug = try write("hello", to: ["bo", "cy"], as: ada).slug
        try messenger.say("hello both", in: slug, as: bo)
        for (viewer, name) in [(ada, "Bo, Cy"), (bo, "Ada, Cy"), (cy, "Ada, Bo")] {
            let found = try messenger.conversation(slug, as: viewer.identity)
            #expect(plain(found.channel.name) == name && found.channel.memberCount == 3)
            let direct = try #require(found.channel.direct)
            #expect(direct.isGroup && direct.handle == nil && !found.channel.isOver && !found.channel.isOfTwo)
            #expect(found.page.messages.map(\.text) == ["hello", "hello both"])
            #expect(found.members.count == 3 && found.members.allSatisfy { $0.role == .member })
            #expect(try names(as: viewer) == [name])
            #expect(try messenger.channels(as: viewer.identity).channels.map(\.channel.name) == ["Meeting"])
        }
        let listed = try messenger.conversations(on: .inbox, as: cy.identity).conversations[0]
        #expect(listed.lastWords?.author == "Bo" && listed.lastWords?.text == "hello both")
        #expect(listed.unread == 2 && listed.memberCount == 3 && listed.direct.isGroup)
        let inbox = try messenger.inbox(as: cy.identity)
        #expect(inbox.unread.map { plain($0.name) } == ["Ada, Bo"] && inbox.directMessageCount == 2)
        #expect(inbox.unread.map(\.handle) == [nil])
    }

    @Test(
        "the same people have one group, whoever begins, in whatever order, also when all begin in the same moment"
    )
    func together() async throws {
        let messenger = messenger
        let people = [(ada, ["bo", "cy"]), (bo, ["cy", "ada"]), (cy, ["ada", "bo"])]
        let slugs = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<4 {
                for (author, handles) in people {
                    group.addTask {
                        let others = try messenger.companions(handles, as: author.identity)
                        let draft = try MessageDraft(text: "\(number)", nonce: UUID())
                        return try messenger.send(draft, to: others, as: author.identity).slug
                    }
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(slugs.count == 1)
        #expect(try messenger.texts(in: slugs.first ?? "", as: cy).count == 12)
        #expect(try database.administer("select from messaging.channels where is_group").count == 1)
        let others = try messenger.companions(["cy", "bo", "ada", "cy"], as: ada.identity)
        #expect(others.map(\.name) == ["Cy", "Bo"], "each once, and not oneself")
        #expect(try messenger.group(with: others, as: ada.identity) == slugs.first)
        let nonce = UUID()
        let once = try write("once", to: ["bo", "cy"], as: ada, nonce: nonce)
        #expect(try write("once", to: ["bo", "cy"], as: ada, nonce: nonce) == once)
        // Other people are another group, and two are none.
        #expect(try write("four", to: ["bo", "cy", "eve"], as: ada).slug != once.slug)
        #expect(isNotFound { try write("two", to: ["bo"], as: ada) })
    }

    @Test("a group has three to eight people")
    func sizes() throws {
        let handles = try (0..<8).map { number in
            _ = try messenger.person("Person \(number)")
            return "person-\(number)"
        }
        #expect(isNotFound { try write("nine", to: handles, as: ada) })
        let slug = try write("eight", to: Array(handles.prefix(7)), as: ada).slug
        #expect(try messenger.channel(slug, as: ada.identity).memberCount == 8)
        for handles in [[], ["ada"], ["ada", "bo"], ["bo", "nobody"]] {
            #expect(isNotFound { try write("too few, or unknown", to: handles, as: ada) }, "\(handles)")
        }
    }

    @Test(
        "whoever is in no channel with the beginner finds it among their requests, is shown to nobody, and hears of it when they accept"
    )
    func requests() throws {
        let slug = try write("hello", to: ["bo", "eve"], as: ada).slug
        #expect(try names(as: bo) == ["Ada, Eve"] && names(as: eve).isEmpty)
        #expect(try names(on: .requests, as: eve) == ["Ada, Bo"])
        #expect(try messenger.inbox(as: eve.identity).unread.isEmpty)
        #expect(try messenger.requestCount(as: eve.identity) == 1)
        let asked = try #require(try messenger.channel(slug, as: eve.identity).direct)
        #expect(asked.awaitsViewer && !asked.isRequest, "Bo is no stranger, and has it in his inbox")
        for person in [bo, eve] { try messenger.noteActivity(of: person, as: person.identity) }
        #expect(try messenger.presence(in: slug, as: eve.identity).members.isEmpty, "nobody is shown to Eve")
        let shown = try messenger.presence(in: slug, as: ada.identity)
        #expect(shown.status(of: bo) == .here && shown.status(of: eve) == nil)
        #expect(try messenger.lastHere(bo, as: eve.identity) == nil)
        messenger.markRead(try messenger.conversation(slug, as: eve.identity), as: eve.identity)
        #expect(try messenger.seen(1, in: slug, as: ada.identity).isEmpty)
        try messenger.move(slug, to: .inbox, as: eve.identity)
        #expect(try names(as: eve) == ["Ada, Bo"])
        #expect(try messenger.presence(in: slug, as: ada.identity).status(of: eve) == .here)
        #expect(try messenger.presence(in: slug, as: eve.identity).status(of: bo) == .here)
    }

    @Test(
        "a group of strangers is held to three messages until one of them accepts or answers; declining tells nobody"
    )
    func strangers() throws {
        _ = try messenger.person("Fay")
        let slug = try write("1", to: ["ada", "fay"], as: eve).slug
        #expect(try messenger.channel(slug, as: eve.identity).direct?.isRequest == true)
        for text in ["2", "3"] { try messenger.say(text, in: slug, as: eve) }
        let held = refusal { try messenger.say("4", in: slug, as: eve) }
        #expect(held == "message not-allowed", "\(held ?? "")")
        let before = try messenger.channel(slug, as: eve.identity)
        try messenger.move(slug, to: .declined, as: ada.identity)
        #expect(try messenger.channel(slug, as: eve.identity) == before)
        #expect(refusal { try messenger.say("4", in: slug, as: eve) } != nil)
        try messenger.say("who are you?", in: slug, as: ada)
        #expect(try messenger.channel(slug, as: eve.identity).direct?.isRequest == false)
        try messenger.say("4", in: slug, as: eve)
        #expect(try names(as: ada).count == 1)
    }

    @Test("nobody is taken into a group who may not be written to first")
    func closed() throws {
        try messenger.setReach(.nobody, as: cy.identity)
        let others = try messenger.companions(["bo", "cy", "eve"], as: ada.identity)
        #expect(others.map(\.access) == [.open, .closed, .request])
        #expect(isNotFound { try write("hello", to: ["bo", "cy"], as: ada) })
        #expect(try names(as: bo).isEmpty)
        try messenger.setReach(.acquaintances, as: cy.identity)
        let slug = try write("hello", to: ["bo", "cy"], as: ada).slug
        try messenger.setReach(.nobody, as: cy.identity)
        #expect(try write("it goes on", to: ["bo", "cy"], as: ada).slug == slug)
        #expect(
            try messenger.companions(["eve"], as: bo.identity).map(\.access) == [.request],
            "a group makes nobody known")
    }

    @Test("whoever leaves reads no more and hears no more, and the same people then begin another")
    func leaving() throws {
        let slug = try write("hello", to: ["bo", "cy"], as: ada).slug
        try messenger.leave(slug, as: cy.identity)
        #expect(isNotFound { _ = try messenger.conversation(slug, as: cy.identity) })
        #expect(isNotFound { try messenger.join(slug, as: cy.identity) })
        #expect(isNotFound { try messenger.say("again", in: slug, as: cy) })
        #expect(isNotFound { try messenger.leave(slug, as: cy.identity) })
        #expect(try names(as: cy).isEmpty && names(as: ada) == ["Bo"])
        try messenger.say("the two of us", in: slug, as: bo)
        #expect(try messenger.inbox(as: cy.identity).unread.isEmpty)
        let another = try write("all of us", to: ["bo", "cy"], as: ada).slug
        #expect(another != slug)
        #expect(try messenger.texts(in: another, as: cy) == ["all of us"])
        try messenger.leave(slug, as: bo.identity)
        let alone = try messenger.channel(slug, as: ada.identity)
        #expect(alone.isOver && alone.name == "Group")
        #expect(
            isNotFound {
                try messenger.leave(try write("two", to: ["bo", "eve"], as: ada).slug, as: cy.identity)
            })
    }

    @Test("the same message again begins no other group when somebody has left the first")
    func againAfterLeaving() throws {
        let nonce = UUID()
        let first = try write("hello", to: ["bo", "cy"], as: ada, nonce: nonce)
        try messenger.leave(first.slug, as: cy.identity)
        #expect(try write("hello", to: ["bo", "cy"], as: ada, nonce: nonce) == first)
        #expect(try names(as: cy).isEmpty)
        #expect(try database.administer("select from messaging.channels where is_group").count == 1)
    }

    @Test("a stranger has one group among somebody's requests, and none after leaving it or being declined")
    func onceAStranger() throws {
        let slug = try write("join us", to: ["ada", "bo"], as: eve).slug
        #expect(try messenger.companions(["ada"], as: eve.identity).map(\.access) == [.closed])
        #expect(isNotFound { try write("or us", to: ["ada", "cy"], as: eve) })
        try messenger.move(slug, to: .declined, as: bo.identity)
        try messenger.leave(slug, as: eve.identity)
        #expect(try messenger.requestCount(as: ada.identity) == 0, "nobody is left to accept")
        #expect(isNotFound { try write("once more", to: ["ada", "bo"], as: eve) }, "Bo has declined")
        #expect(try write("one more", to: ["ada", "cy"], as: eve).slug != slug)
    }

    @Test("leaving waits for whoever is about to speak, and holds nothing that they need")
    func leavingMeanwhile() async throws {
        let slug = try write("hello", to: ["bo", "cy"], as: ada).slug
        try messenger.move(slug, to: .archive, as: cy.identity)
        let writer = try database.connection()
        try writer.run("begin; select from messaging.channels where slug = '\(slug)' for no key update")
        let messenger = messenger
        let cy = cy
        async let left: Void = Thread.run { try messenger.leave(slug, as: cy.identity) }
        while try !database.hasSomebodyWaiting() { await Task.yield() }
        // What a message does to the archive of whoever it is for.
        try writer.run(
            """
            select from messaging.channel_members m join messaging.channels c on c.id = m.channel_id
            where c.slug = '\(slug)' for update of m nowait
            """)
        try writer.run("commit")
        try await left
        #expect(try names(as: cy).isEmpty)
    }

    @Test("the erasure of one leaves the others their group")
    func erased() throws {
        let slug = try write("remember me", to: ["bo", "cy"], as: ada).slug
        while try database.administer("select messaging.erase_some('\(ada.rawValue)')")[0][0] == "t" {}
        let found = try messenger.conversation(slug, as: bo.identity)
        #expect(plain(found.channel.name) == "Cy" && !found.channel.isOver)
        #expect(found.page.messages.map(\.isDeleted) == [true])
        try messenger.say("still here", in: slug, as: cy)
        #expect(try messenger.texts(in: slug, as: bo).last == "still here")
    }

    @Test("is moved, muted and answered as a conversation of two is, by its members alone")
    func shelves() throws {
        let slug = try write("one", to: ["bo", "cy"], as: ada).slug
        try messenger.move(slug, to: .archive, as: bo.identity)
        #expect(try names(on: .archive, as: bo) == ["Ada, Cy"])
        try messenger.say("two", in: slug, as: cy)
        #expect(try names(as: bo) == ["Ada, Cy"], "it comes back")
        try messenger.setLevel(.nothing, in: slug, as: bo.identity)
        #expect(try messenger.inbox(as: bo.identity).unread.isEmpty)
        #expect(isNotFound { try messenger.move(slug, to: .archive, as: eve.identity) })
        #expect(isNotFound { try messenger.setLevel(.nothing, in: slug, as: eve.identity) })
        #expect(isNotFound { _ = try messenger.conversation(slug, as: eve.identity) })
        #expect(isNotFound { try messenger.join(slug, as: eve.identity) })
    }

    @Test("SQL of the serving role sees no group it is not in, makes none, and enters none")
    func policies() throws {
        let slug = try write("hello", to: ["bo", "cy"], as: ada).slug
        let channel = try #require(
            try database.administer("select id from messaging.channels where is_group").first?[0])
        func rows(_ sql: String, as person: ParticipantID) throws -> [[String?]] {
            try database.serve("begin; set local messaging.participant = '\(person.rawValue)'; \(sql)")
        }
        func refusal(_ sql: String, as person: ParticipantID) -> SQLState? {
            do {
                _ = try rows(sql, as: person)
                return nil
            } catch { return (error as? PostgresError)?.sqlState }
        }
        for sql in [
            "select 1 from messaging.channels where is_group",
            "select 1 from messaging.channel_members where channel_id = '\(channel)'",
            "select 1 from messaging.messages",
        ] {
            #expect(try rows(sql, as: eve).isEmpty && !rows(sql, as: cy).isEmpty, "\(sql)")
        }
        for (sql, nothing) in [
            ("select messaging.group_of(array['\(ada.rawValue)', '\(bo.rawValue)']::uuid[])", nil),
            (
                "select messaging.group_of(array['\(ada.rawValue)', '\(bo.rawValue)', '\(cy.rawValue)']::uuid[])",
                nil
            ),
            ("select messaging.begin_group(array['\(ada.rawValue)']::uuid[], null)", nil),
            ("select messaging.begin_group(null, null)", nil),
            ("select messaging.begin_group('{}', null)", nil),
            (
                "select messaging.begin_group(array[null, gen_random_uuid(), gen_random_uuid()]::uuid[], null)",
                nil
            ),
            ("select messaging.begin_group(array[null, '\(ada.rawValue)']::uuid[], null)", nil),
            ("select messaging.leave('\(slug)')", nil),
            ("select (messaging.other_in('\(channel)')).full_name", nil),
            ("select messaging.shelve('\(slug)', 'inbox')", nil),
        ] as [(String, String?)] {
            #expect(try rows(sql, as: eve) == [[nothing]], "\(sql)")
        }
        try messenger.setReach(.nobody, as: bo.identity)
        let closed = "select messaging.begin_group(array['\(bo.rawValue)', '\(cy.rawValue)']::uuid[], null)"
        #expect(try rows(closed, as: eve) == [[nil]])
        for sql in [
            "select * from messaging.groups", "delete from messaging.groups",
            "insert into messaging.groups (people, channel_id) values ('{}', '\(channel)')",
            "insert into messaging.channel_members (channel_id, user_id) values ('\(channel)', messaging.viewer())",
            "update messaging.channels set is_group = false",
            "select messaging.group_key('{}')", "select messaging.group_access_to('\(bo.rawValue)')",
        ] {
            for person in [ada, eve] { #expect(refusal(sql, as: person) == .insufficientPrivilege, "\(sql)") }
        }
    }
}
