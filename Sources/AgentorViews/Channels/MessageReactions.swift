import Forms
import Messaging

/// The reactions to one message, on its own page: what the viewer may answer it with, and who has.
package struct MessageReactions: FormPage {
    /// Of the message.
    package let slug: String
    package let sequence: Int64
    /// What is there already, and then the usual ones that are not.
    package let choices: [ReactionChoice]
    package let groups: [ReactorGroup]
    /// For any other emoji.
    package let fields: [Field]
    package let problem: String?

    package init(
        to sequence: Int64, of slug: String, _ reactors: [Reactors], field: Field, problem: String? = nil
    ) {
        self.slug = slug
        self.sequence = sequence
        let address = Route.message(slug, sequence, .takeBack).path
        let present = Set(reactors.map(\.reaction.emoji))
        choices =
            reactors.map {
                ReactionChoice(
                    emoji: $0.reaction.emoji, count: $0.reaction.count, takesBack: $0.isOwn ? address : nil)
            }
            + ReactionDraft.usual.filter { !present.contains($0) }
            .map { ReactionChoice(emoji: $0, count: nil, takesBack: nil) }
        let people = reactors.reduce(0) { $0 + $1.participants.count }
        groups = reactors.map { ReactorGroup($0, isOpen: people <= 12) }
        fields = [field]
        self.problem = problem
    }
}

/// An emoji as a button that sets it, or takes it back where it is the viewer's.
package struct ReactionChoice: Sendable {
    package let emoji: String
    /// How many people chose it.
    package let count: Int?
    /// Where pressing it again is sent.
    package let takesBack: String?

    package var isPressed: String { takesBack == nil ? "false" : "true" }
}

/// Who reacted with one emoji.
package struct ReactorGroup: Sendable {
    package let emoji: String
    package let people: String
    package let participants: [Participant]
    package let more: String?
    package let isOpen: Bool

    init(_ reactors: Reactors, isOpen: Bool) {
        emoji = reactors.reaction.emoji
        people = counted(reactors.reaction.count, "person", "people")
        participants = reactors.participants
        let leftOut = reactors.reaction.count - participants.count
        more = leftOut > 0 ? "and \(leftOut) more" : nil
        self.isOpen = isOpen
    }
}
