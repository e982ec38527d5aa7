import Forms
import FoundationEssentials
import Postgres

/// A message that is to be sent later.
public struct ScheduledMessage: Hashable, Sendable, Identifiable {
    /// Why it was not sent when its time came.
    public enum Failure: String, Hashable, Sendable, PostgresValue {
        /// Its author was no member any more.
        case closed
        /// Nobody else was left in the conversation.
        case over
        /// Its author had said as much as they may before they are answered.
        case unanswered
        /// It broke another rule of the channel.
        case refused
        /// A file was sent with another message meanwhile, or removed.
        case files
        /// The host let its author in no more for a time.
        case held
        /// Whom it was for could not be written to any more.
        case unreachable
        /// The host held it, and did not let it go.
        case removed
    }

    public let id: UUID
    public let slug: String
    /// The channel's, as the viewer calls it.
    public let channel: String
    /// Of whom it is called by; nil for what is no conversation of two.
    public let handle: String?
    public let isDirect: Bool
    /// Empty when it cannot be read just now.
    public let text: String
    /// Whether its words are there and cannot be read, because their key cannot be had.
    public let isUnreadable: Bool
    public let sendAt: Date
    public let createdAt: Date
    /// Nil while it waits.
    public let failure: Failure?
    /// How many files are sent with it.
    public let fileCount: Int
    /// Whether it waits until the host lets it go, or did (`FirstMessageReader`).
    public let isHeld: Bool

    /// What it says, as `Message.words(limit:)`.
    public func words(limit: Int) -> String {
        isUnreadable ? StoredText.unreadable : Message.words(of: text, limit: limit)
    }

    /// How many one may have, those that failed among them: they are listed on one page. The database holds to the same.
    public static let limit = 100
}

extension Messenger {
    /// Has a message sent at a moment, as whoever wrote it. The same nonce again returns the first one's name.
    /// - Parameter endsDraft: as for `send`.
    /// - Returns: nil when it has been sent already.
    /// - Throws: `.notFound` for somebody who is no member, and where what it quotes is not in the channel; `.invalid` for a moment that is past or more than a year ahead,
    ///   and when too many wait.
    public func schedule(
        _ draft: MessageDraft, at moment: Date, in slug: String, as author: Identity, endsDraft: Bool = false
    ) throws(MessagingError) -> ScheduledMessage.ID? {
        let text = try written(draft, in: slug, as: author)
        guard let text else { throw .notFound }
        let outcome: ScheduleMessage.Row?
        do {
            var row: ScheduleMessage.Row?
            for care in [reader == nil ? "" : nil, ""] as [String?] {
                var found = care
                if row?.outcome == .unweighed, let reader {
                    let message = FirstMessage(
                        text: draft.text, nonce: draft.nonce, recipients: .conversation(slug: slug))
                    found = try reader.reason(toHold: message, as: author) ?? ""
                }
                row = try pool.query(
                    ScheduleMessage(slug: slug, draft: draft, text: text, moment: moment, care: found),
                    as: author, access: .readWrite
                ).first
                if row?.outcome != .unweighed { break }
            }
            outcome = row
        } catch { throw .unsent(error) }
        guard let outcome else { throw .notFound }
        try outcome.outcome.check()
        // Not with it: what is not scheduled stays begun.
        if endsDraft { try save(MessageBeginning(text: ""), in: slug, as: author) }
        return outcome.id
    }

    /// What the viewer has scheduled, the next first.
    public func scheduled(as viewer: Identity) throws(MessagingError) -> [ScheduledMessage] {
        do { return try pool.query(ListScheduled(), as: viewer) } catch { throw .database(error) }
    }

    /// Has other words sent, or at another moment. What failed waits again.
    /// - Throws: `.notFound` for what does not wait any more, as after it was sent; `.invalid` for a moment that cannot be.
    public func reschedule(
        _ id: ScheduledMessage.ID, _ draft: MessageDraft, at moment: Date, as author: Identity
    ) throws(MessagingError) {
        let waiting: [ScheduledMessage]
        let places: [SealingPlace]
        do {
            (waiting, places) = try pool.query(
                ListScheduled(), FindScheduledSealingPlace(id: id), as: author)
        } catch { throw .database(error) }
        guard let place = places.first else { throw .notFound }
        // Nothing is written over what nobody can see.
        if waiting.contains(where: { $0.id == id && $0.isUnreadable }) { throw .textsUnavailable }
        let text = try written(draft.text, at: place, as: author)
        let outcome: ScheduleMessage.Outcome??
        do {
            var answer: ScheduleMessage.Outcome??
            for care in [reader == nil ? "" : nil, ""] as [String?] {
                var found = care
                if (answer ?? nil) == .unweighed, let reader,
                    let slug = waiting.first(where: { $0.id == id })?.slug
                {
                    let message = FirstMessage(
                        text: draft.text, nonce: draft.nonce, recipients: .conversation(slug: slug))
                    found = try reader.reason(toHold: message, as: author) ?? ""
                }
                answer = try pool.first(
                    RescheduleMessage(id: id, draft: draft, text: text, moment: moment, care: found),
                    as: author, access: .readWrite)
                if (answer ?? nil) != .unweighed { break }
            }
            outcome = answer
        } catch { throw .unsent(error) }
        guard let outcome = outcome ?? nil else { throw .notFound }
        try outcome.check()
    }

    /// Has something not sent after all.
    /// - Throws: `.notFound` for what does not wait any more.
    public func unschedule(_ id: ScheduledMessage.ID, as author: Identity) throws(MessagingError) {
        let wasThere: Bool?
        do { wasThere = try pool.first(UnscheduleMessage(id: id), as: author, access: .readWrite) } catch {
            throw .database(error)
        }
        if wasThere != true { throw .notFound }
    }

    /// Sends one of the messages whose time has come. Any process may, again and again, some seconds apart: each message is
    /// sent by one of them, once.
    /// - Returns: whether there may be more to do.
    public func sendDue(as identity: Identity = .nobody) throws(MessagingError) -> Bool {
        do { return try pool.first(SendDue(), as: identity, access: .readWrite) ?? false } catch {
            throw .database(error)
        }
    }
}

extension ScheduleMessage.Outcome {
    /// The field that holds the moment, in the host's form.
    private static let field = "date"

    fileprivate func check() throws(MessagingError) {
        switch self {
        case .scheduled, .sent: break
        case .noSuchFiles: throw .filesGone
        case .unreachable: throw .unreachable
        case .unweighed: throw .textsUnavailable
        case .past:
            throw .invalid(FormErrors(Self.field, .outOfRange, "This moment has passed. Choose a later one."))
        case .far:
            throw .invalid(
                FormErrors(Self.field, .outOfRange, "Choose a moment that is no more than a year ahead."))
        case .tooMany:
            throw .limitReached(
                "You have \(ScheduledMessage.limit) messages waiting to be sent, which is all there may be.",
                of: MessageDraft.field.name)
        }
    }
}
