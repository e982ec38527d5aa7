import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// - Parameter pictures: whether messages have theirs, which takes seconds to make.
private func load(_ test: TestDatabase, at now: Date = Date(), pictures: Bool = false) throws {
    let database = Database(web: test.pool(), door: test.doorPool())
    defer { database.close() }
    let owner = Pool(Pool.Configuration(conninfo: test.owner, size: 1), logger: TestDatabase.logger)
    defer { owner.close() }
    let messenger = Messenger(pool: database.web, listeningOn: test.app, logger: TestDatabase.logger)
    try DemonstrationLoader(
        messenger: messenger, accounts: try SiteSettings.forTest().accounts(database), owner: owner,
        files: pictures ? .forTest(messenger) : nil
    ).load(try Demonstration(from: DemonstrationFolderTests.folder, options: .shipped), at: now)
}

/// A database with the demonstration in it.
private let demonstrationDatabase = DatabaseBlueprint { database in
    try Schema.migrate(on: database.owner, logger: TestDatabase.logger)
    try load(database, pictures: true)
}

@Suite("The demonstration in a database", .database(demonstrationDatabase))
struct DemonstrationLoadingTests {
    private let database: TestDatabase
    private let demonstration: Demonstration

    init() throws {
        database = try TestDatabase.current
        demonstration = try Demonstration(from: DemonstrationFolderTests.folder, options: .shipped)
    }

    @Test("everybody has an account and a profile, and everything is said once")
    func complete() throws {
        try expectComplete(demonstration, in: database)
    }

    @Test("loaded again, a week later, it changes nothing")
    func again() throws {
        let before = try contents(of: database)
        #expect(before.values.filter { $0.count > 1_000 }.count >= 5)
        try load(database, at: Date().addingTimeInterval(7 * 86_400), pictures: true)
        #expect(try contents(of: database) == before)
    }

    @Test("what somebody has done since stays when it is loaded again")
    func kept() throws {
        try database.administer("update agentor.client_profiles set company = 'Okafor & Sons'")
        try database.administer(
            "delete from messaging.channel_members where user_id in (select id from agentor.accounts where email like 'ada@%')"
        )
        let before = try contents(of: database)
        try load(database)
        #expect(try contents(of: database) == before)
    }

    @Test("whoever has a face is shown with it")
    func faces() throws {
        let shown = try database.administer(
            "select count(*) from messaging.users where picture is not null")
        #expect(shown == [["\(demonstration.people.count { $0.picture != nil })"]])
    }

