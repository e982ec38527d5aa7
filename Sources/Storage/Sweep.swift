/// What a sweep came to.
package struct Swept: Hashable, Sendable {
    /// Contents nobody owned.
    package var count = 0
    /// Of them.
    package var bytes: Int64 = 0
    /// Files left by writers that broke down.
    package var leftovers = 0
    /// What was looked at last; nil when that was all there is.
    package var last: ContentDigest?
}

extension ContentStore {
    /// Deletes contents nobody owns, and what writers left that broke down. Whatever was kept or written to for less
    /// than `age` is let be: whoever keeps a content says within that time that they own it.
    /// - Parameters:
    ///   - isOwned: which of some contents, 500 at most, somebody owns. Whatever it leaves out is deleted.
    ///   - age: a day, say; with `S3Store` at least twice its `freshness`.
    ///   - digest: begins behind it; where the time before ended.
    ///   - limit: contents to look at.
    package func sweep(
        isOwned: ([ContentDigest]) throws -> Set<ContentDigest>, olderThan age: Duration,
        after digest: ContentDigest? = nil, limit: Int = .max
    ) throws -> Swept {
        var swept = Swept(last: digest)
        swept.leftovers = try clearIncoming(olderThan: age)
        var rest = limit
        while rest > 0 {
            let wanted = min(500, rest)
            let contents = try list(after: swept.last, limit: wanted)
            let old = contents.filter { $0.keptAt.isOlder(than: age) }
            let owned = old.isEmpty ? [] : try isOwned(old.map(\.digest))
            for content in old where !owned.contains(content.digest) {
                guard try delete(content.digest, ifOlderThan: age) else { continue }
                swept.count += 1
                swept.bytes += content.size
            }
            swept.last = contents.last?.digest
            rest -= contents.count
            if contents.count < wanted {
                swept.last = nil
                break
            }
        }
        return swept
    }
}
