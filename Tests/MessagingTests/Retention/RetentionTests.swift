import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("How long things are kept", .database(messagingDatabase))
struct RetentionTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        let gathering = try Gathering("Bo")
        (database, messenger, slug) = (gathering.database, gathering.messenger, gathering.slug)
        (ada, bo) = (gathering.ada, gathering.others[0])
    }

    /// Has so many days go by, for what was said and sent.
    private func wait(days: Int) throws {
        for table in ["messages", "files"] {
            try database.administer(
                "update messaging.\(table) set created_at = created_at - make_interval(days => \(days))")
        }
        try database.administer(
            "update messaging.messages set updated_at = updated_at - make_interval(days => \(days))")
    }

    /// As the workers do, an hour later.
    private func expire() throws {
        let worker = try database.messenger()
        while try worker.expireSome() {}
    }

    private func keep(_ days: Int?, files: Int? = nil) throws {
        try messenger.setRetention(Retention(messageDays: days, fileDays: files), in: slug, as: ada.identity)
    }

    private func keepEverywhere(_ days: Int?, files: Int? = nil) throws {
        try database.administer(
            "select messaging.set_site_retention(\(days.map(String.init) ?? "null"), \(files.map(String.init) ?? "null"))"
        )
    }

    private func hold(_ isWanted: Bool = true, _ person: ParticipantID? = nil) throws {
        let place = person == nil ? "(select id from messaging.channels where slug = '\(slug)')" : "null"
        let whom = person.map { "'\($0.rawValue)'" } ?? "null"
        let deed = isWanted ? "place_hold" : "lift_hold"
        try database.administer("select messaging.\(deed)(\(place), \(whom))")
    }

    private func send(_ text: String, file name: String, as author: ParticipantID) throws -> UUID {
        let id = UUID()
        let draft = FileDraft(
            id: id, name: name, type: "application/pdf", label: "PDF",
            parts: [
                .init(
                    name: "original", digest: String(repeating: "b", count: 64), type: "application/pdf",
                    size: 50)
            ])
        try messenger.keep(draft, quota: 100_000, as: author.identity)
        _ = try messenger.send(
            MessageDraft(text: text, nonce: UUID(), files: [id]), to: slug, as: author.identity)
        return id
    }

    private func count(_ rows: String) throws -> Int {
        Int(try database.administer("select count(*) from \(rows)")[0][0]!)!
    }

    private func found(_ word: String) throws -> Int {
        while try messenger.filterSome() {}
        return try messenger.search(try MessageQuery(line: word), zone: "UTC", as: bo.identity).hits.count
    }

    @Test("what is too old goes for everybody as a change they are told of, and a day later its place goes")
    func messages() async throws {
        try messenger.say("an old raven", in: slug, as: bo)
        _ = try messenger.edit(
            MessageEdit(text: "an old red raven", of: 1), at: 1, in: slug, as: bo.identity)
        try wait(days: 31)
        try messenger.say("a new raven", in: slug, as: bo)
        try keep(30)
        let cursor = try messenger.conversation(slug, as: bo.identity).page.cursor
        try expire()
        let told = try await messenger.next(
            [.channel(slug, after: cursor, .changes)], as: bo.identity, until: .now)
        guard case .changed(let changes) = told, case .messages(let excerpt) = changes[0] else {
            Issue.record("nobody is told: \(told)")
            return
        }
        #expect(excerpt.messages.map(\.sequence) == [1] && excerpt.messages.allSatisfy(\.isDeleted))
        #expect(try messenger.texts(in: slug, as: bo) == ["", "a new raven"])
        #expect(try count("messaging.message_versions") == 0, "what it said before goes with it")
        #expect(try !database.holds("red raven"))

        try expire()
        #expect(try count("messaging.messages") == 2, "who reads just now sees that something is gone")
        try wait(days: 2)
        try expire()
        #expect(try messenger.texts(in: slug, as: bo) == ["a new raven"])
        try keep(nil)
        try wait(days: 1_000)
        try expire()
        #expect(try messenger.texts(in: slug, as: bo) == ["a new raven"], "kept for good again")
    }

    @Test("whose answers are kept keeps its place, and goes after them")
    func answers() throws {
        try messenger.say("a question", in: slug, as: bo)
        try wait(days: 20)
        _ = try messenger.send(
            MessageDraft(text: "an answer", nonce: UUID(), thread: 1), to: slug, as: ada.identity)
        try keep(15)
        try expire()
        try wait(days: 2)
        try expire()
        let thread = try messenger.thread(of: 1, in: slug, as: bo.identity)
        #expect(thread.head.isDeleted && thread.page.messages.map(\.text) == ["an answer"])
        for _ in 1...3 {
            try wait(days: 20)
            try expire()
        }
        #expect(try count("messaging.messages") == 0)
    }

    @Test("files go before their message where they are kept for a shorter time")
    func files() throws {
        let id = try send("see the plan", file: "plan.pdf", as: bo)
        try wait(days: 8)
        let newer = try send("and this", file: "newer.pdf", as: bo)
        try keep(nil, files: 7)
        try expire()
        let files = try messenger.conversation(slug, as: ada.identity).page.messages.flatMap(\.files)
        #expect(files.map(\.isDeleted) == [true, false])
        #expect(try messenger.texts(in: slug, as: ada) == ["see the plan", "and this"])
        #expect(isNotFound { _ = try messenger.part("original", of: id, as: ada.identity) })
        #expect(try messenger.part("original", of: newer, as: ada.identity).fileName == "newer.pdf")
        #expect(try count("messaging.file_parts") == 1)
    }

    @Test(
        "the installation’s time holds in every channel and conversation, and a channel’s where it is shorter"
    )
    func everywhere() throws {
        let direct = try messenger.send(
            MessageDraft(text: "between us", nonce: UUID()),
            to: try messenger.correspondent("bo", as: ada.identity), as: ada.identity
        ).slug
        try messenger.say("in the channel", in: slug, as: ada)
        try keep(365)
        try keepEverywhere(90)
        let channel = try messenger.channel(slug, as: bo.identity)
        #expect(channel.retention.messageDays == 365 && channel.siteRetention.messageDays == 90)
        #expect(
            channel.retention.limited(by: channel.siteRetention).words
                == "Messages and files are kept for 90 days.")
        try wait(days: 91)
        try expire()
        #expect(try messenger.texts(in: slug, as: ada) == [""])
        #expect(try messenger.texts(in: direct, as: ada) == [""])
        try messenger.say("again", in: slug, as: ada)
        try messenger.say("again", in: direct, as: ada)
        try keep(7)
        try wait(days: 8)
        try expire()
        #expect(try messenger.texts(in: slug, as: ada).last == "")
        #expect(try messenger.texts(in: direct, as: ada).last == "again")
    }

    @Test(
        "under a hold nothing goes: what its author deletes is gone for all, and kept until the hold is lifted",
        arguments: [true, false])
    func holds(isOfChannel: Bool) throws {
        try hold(true, isOfChannel ? nil : bo)
        try messenger.say("a first word", in: slug, as: bo)
        _ = try messenger.edit(MessageEdit(text: "a second word", of: 1), at: 1, in: slug, as: bo.identity)
        let file = try send("with a file", file: "held.pdf", as: bo)
        try messenger.say("of Ada’s", in: slug, as: ada)
        try messenger.delete(1, in: slug, as: bo.identity)
        try messenger.deleteFile(file, as: bo.identity)
        // A change takes a number, too.
        try messenger.delete(3, in: slug, as: bo.identity)

        for person in [ada, bo] {
            #expect(try messenger.texts(in: slug, as: person) == ["", "", "of Ada’s"])
            #expect(
                try messenger.history(of: 1, in: slug, as: person.identity).history?.versions.isEmpty == true)
            #expect(isNotFound { _ = try messenger.part("original", of: file, as: person.identity) })
        }
        #expect(try messenger.ownMessages(as: bo.identity, limit: 10).isEmpty)
        let own = try messenger.ownFiles(as: bo.identity)
        #expect(own.files.isEmpty && own.bytes == 0)
        #expect(try database.serve("select from messaging.message_versions").isEmpty)

        var kept: [HeldMessage] = []
        let channel = ChannelID(
            rawValue: UUID(
                uuidString: try database.administer(
                    "select id from messaging.channels where slug = '\(slug)'")[0][0]!)!)
        try database.keeper().messages(of: isOfChannel ? .channel(channel) : .participant(bo)) {
            kept.append($0)
        }
        let texts = ["a second word", "with a file"] + (isOfChannel ? ["of Ada’s"] : [])
        #expect(kept.map(\.text) == texts && kept[0].formerly == ["a first word"])
        #expect(kept[1].files == ["held.pdf"] && kept.prefix(2).allSatisfy(\.isDeleted))
        #expect(kept[0].contents.isEmpty)
        #expect(kept[1].contents.map(\.file) == [1] && kept[1].contents[0].digest.utf8.count == 64)

        // Keys are changed under a hold, too.
        let keeper = try database.keeper()
        while (try keeper.resealSome()) != nil {}
        let moment = try keeper.moment()
        while try keeper.renewSome(olderThan: moment) > 0 {}
        while (try keeper.resealSome()) != nil {}
        kept = []
        try database.keeper().messages(of: .participant(bo)) { kept.append($0) }
        #expect(kept.map(\.text) == ["a second word", "with a file"] && kept[1].files == ["held.pdf"])

        #expect(throws: KeyError.onHold(slug)) { _ = try keeper.shred(slug) }

        try keep(30)
        try wait(days: 40)
        try expire()
        #expect(try messenger.texts(in: slug, as: ada) == ["", "", isOfChannel ? "of Ada’s" : ""])
        try hold(false, isOfChannel ? nil : bo)
        try expire()
        #expect(try messenger.texts(in: slug, as: ada).last == "")
        #expect(try count("messaging.hidden_messages") == 0 && count("messaging.message_versions") == 0)
        #expect(try count("messaging.files") == 0)
        try wait(days: 2)
        try expire()
        #expect(try count("messaging.messages") == 0)
    }

    @Test("a message a moderator has hidden is kept as it was, when it is deleted under a hold")
    func hidden() throws {
        try hold()
        try messenger.say("something bad", in: slug, as: bo)
        try database.administer("select messaging.hide_message(id) from messaging.messages")
        try messenger.delete(1, in: slug, as: bo.identity)
        try database.administer("select messaging.show_message(id) from messaging.messages")
        #expect(try messenger.texts(in: slug, as: bo) == [""], "what is deleted does not come back")
        var kept: [HeldMessage] = []
        try database.keeper().messages(of: .participant(bo)) { kept.append($0) }
        #expect(kept.map(\.text) == ["something bad"])
    }

    @Test("ten thousand old messages go in parts, and whoever is on hold in between loses nothing")
    func many() throws {
        try hold(true, bo)
        try messenger.say("kept", in: slug, as: bo)
        try database.administer(
            """
            with place as (select id from messaging.channels where slug = '\(slug)')
            insert into messaging.messages (channel_id, user_id, content, seq, changed_seq, nonce)
            select place.id, '\(ada.rawValue)', 'old ' || n, 0, 0, gen_random_uuid() from place, generate_series(1, 10000) n
            """)
        try messenger.say("kept, too", in: slug, as: bo)
        try wait(days: 400)
        try keepEverywhere(365)
        try expire()
        #expect(try count("messaging.messages where not is_deleted") == 2)
        try wait(days: 2)
        while try count("messaging.messages") > 2 { try expire() }
        #expect(try messenger.texts(in: slug, as: bo) == ["kept", "kept, too"])
    }

    @Test("what was said is not found any more once it is too old")
    func search() throws {
        try messenger.say("an old raven", in: slug, as: bo)
        try messenger.say("another raven", in: slug, as: bo)
        #expect(try found("raven") == 2)
        try wait(days: 31)
        try messenger.say("a new raven", in: slug, as: bo)
        #expect(try found("raven") == 3)
        try keep(30)
        try expire()
        #expect(try found("raven") == 1)
        try wait(days: 2)
        try expire()
        #expect(try found("raven") == 1)
    }

    @Test("only those in charge set it; the serving role keeps, holds and takes away nothing by itself")
    func refusals() throws {
        let stranger = try messenger.person("Eve")
        let week = Retention(messageDays: 7, fileDays: nil)
        for person in [bo, stranger, ParticipantID(rawValue: UUID())] {
            #expect(isNotFound { try messenger.setRetention(week, in: slug, as: person.identity) })
        }
        for sql in [
            "select messaging.set_site_retention(1, 1)", "update messaging.retention set message_days = 1",
            "select messaging.place_hold(null, '\(bo.rawValue)')",
            "select messaging.lift_hold(null, '\(bo.rawValue)')",
            "select * from messaging.holds",
            "select messaging.empty_file(id) from messaging.files",
            "update messaging.channels set message_days = 1",
            "select messaging.is_on_hold(null, '\(bo.rawValue)')",
        ] {
            #expect(throws: PostgresError.self, "\(sql)") {
                try database.serve("set messaging.participant = '\(ada.rawValue)'; \(sql)")
            }
        }
        for draft in [["messages": "0"], ["messages": "36501"], ["files": "a week"], ["messages": "7"]] {
            #expect(refusal { _ = try RetentionDraft { draft[$0] } } != nil, "\(draft)")
        }
        let wanted = ["messages": "7", "files": "", "delete": "yes"]
        #expect(try RetentionDraft { wanted[$0] }.retention == week)
        #expect(try RetentionDraft { _ in nil }.retention == .forGood)
    }

    private func refusal(_ action: () throws -> Void) -> String? {
        do { try action() } catch MessagingError.invalid(let errors) {
            return errors.entries.first?.field
        } catch {
            return "\(error)"
        }
        return nil
    }
}
