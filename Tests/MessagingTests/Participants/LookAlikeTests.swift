import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Names that can be taken for another's", .database(messagingDatabase))
struct LookAlikeTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let slug: String

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada Okafor")
        slug = try messenger.createChannel(as: ada)
        try messenger.say("I am Ada", in: slug, as: ada)
    }

    /// Who is marked as having a look-alike, by handle: among the authors on the latest page, and the members.
    private func marked(as viewer: ParticipantID) throws -> (authors: Set<String>, members: Set<String>) {
        let found = try messenger.conversation(slug, as: viewer.identity)
        func handles(_ people: [Participant]) -> Set<String> {
            Set(people.filter(\.hasLookAlike).compactMap(\.handle))
        }
        return (handles(found.page.messages.map(\.author)), handles(found.members))
    }

    @Test(
        "are marked on both, once both are in a channel",
        arguments: ["Ada Okafor", "Аda Okafor", "ADA 0KAFOR"])
    func both(name: String) throws {
        let impostor = try messenger.person(name)
        #expect(try marked(as: ada).members.isEmpty, "they are in no place together")
        try messenger.join(slug, as: impostor.identity)
        #expect(try marked(as: ada).authors == ["ada-okafor"])
        try messenger.say("No, I am", in: slug, as: impostor)
        let both: Set = ["ada-okafor", try handle(of: impostor)]
        #expect(both.count == 2)
        for viewer in [ada, impostor] {
            let marked = try marked(as: viewer)
            #expect(marked.authors == both && marked.members == both)
        }
        #expect(try messenger.lookAlikes(of: impostor, in: slug, as: ada.identity).map(\.id) == [ada])
    }

    @Test("stay marked in what an impostor said who has left, and no longer on the other")
    func left() throws {
        let impostor = try messenger.person("Ada 0kafor")
        try messenger.join(slug, as: impostor.identity)
        try messenger.say("No, I am", in: slug, as: impostor)
        try messenger.leave(slug, as: impostor.identity)
        #expect(try marked(as: ada).authors == [handle(of: impostor)])
        #expect(try marked(as: ada).members.isEmpty)
    }

    private func handle(of person: ParticipantID) throws -> String {
        try #require(try messenger.handle(of: person.identity))
    }

    @Test("are marked when somebody in the channel takes the name, for pages kept in memory too")
    func renamed() throws {
        let bo = try messenger.person("Bo")
        try messenger.join(slug, as: bo.identity)
        try messenger.say("hello", in: slug, as: bo)
        #expect(try marked(as: ada).authors.isEmpty)
        try messenger.introduce(as: bo.identity, name: "Adа Okаfor")
        #expect(try marked(as: ada).authors == ["ada-okafor", "bo"])
        try messenger.introduce(as: bo.identity, name: "Bo")
        #expect(try marked(as: ada).authors.isEmpty)
    }

    @Test("are marked in what is said while somebody waits")
    func live() async throws {
        let impostor = try messenger.person("Ada Okafor")
        try messenger.join(slug, as: impostor.identity)
        let cursor = try messenger.conversation(slug, as: ada.identity).page.cursor
        try messenger.say("Trust me", in: slug, as: impostor)
        let outcome = try await messenger.next(
            [.channel(slug, after: cursor, .changes)], as: ada.identity, until: .now + .seconds(20))
        guard case .changed(let changes) = outcome, case .messages(let excerpt)? = changes[0] else {
            Issue.record("\(outcome)")
            return
        }
        #expect(excerpt.messages.map(\.author.hasLookAlike) == [true])
    }

    @Test("of two who come at the same moment each is known to the other")
    func race() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...6 { group.addTask { _ = try messenger.person("Grace Hopper") } }
            try await group.waitForAll()
        }
        let unmarked = "select from messaging.users where full_name = 'Grace Hopper' and not is_resembled"
        #expect(try database.administer(unmarked).isEmpty)
    }

    @Test("never stop those from being renamed who are renamed into each other at once")
    func renamings() async throws {
        let people = try (1...4).map { try messenger.person("Twin \($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for person in people {
                group.addTask {
                    for round in 1...10 {
                        try messenger.introduce(as: person.identity, name: "Twin \(round % 2)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try database.administer("select from messaging.users where is_resembled").count == 4)
    }

    @Test("are told to nobody who does not belong to the channel")
    func stranger() throws {
        let impostor = try messenger.person("Ada Okafor")
        try messenger.join(slug, as: impostor.identity)
        let stranger = try messenger.person("Stranger")
        #expect(try messenger.lookAlikes(of: ada, in: slug, as: stranger.identity).isEmpty)
        #expect(try messenger.lookAlikes(of: ada, in: slug, as: .nobody).isEmpty)
    }

    @Test("are found among ten thousand of one name, by an index, and ten are listed")
    func many() throws {
        try database.administer(
            """
            set session_replication_role = replica;
            insert into messaging.users (id, full_name, skeleton, is_resembled)
                select lpad(to_hex(n), 32, '0')::uuid, 'Ada Okafor', (select skeleton from messaging.users where id = '\(ada.rawValue)'), true
                from generate_series(1, 10000) n;
            update messaging.users set is_resembled = true;
            insert into messaging.channel_members (channel_id, user_id)
                select c.id, lpad(to_hex(n), 32, '0')::uuid from messaging.channels c, generate_series(9000, 10000) n;
            """)
        #expect(try marked(as: ada).authors == ["ada-okafor"])
        #expect(try messenger.lookAlikes(of: ada, in: slug, as: ada.identity).count == 10)
        let plan = try database.administer(
            """
            set plan_cache_mode = force_generic_plan;
            prepare looks (text) as select from messaging.users where skeleton = $1;
            explain execute looks ('ada')
            """)
        #expect(plan.joined().compactMap(\.self).contains { $0.contains("users_by_skeleton") })
        // Whoever is like nobody costs no look.
        let bo = try messenger.person("Bo")
        try messenger.join(slug, as: bo.identity)
        try messenger.say("hello", in: slug, as: bo)
        #expect(try marked(as: bo).authors == ["ada-okafor"])
    }

    @Test("those in charge are marked in what they say, and nobody else")
    func roles() throws {
        let bo = try messenger.person("Bo Administrator")
        try messenger.join(slug, as: bo.identity)
        try messenger.say("I am in charge", in: slug, as: bo)
        let roles = try messenger.conversation(slug, as: bo.identity).page.messages.map(\.author.role)
        #expect(roles == [.admin, .member])
        try database.administer(
            "update messaging.channel_members set role = 'moderator' where role = 'member'")
        let after = try messenger.conversation(slug, as: bo.identity).page.messages.map(\.author.role)
        #expect(after == [.admin, .moderator])
    }
}
