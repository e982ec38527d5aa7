import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import Messaging

/// A sequence of numbers that is the same each time.
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What is found is what the same question finds in plain texts, in the middle of whatever is going on.
@Suite("Search beside plain texts", .database(messagingDatabase))
struct SearchOracleTests {
    /// Words of ten scripts; those of the last three are set apart by no spaces.
    private static let words = [
        "harbour", "harvest", "garden", "gardener", "größe", "straße", "приход", "приходить", "καράβι",
        "καρδιά",
        "שלום", "שלומות", "مرحبا", "مرحبتين", "नमस्ते", "नमस्कार", "გამარჯობა", "արև", "秘密会議", "会議室", "ความลับ",
        "ความรัก",
        "こんにちは", "こんばんは",
    ]

    /// What everybody has said, in plain.
    private struct Said {
        let slug: String
        let sequence: Int64
        let author: Int
        var text: String
        /// What its files say.
        var files: [String] = []
        var isGone = false

        func has(_ term: SearchTerm) -> Bool {
            ([text] + files).contains { SearchOracleTests.has($0, term) }
        }
    }

    private let database: TestDatabase
    private let messenger: Messenger
    private let keeper: KeyKeeper

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        keeper = KeyKeeper(
            pool: Pool(Pool.Configuration(conninfo: database.owner, size: 2), logger: TestDatabase.logger),
            keys: OneKey.theirs)
    }

    private func keep(saying text: String?, by messenger: Messenger, as owner: Identity) throws -> UUID {
        let id = UUID()
        let draft = FileDraft(
            id: id, name: "0.txt", type: "text/plain", label: "Text",
            parts: [
                .init(
                    name: "original", digest: String(repeating: "c", count: 64), type: "text/plain", size: 10)
            ], text: text)
        try messenger.keep(draft, quota: 1_000_000, as: owner)
        return id
    }

    private static func text(_ numbers: inout Numbers) -> String {
        (0..<Int.random(in: 1...6, using: &numbers)).map { _ in words.randomElement(using: &numbers)! }
            .joined(separator: " ")
    }

    private static func isJoined(_ word: String) -> Bool { word.unicodeScalars.first!.isOfJoinedWords }

    /// The question in plain: by what a reader would say, with nothing of what finds it.
    fileprivate static func has(_ text: String, _ term: SearchTerm) -> Bool {
        let words = text.split(separator: " ").map(String.init)
        return switch term.kind {
        case .phrase: " \(text) ".contains(" \(term.text) ")
        case .inside: words.contains { $0.contains(term.text) }
        case .beginning where isJoined(term.text): words.contains { $0.contains(term.text) }
        case .beginning: words.contains { $0.hasPrefix(term.text) }
        }
    }

    private static func term(_ numbers: inout Numbers) -> SearchTerm {
        let word = words.randomElement(using: &numbers)!
        let length = word.count
        let isExcluded = Int.random(in: 0..<6, using: &numbers) == 0
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0 where !isJoined(word):
            let other = words.filter { !isJoined($0) }.randomElement(using: &numbers)!
            return SearchTerm(.phrase, "\(word) \(other)", isExcluded: isExcluded)
        case 1 where length > 3:
            let start = Int.random(in: 0...length - 3, using: &numbers)
            return SearchTerm(.inside, String(word.dropFirst(start).prefix(3)), isExcluded: isExcluded)
        default:
            let least = isJoined(word) ? 1 : 2
            return SearchTerm(
                .beginning, String(word.prefix(Int.random(in: least...length, using: &numbers))),
                isExcluded: isExcluded)
        }
    }

    /// All pages of it.
    private func found(_ query: MessageQuery, as viewer: ParticipantID, limit: Int) throws -> [String] {
        var hits: [String] = []
        var position: SearchPosition?
        repeat {
            let page = try messenger.search(
                query, after: position, zone: "UTC", as: viewer.identity, limit: limit)
            hits += page.hits.map { "\($0.slug) \($0.sequence)" }
            position = page.older
        } while position != nil
        return hits
    }

    @Test(
        "after each of a few hundred changes what is found is what is there",
        arguments: [1, 2, 3] as [UInt64])
    func everything(seed: UInt64) throws {
        var numbers = Numbers(state: seed)
        let people = try ["Ada", "Bo", "Cy", "Di"].map { try messenger.person($0) }
        var slugs: [String] = []
        var members: [String: Set<Int>] = [:]
        for (name, visibility) in [("Open", Visibility.public), ("Closed", .private), ("Third", .public)] {
            let slug = try messenger.createChannel(name, visibility, as: people[0])
            slugs.append(slug)
            members[slug] = [0]
        }
        for person in 1...3 {
            try messenger.join(slugs[0], as: people[person].identity)
            members[slugs[0], default: []].insert(person)
        }
        let channels = try database.administer("select id, slug from messaging.channels").map {
            (id: ChannelID(rawValue: UUID(uuidString: $0[0]!)!), slug: $0[1]!)
        }
        let maker = FilterMaker(pool: messenger.housekeepingPool, keys: messenger.keys)
        let plain = try database.messenger(keys: nil)
        var said: [Said] = []
        var asked = 0
        var hits = 0
        for step in 0..<240 {
            let slug = slugs.randomElement(using: &numbers)!
            let person = members[slug]!.sorted().randomElement(using: &numbers)!
            let viewer = people[person].identity
            switch Int.random(in: 0..<20, using: &numbers) {
            case 0...8:
                let text = Self.text(&numbers)
                // With one file in three, which may say nothing.
                let count = max(0, Int.random(in: -2...2, using: &numbers))
                var (files, texts): ([UUID], [String]) = ([], [])
                for _ in 0..<count {
                    let text = Int.random(in: 0..<4, using: &numbers) == 0 ? nil : Self.text(&numbers)
                    files.append(try keep(saying: text, by: messenger, as: viewer))
                    if let text { texts.append(text) }
                }
                let sequence = try messenger.send(
                    MessageDraft(text: text, nonce: UUID(), files: files), to: slug, as: viewer)
                said.append(
                    Said(slug: slug, sequence: sequence, author: person, text: text, files: texts))
            case 9 where Bool.random(using: &numbers):
                // As one without keys stores it.
                let text = Self.text(&numbers)
                let file = try keep(saying: text, by: plain, as: viewer)
                let sequence = try plain.send(
                    MessageDraft(text: "", nonce: UUID(), files: [file]), to: slug, as: viewer)
                said.append(Said(slug: slug, sequence: sequence, author: person, text: "", files: [text]))
            case 9:
                // As an older version stored it.
                let text = Self.text(&numbers)
                let row = try database.administer(
                    """
                    insert into messaging.messages (channel_id, user_id, content, nonce)
                    select c.id, $2::uuid, $3, gen_random_uuid() from messaging.channels c where c.slug = $1
                    returning seq
                    """, [slug, people[person].rawValue.uuidString, text])
                said.append(Said(slug: slug, sequence: Int64(row[0][0]!)!, author: person, text: text))
            case 10:
                _ = try keeper.sealSome()
            case 11, 12:
                guard
                    let index = said.indices.filter({
                        !said[$0].isGone && members[said[$0].slug]!.contains(said[$0].author)
                    })
                    .randomElement(using: &numbers)
                else { continue }
                let version = try #require(
                    try messenger.message(
                        said[index].sequence, in: said[index].slug, as: people[said[index].author].identity
                    ).message
                ).version
                let text = Self.text(&numbers)
                let outcome = try messenger.edit(
                    try MessageEdit(text: text, of: version), at: said[index].sequence, in: said[index].slug,
                    as: people[said[index].author].identity)
                if case .edited = outcome { said[index].text = text }
            case 13:
                guard
                    let index = said.indices.filter({
                        !said[$0].isGone && members[said[$0].slug]!.contains(said[$0].author)
                    })
                    .randomElement(using: &numbers)
                else { continue }
                try messenger.delete(
                    said[index].sequence, in: said[index].slug, as: people[said[index].author].identity)
                said[index].isGone = true
            case 14:
                // The third channel is come and gone to.
                let other = Int.random(in: 1...3, using: &numbers)
                if members[slugs[2]]!.contains(other) {
                    try messenger.leave(slugs[2], as: people[other].identity)
                    members[slugs[2]]!.remove(other)
                } else {
                    try messenger.join(slugs[2], as: people[other].identity)
                    members[slugs[2]]!.insert(other)
                }
            case 15, 16:
                _ = try maker.goOn(in: channels.randomElement(using: &numbers)!.id)
            case 17:
                _ = try keeper.renewSome(olderThan: try keeper.moment())
            case 18:
                _ = try keeper.resealSome()
            default:
                if let message = said.filter({ $0.slug == slug && !$0.isGone }).randomElement(using: &numbers)
                {
                    _ = try messenger.bookmark(message.sequence, in: slug, as: viewer)
                }
            }
            let reader = Int.random(in: 0...3, using: &numbers)
            var query = MessageQuery()
            query.terms = (0..<Int.random(in: 1...3, using: &numbers)).map { _ in Self.term(&numbers) }
            if query.terms.allSatisfy(\.isExcluded) { continue }
            if Int.random(in: 0..<8, using: &numbers) == 0 { query.author = .me }
            let mine = said.filter { message in
                !message.isGone && members[message.slug]!.contains(reader)
                    && (query.author == nil || message.author == reader)
                    && query.terms.allSatisfy { message.has($0) != $0.isExcluded }
            }
            let expected = Set(mine.map { "\($0.slug) \($0.sequence)" })
            let answer = try found(query, as: people[reader], limit: [3, 20].randomElement(using: &numbers)!)
            #expect(Set(answer) == expected, "step \(step) of \(seed): \(query.terms)")
            #expect(answer.count == expected.count, "nothing comes twice")
            asked += 1
            hits += answer.count
        }
        #expect(asked > 100 && hits > 100, "\(asked) questions with \(hits) hits")
    }
}
