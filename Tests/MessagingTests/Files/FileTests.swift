import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Files", .database(messagingDatabase))
struct FileTests {
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
        slug = try messenger.createChannel("Design", .private, as: ada)
        // Nobody joins a private channel by themselves yet.
        _ = try database.administer(
            "insert into messaging.channel_members (channel_id, user_id) select id, '\(bo.rawValue)' from messaging.channels"
        )
    }

    private func digest(_ letter: Character) -> String { String(repeating: letter, count: 64) }

    /// A picture of two parts, 100 bytes each.
    @discardableResult
    private func keepPicture(
        _ letter: Character = "a", named name: String = "cat.jpg", id: UUID = UUID(), as owner: ParticipantID,
        quota: Int64 = 100_000
    ) throws -> UUID {
        let parts = ["320.jpg", "320.webp"].map { part in
            FileDraft.Part(
                name: part, digest: part == "320.jpg" ? digest(letter) : digest("9"),
                type: part == "320.jpg" ? "image/jpeg" : "image/webp", size: 100, width: 320, height: 200)
        }
        let draft = FileDraft(
            id: id, name: name, type: "image/jpeg", label: "Picture", parts: parts,
            picture: .init(
                width: 4_000, height: 2_500, isAnimated: false,
                placeholder: [UInt8](repeating: 0xAB, count: 36)))
        try messenger.keep(draft, quota: quota, as: owner.identity)
        return id
    }

    private func keepOther(_ letter: Character = "b", size: Int64 = 50, as owner: ParticipantID) throws
        -> UUID
    {
        let draft = FileDraft(
            name: "plan.pdf", type: "application/pdf", label: "PDF",
            parts: [.init(name: "original", digest: digest(letter), type: "application/pdf", size: size)])
        try messenger.keep(draft, quota: 100_000, as: owner.identity)
        return draft.id
    }

    @discardableResult
    private func send(
        _ files: [UUID], _ text: String = "", nonce: UUID = UUID(), as author: ParticipantID
    ) throws -> Int64 {
        try messenger.send(
            MessageDraft(text: text, nonce: nonce, files: files), to: slug, as: author.identity)
    }

    private func references() throws -> [[String?]] {
        try database.administer(
            "select left(digest, 1), reference_count, unused_since is not null from messaging.contents order by 1"
        )
    }

    // MARK: One's own

    @Test("one’s own are listed, the latest first, also where one has left, and deleted there")
    func own() throws {
        let (picture, other) = (try keepPicture(as: bo), try keepOther(as: bo))
        let place = try send([picture, other], "Both.", as: bo)
        let pending = try keepOther("c", as: bo)
        #expect(try messenger.ownFiles(as: ada.identity).files.isEmpty)
        try messenger.leave(slug, as: bo.identity)
        let own = try messenger.ownFiles(as: bo.identity)
        #expect(own.files.map(\.id) == [pending, other, picture] && own.bytes == 300)
        #expect(own.files.map(\.isSent) == [false, true, true] && own.files.allSatisfy { $0.place == nil })
        let first = try messenger.ownFiles(as: bo.identity, limit: 2)
        #expect(first.files.count == 2)
        #expect(
            try messenger.ownFiles(before: first.next, as: bo.identity, limit: 2).files.map(\.id) == [picture]
        )
        for stranger in [ada.identity, cy.identity, .nobody] {
            #expect(throws: MessagingError.self) { try messenger.deleteFile(picture, as: stranger) }
        }
        let cursor = try messenger.conversation(slug, as: ada.identity).page.cursor
        for file in [picture, pending] { try messenger.deleteFile(file, as: bo.identity) }
        #expect(throws: MessagingError.self) { try messenger.deleteFile(picture, as: bo.identity) }
        let message = try #require(try messenger.message(place, in: slug, as: ada.identity).message)
        #expect(message.text == "Both." && message.files.map(\.isDeleted) == [true, false])
        #expect(message.changed > cursor, "whoever reads is told")
        #expect(throws: MessagingError.self) { try messenger.file(picture, as: ada.identity) }
        #expect(throws: MessagingError.self) { try messenger.part("320.webp", of: picture, as: ada.identity) }
        #expect(
            try messenger.parts(ofMessage: place, in: slug, as: ada.identity).map(\.digest) == [digest("b")])
        #expect(try messenger.ownFiles(as: bo.identity).bytes == 50)
        #expect(try references().filter { $0[1] != "0" }.map { $0[0] } == ["b"])
        let copies = try messenger.copyFiles(
            ofMessage: place, in: slug, nonce: UUID(), quota: 10_000, as: ada.identity)
        #expect(copies?.count == 1, "what is deleted is not copied")
    }

    @Test("one’s own list is read by its index, however many there are")
    func manyOwn() throws {
        _ = try database.administer(
            """
            insert into messaging.files (id, user_id, name, type, label, size, created_at)
            select gen_random_uuid(), '\(ada.rawValue)', 'x.txt', 'text/plain', 'Text', 1,
                clock_timestamp() - number * interval '1 second' from generate_series(1, 2000) number
            """)
        var (count, position, pages) = (0, OwnFilePosition?.none, 0)
        repeat {
            let page = try messenger.ownFiles(before: position, as: ada.identity, limit: 500)
            (count, position, pages) = (count + page.files.count, page.next, pages + 1)
        } while position != nil && pages < 9
        #expect(count == 2000 && pages == 4)
    }

    @Test("those of a channel are found one by one, the latest first, as long as one may see them")
    func oneByOne() throws {
        let (picture, other) = (try keepPicture(as: ada), try keepOther(as: ada))
        try send([picture, other], as: ada)
        try send([try keepOther("c", as: bo)], as: bo)
        let first = try #require(try messenger.part(in: slug, as: bo.identity))
        #expect(first.part.digest == digest("c"))
        let second = try #require(try messenger.part(before: first.place, in: slug, as: bo.identity))
        #expect(second.part.digest == digest("b"))
        #expect(try messenger.part(in: slug, as: cy.identity) == nil)
        try messenger.leave(slug, as: bo.identity)
        #expect(try messenger.part(before: second.place, in: slug, as: bo.identity) == nil)
        let third = try #require(try messenger.part(before: second.place, in: slug, as: ada.identity))
        #expect(third.part.digest == digest("a"))
        #expect(try messenger.part(before: third.place, in: slug, as: ada.identity) == nil)
    }

    // MARK: Sending

    @Test("go with a message in their order, with or without words, as every reader sees them")
    func sending() throws {
        let (picture, other) = (try keepPicture(as: ada), try keepOther(as: ada))
        #expect(
            try messenger.pendingFiles([other, picture], as: ada.identity).map(\.id) == [other, picture])
        let place = try send([other, picture], as: ada)
        let message = try #require(try messenger.message(place, in: slug, as: bo.identity).message)
        #expect(message.files.map(\.name) == ["plan.pdf", "cat.jpg"])
        #expect(message.text.isEmpty && message.words(limit: 60) == "plan.pdf")
        let shown = try #require(message.files[1].picture)
        #expect(shown.widths == [320] && shown.webPWidths == [320] && shown.fallback == "jpg")
        #expect(shown.placeholder == [String](repeating: "#ababab", count: 12))
        #expect(message.files[0].size == 50 && message.files[1].size == 100)
        #expect(try messenger.pendingFiles([other, picture], as: ada.identity).isEmpty)
        let found = try messenger.file(picture, as: bo.identity)
        #expect(found.place?.sequence == place && found.index == 1 && !found.isOwn)
        #expect(try messenger.part("320.webp", of: picture, as: bo.identity).digest == digest("9"))
        #expect(
            try messenger.parts(ofMessage: place, in: slug, as: bo.identity).map(\.digest) == [
                digest("b"), digest("a"),
            ], "what is saved of a picture is in a format everything reads")
    }

    @Test("a message sent twice is sent once, with its files")
    func twice() throws {
        let (file, nonce) = (try keepPicture(as: ada), UUID())
        let place = try send([file], nonce: nonce, as: ada)
        #expect(try send([file], nonce: nonce, as: ada) == place)
        #expect(try messenger.conversation(slug, as: bo.identity).page.messages.count == 1)
    }

    @Test("kept twice under one name is kept once")
    func keptTwice() throws {
        let id = try keepPicture(as: ada)
        try keepPicture(id: id, as: ada)
        #expect(try references().map { $0[1] } == ["1", "1"])
    }

    @Test("a file that is somebody else’s, was sent, or is not there goes with no message")
    func refusals() throws {
        let file = try keepPicture(as: ada)
        #expect(refusal(of: { try send([file], as: bo) }) == "file gone")
        try send([file], as: ada)
        #expect(refusal(of: { try send([file], as: ada) }) == "file gone")
        #expect(refusal(of: { try send([UUID()], as: ada) }) == "file gone")
        #expect(
            refusal(of: { try send((0..<11).map { _ in UUID() }, as: ada) }) == "file too-long",
            "eleven are too many")
        #expect(try messenger.conversation(slug, as: bo.identity).page.messages.count == 1)
    }

    @Test("a message with nothing in it is refused still")
    func empty() throws {
        #expect(refusal(of: { try send([], " ", as: ada) }) == "message missing")
    }

    @Test("what is kept has a quota, and what waits a number")
    func quota() throws {
        try keepPicture(as: ada, quota: 500)
        try keepPicture(as: ada, quota: 500)
        #expect(throws: FileRefusal.quota) { try keepPicture(as: ada, quota: 500) }
        let later = try keepOther(as: bo)
        _ = try messenger.schedule(
            MessageDraft(text: "", nonce: UUID(), files: [later]), at: .now + 600, in: slug, as: bo.identity)
        let kept = try (0..<52).map { _ in try keepOther(as: bo) }
        let pending = try messenger.pendingFiles(kept + [later], as: bo.identity).map(\.id)
        #expect(
            pending == Array(kept.dropFirst(2)) + [later], "the oldest go, but not what is to be sent later")
    }

    @Test("contents that were to be kept and became part of nothing are told to be unused")
    func expected() throws {
        let part = FileDraft.Part(name: "original", digest: digest("e"), type: "a/b", size: 70)
        try messenger.expect([part], quota: 100, as: ada.identity)
        #expect(try messenger.unusedContents(for: .zero, limit: 9) == [digest("e")])
        #expect(throws: FileRefusal.quota) { try messenger.expect([part], quota: 60, as: ada.identity) }
        #expect(throws: MessagingError.self) { try messenger.expect([part], quota: 100, as: .nobody) }
    }

    // MARK: Privacy

    @Test("before it is sent it is its owner’s alone, then it is as private as the message")
    func privacy() throws {
        let file = try keepPicture(as: ada)
        #expect(try messenger.part("320.jpg", of: file, as: ada.identity).fileName == "cat.jpg")
        for stranger in [bo, cy] {
            #expect(isNotFound { _ = try messenger.part("320.jpg", of: file, as: stranger.identity) })
            #expect(isNotFound { _ = try messenger.file(file, as: stranger.identity) })
            #expect(isNotFound { try messenger.dropFile(file, as: stranger.identity) })
            #expect(isNotFound { try messenger.describeFile(file, "mine", as: stranger.identity) })
            #expect(try messenger.pendingFiles([file], as: stranger.identity).isEmpty)
        }
        let place = try send([file], as: ada)
        #expect(try messenger.part("320.jpg", of: file, as: bo.identity).size == 100)
        #expect(isNotFound { _ = try messenger.part("320.jpg", of: file, as: cy.identity) })
        #expect(isNotFound { _ = try messenger.file(file, as: cy.identity) })
        #expect(isNotFound { _ = try messenger.files(in: slug, as: cy.identity) })
        #expect(isNotFound { _ = try messenger.parts(ofMessage: place, in: slug, as: cy.identity) })
        #expect(isNotFound { _ = try messenger.part("320.jpg", of: file, as: .nobody) })
        #expect(isNotFound { try messenger.describeFile(file, "not mine", as: bo.identity) })
        try messenger.leave(slug, as: bo.identity)
        #expect(
            isNotFound { _ = try messenger.part("320.jpg", of: file, as: bo.identity) },
            "leaving takes effect at once")
    }

    @Test("nobody copies what they may not read")
    func copying() throws {
        let place = try send([try keepPicture(as: ada)], as: ada)
        let nonce = UUID()
        let copies = try messenger.copyFiles(
            ofMessage: place, in: slug, nonce: nonce, quota: 10_000, as: bo.identity)
        #expect(copies?.count == 1)
        #expect(
            try messenger.copyFiles(ofMessage: place, in: slug, nonce: nonce, quota: 10_000, as: bo.identity)
                == copies)
        #expect(try references().map { $0[1] } == ["2", "2"])
        #expect(
            try messenger.copyFiles(ofMessage: place, in: slug, nonce: UUID(), quota: 10_000, as: cy.identity)
                == [])
        #expect(
            try messenger.copyFiles(ofMessage: place, in: slug, nonce: UUID(), quota: 100, as: bo.identity)
                == nil)
    }

    @Test(
        "by SQL of the serving role nothing of files is changed but through their functions",
        arguments: [
            "insert into messaging.files (id, user_id, name, type, label, size) select gen_random_uuid(), messaging.viewer(), 'x', 'a/b', 'x', 1",
            "update messaging.files set user_id = messaging.viewer()",
            "delete from messaging.files",
            "insert into messaging.file_parts (file_id, name, digest, type, size) select gen_random_uuid(), 'x', repeat('a', 64), 'a/b', 1",
            "delete from messaging.file_parts",
            "select * from messaging.contents",
            "update messaging.messages set files = '[]'",
            "select messaging.take_files('{}', messaging.viewer())",
            "select messaging.shown_files('{}')",
        ])
    func sql(_ command: String) throws {
        try send([try keepPicture(as: ada)], as: ada)
        #expect(throws: PostgresError.self) { _ = try database.serve(command) }
    }

    // MARK: Deleting

    @Test("deleting a message takes its files away at once, and what they were made of is told to be unused")
    func deletion() throws {
        let (file, other) = (try keepPicture("a", as: ada), try keepPicture("c", as: bo))
        let place = try send([file], "look", as: ada)
        try send([other], as: bo)
        #expect(try references() == [["9", "2", "f"], ["a", "1", "f"], ["c", "1", "f"]])
        try messenger.delete(place, in: slug, as: ada.identity)
        let message = try #require(try messenger.message(place, in: slug, as: bo.identity).message)
        #expect(message.isDeleted && message.files.isEmpty)
        #expect(isNotFound { _ = try messenger.part("320.jpg", of: file, as: ada.identity) })
        #expect(try references() == [["9", "1", "f"], ["a", "0", "t"], ["c", "1", "f"]])
        #expect(try messenger.unusedContents(for: .seconds(600), limit: 10).isEmpty, "not yet")
        #expect(try messenger.unusedContents(for: .zero, limit: 10) == [digest("a")])
        #expect(try messenger.knownContents([digest("a"), digest("d")]) == [digest("a")])
        try messenger.forgetContents([digest("a"), digest("c")])
        #expect(try references().map { $0[0] } == ["9", "c"], "what is used is not forgotten")
    }

    @Test(
        "dropping one that is not sent; what nobody sends is dropped after a day, but not what is to be sent later"
    )
    func unsent() throws {
        let (dropped, old, later) = (
            try keepPicture(as: ada), try keepPicture(as: ada), try keepOther(as: ada)
        )
        try messenger.dropFile(dropped, as: ada.identity)
        #expect(try !messenger.dropUnsentFiles())
        _ = try messenger.schedule(
            MessageDraft(text: "", nonce: UUID(), files: [later]), at: .now + 600, in: slug, as: ada.identity)
        _ = try database.administer(
            "update messaging.files set created_at = created_at - interval '25 hours'")
        #expect(try messenger.dropUnsentFiles())
        #expect(try messenger.pendingFiles([old, later], as: ada.identity).map(\.id) == [later])
        _ = try database.administer(
            "update messaging.scheduled_messages set send_at = now() - interval '1 second'")
        #expect(try messenger.sendDue())
        #expect(
            try messenger.conversation(slug, as: bo.identity).page.messages.map { $0.files.map(\.name) } == [
                ["plan.pdf"]
            ])
    }

    @Test("the end of an account takes its files")
    func erasure() throws {
        try send([try keepPicture(as: ada)], as: ada)
        _ = try keepOther(as: ada)
        for _ in 0..<100 {
            let more = try database.administer("select messaging.erase_some('\(ada.rawValue)')")
            if more == [["f"]] { break }
        }
        #expect(try database.administer("select count(*) from messaging.files") == [["0"]])
        #expect(try references().allSatisfy { $0[1] == "0" })
    }

    // MARK: Describing

    @Test("what it shows is said before it is sent or after, which is a change of its message")
    func describing() throws {
        let file = try keepPicture(as: ada)
        try messenger.describeFile(file, "A cat.", as: ada.identity)
        let place = try send([file], as: ada)
        var message = try #require(try messenger.message(place, in: slug, as: bo.identity).message)
        #expect(message.files[0].description == "A cat." && message.changed == place)
        try messenger.describeFile(file, "A cat on a \"mat\".", as: ada.identity)
        message = try #require(try messenger.message(place, in: slug, as: bo.identity).message)
        #expect(message.files[0].description == "A cat on a \"mat\"." && message.changed == place + 1)
        try messenger.describeFile(file, "A cat on a \"mat\".", as: ada.identity)
        #expect(try messenger.channel(slug, as: bo.identity).lastSequence == place + 1, "nothing has changed")
    }

    // MARK: Lists

    @Test("all of a channel are read a page of messages at a time")
    func list() throws {
        for number in 0..<45 {
            try send([try keepOther(as: ada), try keepPicture(as: ada)], "\(number)", as: ada)
        }
        let first = try messenger.files(in: slug, as: bo.identity)
        #expect(first.sent.count == 40 && first.hasEarlier && first.sent[0].files.count == 2)
        let next = try messenger.files(in: slug, before: first.sent[39].sequence, as: bo.identity)
        #expect(next.sent.count == 5 && !next.hasEarlier)
    }

    @Test("ten thousand files in a channel: a page of them is a range of one index")
    func many() throws {
        try send([try keepPicture(as: ada)], as: ada)
        _ = try database.administer(
            """
            insert into messaging.files (id, user_id, message_id, channel_id, seq, position, name, type, label, size)
                select gen_random_uuid(), user_id, message_id, channel_id, seq + n / 10, 1 + n % 10, 'x', type, label, size
                from messaging.files, generate_series(1, 10000) n
            """)
        _ = try database.administer("analyze messaging.files")
        let plan = try database.administer(
            """
            explain select f.seq, f.message_id from messaging.files f
                where f.channel_id = (select id from messaging.channels) and f.seq < 9000 and f.position = 1
                order by f.seq desc limit 41
            """
        ).map { $0[0] ?? "" }.joined(separator: "\n")
        #expect(plan.contains("files_of_channel") && !plan.contains("Sort"), "\(plan)")
        #expect(try messenger.files(in: slug, as: bo.identity).hasEarlier)
    }
}
