import Forms
import FoundationEssentials
import Text

/// What somebody keeps channels in, for themselves alone.
public struct Folder: Hashable, Sendable, Identifiable {
    public let id: UUID
    public let name: String
    /// Whether it is shown closed.
    public let isClosed: Bool

    /// How many somebody may have.
    public static let most = 20
    /// How many channels of each are listed with all of them.
    public static let shown = 30

    public static let nameField = FormField<String>.line(
        "name", "Name", hint: "For example: Clients.", limit: 40, missing: "Enter a name.",
        autocomplete: "off")

    static let taken = FormErrors(
        nameField.name, .taken, "You have a folder of this name. Choose another one.")
    static let tooMany = FormErrors(
        nameField.name, .notAllowed, "You have \(most) folders, and that is all there can be.")
}

/// One's own channels, as one keeps them.
public struct SortedChannels: Sendable {
    public struct Part: Sendable {
        public let folder: Folder
        /// The latest talk first, without favourites.
        public let channels: [ListedChannel]
        /// Whether the folder has more: `channels(in:)` lists them all.
        public let hasMore: Bool
    }

    /// A hundred at most.
    public let favourites: [ListedChannel]
    /// In their order.
    public let folders: [Part]
    /// The rest, whose next pages are those of `unsortedChannels(after:)`.
    public let others: OwnChannels
}
