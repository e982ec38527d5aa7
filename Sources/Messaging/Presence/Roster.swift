import FoundationEssentials

/// Whose presence is shown together: in a channel, or beside somebody's conversations. Read once, and kept right by what is
/// announced, for as long as somebody waits for it.
struct Roster {
    enum Key: Hashable, Sendable {
        case channel(ChannelID)
        case circle(ParticipantID)
    }

    /// How many are shown: as many as a channel's page names.
    static let limit = 200
    /// After how many ticks it is read again, should a hint have been wrong or lost, and after how many it is forgotten where
    /// nobody asks.
    static let freshness = 600 * Lobby.ticksPerSecond
    static let linger = 60 * Lobby.ticksPerSecond

    /// The channel's address; nil for a circle.
    let slug: String?
    /// The channel's, when it was read.
    let revision: Int64
    var members: [PresentMember]
    /// Whether it was read as somebody who may know what others have read.
    let hasReads: Bool
    let readAt: Int
    var usedAt: Int
    var isStale = false

    init(slug: String?, revision: Int64, members: [PresentMember], hasReads: Bool, at tick: Int) {
        self.slug = slug
        self.revision = revision
        self.members = members
        self.hasReads = hasReads
        readAt = tick
        usedAt = tick
    }
}
