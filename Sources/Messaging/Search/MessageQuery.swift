import FoundationEssentials

/// What is looked for among messages: all of it has to be so.
public struct MessageQuery: Hashable, Sendable {
    /// Where it is looked for.
    public enum Place: Hashable, Sendable {
        /// A channel, or a group, by its address.
        case channel(String)
        /// The conversation of two with somebody, by their handle, without "@".
        case conversation(String)
    }

    /// Who wrote it.
    public enum Author: Hashable, Sendable {
        case me
        /// By their handle, without "@".
        case handle(String)
    }

    /// What a message comes with.
    public enum Feature: String, Hashable, Sendable, CaseIterable {
        case image, file, link, reaction
    }

    /// How a message stands with the viewer.
    public enum State: String, Hashable, Sendable, CaseIterable {
        case unread, pinned, bookmarked
    }

    /// A day of a calendar, in the viewer's zone.
    public struct Day: Hashable, Sendable, Comparable {
        public let year: Int
        public let month: Int
        public let day: Int

        public init(year: Int, month: Int, day: Int) {
            self.year = year
            self.month = month
            self.day = day
        }

        public static func < (one: Day, other: Day) -> Bool {
            (one.year, one.month, one.day) < (other.year, other.month, other.day)
        }
    }

    /// Words, parts of words and phrases; those that must not be there among them.
    public var terms: [SearchTerm] = []
    public var author: Author?
    public var place: Place?
    /// Names the viewer, or is said to them alone: in a conversation of two, by the other.
    public var isToMe = false
    public var features: Set<Feature> = []
    public var states: Set<State> = []
    /// Sent before this day began.
    public var before: Day?
    /// Sent after this day ended.
    public var after: Day?
    public var on: Day?

    public init() {}

    /// How many terms there may be, so that whoever asks cannot make a search take long.
    public static let termLimit = 20
    /// Unicode scalars the line may have.
    public static let lineLimit = 500
}

/// A word, a part of one, or a phrase.
public struct SearchTerm: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// `word`: a word that begins so; in scripts that set no spaces between words, wherever it stands.
        case beginning
        /// `*part`: also inside a word.
        case inside
        /// `"some words"`: these words, whole, one after the other.
        case phrase
    }

    public let kind: Kind
    /// As it was typed, without its quotes and signs.
    public let text: String
    /// `-word`: it must not be there.
    public let isExcluded: Bool

    public init(_ kind: Kind, _ text: String, isExcluded: Bool = false) {
        self.kind = kind
        self.text = text
        self.isExcluded = isExcluded
    }
}