    @Test("pictures are with their messages, described, in their order")
    func pictures() throws {
        let kept = try database.administer(
            """
            select m.content, string_agg(f.name || ': ' || f.description, ', ' order by f.position)
            from messaging.files f join messaging.messages m on m.id = f.message_id group by m.id
            """)
        let talks: [any DemonstrationTalk] = demonstration.channels + demonstration.conversations
        let expected = talks.flatMap(\.messages).filter { !$0.pictures.isEmpty }
        #expect(expected.count >= 5 && expected.contains { $0.pictures.count > 1 })
        #expect(
            Dictionary(uniqueKeysWithValues: kept.map { ($0[0], $0[1]) })
                == Dictionary(
                    uniqueKeysWithValues: expected.map { message in
                        (
                            message.draft.text,
                            message.pictures.map { "\($0.name): \($0.description)" }.joined(separator: ", ")
                        )
                    }))
    }

    @Test("times go by the messages' numbers, and nobody speaks before they have joined")
    func times() throws {
        let wrong = try database.administer(
            """
            select 'order' from (
                select created_at < lag(created_at) over (partition by channel_id order by seq) as is_earlier
                from messaging.messages) m where is_earlier
            union all select 'joined' from messaging.messages m
                join messaging.channel_members c on c.channel_id = m.channel_id and c.user_id = m.user_id
                where m.created_at < c.joined_at
            union all select 'member' from messaging.messages m where not exists (
                select from messaging.channel_members c where c.channel_id = m.channel_id and c.user_id = m.user_id)
            union all select 'opened' from messaging.channel_members m
                join messaging.channels c on c.id = m.channel_id where m.joined_at < c.created_at
            union all select 'last' from messaging.channels c where last_message_at is distinct from (
                select max(created_at) from messaging.messages m where m.channel_id = c.id)
            union all select 'known' from messaging.channel_members m
                join messaging.users u on u.id = m.user_id join agentor.accounts a on a.id = m.user_id
                where m.joined_at < u.created_at or u.created_at < a.created_at
            union all select 'past' from messaging.messages where created_at > now() - interval '1 minute'
            union all select 'reply' from messaging.messages m where last_reply_at is distinct from (
                select max(created_at) from messaging.messages r where r.parent_id = m.id)
            """)
        #expect(wrong.isEmpty)
        let days = try database.administer("select count(distinct created_at::date) from messaging.messages")
        #expect(try #require(days.first?[0].flatMap { Int($0) }) >= 25)
    }

    @Test("nobody is told of anything by mail, and nobody stays signed in")
    func silent() throws {
        #expect(try database.administer("select from agentor.outbox").isEmpty)
        #expect(try database.administer("select from agentor.sessions").isEmpty)
        #expect(try database.administer("select from agentor.challenges").isEmpty)
    }

    @Test("handles are words one can read")
    func handles() throws {
        let handles = try database.administer("select handle from messaging.users").compactMap { $0[0] }
        #expect(handles.count == demonstration.people.count)
        #expect(handles.contains("ada-okafor"))
        #expect(handles.contains("yusuf-almansouri"))
        #expect(handles.allSatisfy { !$0.hasPrefix("member-") })
        for person in demonstration.people {
            guard let handle = person.handle?.text else { continue }
            #expect(handles.contains(handle))
        }
    }

    @Test("whoever is named by their handle is told, and no handle is misspelt")
    func mentions() throws {
        let texts = try database.administer(
            "select content, array_length(mentions, 1) from messaging.messages where content like '%@%'")
        #expect(texts.count >= 8)
        for text in texts { #expect(text[1] == "1", "\(text[0] ?? "")") }
        let told = try database.administer("select from messaging.message_mentions").count
        #expect(told == texts.count)
    }

    /// The first group in the folder that somebody is in.
    private func group(of key: String) throws -> Demonstration.Conversation {
        try #require(demonstration.conversations.first { $0.isGroup && $0.participants.contains(key) })
    }

    @Test("a group that somebody has left is neither completed nor begun again")
    func left() throws {
        let group = try group(of: "meilin")
        let last = try #require(group.messages.last)
        try database.administer("delete from messaging.messages where content = $1", [last.draft.text])
        try database.administer(
            """
            delete from messaging.channel_members m using messaging.channels c
            where c.id = m.channel_id and c.is_group and m.user_id = $1
            """, [try participant("meilin").rawValue.uuidString])
        #expect(try database.administer("select from messaging.groups").count == 1)
        let before = try contents(of: database).filter { $0.key.hasPrefix("messaging.") }
        try load(database)
        #expect(try contents(of: database).filter { $0.key.hasPrefix("messaging.") } == before)
    }

    @Test("a group is not begun with somebody who does not wish to be written to, until they do")
    func closed() throws {
        try database.administer("delete from messaging.channels where is_group")
        let wish = "update messaging.users set reach = $1 where id = $2"
        let hana = try participant("hana").rawValue.uuidString
        try database.administer(wish, ["nobody", hana])
        try load(database)
        #expect(try database.administer("select from messaging.channels where is_group").isEmpty)
        try database.administer(wish, ["everybody", hana])
        try load(database)
        try expectComplete(demonstration, in: database)
    }

    @Test("a group its people have already is the one in which all is said")
    func alreadyThere() throws {
        let group = try group(of: "meilin")
        try database.administer(
            """
            delete from messaging.messages m using messaging.channels c
            where c.id = m.channel_id and c.is_group and c.id in (
                select channel_id from messaging.channel_members where user_id = $1)
            """, [try participant("meilin").rawValue.uuidString])
        let slugs = "select slug from messaging.channels where is_group order by slug"
        let before = try database.administer(slugs)
        try load(database)
        #expect(try database.administer(slugs) == before)
        let said = try database.administer(
            "select from messaging.messages where content = $1", [group.messages[0].draft.text])
        #expect(said.count == 1)
        try expectComplete(demonstration, in: database)
    }

    @Test("those who have not read all are shown how much is new", arguments: ["ada", "hana", "mateus"])
    func unread(key: String) async throws {
        let browser = try await signIn(as: key)
        let channels = demonstration.channels.filter { $0.unread[key] != nil }
        let account = try participant(key).rawValue.uuidString
        #expect(channels.count >= 3)
        for channel in channels {
            let counted = try database.administer(
                """
                select c.slug, (
                    select count(*) from messaging.messages s where s.channel_id = c.id and s.seq > m.last_read_seq)
                from messaging.channels c join messaging.channel_members m on m.channel_id = c.id
                where c.name = $1 and m.user_id = $2
                """, [channel.draft.name, account])
            let row = try #require(counted.first)
            #expect(row[1].flatMap { Int($0) } == channel.unread[key])
            let page = try await browser.get("/channels/\(try #require(row[0]))")
            #expect(page.text.contains("New messages"), "\(channel.key)")
        }
    }

    @Test(
        "what is new in private is in the inbox, and strangers wait apart",
        arguments: ["ada", "hana", "mateus"])
    func inbox(key: String) async throws {
        let browser = try await signIn(as: key)
        /// The names on a shelf, in a group several together, each with what is unread.
        func shelf(_ address: String) async throws -> [Set<String>: Int] {
            let page = try await browser.get(address).text
            let rows = page.matches(
                of: /data-channel="(?:direct|group)-.*?<b><bdi>(?<name>.*?)<\/bdi>(?<rest>.*?)<\/li>/
                    .dotMatchesNewlines())
            return Dictionary(
                rows.map { row in
                    let unread = row.output.rest.firstMatch(of: /class="count unread">(\d+)</)
                    let names = String(row.output.name).replacing("\u{2068}", with: "")
                        .replacing("\u{2069}", with: "").split(separator: ", ").map(String.init)
                    return (Set(names), unread.flatMap { Int($0.1) } ?? 0)
                }, uniquingKeysWith: +)
        }
        func expected(_ conversations: [Demonstration.Conversation]) -> [Set<String>: Int] {
            conversations.reduce(into: [:]) { shelf, conversation in
                let others = conversation.others(than: key)
                let names = demonstration.people.filter { others.contains($0.key) }.map(\.name)
                shelf[Set(names)] = conversation.unread[key] ?? 0
            }
        }
        let own = demonstration.conversations.filter { $0.participants.contains(key) }
        let inbox = own.filter { $0.messages.count > 1 }
        let requests = own.filter { $0.messages.count == 1 }
        #expect(inbox.count >= 4 && requests.count == 1)
        #expect(try await shelf("/messages") == expected(inbox))
        #expect(try await shelf("/messages?on=requests") == expected(requests))
    }

    private func signIn(as key: String) async throws -> Browser {
        let browser = Browser(try Site.forTest())
        try await browser.get("/sign-in")
        try await browser.post(
            "/sign-in", ["email": "\(key)@example.com", "password": demonstration.password])
        #expect(browser.last.location == "/dashboard")
        return browser
    }

    private func participant(_ key: String) throws -> ParticipantID {
        let rows = try database.administer(
            "select id from agentor.accounts where email = '\(key)@example.com'")
        let id = try #require(rows.first?[0])
        return ParticipantID(rawValue: try #require(UUID(uuidString: id)))
    }

    @Test("the owner of the tables can set times; a role that serves cannot")
    func refused() throws {
        let channel = try #require(demonstration.channels.first { $0.key == "labels-and-boxes" })
        let first = try group(of: "ada").messages[0]
        let places: [ChannelHistory.Place] = [
            .channel(creator: try participant("hana"), nonce: channel.draft.nonce),
            .conversation(try participant("hana"), try participant("ada")),
            .group(saidBy: try participant(first.by), nonce: first.draft.nonce),
        ]
        let histories = places.map { place in
            ChannelHistory(
                of: place, openedAt: Date(timeIntervalSince1970: 0), joinedAt: [:], entries: [])
        }
        func openings() throws -> [[String?]] {
            try database.administer(
                "select 1 from messaging.channels where created_at = '1970-01-01T00:00:00Z'")
        }
        for pool in [database.pool(), database.doorPool()] {
            defer { pool.close() }
            for history in histories {
                let error = #expect(throws: PostgresError.self) { try Messenger.antedate(history, on: pool) }
                #expect(error?.sqlState == .insufficientPrivilege)
            }
        }
        #expect(try openings().isEmpty)
        let owner = Pool(Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger)
        defer { owner.close() }
        for (index, history) in histories.enumerated() {
            try Messenger.antedate(history, on: owner)
            #expect(try openings().count == index + 1)
        }
    }
}

@Suite("Loading the demonstration", .database(agentorDatabase))
struct DemonstrationInterruptionTests {
    struct Obstacle: Sendable, CustomTestStringConvertible {
        let table: String
        let event: String
        let condition: String

        var testDescription: String { "\(event) \(table)" }
    }

    @Test(
        "what was interrupted is completed by the next loading",
        arguments: [
            Obstacle(
                table: "agentor.client_profiles", event: "insert",
                condition: "(select count(*) from agentor.client_profiles) >= 5"),
            Obstacle(
                table: "messaging.messages", event: "insert",
                condition: "(select count(*) from messaging.messages) >= 150"),
            Obstacle(
                table: "messaging.channels", event: "update of created_at",
                condition: "(select count(*) from messaging.channels where created_at < updated_at) >= 3"),
            Obstacle(
                table: "messaging.messages", event: "insert",
                condition:
                    "(select count(*) from messaging.messages join messaging.pairs using (channel_id)) >= 27"),
            Obstacle(
                table: "messaging.channels", event: "update of created_at",
                condition:
                    "(select count(*) from messaging.channels where is_direct and created_at < updated_at) >= 3"
            ),
            Obstacle(
                table: "messaging.message_reactions", event: "insert",
                condition: "(select count(*) from messaging.message_reactions) >= 12"),
            Obstacle(
                table: "messaging.messages", event: "update of reply_count",
                condition:
                    "(select count(*) from messaging.messages where parent_id is not null) >= 6"),
            Obstacle(
                table: "messaging.messages", event: "update of pinned_at",
                condition: "(select count(*) from messaging.messages where pinned_at is not null) >= 2"),
            Obstacle(
                table: "messaging.groups", event: "insert",
                condition: "(select count(*) from messaging.groups) >= 1"),
            Obstacle(
                table: "messaging.messages", event: "insert",
                condition:
                    "(select count(*) from messaging.messages join messaging.groups using (channel_id)) >= 9"),
        ])
    func interrupted(obstacle: Obstacle) throws {
        let database = try TestDatabase.current
        let demonstration = try Demonstration(from: DemonstrationFolderTests.folder, options: .shipped)
        try database.administer(
            """
            create function public.obstacle() returns trigger language plpgsql security definer as $$
            begin
                if \(obstacle.condition) then raise 'interrupted'; end if;
                return new;
            end $$;
            create trigger obstacle before \(obstacle.event) on \(obstacle.table)
                for each row execute function public.obstacle()
            """)
        #expect(throws: (any Error).self) { try load(database) }
        let said = try database.administer("select from messaging.messages").count
        #expect(said < demonstration.messageCount)
        #expect(try database.administer("select from agentor.sessions").isEmpty)

        try database.administer("drop function public.obstacle() cascade")
        // Late enough to wish for times after the sending.
        try load(database, at: Date().addingTimeInterval(86_400))
        try expectComplete(demonstration, in: database)
        let complete = try contents(of: database)
        try load(database)
        #expect(try contents(of: database) == complete)
    }
}

/// Every row there is, table by table.
private func contents(of database: TestDatabase) throws -> [String: String] {
    let tables = try database.administer(
        """
        select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname in ('agentor', 'messaging')
        """
    ).compactMap { $0[0] }
    var contents: [String: String] = [:]
    for table in tables {
        contents[table] =
            try database.administer("select string_agg(t::text, chr(10) order by t::text) from \(table) t")
            .first?[0] ?? ""
    }
    return contents
}

extension Demonstration {
    fileprivate var messageCount: Int {
        (channels.map(\.messages) + conversations.map(\.messages)).reduce(0) { $0 + $1.count }
    }
}

private func expectComplete(_ demonstration: Demonstration, in database: TestDatabase) throws {
    func rows(_ sql: String) throws -> [[String]] { try database.administer(sql).map { $0.map { $0 ?? "" } } }

    let people = try rows(
        """
        select a.email, a.full_name, u.full_name, a.time_zone, (p.account_id is not null)::text
        from agentor.accounts a join messaging.users u on u.id = a.id
        left join agentor.agent_profiles p on p.account_id = a.id
        left join agentor.client_profiles c on c.account_id = a.id
        where p.account_id is not null or c.account_id is not null order by 1
        """)
    #expect(
        people
            == demonstration.people.sorted { $0.email < $1.email }.map {
                [$0.email, $0.name, $0.name, $0.profile.timeZone, "\($0.profile.kind == .agent)"]
            })

    func expect(_ talk: some DemonstrationTalk, where place: String, roles: [[String]]) throws {
        let said = try rows(
            """
            select a.email, m.content from messaging.messages m join messaging.channels c on c.id = m.channel_id
            join agentor.accounts a on a.id = m.user_id where \(place) order by m.seq
            """)
        #expect(said == talk.messages.map { ["\($0.by)@example.com", $0.draft.text] }, "\(talk.key)")
        let members = try rows(
            """
            select a.email, m.role from messaging.channel_members m join messaging.channels c on c.id = m.channel_id
            join agentor.accounts a on a.id = m.user_id where \(place) order by 1
            """)
        #expect(members == roles.sorted { $0[0] < $1[0] }, "\(talk.key)")
        let behind = try rows(
            """
            select split_part(a.email, '@', 1), count(*)
            from messaging.channel_members m join messaging.channels c on c.id = m.channel_id
            join messaging.messages s on s.channel_id = c.id and s.seq > m.last_read_seq
            join agentor.accounts a on a.id = m.user_id where \(place) group by 1
            """)
        #expect(
            Dictionary(uniqueKeysWithValues: behind.map { ($0[0], $0[1]) })
                == talk.unread.mapValues(String.init), "\(talk.key)")
        let reactions = try rows(
            """
            select s.content, r.reaction, split_part(a.email, '@', 1) from messaging.message_reactions r
            join messaging.messages s on s.id = r.message_id join messaging.channels c on c.id = s.channel_id
            join agentor.accounts a on a.id = r.user_id where \(place)
            """)
        let reacted = talk.messages.flatMap { message in
            message.reactions.map { [message.draft.text, $0.draft.emoji, $0.by] }
        }
        #expect(reactions.count == reacted.count && Set(reactions) == Set(reacted), "\(talk.key)")
        let answers = try rows(
            """
            select m.content, answered.content, quoted.content, (m.pinned_at is not null)::text, m.reply_count
            from messaging.messages m join messaging.channels c on c.id = m.channel_id
            left join messaging.messages answered on answered.id = m.parent_id and answered.seq = m.parent_seq
            left join messaging.messages quoted
                on quoted.channel_id = m.channel_id and quoted.seq = m.quoted_seq
            where \(place) order by m.seq
            """)
        func text(_ index: Int?) -> String { index.map { talk.messages[$0].draft.text } ?? "" }
        let answered = talk.messages.enumerated().map { index, message -> [String] in
            let replies = talk.messages.count { $0.thread == index }
            return [
                message.draft.text, text(message.thread), text(message.quoted), "\(message.isPinned)",
                "\(replies)",
            ]
        }
        #expect(answers == answered, "\(talk.key)")
    }
    for channel in demonstration.channels {
        let place = "c.name = '\(channel.draft.name.replacing("'", with: "''"))'"
        try expect(
            channel, where: place,
            roles: [["\(channel.host)@example.com", "admin"]]
                + channel.members.map { ["\($0)@example.com", "member"] })
        let opened = try rows("select c.type from messaging.channels c where \(place)")
        #expect(opened == [[channel.draft.visibility.rawValue]])
    }
    for conversation in demonstration.conversations {
        let emails = conversation.participants.map { "'\($0)@example.com'" }.joined(separator: ", ")
        let people = "array(select a.id from agentor.accounts a where a.email in (\(emails)) order by a.id)"
        let place =
            conversation.isGroup
            ? "c.id = (select g.channel_id from messaging.groups g where g.people = \(people))"
            : "c.id = (select p.channel_id from messaging.pairs p where array[p.low, p.high] = \(people))"
        try expect(
            conversation, where: place,
            roles: conversation.participants.map { ["\($0)@example.com", "member"] })
    }
    let pairs = try rows("select low from messaging.pairs")
    #expect(pairs.count == demonstration.conversations.count { !$0.isGroup })
    let groups = try rows("select c.id from messaging.channels c where c.is_group")
    #expect(groups.count == demonstration.conversations.count { $0.isGroup })
    let dated = try rows(
        """
        select (count(*) filter (where created_at < updated_at))::text, count(*)::text from messaging.messages
        """)
    #expect(dated[0][0] == dated[0][1])
    let young = try rows("select email from agentor.accounts where created_at > now() - interval '1 day'")
    #expect(young.isEmpty, "nobody came after they had spoken")
}
