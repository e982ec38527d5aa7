/// What a transaction may do. A read that loses its connection is repeated once; a write never is.
public enum Access: Hashable, Sendable {
    case readOnly
    case readWrite
    /// The commit does not wait for the disk (`synchronous_commit` off). What was written is never torn, but lost when the
    /// server crashes within the next moments, at most three times its `wal_writer_delay` (0.6 s by default): for counts
    /// and marks, which only have to be about right.
    case readWriteAsynchronous

    var isWriting: Bool { self != .readOnly }
}
