import Forms
import Postgres

/// Why messaging did not do what it was asked.
public enum MessagingError: Error, Sendable {
    /// The channel does not exist, or is not this participant's to see: the two are one answer.
    case notFound
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
        case "messages_apart": .unreachable
        case "messages_request_limit":
            .invalid(
                FormErrors(
                    MessageDraft.field.name, .notAllowed,
                    "You have written three messages. Wait until they are answered or accepted."))
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
