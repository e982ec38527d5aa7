import FoundationEssentials
import Postgres

/// Other words for a message that is there already, within its limits.
public struct MessageEdit: Hashable, Sendable {
    public let text: String
    /// Handles in it, of whomever; nil for none.
    let mentions: [String]?
    /// The version that its writer has seen, and puts these words in place of.
    public let version: Int

    /// - Throws: `.invalid` when there is nothing in it or too much.
    public init(text: String, of version: Int) throws(MessagingError) {
        self.text = try MessageDraft.text(text)
        mentions = Mention.handles(in: self.text)
        self.version = version
    }
}

/// What came of an edit. All but the first leave everything as it was.
public enum EditOutcome: String, Hashable, Sendable, PostgresValue {
    case edited
    /// The words are what the message says already.
    case unchanged
    /// The message says something else by now than its writer has seen.
    case outdated
    /// It was sent longer ago than messages may be changed (`MessageEdit.span`).
    case late
    case deleted
    /// The host keeps its words as they are while it looks at them.
    case hidden
    /// It waits to be accepted, and its new words would wait for the host.
    case held
    /// It has as many versions as a message may have (`MessageEdit.versionLimit`).
    case full
}

extension MessageEdit {
    /// For how long after its sending a message may be changed. The database says the same, by its own clock.
    public static let span: TimeInterval = 24 * 60 * 60
    /// How many versions a message may have, with its first and its present one.
    public static let versionLimit = 50
}

/// What a message said, from when it was written until the next version.
public struct MessageVersion: Hashable, Sendable {
    public let text: String
    public let writtenAt: Date
}

/// All that a message has said.
public struct MessageHistory: Sendable {
    /// As it is now.
    public let message: Message
    /// The first version first, the present one last; none of a message that was deleted.
    public let versions: [MessageVersion]
}
