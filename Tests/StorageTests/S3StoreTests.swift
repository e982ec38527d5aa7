import FoundationEssentials
import Glibc
import Outgoing
import Synchronization
import Testing

@testable import Storage

@Suite("Keeping contents with an S3 server", .enabled(if: SeaweedFS.program != nil, SeaweedFS.missing))
struct S3StoreTests {
    let folder: TemporaryFolder
    let bucket: S3Bucket
    let store: S3Store

    init() throws {
        folder = try TemporaryFolder()
        bucket = try SeaweedFS.shared().makeBucket()
        store = S3Store(
            bucket: bucket, folder: "\(folder.path)/spool", freshness: .seconds(3600), pageLimit: 7)
    }

    /// Everything that is kept counts as old.
    private var aged: S3Store { S3Store(bucket: bucket, folder: "\(folder.path)/spool", freshness: .zero) }

    @Test("what was written comes back, of any length")
    func back() throws {
        for count in [0, 1, 1000, 1_048_575, 1_048_576, 1_048_577, 9_000_000] {
            let bytes = someBytes(count)
            let digest = try store.keep(bytes)
            #expect(digest == digestOf(bytes))
            #expect(try store.bytes(digest) == bytes)
            #expect(try store.size(of: digest) == Int64(count))
            #expect(try store.contains(digest))
            #expect(try store.verify(digest) == Int64(count))
            #expect(try store.open(digest).file == nil)
        }
        #expect(try folder.files.isEmpty)
    }

    @Test("any range can be read, in pieces of any size")
    func ranges() throws {
        let bytes = someBytes(3_000_000)
        let digest = try store.keep(bytes)
        for (range, pieceSize) in [
            (0..<1, 1), (2_999_999..<3_000_000, 10), (0..<3_000_000, 700_000), (1_048_570..<1_048_590, 7),
            (100..<2_000_000, 1_999_900), (5..<5, 1),
        ] {
            let wanted = Array(bytes[range])
            let range = Int64(range.lowerBound)..<Int64(range.upperBound)
            #expect(try store.bytes(digest, range, of: pieceSize) == wanted)
        }
    }

    @Test("the same content kept twice is one object, and counts as kept again when it was old")
    func twice() throws {
        let digest = try store.keep(someBytes(1000))
        let first = try #require(try store.list(after: nil, limit: 2).first)
        // Its time is in whole seconds.
        while Date().timeIntervalSince(first.keptAt) < 1.5 { usleep(20_000) }
        #expect(try store.keep(someBytes(1000)) == digest)
        #expect(try store.list(after: nil, limit: 2) == [first])
        #expect(try aged.keep(someBytes(1000)) == digest)
        let last = try store.list(after: nil, limit: 2)
        #expect(last.count == 1 && last[0].digest == digest && last[0].keptAt > first.keptAt)
    }

