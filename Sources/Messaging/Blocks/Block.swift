import FoundationEssentials
import Postgres

/// Somebody the viewer keeps away from.
public struct Block: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable, PostgresValue {
        /// Works both ways, and is told to nobody: neither can write to the other or see whether they are there, and what the other
        /// says where both are is folded away for whoever has blocked.
        case block
        /// What they say is folded away for the viewer, and not counted. Nothing else changes.
        case mute

        /// What stands in place of a message's words, in a list or a quotation.
        public var foldedQuotation: String {
            switch self {
            case .block: "Words of somebody you have blocked"
            case .mute: "Words of somebody you have muted"
            }
        }

        /// What stands in place of a message.
        public var foldedWords: String {
            switch self {
            case .block: "Message of somebody you have blocked"
            case .mute: "Message of somebody you have muted"
            }
        }
    }

    public let participant: ParticipantID
    public let name: String
    /// Nil for somebody who has none.
    public let handle: String?
    /// As `Participant.picture`.
    public let picture: String?
    public let kind: Kind
    public let since: Date

    /// How many one may keep away from. The database holds to the same.
    public static let limit = 10_000
    /// How many are on a page of the list.
    public static let onPage = 50

    /// How what somebody wrote in a row of `channels` is folded away for the viewer, for a statement; null for most, and between two
    /// people.
    static func fold(_ author: String, in channel: String) -> String {
        """
        case when (select messaging.folds_anybody()) and (\(channel).is_group or not \(channel).is_direct) then (
            select kind from messaging.blocks where blocker = messaging.viewer() and blocked = \(author)) end
        """
    }

    /// Whether what somebody, a column of `uuid`, has said is shown to the viewer: as SQL, which looks at nobody for those who keep
    /// away from nobody.
    static func isUnfolded(_ author: String) -> String {
        """
        (not (select messaging.folds_anybody()) or not exists (
            select from messaging.blocks fold where fold.blocker = messaging.viewer() and fold.blocked = \(author)))
        """
    }
}

/// Where one stands in the list: `blocks(after:)` goes on from there.
public struct BlockPosition: Hashable, Sendable {
    public let since: Date
    public let participant: ParticipantID

    public init(since: Date, participant: ParticipantID) {
        self.since = since
        self.participant = participant
    }
}

/// A page of those the viewer keeps away from.
public struct ListedBlocks: Sendable {
    /// The last first.
    public let blocks: [Block]
    /// Nil on the last page.
    public let next: BlockPosition?
}

/// Whose messages are folded away for a viewer, and from whom they are apart. Small for nearly everybody.
struct Distances: Hashable, Sendable {
    var apart: Set<ParticipantID> = []
    var folded: [ParticipantID: Block.Kind] = [:]
}
