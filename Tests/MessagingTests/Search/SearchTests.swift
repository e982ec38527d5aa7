import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import Messaging

@Suite("Search", .database(messagingDatabase))
struct SearchTests {
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

    private func search(
        _ line: String, as viewer: ParticipantID, by order: SearchOrder = .newest, zone: String = "UTC",
        limit: Int = 20
    ) throws -> MessageHits {
        try messenger.search(
            try MessageQuery(line: line), by: order, zone: zone, as: viewer.identity, limit: limit)
    }

    /// What was found, by its numbers.
    private func numbers(_ line: String, as viewer: ParticipantID, zone: String = "UTC") throws -> [Int64] {
        try search(line, as: viewer, zone: zone).hits.map(\.sequence)
    }

    private func makeFilters(_ messenger: Messenger? = nil) throws {
        let messenger = messenger ?? self.messenger
        let maker = FilterMaker(pool: messenger.housekeepingPool, keys: messenger.keys)
        for row in try database.administer("select id from messaging.channels") {
            let channel = ChannelID(rawValue: try #require(row[0].flatMap(UUID.init(uuidString:))))
            while case .more = try maker.goOn(in: channel) {}
        }
    }

    private func count(_ rows: String) throws -> Int {
        try database.administer("select from \(rows)").count
    }

    @Test(
        "words are found with and without filters, the latest first, with what is shown of them",
        arguments: [false, true])
    func basics(isFiltered: Bool) throws {
        try messenger.say("The white sample left Tokyo", in: slug, as: ada)
        try messenger.say("Nothing of it", in: slug, as: bo)
        try messenger.say("Ask for a wet **sample**, not a digital one", in: slug, as: bo)
        if isFiltered {
            try makeFilters()
            #expect(try count("messaging.filters") == 1)
        }
        let found = try search("sampl", as: ada)
        #expect(found.hits.map(\.sequence) == [3, 1])
        #expect(found.older == nil && !found.isCut && found.unreadable == 0)
        let hit = try #require(found.hits.first)
        #expect(hit.slug == slug && hit.channel == "Design" && hit.handle == nil && !hit.isDirect)
        #expect(hit.authorName == "Bo" && hit.authorHandle == "bo" && !hit.isMine)
        #expect(hit.excerpt.map(\.text).joined() == "Ask for a wet sample, not a digital one")
        #expect(hit.excerpt.filter(\.isMarked).map(\.text) == ["sampl"])
        #expect(try search("sample", as: ada).hits.map(\.isMine) == [false, true])
        #expect(try numbers("ample", as: ada) == [])
        #expect(try numbers("*ample", as: ada) == [3, 1])
        #expect(try numbers("sample -tokyo", as: ada) == [3])
        #expect(try numbers("\"white sample\"", as: ada) == [1])
        #expect(try numbers("nothing sample", as: ada) == [])
    }

    @Test("what is asked for besides words narrows it down")
    func conditions() throws {
        let other = try messenger.createChannel("Other", as: bo)
        try messenger.say("a report of mine", in: slug, as: ada)
        try messenger.say("a report for @ada", in: slug, as: bo)
        try messenger.say("a report at https://example.com/x", in: slug, as: bo)
        try messenger.say("a report elsewhere", in: other, as: bo)
        _ = try messenger.react(try ReactionDraft(emoji: "👍"), to: 1, in: slug, as: bo.identity)
        _ = try messenger.pin(2, in: slug, as: ada.identity)
        _ = try messenger.bookmark(3, in: slug, as: ada.identity)
        for isFiltered in [false, true] {
            if isFiltered { try makeFilters() }
            #expect(try numbers("report from:me", as: ada) == [1])
            #expect(try numbers("report from:@bo", as: ada) == [3, 2])
            #expect(try numbers("report to:me", as: ada) == [2])
            #expect(try numbers("report has:link", as: ada) == [3])
            #expect(try numbers("report has:reaction", as: ada) == [1])
            #expect(try numbers("report is:pinned", as: ada) == [2])
            #expect(try numbers("is:bookmarked", as: ada) == [3])
            #expect(try numbers("report is:unread", as: ada) == [3, 2])
            #expect(try numbers("report in:\(other)", as: bo) == [1])
            #expect(try search("report", as: bo).hits.count == 4)
        }
        try messenger.join(other, as: ada.identity)
        #expect(try search("report", as: ada).hits.count == 4)
    }

    @Test("a conversation of two is looked in by the other's handle, and what is said there is to me")
    func conversation() throws {
        let direct = try messenger.send(
            try MessageDraft(text: "a private plan", nonce: UUID()),
            to: try messenger.correspondent("bo", as: ada.identity), as: ada.identity)
        try messenger.say("a plan for all", in: slug, as: ada)
        let hit = try #require(try search("plan in:@ada", as: bo).hits.first)
        #expect(hit.slug == direct.slug && hit.isDirect && hit.handle == "ada" && hit.channel == "Ada")
        #expect(try search("plan to:me", as: bo).hits.map(\.slug) == [direct.slug])
        #expect(try search("plan", as: bo).hits.count == 2)
    }

    @Test("a hit is shown with what was said before it and after it where it was said")
    func neighbours() throws {
        func answer(_ text: String, as author: ParticipantID) throws {
            _ = try messenger.send(
                try MessageDraft(text: text, nonce: UUID(), thread: 2), to: slug, as: author.identity)
        }
        try messenger.say("**First** of all", in: slug, as: bo)
        try messenger.say("a needle in the channel", in: slug, as: ada)
        try answer("a needle begins the thread", as: bo)
        try messenger.say("secret last of all", in: slug, as: bo)
        try answer("said between", as: ada)
        try answer("a needle ends the thread", as: bo)
        let other = try messenger.createChannel("Other", as: ada)
        try messenger.say("a needle alone", in: other, as: ada)
        func told(_ neighbour: MessageHit.Neighbour?) -> String? {
            neighbour.map { "\($0.isMine ? "You" : $0.authorName): \($0.words)" }
        }
        func shown() throws -> [[String?]] {
            try search("needle", as: ada).hits.map { [told($0.before), told($0.after)] }
        }
        #expect(
            try shown() == [
                [nil, nil], ["You: said between", nil],
                ["You: a needle in the channel", "You: said between"],
                ["Bo: First of all", "Bo: secret last of all"],
            ])
        #expect(try search("needle", as: bo).hits.count == 3, "of those he may read")
        // As a page of the channel shows them.
        try messenger.delete(1, in: slug, as: bo.identity)
        _ = try messenger.keepAway(from: bo, by: .mute, as: ada.identity)
        let folded = try shown()
        #expect(folded.last == ["Bo: \(Message.goneWords)", "Bo: \(Block.Kind.mute.foldedQuotation)"])
        try messenger.say(String(repeating: "long ", count: 100), in: other, as: ada)
        let long = try #require(try search("alone", as: ada).hits.first?.after?.words)
        #expect(long.hasPrefix("long long") && long.hasSuffix("…") && long.unicodeScalars.count <= 120)
    }

