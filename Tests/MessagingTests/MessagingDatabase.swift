import FoundationEssentials
import Logging
import Messaging
import Postgres
import TestDatabase
import Testing

/// A database with the tables of messaging, and what tests say about it.
let messagingDatabase = DatabaseBlueprint { database in
    try Migrator(sets: [Messenger.migrations], servingRole: TestDatabase.appRole)
        .migrate(on: database.owner, logger: TestDatabase.logger)
}

extension TestDatabase {
    func messenger(capacity: Int = 100) throws -> Messenger {
        Messenger(
            pool: pool(size: 8), listeningOn: app, capacity: capacity, logger: Self.logger)
    }
}

extension Messenger {
    /// A participant who has been introduced.
    func person(_ name: String) throws -> ParticipantID {
        let participant = Participant(id: ParticipantID(rawValue: UUID()), displayName: name)
        try introduce(participant)
        return participant.id
    }

    func createChannel(
        _ name: String = "Design", _ visibility: Visibility = .public, as creator: ParticipantID,
        nonce: UUID = UUID()
    ) throws -> String {
        try create(
            ChannelDraft(name: name, description: "", visibility: visibility, nonce: nonce), as: creator)
    }

    @discardableResult
    func say(_ text: String, in slug: String, as author: ParticipantID, nonce: UUID = UUID()) throws -> Int64
    {
        try send(MessageDraft(text: text, nonce: nonce), to: slug, as: author)
    }

    func texts(in slug: String, as viewer: ParticipantID) throws -> [String] {
        try conversation(slug, as: viewer).page.messages.map(\.text)
    }

    /// As the lists of channels tell.
    func unread(in slug: String, as viewer: ParticipantID) throws -> Int? {
        try channels(of: viewer).first { $0.channel.slug == slug }?.unread
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
