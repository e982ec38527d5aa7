import Forms
import Postgres

/// What counts for somebody of what is said in a channel or a direct conversation.
public enum NotificationLevel: String, Hashable, Sendable, CaseIterable, PostgresValue {
    case everything
    /// What names them, has a word of theirs in it, quotes them, or answers in a thread they take part in.
    case mentions
    case nothing

    package var label: String {
        switch self {
        case .everything: "Everything"
        case .mentions: "What concerns you"
        case .nothing: "Nothing"
        }
    }
}

/// What counts for somebody where they have chosen nothing else.
public struct NotificationChoice: Hashable, Sendable {
    /// How many words and phrases somebody has, and characters of each. The database holds to the same.
    public static let keywordLimit = 20
    public static let keywordLength = 60

    public var level: NotificationLevel
    /// What counts as being named, whatever its case.
    public var keywords: [String]
    /// Nil for none.
    public var quietHours: QuietHours?

    public init(
        level: NotificationLevel = .everything, keywords: [String] = [], quietHours: QuietHours? = nil
    ) {
        self.level = level
        self.keywords = keywords
        self.quietHours = quietHours
    }
}

extension Channel {
    /// What counts where nothing was chosen: a direct conversation is meant for its people.
    public func level(usually usual: NotificationLevel) -> NotificationLevel {
        level ?? (direct == nil ? usual : .everything)
    }

    /// What counts for the viewer in a row `c` of `channels` with `mark`, in SQL.
    static let heard = """
        coalesce(mark.level, case when c.is_direct then 'everything' else (select messaging.default_level()) end)
        """
}
