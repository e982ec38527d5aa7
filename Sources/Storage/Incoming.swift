import Crypto
import Glibc

/// Content on its way in, written to a file of this machine. Whoever lets go of it before `keep` has discarded it.
package struct Incoming: ~Copyable, Sendable {
    typealias Keeper = @Sendable (borrowing SpoolFile, ContentDigest, Int64) throws(StorageError) -> Void

    /// Bytes written so far.
    package private(set) var count: Int64 = 0
    private let spool: SpoolFile
    private let keeper: Keeper
    private var hasher = SHA256()
    /// What is not whole is not kept, whoever asks for it.
    private var failure: StorageError?

    init(_ spool: consuming SpoolFile, keeper: @escaping Keeper) {
        self.spool = spool
        self.keeper = keeper
    }

    /// Appends all of `bytes`.
    /// - Throws: `full`, for one; nothing can be kept after that.
    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        if let failure { throw failure }
        do throws(StorageError) {
            try spool.write(bytes)
        } catch {
            failure = error
            throw error
        }
        hasher.update(bufferPointer: bytes)
        count += Int64(bytes.count)
    }

    package mutating func write(_ bytes: [UInt8]) throws(StorageError) {
        var failure: StorageError?
        bytes.withUnsafeBytes { bytes in
            do throws(StorageError) { try write(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// What it would be called if it were kept now.
    package var digest: ContentDigest { ContentDigest(hasher.finalize()) }

    /// What was written so far, opened anew for reading from its beginning. The descriptor is the caller's to close,
    /// and is not handed down to other programs by itself.
    package borrowing func reading() throws(StorageError) -> CInt { try spool.reading() }

    /// Keeps it. When this returns, it outlasts a failure of power. The same content kept twice is kept once.
    /// - Returns: Its name, and how many bytes it has: none are content too.
    package consuming func keep() throws(StorageError) -> (digest: ContentDigest, size: Int64) {
        if let failure { throw failure }
        let digest = ContentDigest(hasher.finalize())
        try keeper(spool, digest, count)
        return (digest, count)
    }

    /// Keeps it if it is what is expected.
    /// - Throws: `damaged` when it is not.
    consuming func keep(as expected: ContentDigest) throws(StorageError) {
        guard failure != nil || ContentDigest(hasher.finalize()) == expected else { throw .damaged }
        _ = try keep()
    }
}
