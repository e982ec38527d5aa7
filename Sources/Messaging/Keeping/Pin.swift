import Forms
import Postgres

/// Messages of a channel that its members find without looking for them.
public enum Pin {
    /// How many a channel may have: more would have to be looked through. The database holds to the same.
    public static let limit = 50
}

/// Pins of a channel.
public struct PinnedMessages: Sendable {
    public let channel: Channel
    /// What was pinned last comes first.
    public let messages: [Message]
    /// Whether the viewer may pin and unpin.
    public let mayPin: Bool
}

/// What one viewer keeps of a message, and may do with it for all.
public struct MessageStanding: Hashable, Sendable {
    public let mayPin: Bool
    public let isBookmarked: Bool
}

extension Messenger {
    /// Pins a message in its channel, or takes it off. It is a change of the message, of which every reader is told.
    /// - Returns: false when it was so already.
    /// - Throws: `.notFound` where this participant may pin no such message; `.invalid` when there are too many pins.
    @discardableResult
    public func pin(
        _ sequence: Int64, in slug: String, isWanted: Bool = true, as viewer: Identity
    ) throws(MessagingError) -> Bool {
        let outcome = try locking(slug) { () throws(PostgresError) in
            try pool.first(
                PinMessage(slug: slug, sequence: sequence, isWanted: isWanted), as: viewer, access: .readWrite
            )
        }
        switch outcome {
        case nil: throw .notFound
        case .changed?: return true
        case .unchanged?: return false
        case .tooMany?:
            throw .limitReached(
                "There are \(Pin.limit) pinned messages here, which is all there may be. Unpin another one first."
            )
        }
    }

    /// What is pinned in a channel.
    /// - Throws: `.notFound` where this participant may read nothing.
    public func pins(in slug: String, as viewer: Identity) throws(MessagingError) -> PinnedMessages {
        let channels: [Channel]
        let messages: [Message]
        let mayPin: [Bool]
        do {
            (channels, messages, mayPin) = try pool.query(
                FindChannel(slug: slug), ListPins(slug: slug), FindWhetherMayPin(slug: slug), as: viewer)
        } catch { throw .database(error) }
        guard let channel = channels.first, channel.isMember else { throw .notFound }
        return PinnedMessages(channel: channel, messages: messages, mayPin: mayPin.first ?? false)
    }

    /// - Throws: `.notFound` where there is no message that this participant may read.
    public func standing(
        of sequence: Int64, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> MessageStanding {
        let found: MessageStanding?
        do { found = try pool.query(FindStanding(slug: slug, sequence: sequence), as: viewer).first } catch {
            throw .database(error)
        }
        guard let found else { throw .notFound }
        return found
    }
}

extension MessagingError {
    /// - Parameter field: the one at fault; by default none is.
    static func limitReached(_ words: String, of field: String = "form") -> MessagingError {
        .invalid(FormErrors(field, .tooMany, words))
    }
}
