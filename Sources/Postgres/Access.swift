/// What a transaction may do. A read that loses its connection is repeated once; a write never is.
public enum Access: Hashable, Sendable {
    case readOnly
    case readWrite
}
