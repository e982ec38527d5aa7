import AgentorViews
import FastCGI
import Messaging

extension MessageDesk {
    /// `POST /channels/{slug}/messages/{seq}/reactions` sets a reaction, `…/remove` takes it back: twice is once.
    func react(
        isWanted: Bool = true, to place: Int64, in slug: String, _ visit: Visit, _ form: Fields
    ) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.react, for: viewer)
            let draft = try ReactionDraft(emoji: form["emoji"] ?? "")
            let outcome = try messenger.react(
                draft, to: place, in: slug, isWanted: isWanted, as: viewer.identity)
            return try visit.present(outcome, json: ReactionOutcomeJSON.init) { _ in
                .redirect(to: "\(Route.message(slug, place, .show).path)#reactions")
            }
        } again: { form in
            let (channel, message) = try messenger.message(place, in: slug, as: visit.identity)
            guard let message else { throw Refusal.notFound }
            return try messagePage(message, in: channel, visit, form: form).html()
        }
    }

    /// The part of a message's page where the viewer reacts. Who has is read where anybody has.
    func reactions(
        to message: Message, in slug: String, _ visit: Visit, form: FilledForm
    ) throws -> MessageReactions {
        let reactors =
            message.reactions.isEmpty
            ? [] : try messenger.reactors(to: message.sequence, in: slug, as: visit.identity)
        return MessageReactions(
            to: message.sequence, of: slug, reactors, field: form.field(ReactionDraft.field),
            problem: form.problem)
    }
}
