import FoundationEssentials
import Postgres

/// What somebody shows of themselves to those they share a channel or a conversation with.
public struct PresenceChoice: Hashable, Sendable {
    /// How finely others learn when somebody was last there.
    public enum LastSeen: String, Hashable, Sendable, CaseIterable, PostgresValue {
        /// To five minutes.
        case minutes
        case day
        /// Only whether it was within a week.
        case week
        case nothing
    }

    /// Whether nobody is shown that they are there, or write.
    public var isHidden: Bool
    /// Until when they do not want to be disturbed.
    public var quietUntil: Date?
    /// Until when that is so by the hours they chose (`QuietHours`); nil where it is not now.
    public internal(set) var hoursUntil: Date?
    public var lastSeen: LastSeen
    /// Whether others see what they have read, and they what others have.
    public var showsReads: Bool

    public init(
        isHidden: Bool = false, quietUntil: Date? = nil, lastSeen: LastSeen = .day, showsReads: Bool = true
    ) {
        self.isHidden = isHidden
        self.quietUntil = quietUntil
        self.lastSeen = lastSeen
        self.showsReads = showsReads
    }

    func isQuiet(at moment: Date) -> Bool {
        [quietUntil, hoursUntil].contains { $0.map { $0 > moment } ?? false }
    }
}

/// How somebody is there; who is not has none.
public enum PresenceStatus: String, Hashable, Sendable, CaseIterable {
    case here
    /// Nobody has touched what they have open for `People.patience`.
    case away
    /// There, and not to be disturbed.
    case busy
}

/// When somebody was last there, as finely as they wish.
public struct LastHere: Hashable, Sendable {
    public let detail: PresenceChoice.LastSeen
    /// The beginning of the five minutes, of the day or of the week; nil for more than a week ago.
    public let seen: Date?
}

/// Somebody in a channel, with what they show of themselves.
public struct PresentMember: Hashable, Sendable {
    public let id: ParticipantID
    public let name: String
    public let handle: String?
    public let joinedAt: Date
    /// Up to where they have read, where that is shown.
    public internal(set) var read: Int64?
    public internal(set) var status: PresenceStatus?
}

/// What a poll says of the reader behind it.
public enum Activity: Sendable {
    /// Somebody touched the page so long ago.
    case touched(Duration)
    /// A page that says nothing of that.
    case unknown
}
