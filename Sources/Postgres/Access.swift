/// What a transaction may do. A read that loses its connection is repeated once; a write never is.
public enum Access: Hashable, Sendable {
    case readOnly
    /// All statements see the database as it was at one moment (`repeatable read`). Otherwise each sees what was
    /// committed before it began, also after the one in front of it.
    case readOnlySnapshot
    case readWrite
    /// The commit does not wait for the disk (`synchronous_commit` off). What was written is never torn, but lost when
    /// the server crashes within the next moments, at most three times its `wal_writer_delay` (0.6 s by default): for
    /// marks that only have to be about right.
    case readWriteAsynchronous

    var isReading: Bool { self == .readOnly || self == .readOnlySnapshot }
}
