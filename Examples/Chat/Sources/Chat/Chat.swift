// A chat in the terminal, on the Messaging product alone: no web server, no accounts, no HTML.
//
//     createdb chat
//     psql chat -c 'create role chat_app login'
//     swift run Chat migrate 'postgresql:///chat'
//     swift run Chat 'postgresql:///chat?user=chat_app' Ada
//     swift run Chat 'postgresql:///chat?user=chat_app' Bo        in another terminal
//
// A line is said to everybody. `/reply 3 yes` is said in the thread of the third message, `/quote 3 yes` quotes it, and
// `/to ada yes` is for one person alone. `@ada` names somebody.

import FoundationEssentials
import Messaging

@main
enum Chat {
    static func main() async throws {
        switch CommandLine.arguments.dropFirst() {
        case let arguments where arguments.count == 2 && arguments.first == "migrate":
            try migrate(arguments.last ?? "")
        case let arguments where arguments.count == 2:
            try await talk(on: arguments.first ?? "", as: arguments.last ?? "")
        default:
            print("usage: Chat migrate <database> | Chat <database> <name>")
        }
    }

    /// The tables of messaging, for a serving role of our own choice.
    static func migrate(_ database: String) throws {
        try Migrator(sets: [Messenger.schema()], servingRole: "chat_app", command: "Chat migrate")
            .migrate(on: database, logger: Logger(label: "chat"))
        try Messenger.settleParticipants(on: database)
    }

    static func talk(on database: String, as name: String) async throws {
        let logger = Logger(label: "chat")
        let pool = Pool(Pool.Configuration(conninfo: database), logger: logger)
        let messenger = Messenger(pool: pool, listeningOn: database, logger: logger)
        try messenger.start()

        // Who somebody is, is the host's to say. This one believes a name: it makes an identifier of it. A host whose
        // serving role is not to be trusted with that proves it: see `Identity(proving:)` and `Messenger.schema(viewer:)`.
        let me = Identity(participant: identifier(of: name))
        try messenger.introduce(as: me, name: name)
        let slug = try lounge(messenger, me)

        async let reading: Void = follow(slug, messenger, me)
        while let line = readLine() {
            do { try say(line, in: slug, messenger, me) } catch { print("not sent: \(error)") }
        }
        messenger.stop()
        try await reading
    }

    static func say(_ line: String, in slug: String, _ messenger: Messenger, _ me: Identity) throws {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        let place = words.count == 3 ? Int64(words[1]) : nil
        switch words.first {
        case "/to" where words.count == 3:
            let somebody = try messenger.correspondent(words[1], as: me)
            _ = try messenger.send(MessageDraft(text: words[2], nonce: UUID()), to: somebody, as: me)
        case "/reply" where place != nil:
            let draft = try MessageDraft(text: words[2], nonce: UUID(), thread: place)
            _ = try messenger.send(draft, to: slug, as: me)
        case "/quote" where place != nil:
            let draft = try MessageDraft(text: words[2], nonce: UUID(), quoting: place)
            _ = try messenger.send(draft, to: slug, as: me)
        default:
            _ = try messenger.send(MessageDraft(text: line, nonce: UUID()), to: slug, as: me)
        }
    }

    /// The public channel everybody is in: whoever comes first creates it.
    static func lounge(_ messenger: Messenger, _ me: Identity) throws -> String {
        do { try messenger.join("lounge", as: me) } catch .notFound {
            let draft = try ChannelDraft(name: "Lounge", description: "", visibility: .public, nonce: UUID())
            return try messenger.create(draft, as: me)
        }
        return "lounge"
    }

    /// Shows what is there, then whatever comes, for as long as the messenger runs: one wait for the channel and for what is
    /// unread elsewhere.
    static func follow(_ slug: String, _ messenger: Messenger, _ me: Identity) async throws {
        var cursor: Int64 = 0
        var shown: Digest?
        while true {
            switch try await messenger.next(
                [.channel(slug, after: cursor, .changes), .inbox(showing: shown)], as: me,
                until: .now + .seconds(25))
            {
            case .changed(let changes):
                if case .messages(let excerpt) = changes[0] {
                    for message in excerpt.messages { show(message) }
                    cursor = excerpt.cursor
                }
                if case .inbox(let inbox) = changes[1] {
                    for unread in inbox.unread { print("(\(unread.messages) unread from \(unread.name))") }
                    shown = inbox.digest
                }
            case .nothing, .full: continue
            case .closing, .departed: return
            }
        }
    }

    static func show(_ message: Message) {
        if let quote = message.quote { print("    > \(quote.author): \(quote.words)") }
        let replies = message.replies.map { " (\($0.count) in its thread)" } ?? ""
        let words = message.isDeleted ? Message.goneWords : message.text
        print("\(message.sequence) \(message.author.name): \(words)\(replies)")
    }

    /// The same name, the same identifier (FNV-1a, twice).
    static func identifier(of name: String) -> ParticipantID {
        func hash(_ seed: UInt64) -> UInt64 {
            name.utf8.reduce(0xCBF2_9CE4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
        let bytes = [hash(0), hash(1)].flatMap { half in
            (0..<8).map { UInt8(truncatingIfNeeded: half >> ($0 * 8)) }
        }
        return ParticipantID(
            rawValue: UUID(
                uuid: (
                    bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                    bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
                )))
    }
}
