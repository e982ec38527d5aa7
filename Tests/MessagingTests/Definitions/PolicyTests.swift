import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

/// What the serving role may do behind the module's back: nothing the policies and grants do not let it.
@Suite("Row level security", .database(messagingDatabase))
struct PolicyTests {
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
        try messenger.say("just between us", in: slug, as: ada)
        try messenger.show(PresenceChoice(), as: ada.identity)
        _ = try messenger.edit(
            MessageEdit(text: "between us", of: 1), at: 1, in: slug, as: ada.identity)
    }

    /// Rows of a query as the serving role, on behalf of somebody.
    private func rows(_ sql: String, as person: ParticipantID?) throws -> [[String?]] {
        let identity = person.map { "set local messaging.participant = '\($0.rawValue.uuidString)';" } ?? ""
        return try database.serve("begin; \(identity) \(sql)")
    }

    private func refusal(_ sql: String, as person: ParticipantID) -> SQLState? {
        do {
            _ = try rows(sql, as: person)
            return nil
        } catch { return (error as? PostgresError)?.sqlState }
    }

    @Test(
        "without an identity every table is empty",
        arguments: [
            "users", "handles", "channels", "channel_members", "messages", "message_versions",
            "user_presence",
        ])
    func nobody(table: String) throws {
        #expect(try rows("select 1 from messaging.\(table)", as: ada).count > 0)
        #expect(try rows("select 1 from messaging.\(table)", as: nil).isEmpty)
        #expect(
            try database.serve(
                "select set_config('messaging.participant', '', false); select 1 from messaging.\(table)"
            ).isEmpty)
    }

    @Test(
        "a stranger sees nothing of a private channel",
        arguments: ["channels", "channel_members", "messages", "message_versions"])
    func stranger(table: String) throws {
        #expect(try rows("select 1 from messaging.\(table)", as: bo).isEmpty)
    }

    @Test("every table forces row level security, and the serving role owns none and bypasses nothing")
    func forced() throws {
        let loose = try database.administer(
            """
            select relname from pg_class
            where relnamespace = 'messaging'::regnamespace and relkind in ('r', 'p')
                and not (relrowsecurity and relforcerowsecurity)
            """)
        #expect(loose.isEmpty)
        #expect(
            try database.administer(
                """
                select from pg_class where relnamespace = 'messaging'::regnamespace
                    and pg_get_userbyid(relowner) = 'agentor_app'
                union all select from pg_roles where rolname = 'agentor_app' and (rolbypassrls or rolsuper)
                """
            ).isEmpty)
    }

    @Test("what the triggers keep cannot be chosen")
    func keptByTriggers() throws {
        let refused = SQLState.insufficientPrivilege
        #expect(refusal("update messaging.channels set last_seq = 99", as: ada) == refused)
        #expect(refusal("update messaging.channel_members set role = 'admin'", as: ada) == refused)
        #expect(refusal("update messaging.messages set content = 'never said'", as: ada) == refused)
        #expect(refusal("delete from messaging.messages", as: ada) == refused)
        for sql in [
            "update messaging.messages set is_deleted = true", "update messaging.messages set version = 1",
            "update messaging.message_versions set content = 'x'", "delete from messaging.message_versions",
            """
            insert into messaging.message_versions (message_id, version, content, written_at)
            select id, 9, 'x', now() from messaging.messages
            """, "select messaging.take_own_message('\(slug)', 1)",
            "select messaging.empty_messages('{}', 1)",
        ] {
            #expect(refusal(sql, as: ada) == refused, "\(sql)")
        }
        #expect(
            refusal(
                """
                insert into messaging.messages (channel_id, user_id, content, nonce, seq)
                select id, messaging.viewer(), 'x', gen_random_uuid(), 7 from messaging.channels
                """, as: ada) == refused)
    }

    @Test("nobody changes or deletes another's message, and is told nothing of whether there is one")
    func otherMessages() throws {
        let eve = try TestDatabase.current.messenger().person("Eve")
        for place in [1, 99] {
            for person in [bo, eve] {
                let edit =
                    "select messaging.edit_message('\(slug)', \(place), 2, 'never said', null, null, null)"
                #expect(try rows(edit, as: person) == [[nil]])
                let delete = "select messaging.delete_message('\(slug)', \(place))"
                #expect(try rows(delete, as: person) == [["f"]])
            }
        }
        #expect(
            try rows("select messaging.edit_message('\(slug)', 1, 2, 'x', null, null, null)", as: nil) == [
                [nil]
            ])
        let limit = SQLState.checkViolation
        #expect(
            refusal("select messaging.edit_message('\(slug)', 1, 2, '', null, null, null)", as: ada) == limit)
        #expect(
            refusal(
                "select messaging.edit_message('\(slug)', 1, 2, repeat('x', 16385), null, null, null)",
                as: ada)
                == limit)
    }

    @Test("nobody speaks or joins in another's name, or where they are no member")
    func otherNames() throws {
        let channel = try #require(try database.administer("select id from messaging.channels").first?[0])
        func message(from author: ParticipantID) -> String {
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            values ('\(channel)', '\(author.rawValue)', 'x', gen_random_uuid())
            """
        }
        let refused = SQLState.insufficientPrivilege
        #expect(refusal(message(from: ada), as: ada) == nil)
        #expect(refusal(message(from: bo), as: ada) == refused)
        #expect(refusal(message(from: bo), as: bo) == refused)
        #expect(
            refusal(
                "insert into messaging.channel_members (channel_id, user_id) values ('\(channel)', '\(bo.rawValue)')",
                as: bo) == refused)
        #expect(
            refusal(
                "insert into messaging.users (id, full_name) values (gen_random_uuid(), 'Mallory')", as: bo)
                == refused)
        for sql in [
            "update messaging.users set full_name = 'Ada'", "update messaging.users set handle = 'ada'",
            "update messaging.users set is_resembled = false", "delete from messaging.handles",
            "update messaging.handles set user_id = messaging.viewer()",
            "insert into messaging.handles (handle, user_id) values ('mallory', messaging.viewer())",
            "select messaging.name('\(ada.rawValue)', 'Mallory', 'mallory', '{}')",
        ] {
            #expect(refusal(sql, as: bo) == refused, "\(sql)")
        }
        #expect(try rows("select messaging.in_charge('\(slug)', 'admin')", as: ada) != [["{}"]])
        #expect(try rows("select messaging.in_charge('\(slug)', 'admin')", as: bo) == [["{}"]])
        try database.administer("update messaging.users set skeleton = 'one'")
        for (person, told) in [(ada, "t"), (bo, "f")] {
            let sql = "select messaging.has_look_alike('\(channel)', '\(bo.rawValue)')"
            #expect(try rows(sql, as: person) == [[told]])
        }
        #expect(try rows("select handle from messaging.handles", as: bo) == [["bo"]], "one's own alone")
    }

    @Test("a conversation of two is nobody else's to see, to enter or to change")
    func conversations() throws {
        let messenger = try database.messenger()
        let cy = try messenger.person("Cy")
        let draft = try MessageDraft(text: "may I?", nonce: UUID())
        let other = try messenger.correspondent("bo", as: ada.identity)
        let direct = try messenger.send(draft, to: other, as: ada.identity).slug
        let channel = try #require(
            try database.administer("select id from messaging.channels where is_direct").first?[0])
        for (table, column) in [
            ("pairs", "channel_id"), ("channels", "id"), ("channel_members", "channel_id"),
        ] {
            let sql = "select 1 from messaging.\(table) where \(column) = '\(channel)'"
            #expect(try rows(sql, as: cy).isEmpty && !rows(sql, as: bo).isEmpty, "\(table)")
        }
        #expect(try rows("select * from messaging.messages", as: cy).isEmpty)
        #expect(try rows("select * from messaging.pairs", as: nil).isEmpty)
        for (sql, nothing) in [
            ("select messaging.shelve('\(direct)', 'inbox')", nil),
            ("select messaging.choose_level('\(direct)', 'nothing')", "f"),
            ("select (messaging.other_in('\(channel)')).full_name", nil),
            ("select messaging.begin_conversation('\(cy.rawValue)')", nil),
            ("select messaging.begin_conversation(gen_random_uuid())", nil),
        ] as [(String, String?)] {
            #expect(try rows(sql, as: cy) == [[nothing]], "\(sql)")
        }
        for sql in [
            "insert into messaging.channel_members (channel_id, user_id) values ('\(channel)', messaging.viewer())",
            "insert into messaging.pairs (low, high, channel_id) values (messaging.viewer(), messaging.viewer(), null)",
            "update messaging.pairs set low = messaging.viewer()", "delete from messaging.pairs",
            "update messaging.channels set is_request = false",
            "update messaging.channel_members set shelf = 'inbox'",
            "update messaging.channel_members set level = 'nothing'",
            "update messaging.users set reach = 'everybody'",
            """
            insert into messaging.channels (slug, name, type, is_direct, created_by, nonce)
            values ('mine', 'Mine', 'private', true, messaging.viewer(), gen_random_uuid())
            """,
            "select messaging.access_to('\(bo.rawValue)')",
            "select messaging.accept_conversation('\(channel)', '\(bo.rawValue)')",
            "select messaging.say_directly('\(channel)', '\(ada.rawValue)', false)",
        ] {
            for person in [ada, cy] {
                #expect(refusal(sql, as: person) == .insufficientPrivilege, "\(sql)")
            }
        }
    }

    @Test(
        "a stranger's SQL says three things before they are answered, and none where nobody may write first")
    func requests() throws {
        let messenger = try database.messenger()
        let cy = try messenger.person("Cy")
        func say(_ count: Int) -> String {
            """
            insert into messaging.messages (channel_id, user_id, content, nonce, care)
            select c.id, messaging.viewer(), 'hello', gen_random_uuid(), ''
            from messaging.channels c, generate_series(1, \(count)) where c.is_direct
            """
        }
        let begin = "select messaging.begin_conversation('\(bo.rawValue)');"
        #expect(refusal("\(begin) \(say(3))", as: cy) == nil)
        #expect(refusal("\(begin) \(say(4))", as: cy) == .checkViolation)
        try messenger.setReach(.nobody, as: bo.identity)
        #expect(try rows("select messaging.begin_conversation('\(bo.rawValue)')", as: cy) == [[nil]])
    }
}
