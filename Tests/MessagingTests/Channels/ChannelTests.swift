import FoundationEssentials
import Messaging
import TestDatabase
import Testing

@Suite("Channels", .database(messagingDatabase))
struct ChannelTests {
    private let messenger: Messenger

    init() throws {
        messenger = try TestDatabase.current.messenger()
    }

    @Test("whoever creates a channel is its administrator and first member")
    func creation() throws {
        let ada = try messenger.person("Ada")
        let slug = try messenger.createChannel("Tax for freelancers", as: ada)
        #expect(slug == "tax-for-freelancers")
        let channel = try messenger.channel(slug, as: ada.identity)
        #expect(channel.role == .admin)
        #expect(channel.memberCount == 1)
        #expect(try messenger.conversation(slug, as: ada.identity).members.map(\.name) == ["Ada"])
    }

    @Test("creating twice with one nonce is creating once")
    func creationTwice() throws {
        let ada = try messenger.person("Ada")
        let nonce = UUID()
        let first = try messenger.createChannel(as: ada, nonce: nonce)
        #expect(try messenger.createChannel(as: ada, nonce: nonce) == first)
        #expect(try messenger.channels(as: ada.identity).channels.count == 1)
    }

    @Test("channels of one name get addresses of their own, and none is called new")
    func addresses() throws {
        let ada = try messenger.person("Ada")
        let slugs = try [
            messenger.createChannel("Design", as: ada), messenger.createChannel("Design", as: ada),
            messenger.createChannel("new", as: ada), messenger.createChannel("設計", as: ada),
            messenger.createChannel(" -- ", as: ada),
        ]
        #expect(Set(slugs).count == slugs.count)
        #expect(!slugs.contains("new"))
        for slug in slugs { #expect(try messenger.channel(slug, as: ada.identity).isMember) }
    }

    @Test("a channel needs a name within its limits")
    func limits() throws {
        #expect(throws: MessagingError.self) {
            try ChannelDraft(name: " \n ", description: "", visibility: .public, nonce: UUID())
        }
        do throws(MessagingError) {
            _ = try ChannelDraft(
                name: String(repeating: "n", count: 81), description: String(repeating: "d", count: 501),
                visibility: .public, nonce: UUID())
            Issue.record("the draft was taken")
        } catch {
            guard case .invalid(let errors) = error else { throw error }
            #expect(errors.entries.map(\.field) == ["name", "description"])
            #expect(errors.entries.map(\.error.code) == [.tooLong, .tooLong])
        }
    }