    @Test("many who keep, read and let go of the same few contents at once all succeed")
    func concurrent() throws {
        let contents = (0..<4).map { someBytes(20_000 + Int($0), seed: $0) }
        let failures = Mutex<[String]>([])
        try atOnce(6) { number in
            for round in 0..<10 {
                do {
                    var dropped = try store.begin()
                    try dropped.write([1])
                    let bytes = contents[(number + round) % contents.count]
                    let digest = try store.keep(bytes)
                    guard try store.bytes(digest) == bytes else { throw StorageError.damaged }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(try store.digests == contents.map(digestOf).sorted())
        #expect(try folder.files.allSatisfy { $0.hasSuffix(".lock") })
    }

    @Test("what is not kept is missing, and deleting it is no fault")
    func missing() throws {
        let digest = digestOf([1])
        #expect(throws: StorageError.missing) { try store.open(digest) }
        #expect(throws: StorageError.missing) { try store.size(of: digest) }
        #expect(try !store.contains(digest))
        try store.delete(digest)
        #expect(try !store.delete(digest, ifOlderThan: .zero))
        try store.keep([1])
        try store.keep([2])
        try store.delete(digest)
        #expect(throws: StorageError.missing) { try store.open(digest) }
        #expect(try store.digests == [digestOf([2])])
        #expect(try store.bytes(digestOf([2])) == [2])
    }

    @Test("the list is in order, over many pages, and can be gone on with anywhere")
    func list() throws {
        #expect(try store.digests.isEmpty)
        var all: [ContentDigest] = []
        for number in 0..<40 { all.append(try store.keep(someBytes(number + 1))) }
        all.sort()
        #expect(try store.digests == all)
        for limit in [1, 7, 39, 40, 41] {
            var listed: [ContentDigest] = []
            while true {
                let page = try store.list(after: listed.last, limit: limit)
                listed += page.map(\.digest)
                if page.count < limit { break }
            }
            #expect(listed == all)
        }
        let listing = try #require(try store.list(after: nil, limit: 1).first)
        #expect(try store.size(of: listing.digest) == listing.size)
        #expect(abs(listing.keptAt.timeIntervalSinceNow) < 100)
    }

    @Test("what nobody owns is swept when it is old, and a check finds what is missing and what nobody owns")
    func sweepAndCheck() throws {
        let contents = try (0..<10).map { try store.keep(someBytes(100 + $0)) }.sorted()
        let owned = Set(contents.prefix(4))
        #expect(try store.sweep(isOwned: { owned.intersection($0) }, olderThan: .seconds(3600)) == Swept())
        var findings: [CheckFinding] = []
        let never = digestOf([7])
        func check() throws -> Checked {
            findings = []
            return try store.check(
                owned: { after, limit in
                    (owned.union([never])).sorted().filter { digest in after.map { $0 < digest } ?? true }
                }, settledFor: .zero, report: { findings.append($0) })
        }
        let checked = try check()
        #expect(checked.intact == 4 && checked.missing == 1 && checked.unowned == 6)
        #expect(findings.contains(.missing(never)))
        #expect(try store.sweep(isOwned: { owned.intersection($0) }, olderThan: .zero).count == 6)
        #expect(Set(try store.digests) == owned)
        #expect(try check().unowned == 0)
    }

    /// Puts any bytes under a content's name.
    private func put(_ bytes: [UInt8], as digest: ContentDigest) throws {
        let path = "\(folder.path)/bytes"
        try Data(bytes).write(to: URL(filePath: path))
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        let answer = try SeaweedFS.transport.send(
            SignedRequest(.put, bucket.base + digest.rawValue),
            body: FileBody(descriptor: descriptor, size: Int64(bytes.count)))
        #expect(answer.status == 200)
    }

    @Test("an object that is not what its name says is found")
    func damaged() throws {
        // The server, unlike Amazon's, does not compare what comes with the hash it is told.
        let digest = try store.keep([1, 2, 3])
        try put([9, 9, 9], as: digest)
        #expect(throws: StorageError.damaged) { try store.verify(digest) }
        try put([9], as: digest)
        // Whoever brings the content mends what has another length.
        try store.keep([1, 2, 3])
        #expect(try store.verify(digest) == 3)
    }

    @Test("with a wrong secret everything is refused, in words that say why")
    func wrongSecret() throws {
        let digest = try store.keep([1])
        let wrong = try S3Bucket(
            endpoint: SeaweedFS.shared().endpoint, bucket: String(bucket.base.split(separator: "/")[2]),
            region: "us-east-1", accessKey: SeaweedFS.accessKey, secret: "not-to-be-told")
        let other = S3Store(bucket: wrong, folder: "\(folder.path)/other")
        let calls: [(S3Store) throws -> Void] = [
            { try $0.keep([2]) },
            { _ = try $0.open(digest) },
            { _ = try $0.contains(digestOf([3])) },
            { try $0.delete(digest) },
            { _ = try $0.delete(digest, ifOlderThan: .zero) },
            { _ = try $0.list(after: nil, limit: 1) },
        ]
        for call in calls {
            let error = try #require(throws: StorageError.self) { try call(other) }
            #expect("\(error)".hasPrefix("the store refused: 403 SignatureDoesNotMatch"))
            #expect(!"\(error)".contains("not-to-be-told"))
        }
        #expect(try store.digests == [digest])
    }

    @Test("a bucket that is not there is not taken for one without contents")
    func noBucket() throws {
        let other = S3Store(bucket: try SeaweedFS.shared().bucket("nowhere"), folder: "\(folder.path)/other")
        let error = try #require(throws: StorageError.self) { try other.contains(digestOf([1])) }
        #expect("\(error)".contains("NoSuchBucket"))
        #expect(throws: StorageError.self) { try other.list(after: nil, limit: 1) }
    }

    @Test(
        "while the server is away nothing is kept and the failure says so; when it is back all is as before")
    func away() throws {
        let server = try SeaweedFS()
        let store = S3Store(bucket: try server.makeBucket(), folder: "\(folder.path)/other")
        let digest = try store.keep(someBytes(100_000))
        let pieces = try store.open(digest).pieces(of: 40_000)
        var read = try pieces.next() ?? []
        server.stop()
        let calls: [() throws -> Void] = [
            { _ = try pieces.next() }, { try store.keep([2]) }, { _ = try store.contains(digest) },
        ]
        for call in calls {
            let error = try #require(throws: StorageError.self) { try call() }
            guard case .unreachable = error else { throw error }
        }
        try server.start()
        while let piece = try pieces.next() { read += piece }
        #expect(read == someBytes(100_000))
        #expect(try store.digests == [digest])
    }
}
