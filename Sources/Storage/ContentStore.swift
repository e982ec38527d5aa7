import FoundationEssentials

/// Keeps contents under their digests. Calls block, and may come from any thread and any process at once.
package protocol ContentStore: Sendable {
    /// Somewhere to write what comes, a little at a time. It is kept only once its `keep` has returned.
    func begin() throws(StorageError) -> Incoming

    /// - Throws: `missing` where nothing is kept under the digest.
    func open(_ digest: ContentDigest) throws(StorageError) -> StoredContent

    /// In bytes.
    /// - Throws: `missing` where nothing is kept under the digest.
    func size(of digest: ContentDigest) throws(StorageError) -> Int64

    /// Whoever reads it already may or may not reach the end. Nothing happens where it is not kept.
    func delete(_ digest: ContentDigest) throws(StorageError)

    /// Deletes what was kept, or kept again, no later than `age` ago; looks at that in the moment it deletes.
    /// - Returns: Whether there was something to delete.
    func delete(_ digest: ContentDigest, ifOlderThan age: Duration) throws(StorageError) -> Bool

    /// How old a content has to be at least before it is deleted for its age: keeping it again until then makes it new.
    var leastAge: Duration { get }

    /// What is kept, by digest.
    /// - Parameters:
    ///   - digest: begins behind it; nil begins at the first.
    ///   - limit: at most so many. Fewer come only at the end.
    func list(after digest: ContentDigest?, limit: Int) throws(StorageError) -> [ContentListing]

    /// Deletes what writers left that ended before they kept or dropped what they wrote, where such files have names.
    /// - Parameter age: spares what was written to since.
    /// - Returns: How many there were.
    func clearIncoming(olderThan age: Duration) throws(StorageError) -> Int
}

/// A content in a list.
package struct ContentListing: Hashable, Sendable {
    package let digest: ContentDigest
    /// In bytes.
    package let size: Int64
    /// When it was last kept, by the clock of where it is kept.
    package let keptAt: Date

    package init(digest: ContentDigest, size: Int64, keptAt: Date) {
        self.digest = digest
        self.size = size
        self.keptAt = keptAt
    }
}

extension ContentStore {
    package var leastAge: Duration { .zero }

    package func contains(_ digest: ContentDigest) throws(StorageError) -> Bool {
        do throws(StorageError) {
            _ = try size(of: digest)
            return true
        } catch .missing {
            return false
        }
    }
}
