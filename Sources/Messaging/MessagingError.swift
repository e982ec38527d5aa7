import Forms
import FoundationEssentials
import Postgres

/// Why messaging did not do what it was asked.
public enum MessagingError: Error, Sendable {
    /// The channel does not exist, or is not this participant's to see: the two are one answer.
    case notFound
    /// Those in charge of the channel keep them out, until a moment; nil for good.
    case banned(until: Date?)
    /// A channel would have nobody in charge any more.
    case lastAdministrator
    /// What was written breaks a limit. Nothing was stored.
    case invalid(FormErrors)
    /// The database refused or could not be reached. A send may be repeated with the same nonce.
    /// (Indirect, because every frame of a function that may throw has room for the error, and thousands wait.)
    indirect case database(PostgresError)
}

extension MessagingError {
    /// What was to be sent with a message is not there.
    static let filesGone = MessagingError.invalid(
        FormErrors(
            FileDraft.fieldName, .gone,
            "A file is not there any more, or was sent already in another tab. Attach it again."))

    /// Who it is for cannot be written to. In a conversation whose other one has blocked the viewer that is all they are told.
    static let unreachable = MessagingError.invalid(
        FormErrors(
            MessageDraft.field.name, .notAllowed,
            "You cannot write to them any more. Copy your words if you still need them."))

    /// What became of a message that was not stored.
    static func unsent(_ error: PostgresError) -> MessagingError {
        switch error.constraint {
        case "messages_quoted", "messages_thread": .notFound
        case "messages_files": .filesGone
        // Its channel was given another key in that moment.
        case "messages_key": .textsUnavailable
        case "messages_apart": .unreachable
        case "messages_request_limit":
            .invalid(
                FormErrors(
                    MessageDraft.field.name, .notAllowed,
                    "You have written three messages. Wait until they are answered or accepted."))
        case "messages_archived":
            .invalid(
                FormErrors(
                    MessageDraft.field.name, .notAllowed,
                    "This channel is archived: nothing more is said in it. Copy your words if you still need them."
                ))
        case "messages_role":
            .invalid(
                FormErrors(
                    MessageDraft.field.name, .notAllowed,
                    "You may not write in this channel any more. Copy your words if you still need them."))
        case "messages_silenced":
            .invalid(
                FormErrors(
                    MessageDraft.field.name, .notAllowed,
                    "Those in charge have asked you to pause: you can write here again in \(Pace.words(error.detail.flatMap { Int($0) } ?? 1))."
                ))
        case "messages_locked":
            .invalid(
                FormErrors(
                    MessageDraft.field.name, .notAllowed,
                    "This thread is locked: nobody but those in charge of the channel answers here any more. Copy your words if you still need them."
                ))
        case "messages_newcomer_thread":
            .invalid(
                FormErrors(
                    MessageDraft.field.name, .notAllowed,
                    "You are new here: those in charge look at what you write first. Write it in the channel, not in a thread."
                ))
        case "messages_newcomer_limit":
            .invalid(
                FormErrors(
                    MessageDraft.field.name, .notAllowed,
                    "Enough of your messages wait. Those in charge of the channel look at what newcomers write first: wait until they have."
                ))
        case "messages_pace":
            .invalid(
                FormErrors(
                    MessageDraft.field.name, .notAllowed,
                    "This channel is slow: you can write again in \(Pace.words(error.detail.flatMap { Int($0) } ?? 1))."
                ))
        default: .database(error)
        }
    }
}
