import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import Storage

@Suite("Moving contents from one store to another")
struct MovingStoreTests {
    let folder: TemporaryFolder
    let old: DiskStore
    let new: DiskStore
    let store: MovingStore

    init() throws {
        folder = try TemporaryFolder()
        old = DiskStore(folder: "\(folder.path)/old")
        new = DiskStore(folder: "\(folder.path)/new")
        store = MovingStore(from: old, to: new)
    }

    @Test("what is in either can be read, and what is kept goes to the new one")
    func either() throws {
        let first = try old.keep(someBytes(1000))
        let second = try store.keep(someBytes(2000))
        #expect(try old.digests == [first] && new.digests == [second])
        #expect(try store.digests == [first, second].sorted())
        #expect(try store.bytes(first) == someBytes(1000) && store.bytes(second) == someBytes(2000))
        #expect(try store.size(of: first) == 1000 && store.contains(second))
        #expect(try store.open(first).file?.folder == old.folder)
        #expect(throws: StorageError.missing) { try store.open(digestOf([1])) }
        #expect(throws: StorageError.missing) { try store.size(of: digestOf([1])) }
    }

    @Test("contents move some at a time, and then the old store is empty")
    func move() throws {
        let contents = try (0..<10).map { try old.keep(someBytes(100 + $0)) }.sorted()
        var last: ContentDigest?
        var counts: [Int] = []
        var bytes: Int64 = 0
        repeat {
            let moved = try store.move(after: last, limit: 4)
            counts.append(moved.count)
            bytes += moved.bytes
            last = moved.last
        } while last != nil
        #expect(counts == [4, 4, 2] && bytes == 1045)
        #expect(try old.digests.isEmpty && new.digests == contents)
        for digest in contents { #expect(throws: Never.self) { try new.verify(digest) } }
        #expect(try store.move(limit: 4) == MovingStore.Moved())
    }

    @Test("a move that was broken off between any two steps is taken up again")
    func brokenOff() throws {
        let contents = try (0..<3).map { try old.keep(someBytes(100 + $0)) }.sorted()
        // Copied, and not yet deleted.
        for count in 0..<2 { try new.keep(try old.bytes(contents[count])) }
        #expect(try store.digests == contents)
        #expect(try store.move(limit: 10).count == 3)
        #expect(try old.digests.isEmpty && new.digests == contents)
    }

    @Test("a content that is damaged in one of the two stays where it is, and is told of")
    func damaged() throws {
        let contents = try (0..<4).map { try old.keep(someBytes(1000, seed: UInt64($0))) }.sorted()
        let file = try #require(try old.open(contents[1]).file)
        truncate("\(file.folder)/\(file.path)", 999)
        try new.keep(try old.bytes(contents[2]))
        let other = try #require(try new.open(contents[2]).file)
        try Data(someBytes(1000, seed: 99)).write(to: URL(filePath: "\(other.folder)/\(other.path)"))
        let moved = try store.move(limit: 10)
        #expect(moved.damaged == [contents[1], contents[2]] && moved.count == 2)
        #expect(try old.digests == [contents[1], contents[2]])
        #expect(try new.digests == [contents[0], contents[2], contents[3]])
        #expect(try folder.files.filter { !$0.hasSuffix("/lock") }.count == 5)
    }

    @Test("a content that moves between the two looks for it is found")
    func movedBetween() throws {
        let digest = try old.keep(someBytes(1000))
        let store = MovingStore(
            from: Interrupted(store: old) { [new, old] in
                _ = try? new.keep(someBytes(1000))
                try? old.delete(digest)
            }, to: new)
        #expect(try store.bytes(digest) == someBytes(1000))
        try new.delete(digest)
        try old.keep(someBytes(1000))
        #expect(try store.size(of: digest) == 1000)
    }

    @Test("deleting and sweeping reach both, and a list says of each content when it was last kept")
    func deleting() throws {
        let both = try old.keep([1])
        try age(both, in: old)
        try new.keep([1])
        let listed = try store.list(after: nil, limit: 10)
        #expect(listed.count == 1 && listed[0].keptAt > Date().addingTimeInterval(-100))
        let alone = try old.keep([2])
        try age(alone, in: old)
        #expect(try store.sweep(isOwned: { _ in [] }, olderThan: .seconds(3600)).count == 1)
        #expect(try store.digests == [both])
        try store.delete(both)
        #expect(try store.digests.isEmpty && old.digests.isEmpty && new.digests.isEmpty)
    }

    @Test("lists of both are one list, whatever the limit")
    func lists() throws {
        for number in 0..<30 {
            if number % 3 != 0 { try old.keep(someBytes(number)) }
            if number % 2 != 0 { try new.keep(someBytes(number)) }
        }
        let all = (0..<30).filter { $0 % 3 != 0 || $0 % 2 != 0 }.map { digestOf(someBytes($0)) }.sorted()
        for limit in [1, 4, all.count, 100] {
            var listed: [ContentDigest] = []
            while true {
                let page = try store.list(after: listed.last, limit: limit)
                listed += page.map(\.digest)
                if page.count < limit { break }
            }
            #expect(listed == all)
        }
    }

    @Test(
        "who reads while contents move to an S3 server, or back, notices nothing",
        .enabled(if: SeaweedFS.program != nil, SeaweedFS.missing), arguments: [true, false])
    func whileReading(isToServer: Bool) throws {
        let server = S3Store(bucket: try SeaweedFS.shared().makeBucket(), folder: "\(folder.path)/spool")
        let store = isToServer ? MovingStore(from: old, to: server) : MovingStore(from: server, to: new)
        let contents = (0..<30).map { someBytes(60_000 + $0) }
        for bytes in contents { _ = try isToServer ? old.keep(bytes) : server.keep(bytes) }
        // Opened before anything moves, and read when all has moved.
        let early = try store.open(digestOf(contents[0])).pieces(of: 10_000)
        var read = try early.next() ?? []
        let isMoved = Atomic(false)
        let failures = Mutex<[String]>([])
        let count = Atomic(0)
        try atOnce(4) { number in
            if number == 0 {
                defer { isMoved.store(true, ordering: .relaxed) }
                do {
                    var last: ContentDigest?
                    repeat { last = try store.move(after: last, limit: 3).last } while last != nil
                } catch {
                    failures.withLock { $0.append("moving: \(error)") }
                }
                return
            }
            var round = number
            while !isMoved.load(ordering: .relaxed) {
                round += 1
                let bytes = contents[round % contents.count]
                do {
                    guard try store.bytes(digestOf(bytes), of: 20_000) == bytes else {
                        throw StorageError.damaged
                    }
                    count.add(1, ordering: .relaxed)
                } catch {
                    failures.withLock { $0.append("reading: \(error)") }
                }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(count.load(ordering: .relaxed) > 0)
        while let piece = try early.next() { read += piece }
        #expect(read == contents[0])
        #expect(try (isToServer ? old.digests : server.digests).isEmpty)
        #expect(try (isToServer ? server.digests : new.digests) == contents.map(digestOf).sorted())
    }
}

/// A store in which something happens just before it is looked into.
private struct Interrupted: ContentStore {
    let store: DiskStore
    let interruption: @Sendable () -> Void

    func begin() throws(StorageError) -> Incoming { try store.begin() }

    func open(_ digest: ContentDigest) throws(StorageError) -> StoredContent {
        interruption()
        return try store.open(digest)
    }

    func size(of digest: ContentDigest) throws(StorageError) -> Int64 {
        interruption()
        return try store.size(of: digest)
    }

    func delete(_ digest: ContentDigest) throws(StorageError) { try store.delete(digest) }

    func delete(_ digest: ContentDigest, ifOlderThan age: Duration) throws(StorageError) -> Bool {
        try store.delete(digest, ifOlderThan: age)
    }

    func list(after digest: ContentDigest?, limit: Int) throws(StorageError) -> [ContentListing] {
        try store.list(after: digest, limit: limit)
    }

    func clearIncoming(olderThan age: Duration) throws(StorageError) -> Int {
        try store.clearIncoming(olderThan: age)
    }
}
