import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Mentions", .database(messagingDatabase))
struct MentionTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let cem: ParticipantID
    private let slug: String

    init() throws {
        let gathering = try Gathering("Bo Berg", "Cem")
        (database, messenger, slug) = (gathering.database, gathering.messenger, gathering.slug)
        (ada, bo, cem) = (gathering.ada, gathering.others[0], gathering.others[1])
    }

    private func counts(_ person: ParticipantID) throws -> [Int] {
        let listed = try messenger.channels(as: person.identity).channels.first { $0.channel.slug == slug }
        return listed.map { [$0.unread, $0.mentions] } ?? []
    }

    private func told(_ person: ParticipantID) throws -> [Int] {
        try messenger.inbox(as: person.identity).unread.map(\.mentions)
    }

    private func mentions(_ sequence: Int64 = 1) throws -> [String] {
        try #require(try messenger.message(sequence, in: slug, as: ada.identity).message).mentions.sorted()
    }

    // MARK: Who is named

    @Test(
        "a handle counts where a word begins, in any case and script, and not in code, links or addresses",
        arguments: [
            ("@bo-berg, and @CEM!", ["bo-berg", "cem"]), ("**@cem**", ["cem"]), ("> @cem\n\nyes", ["cem"]),
            ("(@cem) @cem @cem", ["cem"]), ("嗨@cem你好", ["cem"]), ("@cem-", ["cem"]), ("@cem's", ["cem"]),
            ("`@cem`", []), ("```\n@cem\n```", []), ("mail me@cem.org", []), ("https://example.org/@cem", []),
            ("[@cem](https://example.org)", []), ("@cemetery", []), ("@nobody @ada", []), ("@ @@ @-cem", []),
            ("@" + String(repeating: "c", count: 31), []),
        ])
    func naming(text: String, named: [String]) throws {
        try messenger.say(text, in: slug, as: ada)
        #expect(try mentions() == named)
        #expect(try counts(cem) == [1, named.contains("cem") ? 1 : 0])
        #expect(try told(cem) == [named.contains("cem") ? 1 : 0])
    }

    @Test("somebody is named by a handle they had, and nobody who is no member")
    func members() throws {
        _ = try messenger.changeHandle(to: #require(Handle("cemal")), as: cem.identity)
        try messenger.say("@cem and @cemal", in: slug, as: ada)
        #expect(try mentions() == ["cem", "cemal"] && counts(cem) == [1, 1], "who is one person")
        let stranger = try messenger.person("Eve")
        try messenger.say("@eve", in: slug, as: ada)
        #expect(try mentions(2) == [])
        try messenger.join(slug, as: stranger.identity)
        #expect(try counts(stranger) == [0, 0])
    }

    @Test(
        "what is counted goes with being read, with being deleted and with an edit that names somebody else")
    func counting() async throws {
        try messenger.say("@cem", in: slug, as: ada)
        try messenger.say("@cem @bo-berg", in: slug, as: ada)
        #expect(try counts(cem) == [2, 2] && counts(bo) == [2, 1])
        _ = try messenger.edit(MessageEdit(text: "@bo-berg", of: 1), at: 2, in: slug, as: ada.identity)
        #expect(try counts(cem) == [2, 1] && counts(bo) == [2, 1] && mentions(2) == ["bo-berg"])
        _ = try messenger.edit(MessageEdit(text: "@bo-berg @cem", of: 2), at: 2, in: slug, as: ada.identity)
        #expect(try counts(cem) == [2, 2])
        try messenger.delete(2, in: slug, as: ada.identity)
        #expect(try counts(cem) == [1, 1] && counts(bo) == [1, 0] && mentions(2) == [])
        let outcome = try await messenger.next(
            [.channel(slug, after: 1, .changes)], as: cem.identity, until: .now)
        guard case .changed = outcome else {
            Issue.record("there are changes")
            return
        }
        #expect(try counts(cem) == [0, 0])
    }

    @Test("somebody who waits for their inbox is told that they are named")
    func waiting() async throws {
        let shown = try messenger.inbox(as: cem.identity).digest
        try messenger.say("@cem", in: slug, as: ada)
        let outcome = try await messenger.next(
            [.inbox(showing: shown, pause: .zero)], as: cem.identity, until: .now + .seconds(20))
        guard case .changed(let changes) = outcome, case .inbox(let inbox) = changes[0] else {
            Issue.record("the inbox is another")
            return
        }
        #expect(inbox.unread.map(\.messages) == [1] && inbox.unread.map(\.mentions) == [1])
    }

    // MARK: Completing

    @Test("members are found by how their handle begins, and nobody else, nor by anybody else")
    func completing() throws {
        let stranger = try messenger.person("Boris")
        func found(_ beginning: String, as viewer: ParticipantID) throws -> [String] {
            try messenger.members(of: slug, called: beginning, as: viewer.identity).map(\.handle)
        }
        #expect(try found("bo", as: ada) == ["bo-berg"] && found("BO-", as: ada) == ["bo-berg"])
        #expect(try found("", as: ada) == [] && found("%", as: ada) == [] && found("b'", as: ada) == [])
        #expect(try found("bo", as: bo) == [], "nobody names themselves")
        #expect(try found("bo", as: stranger) == [])
        try messenger.join(slug, as: stranger.identity)
        #expect(try found("bo", as: ada) == ["bo-berg", "boris"])
    }

    // MARK: Policies

    @Test(
        "nobody reads whom else a message names by the table, or writes there; what is named at random is left out"
    )
    func policies() throws {
        try messenger.say("@cem", in: slug, as: ada)
        func serve(_ sql: String, as person: ParticipantID) throws -> [[String?]] {
            try database.serve("begin; set local messaging.participant = '\(person.rawValue)'; \(sql)")
        }
        #expect(try serve("select seq from messaging.message_mentions", as: cem) == [["1"]])
        #expect(try serve("select seq from messaging.message_mentions", as: bo) == [])
        let insert = """
            insert into messaging.messages (channel_id, user_id, content, nonce, mentions)
            select id, messaging.viewer(), 'hm', gen_random_uuid(), '{cem,nobody,ada}' from messaging.channels
            returning mentions
            """
        #expect(try serve(insert, as: ada) == [["{cem}"]])
        for sql in [
            "delete from messaging.message_mentions",
            """
            insert into messaging.message_mentions (user_id, channel_id, seq, message_id)
            select messaging.viewer(), channel_id, 7, id from messaging.messages
            """,
            "select messaging.called(null, null, '{cem}')",
            "update messaging.messages set mentions = '{cem}'",
        ] {
            #expect(throws: PostgresError.self, "\(sql)") { try serve(sql, as: cem) }
        }
    }

    @Test("an account that is erased is named nowhere any more")
    func erasing() throws {
        try messenger.say("@cem", in: slug, as: ada)
        while try database.administer("select messaging.erase_some('\(cem.rawValue)')")[0][0] == "t" {}
        #expect(try database.administer("select count(*) from messaging.message_mentions") == [["0"]])
    }
}
