/// One of the things a page waits for.
public enum Topic: Sendable {
    /// What changes in a channel after a cursor. The cursor is also the reader's word for what they have seen, unless
    /// they give it elsewhere: their read mark moves up to it.
    case channel(String, after: Int64, WaitShape, marksRead: Bool = true)
    /// What changes after a cursor in a message and what was said in answer to it. The cursor counts as for a channel, where
    /// nothing else is unread.
    case thread(String, of: Int64, after: Int64, marksRead: Bool = true)
    /// What the viewer has not read, over all their channels, once it differs from what is shown; nil for nothing shown
    /// yet, which is answered at once. What comes in a channel that the same wait has as a topic is seen there, and not
    /// told here. Told again after `pause` at the earliest.
    case inbox(showing: Digest?, pause: Duration = Inbox.pause)
    /// Who else looks at a channel and who is typing, once it differs from what is shown; nil as for the inbox.
    ///
    /// With it, who of the channel is there at all (`PresenceStatus`), and what those in a small one have read, as far as
    /// each shows it.
    case presence(String, showing: Digest?)
    /// Who of those the viewer has conversations with is there, once it differs from what is shown.
    case circle(showing: Digest?)

    /// One wait holds at most as many: a page has one conversation in view, a thread beside it, and what stands around
    /// them. Each costs a read when it arrives, and some hundred bytes while it waits.
    public static let limit = 8
}

/// In which form a waiting reader wants the answer.
public enum WaitShape: Sendable {
    /// The messages that changed, to be put into a list already shown.
    case changes
    /// The channel's latest page, to be shown instead of the one before.
    case page
}

/// What changed in a topic.
public enum TopicChange: Sendable {
    /// In a channel or a thread.
    case messages(Excerpt)
    case inbox(Inbox)
    /// Of a channel or of the viewer's circle.
    case presence(Presence)
}

/// What became of a wait.
public enum WaitOutcome: Sendable {
    /// Something changed: what, for each of the topics in their order; nil where nothing is known to have. Whoever asks
    /// again with the same cursors and digests for those misses nothing.
    case changed([TopicChange?])
    /// Nothing did until the deadline.
    case nothing
    /// As many wait as may, in all or for this participant: ask again, but not at once.
    case full
    /// The process is ending, or the participant was dismissed: ask again, if there still is somebody to ask.
    case closing
    /// The task was cancelled: nobody is there to answer.
    case departed
}

/// Stands for what is shown of something that only has to be right now. The same in every process for the same facts;
/// a cursor it is not.
public struct Digest: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    init(_ sum: UInt64) {
        self.init(rawValue: String(sum, radix: 36))
    }
}

/// A sum of well-mixed numbers: the order in which facts were learnt makes no difference, and taking one back is
/// subtracting it.
struct DigestSum: Hashable {
    private(set) var value: UInt64 = 0

    mutating func add(_ id: UUIDBits, _ number: UInt64 = 0) { value &+= Self.mixed(id, number) }

    mutating func remove(_ id: UUIDBits, _ number: UInt64 = 0) { value &-= Self.mixed(id, number) }

    private static func mixed(_ id: UUIDBits, _ number: UInt64) -> UInt64 {
        mixed(id.high ^ mixed(id.low ^ mixed(number)))
    }

    /// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    private static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = number &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