    @Test("what stands beside a hit and cannot be read is told as that")
    func unreadableNeighbours() throws {
        for words in ["one", "a needle", "three"] { try messenger.say(words, in: slug, as: ada) }
        try database.administer(
            "update messaging.messages set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where seq = 3"
        )
        let hit = try #require(try search("needle", as: bo).hits.first)
        #expect(hit.before?.words == "one" && hit.after?.words == StoredText.unreadable)
    }

    @Test("people are found by their names and handles among those the viewer meets, and nobody else is")
    func people() throws {
        let other = try messenger.createChannel("Other", as: ada)
        let jose = try messenger.person("José Über")
        let stranger = try messenger.person("Josephine")
        func found(_ line: String, as viewer: ParticipantID? = nil) throws -> [String] {
            try messenger.people(
                called: try MessageQuery(line: line).terms, as: (viewer ?? ada).identity
            ).map(\.name)
        }
        #expect(try found("jos").isEmpty)
        try messenger.join(other, as: jose.identity)
        #expect(try found("JOS").map(\.self) == ["José Über"] && found("uber jose") == ["José Über"])
        #expect(try found("ose").isEmpty && found("*ose") == ["José Über"])
        #expect(try found("jos", as: bo).isEmpty, "they meet nowhere")
        #expect(try found("ada").isEmpty && found("ada", as: jose) == ["Ada"], "nobody finds themselves")
        _ = try messenger.send(
            try MessageDraft(text: "Hello", nonce: UUID()),
            to: try messenger.correspondent("josephine", as: ada.identity), as: ada.identity)
        #expect(try Set(found("jos")) == ["José Über", "Josephine"])
        #expect(try found("josephine") == ["Josephine"])
        _ = try messenger.keepAway(from: ada, by: .block, as: stranger.identity)
        #expect(try found("jos") == ["José Über"])
        try messenger.leave(other, as: jose.identity)
        #expect(try found("jos").isEmpty)
        #expect(
            try messenger.people(called: try MessageQuery(line: "ada").terms, as: .nobody).isEmpty)
    }

    @Test("days are those of the viewer's zone")
    func days() throws {
        for text in ["early", "late"] { try messenger.say("\(text) words", in: slug, as: ada) }
        try database.administer(
            """
            update messaging.messages set created_at = case seq
                when 1 then '2026-09-01 22:30+00'::timestamptz else '2026-09-02 12:00+00' end
            """)
        #expect(try numbers("words on:2026-09-01", as: ada) == [1])
        #expect(try numbers("words on:2026-09-02", as: ada, zone: "Europe/Berlin") == [2, 1])
        #expect(try numbers("words before:2026-09-02", as: ada) == [1])
        #expect(try numbers("words after:2026-09-01", as: ada) == [2])
        #expect(try numbers("words after:2026-09-01", as: ada, zone: "Europe/Berlin") == [2, 1])
    }

    @Test("pages go on where the one before ended, and the closest come first where that is asked for")
    func pages() throws {
        for number in 1...25 { try messenger.say("page \(number) of it", in: slug, as: ada) }
        try makeFilters()
        for number in 26...45 { try messenger.say("page \(number) of it", in: slug, as: ada) }
        var found: [Int64] = []
        var position: SearchPosition?
        repeat {
            let page = try messenger.search(
                try MessageQuery(line: "page"), after: position, zone: "UTC", as: bo.identity, limit: 10)
            #expect(page.hits.count <= 10 && !page.isCut)
            found += page.hits.map(\.sequence)
            position = page.older
        } while position != nil
        #expect(found == Array((1...45).reversed()))
        try messenger.say("pages and pages of paper about pagers", in: slug, as: ada)
        #expect(try search("page", as: ada, by: .closest).hits.first?.sequence != 46)
        #expect(try search("page", as: ada).hits.first?.sequence == 46)
    }

    @Test("nobody finds what they may not read, and a place that is not theirs is as one that is not there")
    func refusals() throws {
        let closed = try messenger.createChannel("Closed", .private, as: ada)
        try messenger.say("a secret word", in: closed, as: ada)
        for isFiltered in [false, true] {
            if isFiltered { try makeFilters() }
            #expect(try search("secret", as: ada).hits.count == 1)
            #expect(try search("secret", as: bo).hits.isEmpty)
            #expect(refusal { _ = try search("secret in:\(closed)", as: bo) } == "in not-a-choice")
            #expect(refusal { _ = try search("secret in:nowhere-at-all", as: bo) } == "in not-a-choice")
            #expect(refusal { _ = try search("secret in:@nobody-at-all", as: bo) } == "in not-a-choice")
            #expect(refusal { _ = try search("secret from:@nobody-at-all", as: bo) } == "from not-a-choice")
        }
        try messenger.say("a public word", in: slug, as: ada)
        #expect(try search("word", as: bo).hits.count == 1)
        try messenger.leave(slug, as: bo.identity)
        #expect(try search("word", as: bo).hits.isEmpty)
        // Nobody at all.
        #expect(
            try messenger.search(try MessageQuery(line: "word"), zone: "UTC", as: .nobody).hits.isEmpty)
        for person in [ada, bo] {
            let identity = "set local messaging.participant = '\(person.rawValue.uuidString)';"
            for (table, rows) in [("filters", 1), ("filter_marks", 2)] {
                let seen = try database.serve("begin; \(identity) select from messaging.\(table)").count
                #expect(person == ada ? seen >= rows : seen == 0)
            }
        }
    }

    @Test("what people one keeps away from say is not found")
    func folded() throws {
        try messenger.say("loud words", in: slug, as: bo)
        #expect(try search("loud", as: ada).hits.count == 1)
        _ = try messenger.keepAway(from: bo, by: .mute, as: ada.identity)
        #expect(try search("loud", as: ada).hits.isEmpty)
        #expect(try search("loud", as: bo).hits.count == 1)
    }

    @Test("without the key the others are found, and it is told that some cannot be read")
    func unreadable() throws {
        try messenger.say("a lost word", in: slug, as: ada)
        let other = try messenger.createChannel("Other", as: ada)
        try messenger.say("a kept word", in: other, as: ada)
        try makeFilters()
        try database.administer(
            """
            update messaging.channel_keys k set wrapped = repeat('x', 60)::bytea
            from messaging.channels c where c.id = k.channel_id and c.slug = $1
            """, [slug])
        let again = try database.messenger()
        let found = try again.search(try MessageQuery(line: "word"), zone: "UTC", as: ada.identity)
        #expect(found.hits.map(\.slug) == [other] && found.unreadable == 1)
        // Filters are not made of what cannot be read, and stay as they are.
        try again.say("one more", in: other, as: ada)
        try makeFilters(again)
        #expect(try count("messaging.filters") == 2)
    }

    @Test("a message whose box does not open holds up nothing, and what stands beside it is found")
    func broken() throws {
        for number in 1...3 { try messenger.say("word \(number)", in: slug, as: ada) }
        let flip =
            "update messaging.messages set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where seq = 2"
        try database.administer(flip)
        try makeFilters()
        let found = try search("word", as: ada)
        #expect(found.hits.map(\.sequence) == [3, 1] && found.unreadable == 1)
        // Where no word is looked for, it is there.
        #expect(try numbers("from:me", as: ada) == [3, 2, 1])
        #expect(try count("messaging.filters where bits is null") == 1)
        // Whatever was the reason, it is found again when it can be read.
        try database.administer(flip)
        #expect(try numbers("word", as: ada) == [3, 2, 1])
    }

    @Test("filters tell nothing without the key, and are gone with it")
    func filters() throws {
        let other = try messenger.createChannel("Other", as: ada)
        for place in [slug, other] { try messenger.say("the very same words", in: place, as: ada) }
        try makeFilters()
        #expect(try database.administer("select distinct bits from messaging.filters").count == 2)
        let keeper = KeyKeeper(
            pool: Pool(Pool.Configuration(conninfo: database.owner, size: 2), logger: TestDatabase.logger),
            keys: OneKey.theirs)
        while try keeper.shred(slug) {}
        #expect(try count("messaging.filters") == 1)
        #expect(try search("same", as: ada).hits.map(\.slug) == [other])
        // After a change of data keys all are of the new ones.
        _ = try keeper.renewSome(olderThan: try keeper.moment())
        while try keeper.resealSome() != nil {}
        #expect(
            try count(
                "messaging.channel_keys k join messaging.channels c on c.id = k.channel_id where c.slug = '\(other)'"
            ) == 1)
        #expect(try count("messaging.filters where key_version = 2") == 1)
        #expect(try search("same", as: ada).hits.map(\.slug) == [other])
    }

    @Test(
        "a message is found by the names of its files, and a phrase does not go on from its words into them")
    func files() throws {
        try messenger.say("look at the white", in: slug, as: ada)
        try database.administer(
            """
            update messaging.messages set files = '[{"name": "Sample sheet.pdf"}, {"name": "Old.txt", "isDeleted": true}]'
            """)
        for isFiltered in [false, true] {
            if isFiltered { try makeFilters() }
            #expect(try search("sheet", as: bo).hits.first?.files == ["Sample sheet.pdf"])
            #expect(try numbers("look \"sample sheet\"", as: bo) == [1])
            #expect(try numbers("\"white sample\"", as: bo) == [])
            #expect(try numbers("old", as: bo) == [])
            #expect(try numbers("has:file", as: bo) == [1] && numbers("has:image", as: bo) == [])
        }
        try database.administer(
            """
            update messaging.messages set files = '[{"name": "Lid.png", "width": 640}, {"name": "Old.txt", "isDeleted": true}]'
            """)
        #expect(try numbers("has:image has:file", as: bo) == [1])
        try database.administer(
            """
            update messaging.messages set files = '[{"name": "Lid.png", "width": 640, "isDeleted": true}]'
            """)
        #expect(try numbers("has:image", as: bo) == [] && numbers("has:file", as: bo) == [])
    }

    // MARK: What files say

    /// A file that is about to be sent.
    private func keep(
        _ name: String, saying text: String?, as owner: ParticipantID, by messenger: Messenger? = nil
    ) throws -> UUID {
        let id = UUID()
        let draft = FileDraft(
            id: id, name: name, type: "text/plain", label: "Text",
            parts: [
                .init(
                    name: "original", digest: String(repeating: "c", count: 64), type: "text/plain", size: 10)
            ], text: text)
        try (messenger ?? self.messenger).keep(draft, quota: 100_000, as: owner.identity)
        return id
    }

    @discardableResult
    private func send(
        _ files: [UUID], _ text: String = "", in place: String? = nil, as author: ParticipantID
    ) throws -> Int64 {
        try messenger.send(
            MessageDraft(text: text, nonce: UUID(), files: files), to: place ?? slug, as: author.identity)
    }

    @Test("a message is found by what its files say, and where in them; nothing of that is there in plain")
    func fileTexts() throws {
        let plan = try keep("plan.txt", saying: "The white sample\nleft **Tokyo**", as: ada)
        let list = try keep("list.txt", saying: "Tokyo, Osaka", as: ada)
        let silent = try keep("silent.txt", saying: nil, as: ada)
        try send([plan, list, silent], "look at these", as: ada)
        #expect(try !database.holds("Tokyo") && !database.holds("sample"))
        #expect(try count("messaging.file_texts where sealed is not null") == 2)
        let cy = try messenger.person("Cy")
        for isFiltered in [false, true] {
            if isFiltered { try makeFilters() }
            var hit = try #require(try search("sample", as: bo).hits.first)
            #expect(hit.files == ["plan.txt", "list.txt", "silent.txt"])
            #expect(hit.excerpts.map(\.name) == ["plan.txt"] && hit.excerpts.map(\.id) == [plan])
            #expect(hit.excerpts[0].excerpt.map(\.text).joined() == "The white sample left **Tokyo**")
            #expect(hit.excerpts[0].excerpt.filter(\.isMarked).map(\.text) == ["sample"])
            // Some of it here, some of it there.
            hit = try #require(try search("look tokyo", as: bo).hits.first)
            #expect(hit.excerpts.map(\.id) == [plan, list])
            #expect(hit.excerpt.filter(\.isMarked).map(\.text) == ["look"])
            #expect(try numbers("\"these the\"", as: bo) == [] && numbers("\"sample left\"", as: bo) == [1])
            #expect(try numbers("look -osaka", as: bo) == [] && numbers("look -kyoto", as: bo) == [1])
            for line in ["look", "plan", "list these", "from:@ada"] {
                #expect(
                    try search(line, as: bo).hits.map(\.excerpts) == [[]], "\(line): all is in the message")
            }
            #expect(try search("tokyo", as: cy).hits.isEmpty)
        }
        try messenger.leave(slug, as: bo.identity)
        #expect(try search("tokyo", as: bo).hits.isEmpty)
        #expect(try search("tokyo", as: ada).hits.count == 1)
        for (person, seen) in [(ada, 2), (bo, 0), (cy, 0)] {
            let identity = "set local messaging.participant = '\(person.rawValue.uuidString)';"
            #expect(
                try database.serve("begin; \(identity) select from messaging.file_texts").count == seen)
        }
    }

    @Test("of a file that is taken away, and of a message that is deleted, nothing is left to be found")
    func fileTextsGone() throws {
        let files = try ["first", "second", "third"].map {
            try keep("\($0).txt", saying: "\($0) words", as: ada)
        }
        try send([files[0], files[1]], as: ada)
        try send([files[2]], as: ada)
        try makeFilters()
        #expect(try numbers("words", as: bo) == [2, 1])
        try messenger.deleteFile(files[0], as: ada.identity)
        #expect(try numbers("first", as: bo) == [] && numbers("second", as: bo) == [1])
        try messenger.delete(2, in: slug, as: ada.identity)
        #expect(try numbers("words", as: bo) == [1])
        #expect(try count("messaging.file_texts") == 1)
        let bits = try database.administer("select bits from messaging.filters")[0][0]
        try makeFilters()
        #expect(try database.administer("select bits from messaging.filters")[0][0] != bits)
        #expect(try numbers("first", as: bo) == [] && numbers("words", as: bo) == [1])
        let pending = try keep("pending.txt", saying: "pending words", as: ada)
        try messenger.dropFile(pending, as: ada.identity)
        #expect(try count("messaging.file_texts") == 1)
        let keeper = try database.keeper()
        while try keeper.shred(slug) {}
        #expect(try count("messaging.file_texts") == 0)
    }

    @Test("a forwarded file is found where it was forwarded to, also after the keys it came with are gone")
    func fileTextsForwarded() throws {
        let place = try send([try keep("plan.txt", saying: "a secret plan", as: ada)], as: ada)
        let other = try messenger.createChannel("Other", as: bo)
        let copies = try #require(
            try messenger.copyFiles(
                ofMessage: place, in: slug, nonce: UUID(), quota: 100_000, as: bo.identity))
        try send(copies, in: other, as: bo)
        #expect(try search("secret", as: bo).hits.map(\.slug) == [other, slug])
        #expect(try search("secret", as: ada).hits.map(\.slug) == [slug])
        let keeper = try database.keeper()
        while try keeper.shred(slug) {}
        try makeFilters()
        let hits = try search("secret", as: bo).hits
        #expect(hits.map(\.slug) == [other] && hits[0].excerpts.map(\.id) == copies)
    }

    @Test("what files say is sealed where it was plain, and found after a channel got another key")
    func fileTextsSealed() throws {
        let plain = try database.messenger(keys: nil)
        let file = try keep("plan.txt", saying: "a hidden plan", as: ada, by: plain)
        let pending = try keep("pending.txt", saying: "a hidden thought", as: ada, by: plain)
        _ = try plain.send(
            MessageDraft(text: "look", nonce: UUID(), files: [file]), to: slug, as: ada.identity)
        #expect(try database.holds("hidden"))
        try makeFilters(plain)
        #expect(try numbers("hidden", as: bo) == [1])
        let keeper = try database.keeper()
        while try keeper.sealSome() > 0 {}
        #expect(try !database.holds("hidden"))
        #expect(try numbers("hidden", as: bo) == [1])
        try send([pending], as: ada)
        _ = try keeper.renewSome(olderThan: try keeper.moment())
        while try keeper.resealSome() != nil {}
        #expect(try count("messaging.channel_keys") == 1)
        #expect(try numbers("hidden", as: bo) == [2, 1])
        #expect(try search("thought", as: bo).hits.first?.excerpts.map(\.id) == [pending])
    }

    @Test("files from before are read once, and found by what they say from then on")
    func fileTextsFromBefore() throws {
        let early = try keep("early.txt", saying: nil, as: ada)
        let pending = try keep("pending.txt", saying: nil, as: ada)
        try send([early], "look", as: ada)
        try messenger.say("more", in: slug, as: ada)
        try makeFilters()
        #expect(try numbers("late", as: bo) == [])
        func unread() throws -> [UUID: UnreadFile] {
            let files = try messenger.unreadFiles(of: ["text/plain"], after: nil, limit: 10)
            return Dictionary(uniqueKeysWithValues: files.map { ($0.id, $0) })
        }
        #expect(try messenger.unreadFiles(of: ["application/pdf"], after: nil, limit: 10).isEmpty)
        let files = try unread()
        #expect(Set(files.keys) == [early, pending])
        #expect(files[early]?.digest == String(repeating: "c", count: 64))
        let first = try #require(files[early])
        #expect(try messenger.keepText("late words", of: first))
        #expect(try messenger.keepText("other words", of: first), "which changes nothing")
        #expect(try !database.holds("late words"))
        for isFiltered in [false, true] {
            if isFiltered { try makeFilters() }
            #expect(try numbers("late", as: bo) == [1] && numbers("other", as: bo) == [])
        }
        #expect(try count("messaging.filters where key_version = -1") == 0)
        // There is nothing to read in the other one.
        let second = try #require(files[pending])
        #expect(try messenger.keepText(nil, of: second))
        #expect(try unread().isEmpty)
        try messenger.dropFile(pending, as: ada.identity)
        #expect(try !messenger.keepText("too late", of: second))
    }

    @Test(
        "filters that are being made of plain texts are made anew when the channel gets its first key meanwhile"
    )
    func firstKey() throws {
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select c.id, $2::uuid, 'plain words', gen_random_uuid() from messaging.channels c where c.slug = $1
            """, [slug, bo.rawValue.uuidString])
        let row = try database.administer("select id from messaging.channels where slug = $1", [slug])
        let channel = ChannelID(rawValue: try #require(row[0][0].flatMap(UUID.init(uuidString:))))
        let making = try Connection.open(
            try ConnectionParameters(parsing: database.owner), applicationName: "test", timeout: .seconds(10),
            logger: TestDatabase.logger)
        let id = channel.rawValue.uuidString
        _ = try making.run("begin; select * from messaging.begin_filtering('\(id)')")
        _ = try making.run(
            """
            select messaging.keep_filters('\(id)', 1, false, 0, '{1}', '{1}', '{2026-01-01}', '{2026-01-01}',
                array[decode(repeat('ff', 512), 'hex')])
            """)
        // Whoever makes the key waits for the other's end, so that it sees what is made.
        let keeping = try Connection.open(
            try ConnectionParameters(parsing: database.owner), applicationName: "test", timeout: .seconds(10),
            logger: TestDatabase.logger)
        #expect(throws: PostgresError.self) {
            try keeping.run(
                "set lock_timeout = '100ms'; select messaging.keep_key('\(id)', 1, repeat('x', 60)::bytea)")
        }
        _ = try making.run("commit")
        try messenger.say("the first sealed words", in: slug, as: ada)
        #expect(try count("messaging.filter_marks where is_stale") == 1)
        try makeFilters()
        #expect(try count("messaging.filters where key_version = 0") == 0)
        #expect(try search("words", as: ada).hits.count == 2)
    }

    @Test("words that were taken away leave no trace in filters")
    func rewritten() throws {
        try messenger.say("first words", in: slug, as: ada)
        try makeFilters()
        let before = try database.administer("select bits from messaging.filters")[0][0]
        _ = try messenger.edit(
            try MessageEdit(text: "quite other words", of: 1), at: 1, in: slug, as: ada.identity)
        #expect(try numbers("first", as: ada) == [] && numbers("quite", as: ada) == [1])
        try makeFilters()
        #expect(try numbers("first", as: ada) == [] && numbers("quite", as: ada) == [1])
        let after = try database.administer("select bits from messaging.filters")[0][0]
        #expect(before != after)
        try messenger.delete(1, in: slug, as: ada.identity)
        #expect(try numbers("quite", as: ada) == [])
        try makeFilters()
        #expect(
            try count("messaging.filters where bits = decode(repeat('00', 512), 'hex')") == 1)
    }

    @Test("ten thousand messages are made ready some at a time, in many runs, and one is found among them")
    func many() throws {
        try messenger.say("a needle in it", in: slug, as: ada)
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select c.id, $2::uuid, 'hay number ' || n || ' of a stack ' || md5(n::text), gen_random_uuid()
            from messaging.channels c, generate_series(1, 10000) n where c.slug = $1
            """, [slug, bo.rawValue.uuidString])
        // Before any is in a filter, one search does not look at all of them.
        var found = try search("needle", as: ada)
        #expect(found.hits.isEmpty && found.isCut)
        var pages = 1
        while let older = found.older, pages < 10 {
            found = try messenger.search(
                try MessageQuery(line: "needle"), after: older, zone: "UTC", as: ada.identity)
            pages += 1
        }
        #expect(found.hits.map(\.sequence) == [1] && pages == 3)
        try makeFilters()
        #expect(try count("messaging.filters") > 100)
        found = try search("needle", as: ada)
        #expect(found.hits.map(\.sequence) == [1] && found.older == nil)
        #expect(try search("hay", as: ada).hits.count == 20)
        #expect(try search("\"number 4711\"", as: ada).hits.map(\.sequence) == [4_712])
    }
}
