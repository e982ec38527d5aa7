import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Bookmarks and drafts", .database(messagingDatabase))
struct BookmarkTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        slug = try messenger.createChannel("Secret", .private, as: ada)
        try database.administer(
            "insert into messaging.channel_members (channel_id, user_id) select id, '\(bo.rawValue)' from messaging.channels"
        )
        for text in ["*one*", "two"] { try messenger.say(text, in: slug, as: ada) }
    }

    private func kept(as viewer: ParticipantID? = nil) throws -> [String?] {
        try messenger.bookmarks(as: (viewer ?? bo).identity).bookmarks.map(\.content?.words)
    }

    private func rows(_ sql: String, as person: ParticipantID?) throws -> [[String?]] {
        let identity = person.map { "set local messaging.participant = '\($0.rawValue)';" } ?? ""
        return try database.serve("begin; \(identity) \(sql)")
    }

    // MARK: Bookmarks

    @Test("are one's own, the last kept first, once each, and removed as often as one likes")
    func own() throws {
        #expect(try messenger.bookmark(1, in: slug, as: bo.identity))
        #expect(try messenger.bookmark(2, in: slug, as: bo.identity))
        #expect(try !messenger.bookmark(2, in: slug, as: bo.identity))
        #expect(try kept() == ["two", "one"])
        #expect(try kept(as: ada).isEmpty)
        let first = try messenger.bookmarks(as: bo.identity).bookmarks[0].content
        #expect(first?.author == "Ada" && first?.channel == "Secret" && first?.sequence == 2)
        #expect(try messenger.standing(of: 1, in: slug, as: bo.identity).isBookmarked)
        #expect(try !messenger.standing(of: 1, in: slug, as: ada.identity).isBookmarked)
        #expect(try messenger.bookmark(1, in: slug, isWanted: false, as: bo.identity))
        #expect(try !messenger.bookmark(1, in: slug, isWanted: false, as: bo.identity))
        #expect(try kept() == ["two"])
        #expect(try messenger.channel(slug, as: bo.identity).lastSequence == 2, "nobody is told")
    }

    @Test(
        "of what one can no longer read show nothing but that there is one, and are still one's own to remove"
    )
    func unreadable() throws {
        try messenger.bookmark(1, in: slug, as: bo.identity)
        try messenger.leave(slug, as: bo.identity)
        #expect(try kept() == [nil])
        #expect(try messenger.ownBookmarks(as: bo.identity).map(\.sequence) == [1])
        #expect(isNotFound { try messenger.bookmark(2, in: slug, as: bo.identity) })
        #expect(isNotFound { try messenger.bookmark(1, in: slug, isWanted: false, as: bo.identity) })
        let id = try messenger.bookmarks(as: bo.identity).bookmarks[0].id
        #expect(isNotFound { try messenger.removeBookmark(of: id, as: ada.identity) })
        try messenger.removeBookmark(of: id, as: bo.identity)
        #expect(isNotFound { try messenger.removeBookmark(of: id, as: bo.identity) })
        #expect(try kept().isEmpty)
    }

    @Test("of what was deleted say so, and nothing deleted is kept anew")
    func deleted() throws {
        try messenger.bookmark(1, in: slug, as: bo.identity)
        try messenger.delete(1, in: slug, as: ada.identity)
        #expect(try kept() == [Message.goneWords])
        #expect(try messenger.bookmark(1, in: slug, isWanted: false, as: bo.identity))
        #expect(isNotFound { try messenger.bookmark(1, in: slug, as: bo.identity) })
    }

    @Test("are found by an index, page by page, when there are ten thousand, and are no more than that")
    func many() throws {
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select id, '\(ada.rawValue)', 'm ' || n, gen_random_uuid()
            from messaging.channels, generate_series(3, 10001) n;
            insert into messaging.bookmarks (user_id, message_id, created_at)
            select '\(bo.rawValue)', id, now() - interval '1 day' + seq * interval '1 second'
            from messaging.messages where seq > 1;
            analyze
            """)
        var seen: [Int64] = []
        var position: BookmarkPosition?
        repeat {
            let page = try messenger.bookmarks(after: position, as: bo.identity, limit: 500)
            seen += page.bookmarks.compactMap(\.content?.sequence)
            position = page.next
        } while position != nil
        #expect(seen == Array((Int64(2)...10_001).reversed()))
        #expect(refusal { try messenger.bookmark(1, in: slug, as: bo.identity) } == "form too-many")
        let plan = try rows(
            """
            explain select message_id, created_at from messaging.bookmarks
            where user_id = messaging.viewer() and (created_at, message_id) < ('infinity', gen_random_uuid())
            order by created_at desc, message_id desc limit 51
            """, as: bo
        ).compactMap { $0[0] }.joined()
        #expect(plan.contains("bookmarks_by_time") && !plan.contains("Sort"))
        try messenger.bookmark(10_001, in: slug, isWanted: false, as: bo.identity)
        try messenger.bookmark(1, in: slug, as: bo.identity)
    }

    // MARK: Drafts

    private func save(_ text: String, as person: ParticipantID? = nil) throws {
        try messenger.save(MessageBeginning(text: text), in: slug, as: (person ?? bo).identity)
    }

    private func begun(as person: ParticipantID? = nil) throws -> String? {
        try messenger.channel(slug, as: (person ?? bo).identity).draft
    }

    @Test(
        "what is begun is kept for its writer alone, the later in place of the earlier, and goes when it is empty"
    )
    func drafts() throws {
        try save("Dear al")
        try save("Dear all")
        #expect(try begun() == "Dear all" && begun(as: ada) == nil)
        #expect(try messenger.conversation(slug, as: bo.identity).channel.draft == "Dear all")
        #expect(try messenger.ownDrafts(as: bo.identity).map(\.text) == ["Dear all"])
        try save(" \n\u{200B}")
        #expect(try begun() == nil)
        try save(" ")
        try save(String(repeating: "ü", count: 16_384))
        #expect(throws: MessagingError.self) { try save(String(repeating: "ü", count: 16_385)) }
    }

    @Test("what is begun goes with the message that is sent of it, and with no other")
    func sent() throws {
        try save("Dear all")
        let message = try MessageDraft(text: "Dear all", nonce: UUID())
        _ = try messenger.send(message, to: slug, as: bo.identity)
        #expect(try begun() == "Dear all")
        try messenger.say("another", in: slug, as: ada)
        _ = try messenger.send(message, to: slug, as: bo.identity, endsDraft: true)
        #expect(try begun() == nil)
        #expect(try messenger.texts(in: slug, as: ada) == ["*one*", "two", "Dear all", "another"])
    }

    @Test("the inbox shows what is begun")
    func inbox() throws {
        let correspondent = try messenger.correspondent("bo", as: ada.identity)
        let (direct, _) = try messenger.send(
            MessageDraft(text: "hello", nonce: UUID()), to: correspondent, as: ada.identity)
        try messenger.save(MessageBeginning(text: "**So**\nthen"), in: direct, as: bo.identity)
        #expect(
            try messenger.conversations(on: .inbox, as: bo.identity).conversations.map(\.draft) == ["So then"]
        )
        #expect(try messenger.conversations(on: .inbox, as: ada.identity).conversations.map(\.draft) == [nil])
    }

    @Test("strangers and former members keep nothing there")
    func strangers() throws {
        try save("Dear all")
        try messenger.leave(slug, as: bo.identity)
        let eve = try messenger.person("Eve")
        for person in [bo, eve] {
            #expect(isNotFound { try save("more", as: person) })
            #expect(try rows("select messaging.save_draft('\(slug)', 'x', null)", as: person) == [["f"]])
        }
        #expect(
            try messenger.ownDrafts(as: bo.identity).map(\.text) == ["Dear all"],
            "what one wrote is one's own")
    }

    // MARK: Both

    @Test("the serving role reads what is its viewer's alone, and writes none of it by itself")
    func policies() throws {
        try messenger.bookmark(1, in: slug, as: bo.identity)
        try save("Dear all")
        _ = try messenger.schedule(
            MessageDraft(text: "later", nonce: UUID()), at: .now + 3600, in: slug, as: bo.identity)
        for table in ["bookmarks", "drafts", "scheduled_messages"] {
            #expect(try rows("select * from messaging.\(table)", as: bo).count == 1)
            #expect(try rows("select * from messaging.\(table)", as: ada).isEmpty)
            #expect(try rows("select * from messaging.\(table)", as: nil).isEmpty)
            for sql in ["delete from messaging.\(table)", "update messaging.\(table) set user_id = user_id"] {
                do {
                    _ = try rows(sql, as: bo)
                    Issue.record("\(sql) was let")
                } catch { #expect((error as? PostgresError)?.sqlState == .insufficientPrivilege) }
            }
        }
    }

    @Test("whoever is erased leaves none of it")
    func erased() throws {
        try messenger.bookmark(1, in: slug, as: bo.identity)
        try save("Dear all")
        _ = try messenger.schedule(
            MessageDraft(text: "later", nonce: UUID()), at: .now + 3600, in: slug, as: bo.identity)
        while try database.administer("select messaging.erase_some('\(bo.rawValue)')") == [["t"]] {}
        for table in ["bookmarks", "drafts", "scheduled_messages"] {
            #expect(try database.administer("select * from messaging.\(table)").isEmpty, "\(table)")
        }
        try messenger.pin(1, in: slug, as: ada.identity)
        while try database.administer("select messaging.erase_some('\(ada.rawValue)')") == [["t"]] {}
        #expect(try database.administer("select pin_count from messaging.channels") == [["0"]])
    }
}
