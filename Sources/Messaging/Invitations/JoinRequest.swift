import Forms
import FoundationEssentials
import Postgres

/// Somebody who asks to come into a private channel, as those see it who decide.
public struct JoinRequest: Hashable, Sendable, Identifiable {
    public let id: UUID
    public let participant: ParticipantID
    public let name: String
    /// Nil for somebody who has none.
    public let handle: String?
    /// As `Participant.picture`.
    public let picture: String?
    /// Whether somebody in the channel has a name that can be taken for theirs.
    public let hasLookAlike: Bool
    /// What they say; empty for nothing.
    public let message: String
    public let askedAt: Date

    /// How many are shown: those who asked first.
    public static let listed = 100
}

/// What somebody says who asks to come in, within its limits.
public struct JoinRequestDraft: Hashable, Sendable {
    public private(set) var message = ""

    public static let form = Form(JoinRequestDraft()) { form in
        form.ask(
            \.message,
            .lines(
                "message", "Message",
                hint: "Who you are, and why you would like to come in. Those who decide read it.", limit: 500,
                missing: nil))
    }

    private init() {}

    /// - Throws: `.invalid` for what is too long.
    public init(_ answer: (String) -> String?) throws(MessagingError) {
        do { self = try Self.form.read(answer) } catch { throw .invalid(error) }
    }
}

/// A private channel that whoever has its address may ask to come into.
public struct AskableChannel: Hashable, Sendable {
    public let name: String
    public let description: String
    public let request: OwnJoinRequest
}

/// What somebody has asked for and waits for, or has lately not been given.
public struct AskedChannel: Hashable, Sendable {
    public let slug: String
    public let name: String
    public let request: OwnJoinRequest

    /// How many are shown: the last ones.
    public static let listed = 100
}

/// How a request stands, for whoever asks.
public struct OwnJoinRequest: Hashable, Sendable {
    /// What they said; empty for nothing.
    public let message: String
    /// Nil for one that does not wait.
    public let askedAt: Date?
    /// When they can ask again after they were not let in; nil for at once.
    public let againAt: Date?
}

/// What came of asking to come in.
public enum Asked: String, Sendable, PostgresValue {
    case asked
    /// They are in the channel already.
    case member
    /// They were not let in, less than seven days ago.
    case later
    /// Fifty requests of theirs wait.
    case tooMany = "too many"
    /// Five hundred wait for the channel.
    case full
}

extension Messenger {
    /// What somebody with a private channel's address is told of it, where it lets people ask to come in.
    /// - Throws: `.notFound` where it does not, where there is none, for its members, and for whoever is kept out or apart from one
    ///   of its administrators.
    public func askableChannel(_ slug: String, as viewer: Identity) throws(MessagingError) -> AskableChannel {
        let found: [AskableChannel]
        do { found = try pool.query(FindAskableChannel(slug: slug), as: viewer) } catch {
            throw .database(error)
        }
        guard let channel = found.first else { throw .notFound }
        return channel
    }

    /// Asks to come in; again is saying something else.
    /// - Throws: `.notFound` as for `askableChannel`, but for members.
    public func ask(toJoin slug: String, saying draft: JoinRequestDraft, as viewer: Identity)
        throws(MessagingError) -> Asked
    {
        let text = try written(draft, toJoin: slug, as: viewer)
        guard let outcome = try change(slug, AskToJoin(slug: slug, text: text), as: viewer) else {
            throw .notFound
        }
        return outcome
    }

    private func written(
        _ draft: JoinRequestDraft, toJoin slug: String, as viewer: Identity
    ) throws(MessagingError) -> WrittenText {
        let place: SealingPlace?
        do { place = keys == nil ? nil : try pool.first(FindAskingPlace(slug: slug), as: viewer) } catch {
            throw .database(error)
        }
        // Where they may not ask, nothing of it is stored.
        guard let place else { return WrittenText(plain: keys == nil ? draft.message : "") }
        return try written(draft.message, at: place, as: viewer)
    }

    /// Takes the viewer's request back, as if they had not asked.
    /// - Throws: `.notFound` where none waits.
    public func withdrawRequest(toJoin slug: String, as viewer: Identity) throws(MessagingError) {
        try insist(on: WithdrawRequest(slug: slug), in: slug, as: viewer)
    }

    /// Who waits to come in, whoever asked first, first; nobody for whoever may not invite.
    public func joinRequests(to slug: String, as viewer: Identity) throws(MessagingError) -> [JoinRequest] {
        do { return try pool.query(ListJoinRequests(slug: slug), as: viewer) } catch {
            throw .database(error)
        }
    }

    /// Lets somebody in who has asked, as a member, or does not.
    /// - Throws: `.notFound` where nobody waits by that, and for whoever may not invite.
    public func answer(request: UUID, to slug: String, _ isAccepted: Bool, as viewer: Identity)
        throws(MessagingError)
    {
        try insist(
            on: AnswerJoinRequest(slug: slug, request: request, isAccepted: isAccepted), in: slug, as: viewer)
    }

    /// Says whether people may ask to come into a private channel.
    /// - Throws: `.notFound` for whoever does not govern it, and for a public one.
    public func takeRequests(_ isWanted: Bool, in slug: String, as viewer: Identity) throws(MessagingError) {
        try insist(on: TakeRequests(slug: slug, isWanted: isWanted), in: slug, as: viewer)
    }

    /// What the viewer has asked for and waits for, and what they were not given in the last seven days, the last first.
    public func askedChannels(as viewer: Identity) throws(MessagingError) -> [AskedChannel] {
        do { return try pool.query(ListAskedChannels(), as: viewer) } catch { throw .database(error) }
    }
}
