public import FoundationEssentials
import Postgres

/// A channel on the web (`Visibility.webPublic`), as everybody is shown it who is not in it.
public struct WebChannel: Hashable, Sendable, Identifiable {
    public let id: ChannelID
    public let slug: String
    public let name: String
    public let description: String
    public let memberCount: Int
    /// The number of the last visible change.
    public let lastSequence: Int64
    public let picture: String?
    public let isArchived: Bool
    public let subject: ChannelSubject
    public let createdAt: Date
    /// Nil before the first message.
    public let lastSentAt: Date?

    static let columns = """
        id, slug, name, description, member_count, last_seq, picture, is_archived, category, language, created_at,
        last_message_at
        """

    init(from columns: inout Columns) throws(PostgresError) {
        id = try columns.next(ChannelID.self)
        slug = try columns.next(String.self)
        name = try columns.next(String.self)
        description = try columns.next(String.self)
        memberCount = Int(try columns.next(Int32.self))
        lastSequence = try columns.next(Int64.self)
        picture = try columns.next(String?.self)
        isArchived = try columns.next(Bool.self)
        subject = ChannelSubject(
            category: try columns.next(String?.self), language: try columns.next(String?.self))
        createdAt = try columns.next(Date.self)
        lastSentAt = try columns.next(Date?.self)
    }
}

/// What is shown of a channel on the web, or of one of its threads.
public struct WebPage: Sendable {
    public let channel: WebChannel
    /// What the thread hangs on; nil for what was said in the channel itself.
    public let head: Message?
    public let page: Excerpt
    /// How many files a message has, by its number, where it has some. They are for members.
    public let files: [Int64: Int]
}

/// Which part of it.
public enum WebPlace: Hashable, Sendable {
    case latest
    case before(Int64)
    case around(Int64)
}
