// A chat in the terminal, on the Messaging product alone: no web server, no accounts, no HTML.
//
//     createdb chat
//     psql chat -c 'create role chat_app login'
//     swift run Chat migrate 'postgresql:///chat'
//     swift run Chat 'postgresql:///chat?user=chat_app' Ada
//     swift run Chat 'postgresql:///chat?user=chat_app' Bo        in another terminal

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
            guard let draft = try? MessageDraft(text: line, nonce: UUID()) else { continue }
            _ = try messenger.send(draft, to: slug, as: me)
        }
        messenger.stop()
        try await reading
    }

    /// The public channel everybody is in: whoever comes first creates it.
    static func lounge(_ messenger: Messenger, _ me: Identity) throws -> String {
        do { try messenger.join("lounge", as: me) } catch .notFound {
            let draft = try ChannelDraft(name: "Lounge", description: "", visibility: .public, nonce: UUID())
            return try messenger.create(draft, as: me)
        }
        return "lounge"
    }

    /// Shows what is there, then whatever comes, for as long as the messenger runs.
    static func follow(_ slug: String, _ messenger: Messenger, _ me: Identity) async throws {
        var cursor: Int64 = 0
        while true {
            switch try await messenger.next(
                [.channel(slug, after: cursor, .changes)], as: me, until: .now + .seconds(25))
            {
            case .changed(let changes):
                guard case .messages(let excerpt) = changes[0] else { continue }
                for message in excerpt.messages {
                    print("\(message.author.name): \(message.isDeleted ? Message.goneWords : message.text)")
                }
                cursor = excerpt.cursor
            case .nothing, .full: continue
            case .closing, .departed: return
            }
        }
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
