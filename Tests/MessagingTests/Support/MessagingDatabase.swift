import Crypto
import FoundationEssentials
import Logging
import Messaging
import Postgres
import TestDatabase
import Testing

/// A database with the tables of messaging, and what tests say about it.
let messagingDatabase = DatabaseBlueprint { database in
    try Migrator(sets: [Messenger.schema()], servingRole: TestDatabase.appRole)
        .migrate(on: database.owner, logger: TestDatabase.logger)
}

/// A secret that wraps the data keys of channels.
struct OneKey: KeyWrapping {
    let key: SymmetricKey

    static let theirs = OneKey(key: SymmetricKey(data: [UInt8](repeating: 7, count: 32)))

    private var name: [UInt8] {
        key.withUnsafeBytes { Array(SHA256.hash(data: $0).prefix(4)) }
    }

    func wrap(_ key: [UInt8], for purpose: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(key, using: self.key, authenticating: Array(purpose.utf8))
        return name + Array(box.nonce) + box.ciphertext + box.tag
    }

    func unwrap(_ box: [UInt8], for purpose: String) -> [UInt8]? {
        guard isCurrent(box), let sealed = try? AES.GCM.SealedBox(combined: box.dropFirst(4)) else {
            return nil
        }
        return (try? AES.GCM.open(sealed, using: key, authenticating: Array(purpose.utf8))).map { Array($0) }
    }

    func isCurrent(_ box: [UInt8]) -> Bool { box.starts(with: name) }
}

/// A new secret, with the one before it.
struct TwoKeys: KeyWrapping {
    let first: OneKey
    let former: OneKey

    func wrap(_ key: [UInt8], for purpose: String) throws -> [UInt8] { try first.wrap(key, for: purpose) }

    func unwrap(_ box: [UInt8], for purpose: String) -> [UInt8]? {
        first.unwrap(box, for: purpose) ?? former.unwrap(box, for: purpose)
    }

    func isCurrent(_ box: [UInt8]) -> Bool { first.isCurrent(box) }
}

extension TestDatabase {
    /// - Parameter keys: nil for one that stores texts as they are.
    func messenger(capacity: Int = 100, keys: (any KeyWrapping)? = OneKey.theirs) throws -> Messenger {
        Messenger(
            pool: pool(size: 8), keys: keys, listeningOn: app, capacity: capacity, logger: Self.logger)
    }

    func keeper(_ keys: any KeyWrapping = OneKey.theirs) throws -> KeyKeeper {
        KeyKeeper(
            pool: Pool(Pool.Configuration(conninfo: owner, size: 2), logger: Self.logger), keys: keys)
    }

    /// Whether anything of a text is in any column of any table of messaging, in clear or in hexadecimal digits.
    func holds(_ text: String) throws -> Bool {
        let tables = try administer(
            "select table_name from information_schema.tables where table_schema = 'messaging' and table_type = 'BASE TABLE'"
        )
        let hex = text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return try tables.contains { row in
            try !administer(
                "select from messaging.\"\(row[0]!)\" t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0",
                [text, hex]
            ).isEmpty
        }
    }

    /// Rows of the last of some commands, as the serving role.
    func serve(_ sql: String) throws -> [[String?]] {
        let connection = try Connection.open(
            try ConnectionParameters(parsing: app), applicationName: "test", timeout: .seconds(10),
            logger: Self.logger)
        return try connection.run(sql)
    }
}

/// A channel of Ada's, with others in it, as many tests begin.
struct Gathering {
    let database: TestDatabase
    let messenger: Messenger
    let ada: ParticipantID
    /// In the order of their names.
    let others: [ParticipantID]
    let slug: String

    init(_ names: String...) throws {
        database = try TestDatabase.current
        let messenger = try database.messenger()
        self.messenger = messenger
        ada = try messenger.person("Ada")
        others = try names.map { try messenger.person($0) }
        slug = try messenger.createChannel(as: ada)
        for other in others { try messenger.join(slug, as: other.identity) }
    }
}

extension ParticipantID {
    /// As a host says who is speaking that its serving role is trusted by.
    var identity: Identity { Identity(participant: self) }
}

extension Messenger {
    /// A participant who has been introduced.
    func person(_ name: String) throws -> ParticipantID {
        let id = ParticipantID(rawValue: UUID())
        try introduce(as: id.identity, name: name)
        return id
    }

    func createChannel(
        _ name: String = "Design", _ visibility: Visibility = .public, as creator: ParticipantID,
        nonce: UUID = UUID()
    ) throws -> String {
        try create(
            ChannelDraft(name: name, description: "", visibility: visibility, nonce: nonce),
            as: creator.identity)
    }

    @discardableResult
    func say(_ text: String, in slug: String, as author: ParticipantID, nonce: UUID = UUID()) throws -> Int64
    {
        try send(MessageDraft(text: text, nonce: nonce), to: slug, as: author.identity)
    }

    func texts(in slug: String, as viewer: ParticipantID) throws -> [String] {
        try conversation(slug, as: viewer.identity).page.messages.map(\.text)
    }

    /// As the lists of channels tell.
    func unread(in slug: String, as viewer: ParticipantID) throws -> Int? {
        try channels(as: viewer.identity).channels.first { $0.channel.slug == slug }?.unread
    }
}

/// Whether an action ends in `.notFound`.
func isNotFound(_ action: () throws -> Void) -> Bool {
    do {
        try action()
        return false
    } catch MessagingError.notFound {
        return true
    } catch {
        return false
    }
}

/// The first field that an action is refused for, with the code of the error; nil where it is not.
func refusal(of action: () throws -> Void) -> String? {
    do {
        try action()
        return nil
    } catch MessagingError.invalid(let errors) {
        return errors.entries.first.map { "\($0.field) \($0.error.code.rawValue)" }
    } catch {
        return "\(error)"
    }
}
