import Glibc

/// Two stores while contents move from the old one to the new one: what is kept goes to the new one, what is not there
/// yet is read from the old one.
package struct MovingStore: ContentStore {
    private let old: any ContentStore
    private let new: any ContentStore

    package init(from old: any ContentStore, to new: any ContentStore) {
        self.old = old
        self.new = new
    }

    package var leastAge: Duration { max(old.leastAge, new.leastAge) }

    // MARK: Moving

    package struct Moved: Hashable, Sendable {
        /// Contents that are in the new store now, and no longer in the old one.
        package var count = 0
        /// Of them.
        package var bytes: Int64 = 0
        /// Contents that are not what their digest says in one of the two. They stay where they are.
        package var damaged: [ContentDigest] = []
        /// What was looked at last; nil when that was all there is.
        package var last: ContentDigest?
    }

    /// Copies contents to the new store, reads back what came there, and only then deletes them in the old one. It may
    /// be broken off at any point and begun again, and others may read, write and move meanwhile.
    /// - Parameters:
    ///   - digest: begins behind it; where the time before ended.
    ///   - limit: contents to look at.
    package func move(
        after digest: ContentDigest? = nil, limit: Int
    ) throws(StorageError) -> Moved {
        var moved = Moved()
        let contents = try old.list(after: digest, limit: limit)
        for content in contents {
            do throws(StorageError) {
                moved.bytes += try move(content.digest)
                moved.count += 1
            } catch {
                switch error {
                // Deleted meanwhile, or moved by another.
                case .missing: break
                case .damaged, .failed(EIO): moved.damaged.append(content.digest)
                default: throw error
                }
            }
        }
        moved.last = contents.count < limit ? nil : contents.last?.digest
        return moved
    }

    private func move(_ digest: ContentDigest) throws(StorageError) -> Int64 {
        if try !new.contains(digest) {
            var incoming = try new.begin()
            let pieces = try old.open(digest).pieces(of: 1 << 20)
            while let piece = try pieces.next() { try incoming.write(piece) }
            try incoming.keep(as: digest)
        }
        let size = try new.verify(digest)
        try old.delete(digest)
        return size
    }

    // MARK: Keeping, reading and deleting

    package func begin() throws(StorageError) -> Incoming { try new.begin() }

    package func open(_ digest: ContentDigest) throws(StorageError) -> StoredContent {
        try either(digest) { store, isOld throws(StorageError) in
            let content = try store.open(digest)
            guard isOld else { return content }
            // It may move while it is read.
            return StoredContent(size: content.size, file: content.file, pieceSize: content.pieceSize) {
                [new] offset, target throws(StorageError) in
                do throws(StorageError) {
                    return try content.read(at: offset, into: target)
                } catch .missing {
                    return try new.open(digest).read(at: offset, into: target)
                }
            }
        }
    }

    package func size(of digest: ContentDigest) throws(StorageError) -> Int64 {
        try either(digest) { store, _ throws(StorageError) in try store.size(of: digest) }
    }

    /// What is in neither may have moved between the two looks: then it is in the new one.
    private func either<Result>(
        _ digest: ContentDigest,
        _ look: (_ store: any ContentStore, _ isOld: Bool) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        do throws(StorageError) { return try look(new, false) } catch .missing {}
        do throws(StorageError) { return try look(old, true) } catch .missing {}
        return try look(new, false)
    }

    /// What is being moved in this moment may come back in the new store, owned by nobody.
    package func delete(_ digest: ContentDigest) throws(StorageError) {
        try old.delete(digest)
        try new.delete(digest)
    }

    package func delete(_ digest: ContentDigest, ifOlderThan age: Duration) throws(StorageError) -> Bool {
        let wasOld = try old.delete(digest, ifOlderThan: age)
        let wasNew = try new.delete(digest, ifOlderThan: age)
        return wasOld || wasNew
    }

    package func list(after digest: ContentDigest?, limit: Int) throws(StorageError) -> [ContentListing] {
        let olds = try old.list(after: digest, limit: limit)
        let news = try new.list(after: digest, limit: limit)
        var listed: [ContentListing] = []
        // By digest, and of two with the same the one that was kept last.
        for content in (olds + news).sorted(by: { ($0.digest, $0.keptAt) < ($1.digest, $1.keptAt) }) {
            if listed.last?.digest == content.digest { listed.removeLast() }
            listed.append(content)
        }
        return Array(listed.prefix(limit))
    }

    package func clearIncoming(olderThan age: Duration) throws(StorageError) -> Int {
        try old.clearIncoming(olderThan: age) + new.clearIncoming(olderThan: age)
    }
}
