import Glibc

/// Why content could not be kept, read or deleted.
package enum StorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The disk, the quota or the other host has no room left (ENOSPC, EDQUOT, status 507).
    case full
    /// The file system may only be read (EROFS).
    case readOnly
    /// Nothing is kept under this digest.
    case missing
    /// What is kept, or was to be kept under a digest, is not what the digest says.
    case damaged
    /// The system refused with this `errno`; EIO is a disk that cannot read or write.
    case failed(Int32)
    /// The other host could not be reached, broke off, or said that it cannot answer now. Trying later may help.
    case unreachable(String)
    /// The other host will not do it: a status, a code and a sentence of its own, and no secrets.
    case refused(String)

    init(errno code: Int32) {
        self =
            switch code {
            case ENOSPC, EDQUOT: .full
            case EROFS: .readOnly
            default: .failed(code)
            }
    }

    package var description: String {
        switch self {
        case .full: "there is no room left"
        case .readOnly: "the file system may only be read"
        case .missing: "there is no such content"
        case .damaged: "the content is not what it was"
        case .failed(let code): String(cString: strerror(code))
        case .unreachable(let words): "the store cannot be reached: \(words)"
        case .refused(let words): "the store refused: \(words)"
        }
    }
}

/// Makes a system call, and makes it again when a signal interrupted it.
/// - Throws: what `errno` says when the result is negative.
@discardableResult
func system<Result: SignedInteger>(_ call: () -> Result) throws(StorageError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let code = errno
        if code != EINTR { throw StorageError(errno: code) }
    }
}
