import Forms
import Text

/// An emoji some people have answered a message with.
public struct Reaction: Hashable, Sendable {
    public let emoji: String
    /// How many people.
    public let count: Int

    package init(emoji: String, count: Int) {
        self.emoji = emoji
        self.count = count
    }
}

/// An emoji somebody wants to answer a message with.
public struct ReactionDraft: Hashable, Sendable {
    /// Kinds one message may have, and how many of them may be one person's. The database holds to the same.
    public static let kindsLimit = 20
    public static let ownLimit = 5

    /// What is offered to choose from; any other emoji is as good.
    public static let usual = ["👍", "❤️", "🎉", "😂", "😮", "😢", "🙏", "👀"]

    /// Fully qualified, so that what different keyboards send for one emoji is one.
    public static let field: FormField<String> = {
        var description = FieldDescription(
            "emoji", "Another emoji", hint: "One emoji, from your keyboard or pasted.", control: .line(.text))
        description.autocomplete = "off"
        return FormField(description, write: \.self) { typed throws(FieldError) in
            if let emoji = typed.emoji { return emoji }
            let line = PlainText.line(typed)
            if line.isEmpty { throw FieldError(.missing, "Enter an emoji.") }
            // Not looked at to the end: it may be of any length.
            let parts = line.prefix(3).filter { !$0.isWhitespace }
            if parts.count > 1, parts.allSatisfy({ String($0).emoji != nil }) {
                throw FieldError(.tooMany, "Enter one emoji at a time.")
            }
            throw FieldError(
                .malformed, "Enter a single emoji that is known here; letters and signs are none.")
        }
    }()

    public let emoji: String

    /// - Throws: `.invalid` for anything but one emoji.
    public init(emoji typed: String) throws(MessagingError) {
        var errors = FormErrors()
        guard let emoji = errors.read(Self.field, typed) else { throw .invalid(errors) }
        self.emoji = emoji
    }
}

/// What has become of a message after somebody reacted to it or took a reaction back.
public struct ReactionOutcome: Sendable {
    /// False when it was so already.
    public let isChanged: Bool
    public let reactions: [Reaction]
    /// Which of them are the viewer's.
    public let own: [String]
}

/// Who reacted to a message with one emoji.
public struct Reactors: Sendable {
    public let reaction: Reaction
    /// Whether the viewer is among them.
    public let isOwn: Bool
    /// Those who came first, at most `limit`.
    public let participants: [Participant]

    public static let limit = 100

    package init(reaction: Reaction, isOwn: Bool, participants: [Participant]) {
        self.reaction = reaction
        self.isOwn = isOwn
        self.participants = participants
    }
}
