import Crypto
import Synchronization

/// Content that is kept, opened for reading. Reading moves nothing: copies may read different parts at once.
package struct StoredContent: Sendable {
    /// Where it lies on this machine's disk.
    package struct File: Hashable, Sendable {
        /// Of the whole store.
        package let folder: String
        /// Within `folder`, such as `content/ab/cd/abcd…`: fit for a URL as it is. A web server that is told to send
        /// it (`X-Accel-Redirect`) opens it itself, and finds nothing when it was deleted or moved meanwhile.
        package let path: String
    }

    /// In bytes.
    package let size: Int64
    /// Nil where it is on another host.
    package let file: File?
    /// How many bytes are worth asking for at once.
    let pieceSize: Int
    private let reader: @Sendable (Int64, UnsafeMutableRawBufferPointer) throws(StorageError) -> Int

    /// - Parameter reader: reads from an offset before the end into a target that is not empty and does not reach
    ///   beyond the end; returns how many bytes it read, 0 when there turn out to be none.
    init(
        size: Int64, file: File? = nil, pieceSize: Int,
        reader: @escaping @Sendable (Int64, UnsafeMutableRawBufferPointer) throws(StorageError) -> Int
    ) {
        self.size = size
        self.file = file
        self.pieceSize = pieceSize
        self.reader = reader
    }

    /// Reads at least one byte and at most as many as `target` holds, beginning at `offset`; 0 at the end.
    /// - Throws: `damaged` when there is less than `size` says.
    package func read(
        at offset: Int64, into target: UnsafeMutableRawBufferPointer
    ) throws(StorageError) -> Int {
        guard (0..<size).contains(offset), !target.isEmpty else { return 0 }
        let wanted = Int(min(Int64(target.count), size - offset))
        let count = try reader(offset, UnsafeMutableRawBufferPointer(rebasing: target[..<wanted]))
        guard count > 0 else { throw .damaged }
        return count
    }

    /// The bytes of a range, a piece at a time.
    /// - Parameters:
    ///   - range: of offsets, cut to what there is; nil for all of it.
    ///   - pieceSize: bytes in a piece at most. What suits the store when nil: 128 KiB from a disk, 1 MiB from another
    ///     host, where each piece is a request.
    package func pieces(_ range: Range<Int64>? = nil, of pieceSize: Int? = nil) -> ContentPieces {
        let range = (range ?? 0..<size).clamped(to: 0..<size)
        return ContentPieces(self, range, pieceSize: max(1, pieceSize ?? self.pieceSize))
    }

    /// The digest of what is really there. Reads all of it, in pieces.
    func digest() throws(StorageError) -> ContentDigest {
        var hasher = SHA256()
        let pieces = pieces(of: max(pieceSize, 1 << 20))
        while let piece = try pieces.next() { hasher.update(data: piece) }
        return ContentDigest(hasher.finalize())
    }
}

/// A range of a content on its way out. Copies of the reference share one position.
package final class ContentPieces: Sendable {
    private let content: StoredContent
    private let pieceSize: Int
    private let rest: Mutex<Range<Int64>>

    fileprivate init(_ content: StoredContent, _ range: Range<Int64>, pieceSize: Int) {
        self.content = content
        self.pieceSize = pieceSize
        rest = Mutex(range)
    }

    /// The next bytes, at least one; nil after the last. After an error the same piece can be tried again.
    package func next() throws(StorageError) -> [UInt8]? {
        try rest.withLock { rest throws(StorageError) in
            guard !rest.isEmpty else { return nil }
            var failure: StorageError?
            let piece = [UInt8](
                unsafeUninitializedCapacity: Int(min(Int64(pieceSize), Int64(rest.count)))
            ) { [offset = rest.lowerBound] target, used in
                do throws(StorageError) {
                    used = try content.read(at: offset, into: UnsafeMutableRawBufferPointer(target))
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            rest = rest.lowerBound + Int64(piece.count)..<rest.upperBound
            return piece
        }
    }
}
