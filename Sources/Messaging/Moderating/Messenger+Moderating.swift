import FoundationEssentials
import Postgres

/// How far back what somebody said is taken away.
public enum RemovalSpan: Int, Hashable, Sendable, CaseIterable {
    case hour = 3_600
    case day = 86_400
    case week = 604_800
    case everything = 0

    fileprivate var seconds: Double { self == .everything ? 1e9 : Double(rawValue) }
}

/// What those in charge of a channel do about what is said in it.
extension Messenger {
    /// Takes a message away, as if its author had deleted it.
    /// - Throws: `.notFound` for whoever may not, as where its author has no lower role, and where there is no such message.
    public func remove(_ sequence: Int64, in slug: String, as viewer: Identity) throws(MessagingError) {
        try insist(on: RemoveMessage(slug: slug, sequence: sequence), in: slug, as: viewer)
    }

    /// How many are taken away in one transaction, while nobody writes in the channel, and how often that is done.
    private static let removedAtOnce = 500
    private static let removals = 20

    /// Takes away what somebody said in a channel, whether they are still in it or not, the last first.
    /// - Returns: how many messages went; `hasMore` where there are more than are taken away in one go (10,000).
    /// - Throws: `.notFound` for whoever may not, as where they have no lower role.
    public func removeMessages(
        of participant: ParticipantID, since span: RemovalSpan, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> (count: Int, hasMore: Bool) {
        let statement = RemoveMessages(
            slug: slug, participant: participant, seconds: span.seconds, most: Int32(Self.removedAtOnce))
        var count = 0
        for _ in 1...Self.removals {
            guard let removed = try change(slug, statement, as: viewer) ?? nil else { throw .notFound }
            count += Int(removed)
            if removed < Self.removedAtOnce { return (count, false) }
        }
        return (count, true)
    }

    /// Has nobody but those in charge answer in a thread, or everybody again: twice is once.
    /// - Parameter sequence: of the message it hangs on; nothing need have been said in it.
    /// - Throws: `.notFound` for whoever may not, and where there is no such message.
    public func lockThread(
        of sequence: Int64, in slug: String, isWanted: Bool = true, as viewer: Identity
    ) throws(MessagingError) {
        try insist(
            on: LockThread(slug: slug, sequence: sequence, isWanted: isWanted), in: slug, as: viewer)
    }

    /// Whether nobody but those in charge answers in a thread; false for somebody who is no member.
    public func isThreadLocked(of sequence: Int64, in channel: Channel, as viewer: Identity)
        throws(MessagingError) -> Bool
    {
        do {
            return try pool.first(FindLock(channel: channel.id, sequence: sequence), as: viewer) ?? false
        } catch { throw .database(error) }
    }

    /// Has what newcomers write first wait until those in charge let it in, or not any more. Whoever is in the channel is no newcomer.
    /// - Throws: `.notFound` for whoever may not.
    public func letNewcomersWait(_ isWanted: Bool, in slug: String, as viewer: Identity)
        throws(MessagingError)
    {
        try insist(on: LetNewcomersWait(slug: slug, isWanted: isWanted), in: slug, as: viewer)
    }

    /// What newcomers wrote that waits, the first first; nothing for whoever does not look at it.
    public func waitingMessages(in slug: String, as viewer: Identity) throws(MessagingError)
        -> [WaitingMessage]
    {
        do { return try pool.query(ListWaitingMessages(slug: slug), as: viewer) } catch {
            throw .database(error)
        }
    }

    /// Lets in what a newcomer wrote, with what they wrote in the channel before it, and has them wait no more; or turns one message
    /// away, as its author sees. What is let in takes the next numbers of the channel.
    /// - Throws: `.notFound` for whoever may not, and for what does not wait any more.
    public func answer(waiting id: WaitingMessage.ID, in slug: String, _ isLetIn: Bool, as viewer: Identity)
        throws(MessagingError)
    {
        try insist(on: AnswerWaiting(slug: slug, id: id, isLetIn: isLetIn), in: slug, as: viewer)
        guard isLetIn else { return }
        // At once rather than within seconds, as long as little else is due.
        for _ in 1...3 where try !sendDue() { break }
    }
}

/// A newcomer's message that waits for those in charge of a channel.
public struct WaitingMessage: Hashable, Sendable, Identifiable {
    public let id: UUID
    public let participant: ParticipantID
    public let name: String
    /// Nil for somebody who has none.
    public let handle: String?
    public let picture: String?
    /// Empty when it cannot be read just now.
    public let text: String
    public let isUnreadable: Bool
    public let fileCount: Int
    public let writtenAt: Date

    /// How many are listed.
    public static let listed = 50
}

private struct RemoveMessage: ChannelChange {
    let slug: String
    let sequence: Int64

    static let sql = "select messaging.remove_message($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }
}

private struct RemoveMessages: Statement {
    let slug: String
    let participant: ParticipantID
    let seconds: Double
    let most: Int32

    static let sql = "select messaging.remove_messages($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(participant)
        parameters.append(seconds)
        parameters.append(most)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32? {
        try columns.next(Int32?.self)
    }
}

private struct LockThread: ChannelChange {
    let slug: String
    let sequence: Int64
    let isWanted: Bool

    static let sql = "select messaging.lock_thread($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
        parameters.append(isWanted)
    }
}

private struct FindLock: Statement {
    let channel: ChannelID
    let sequence: Int64

    static let sql =
        "select exists (select from messaging.locked_threads l where l.channel_id = $1 and l.seq = $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct LetNewcomersWait: ChannelChange {
    let slug: String
    let isWanted: Bool

    static let sql = "select messaging.let_newcomers_wait($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(isWanted)
    }
}

private struct ListWaitingMessages: Statement {
    let slug: String

    static let sql = """
        select id, participant, full_name, handle, picture, words, file_count, written_at
        from messaging.waiting_messages($1, \(WaitingMessage.listed))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> WaitingMessage {
        let (id, participant) = (try columns.next(UUID.self), try columns.next(ParticipantID.self))
        let (name, handle) = (try columns.next(String.self), try columns.next(String?.self))
        let picture = try columns.next(String?.self)
        let stored: StoredText = try columns.nextText()
        return WaitingMessage(
            id: id, participant: participant, name: name, handle: handle, picture: picture,
            text: stored.words ?? "", isUnreadable: stored.words == nil,
            fileCount: Int(try columns.next(Int32.self)), writtenAt: try columns.next(Date.self))
    }
}

private struct AnswerWaiting: ChannelChange {
    let slug: String
    let id: UUID
    let isLetIn: Bool

    static let sql = "select messaging.answer_waiting($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(id)
        parameters.append(isLetIn)
    }
}