    @Test("a public channel is found and joined, once, and left again")
    func joining() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let slug = try messenger.createChannel(as: ada)
        #expect(try messenger.discover(as: bo.identity).channels.map(\.channel.slug) == [slug])
        #expect(try !messenger.channel(slug, as: bo.identity).isMember)
        try messenger.join(slug, as: bo.identity)
        try messenger.join(slug, as: bo.identity)
        #expect(try messenger.channel(slug, as: bo.identity).memberCount == 2)
        #expect(try messenger.discover(as: bo.identity).channels.isEmpty)
        try messenger.leave(slug, as: bo.identity)
        #expect(try messenger.channel(slug, as: ada.identity).memberCount == 1)
        #expect(isNotFound { try messenger.leave(slug, as: bo.identity) })
    }

    @Test("a private channel is to a stranger what a missing one is")
    func privacy() throws {
        let ada = try messenger.person("Ada")
        let stranger = try messenger.person("Stranger")
        let slug = try messenger.createChannel("Secret", .private, as: ada)
        #expect(try messenger.channel(slug, as: ada.identity).isMember)
        for address in [slug, "missing"] {
            #expect(isNotFound { _ = try messenger.channel(address, as: stranger.identity) })
            #expect(isNotFound { _ = try messenger.conversation(address, as: stranger.identity) })
            #expect(isNotFound { try messenger.join(address, as: stranger.identity) })
            #expect(isNotFound { try messenger.leave(address, as: stranger.identity) })
            #expect(isNotFound { try messenger.say("hello", in: address, as: stranger) })
        }
        #expect(try messenger.discover(as: stranger.identity).channels.isEmpty)
    }

    @Test("one's channels are listed page by page to the last, those talked in last first")
    func ownPages() throws {
        let database = try TestDatabase.current
        let ada = try messenger.person("Ada")
        try database.administer(
            """
            insert into messaging.channels (slug, name, type, created_by, nonce)
            select 'c' || n, 'Channel ' || n, 'public', '\(ada.rawValue)', gen_random_uuid() from generate_series(1, 10000) n;
            update messaging.channel_members m set last_activity = now() - interval '1 day' - n * interval '1 minute'
            from messaging.channels c, lateral (select substr(c.slug, 2)::integer) as place (n) where c.id = m.channel_id;
            update messaging.channels c set last_message_at = now() - interval '1 day' - substr(slug, 2)::integer * interval '1 minute';
            analyze messaging.channels, messaging.channel_members
            """)
        var seen: [String] = []
        var position: OwnChannelPosition?
        repeat {
            let page = try messenger.channels(after: position, as: ada.identity, limit: 1_000)
            seen += page.channels.map(\.channel.slug)
            position = page.next
        } while position != nil
        #expect(seen == (1...10_000).map { "c\($0)" })
        try messenger.say("back to work", in: "c7777", as: ada)
        #expect(try messenger.channels(as: ada.identity).channels.first?.channel.slug == "c7777")
    }

    @Test(
        "a message writes nothing for each member of a large channel; they are told later, a thousand at a time"
    )
    func activityOfMany() throws {
        let database = try TestDatabase.current
        let ada = try messenger.person("Ada")
        let slug = try messenger.createChannel(as: ada)
        try database.administer(
            """
            insert into messaging.users (id, full_name)
                select lpad(to_hex(n), 32, '0')::uuid, 'Person ' || n from generate_series(1, 10000) n;
            set session_replication_role = replica;
            insert into messaging.channel_members (channel_id, user_id)
                select c.id, lpad(to_hex(n), 32, '0')::uuid from messaging.channels c, generate_series(1, 10000) n;
            update messaging.channels set member_count = 10001;
            update messaging.channel_members set last_activity = now() - interval '1 day', joined_at = now() - interval '1 day'
            """)
        func told() throws -> Int {
            let count = try database.administer(
                "select count(*) from messaging.channel_members where last_activity > now() - interval '1 hour'"
            )
            return Int(count[0][0] ?? "") ?? -1
        }
        try messenger.say("hello", in: slug, as: ada)
        #expect(try told() == 0)
        #expect(try messenger.tidy())
        #expect(try told() == 1_000)
        while try messenger.tidy() {}
        #expect(try told() == 10_001)
        try messenger.say("again", in: slug, as: ada)
        #expect(try !messenger.tidy(), "at most once an hour")
        let members = try messenger.conversation(slug, as: ada.identity).members
        #expect(members.count == 200 && members.first?.id == ada)
    }

    @Test("a member whose row is locked when the others are told of a message is told a little later")
    func activityOfLocked() throws {
        let database = try TestDatabase.current
        let (ada, bo) = (try messenger.person("Ada"), try messenger.person("Bo"))
        let slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
        try database.administer(
            "update messaging.channel_members set last_activity = now() - interval '9 days'")
        func told() throws -> Int {
            try database.administer(
                "select 1 from messaging.channel_members where last_activity > now() - interval '1 hour'"
            ).count
        }
        let locker = try database.connection()
        try locker.run(
            "begin; select from messaging.channel_members where user_id = '\(bo.rawValue)' for update")
        try messenger.say("hello", in: slug, as: ada)
        #expect(try told() == 1)
        while try messenger.tidy() {}
        #expect(try told() == 1)
        try locker.run("commit")
        while try messenger.tidy() {}
        #expect(try told() == 2)
        #expect(try !messenger.tidy())
    }

    @Test("when the only administrator leaves, the member who came first takes over")
    func succession() throws {
        let people = try ["Ada", "Bo", "Cy"].map(messenger.person)
        let slug = try messenger.createChannel(as: people[0])
        try messenger.join(slug, as: people[1].identity)
        try messenger.join(slug, as: people[2].identity)
        try messenger.leave(slug, as: people[0].identity)
        #expect(try messenger.channel(slug, as: people[1].identity).role == .admin)
        #expect(try messenger.channel(slug, as: people[2].identity).role == .member)
    }

    @Test("a channel that was left empty has an administrator again with the next member")
    func emptiedChannel() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let slug = try messenger.createChannel(as: ada)
        try messenger.leave(slug, as: ada.identity)
        try messenger.join(slug, as: bo.identity)
        #expect(try messenger.channel(slug, as: bo.identity).role == .admin)
    }

    @Test("many joining, talking and leaving at once wait for each other, and the counters stay right")
    func crowd() async throws {
        let people = try (0..<6).map { try messenger.person("Person \($0)") }
        let slug = try messenger.createChannel(as: people[0])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for person in people.dropFirst() {
                group.addTask { [messenger] in
                    for round in 0..<8 {
                        try messenger.join(slug, as: person.identity)
                        try messenger.say("\(round)", in: slug, as: person)
                        try messenger.leave(slug, as: person.identity)
                    }
                    try messenger.join(slug, as: person.identity)
                }
            }
            group.addTask { [messenger] in
                for _ in 0..<8 {
                    try messenger.leave(slug, as: people[0].identity)
                    try messenger.join(slug, as: people[0].identity)
                }
            }
            try await group.waitForAll()
        }
        let channel = try messenger.channel(slug, as: people[1].identity)
        #expect(channel.memberCount == people.count)
        #expect(channel.lastSequence == 40)
        #expect(
            try messenger.conversation(slug, as: people[1].identity).members.count { $0.role == .admin } >= 1)
    }

    @Test("discovery goes on where a page ended, also among equal names")
    func discovery() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        for _ in 0..<5 { _ = try messenger.createChannel("Same", as: ada) }
        var seen: [String] = []
        var position: ChannelPosition?
        repeat {
            let page = try messenger.discover(after: position, as: bo.identity, limit: 2)
            seen += page.channels.map(\.channel.slug)
            position = page.next
        } while position != nil
        #expect(seen.count == 5)
        #expect(Set(seen).count == 5)
    }

    @Test("whoever has joined a thousand channels finds the one behind them")
    func discoveryBehind() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        try TestDatabase.current.administer(
            """
            insert into messaging.channels (slug, name, type, created_by, nonce)
            select 'c' || n, 'C' || lpad(n::text, 5, '0'), 'public', '\(ada.rawValue)', gen_random_uuid()
            from generate_series(1, 1200) n
            """)
        let slug = try messenger.createChannel("Zebra", as: bo)
        var seen: [String] = []
        var position: ChannelPosition?
        var pages = 0
        repeat {
            let page = try messenger.discover(after: position, as: ada.identity)
            seen += page.channels.map(\.channel.slug)
            position = page.next
            pages += 1
        } while position != nil
        #expect(seen == [slug])
        #expect(pages == 3)
    }

    @Test("a new name replaces the old one where it is shown")
    func renaming() throws {
        let ada = try messenger.person("Ada")
        let slug = try messenger.createChannel(as: ada)
        try messenger.say("hello", in: slug, as: ada)
        try messenger.introduce(as: ada.identity, name: "Ada Lovelace")
        #expect(
            try messenger.conversation(slug, as: ada.identity).page.messages.map(\.author.name) == [
                "Ada Lovelace"
            ])
    }
}
