import Postgres

/// Why messaging did not do what it was asked.
public enum MessagingError: Error, Sendable {
    /// The channel does not exist, or is not this participant's to see: the two are one answer.
    case notFound
    /// What was written breaks a limit. Nothing was stored.
    case invalid([InvalidField])
    /// The database refused or could not be reached. A send may be repeated with the same nonce.
    /// (Indirect, because every frame of a function that may throw has room for the error, and thousands wait.)
    indirect case database(PostgresError)
}

/// One field that cannot be taken, and why.
public struct InvalidField: Hashable, Sendable {
    public enum Field: Sendable {
        case channelName, channelDescription, message
    }

    public enum Reason: Hashable, Sendable {
        case missing
        /// Characters allowed, counted as Unicode scalars.
        case tooLong(limit: Int)
    }

    public let field: Field
    public let reason: Reason
}
