import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import Storage

@Suite("Sweeping")
struct SweepTests {
    let folder: TemporaryFolder
    let store: DiskStore

    init() throws {
        folder = try TemporaryFolder()
        store = folder.store()
    }

    @Test("what somebody owns stays, and what is young; the rest goes")
    func sweep() throws {
        let contents = try (0..<40).map { try store.keep(someBytes(100 + $0, seed: UInt64($0))) }
        let old = contents.prefix(30)
        for digest in old { try age(digest, in: store) }
        let owned = Set(contents.prefix(10))
        let asked = Mutex<[ContentDigest]>([])
        let swept = try store.sweep(
            isOwned: { some in
                asked.withLock { $0 += some }
                return owned.intersection(some)
            }, olderThan: .seconds(3600))
        #expect(swept == Swept(count: 20, bytes: (10..<30).reduce(0) { $0 + 100 + $1 }))
        #expect(Set(try store.digests) == owned.union(contents[30...]))
        // Nobody has to know of what may not have been told yet.
        #expect(asked.withLock { $0 } == old.sorted())
        #expect(try store.sweep(isOwned: { owned.intersection($0) }, olderThan: .seconds(3600)) == Swept())
    }

    @Test("it can be done a part at a time")
    func parts() throws {
        let contents = try (0..<25).map { try store.keep(someBytes(100 + $0)) }.sorted()
        for digest in contents { try age(digest, in: store) }
        var last: ContentDigest?
        var counts: [Int] = []
        repeat {
            let swept = try store.sweep(
                isOwned: { _ in [] }, olderThan: .seconds(3600), after: last, limit: 10)
            counts.append(swept.count)
            last = swept.last
        } while last != nil
        #expect(counts == [10, 10, 5])
        #expect(try store.digests.isEmpty)
    }

    @Test("when nobody can say what is owned, nothing is deleted")
    func unknown() throws {
        struct Away: Error {}
        let digest = try store.keep([1])
        try age(digest, in: store)
        #expect(throws: Away.self) {
            try store.sweep(isOwned: { _ in throw Away() }, olderThan: .zero)
        }
        #expect(try store.digests == [digest])
    }

    @Test("what a writer that broke down has left goes when it is old, and nothing that is being written")
    func leftovers() throws {
        let store = folder.store(hasNames: true)
        var incoming = try store.begin()
        try incoming.write([1])
        let left = "\(store.folder)/incoming/left"
        try Data([1, 2, 3]).write(to: URL(filePath: left))
        #expect(try store.sweep(isOwned: { _ in [] }, olderThan: .seconds(3600)).leftovers == 0)
        try age(left)
        #expect(try store.sweep(isOwned: { _ in [] }, olderThan: .seconds(3600)).leftovers == 1)
        #expect(try folder.storedFiles.count == 1)
        let (digest, _) = try incoming.keep()
        #expect(try store.bytes(digest) == [1])
    }

    @Test("what is kept again in the moment it is swept for its age is there afterwards")
    func race() throws {
        let bytes = someBytes(100)
        let digest = digestOf(bytes)
        let failures = Mutex<[String]>([])
        let deletions = Mutex(0)
        for _ in 0..<200 {
            try store.keep(bytes)
            try age(digest, in: store)
            try atOnce(2) { [store] number in
                do {
                    if number == 0 {
                        try store.keep(bytes)
                    } else if try store.delete(digest, ifOlderThan: .seconds(3600)) {
                        deletions.withLock { $0 += 1 }
                    }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
            guard try store.contains(digest) else {
                failures.withLock { $0.append("lost") }
                break
            }
        }
        #expect(failures.withLock { $0 } == [])
    }
}
