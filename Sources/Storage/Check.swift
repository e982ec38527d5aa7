/// Something a check found.
package enum CheckFinding: Hashable, Sendable {
    /// Somebody owns it, and it is not kept.
    case missing(ContentDigest)
    /// Somebody owns it, and what is kept is something else (`damaged`) or cannot be read (`failed`).
    case damaged(ContentDigest, StorageError)
    /// Nobody owns it: a sweep would delete it.
    case unowned(ContentListing)
}

/// What a check came to.
package struct Checked: Hashable, Sendable {
    /// Contents that were read back and are what they should be.
    package var intact = 0
    /// Of them.
    package var bytes: Int64 = 0
    package var missing = 0
    package var damaged = 0
    package var unowned = 0
}

extension ContentStore {
    /// Reads back everything somebody owns, and compares it with its digest, while others read, write and delete.
    /// - Parameters:
    ///   - owned: the contents somebody owns, behind a digest, in the order of digests and each once; fewer than the
    ///     limit only at the end.
    ///   - age: what was kept for less may belong to somebody who has not said so yet, and is not reported as unowned.
    ///   - report: called for each finding at once.
    /// - Throws: what the closures throw, and when the store cannot be read any more at all.
    package func check(
        owned: (_ after: ContentDigest?, _ limit: Int) throws -> [ContentDigest],
        settledFor age: Duration = .seconds(86_400),
        report: (CheckFinding) throws -> Void
    ) throws -> Checked {
        var checked = Checked()
        var kept = Pages<ContentListing>()
        var owners = Pages<ContentDigest>()
        // What an owner was told to be behind, to ask for the owner again.
        var previous: ContentDigest?
        while true {
            let content = try kept.first { try list(after: $0?.digest, limit: $1) }
            let owner = try owners.first(owned)
            if let content, owner.map({ content.digest < $0 }) ?? true {
                kept.removeFirst()
                guard content.keptAt.isOlder(than: age) else { continue }
                checked.unowned += 1
                try report(.unowned(content))
                continue
            }
            guard let owner else { return checked }
            owners.removeFirst()
            if content?.digest == owner { kept.removeFirst() }
            defer { previous = owner }
            do throws(StorageError) {
                checked.bytes += try verify(owner)
                checked.intact += 1
                continue
            } catch {
                switch error {
                case .missing:
                    // It may have been deleted with what owned it since both were listed.
                    guard try owned(previous, 1).first == owner else { continue }
                    checked.missing += 1
                    try report(.missing(owner))
                case .damaged, .failed:
                    checked.damaged += 1
                    try report(.damaged(owner, error))
                default: throw error
                }
            }
        }
    }

    /// Reads a content back.
    /// - Returns: How many bytes it has.
    /// - Throws: `damaged` when it is not what its digest says.
    func verify(_ digest: ContentDigest) throws(StorageError) -> Int64 {
        let content = try open(digest)
        guard try content.digest() == digest else { throw .damaged }
        return content.size
    }
}

/// A list that comes in pages.
private struct Pages<Element> {
    private static var limit: Int { 500 }
    private var page: ArraySlice<Element> = []
    private var last: Element?
    private var isAtEnd = false

    /// Nil behind the last.
    /// - Parameter read: what comes behind an element, in a page of at most so many; fewer only at the end.
    mutating func first(_ read: (_ last: Element?, _ limit: Int) throws -> [Element]) rethrows -> Element? {
        if page.isEmpty, !isAtEnd {
            page = try read(last, Self.limit)[...]
            isAtEnd = page.count < Self.limit
            last = page.last
        }
        return page.first
    }

    mutating func removeFirst() { page.removeFirst() }
}
