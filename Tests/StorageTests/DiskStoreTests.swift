import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import Storage

@Suite("Keeping contents on a disk")
struct DiskStoreTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("what was written comes back, of any length", arguments: [true, false])
    func back(hasNames: Bool) throws {
        let store = folder.store(hasNames: hasNames)
        for count in [0, 1, 131_071, 131_072, 131_073, 3_000_000] {
            let bytes = someBytes(count)
            let digest = try store.keep(bytes)
            #expect(digest == digestOf(bytes))
            #expect(try store.bytes(digest) == bytes)
            #expect(try store.size(of: digest) == Int64(count))
            #expect(try store.contains(digest))
            #expect(try store.verify(digest) == Int64(count))
        }
        #expect(try store.digests.count == 6)
    }

    @Test(
        "the same content kept twice is one file, and counts as kept the second time",
        arguments: [true, false])
    func twice(hasNames: Bool) throws {
        let store = folder.store(hasNames: hasNames)
        let digest = try store.keep(someBytes(1000))
        try age(digest, in: store)
        let before = try #require(try store.list(after: nil, limit: 2).first)
        #expect(before.keptAt < Date().addingTimeInterval(-1000))
        #expect(try store.keep(someBytes(1000)) == digest)
        let after = try store.list(after: nil, limit: 2)
        #expect(after.count == 1 && after[0].keptAt > Date().addingTimeInterval(-100))
        #expect(try folder.storedFiles == [try path(digest, in: store)])
    }

    @Test("what is let go of before it is kept is nowhere", arguments: [true, false])
    func discarded(hasNames: Bool) throws {
        let store = folder.store(hasNames: hasNames)
        do {
            var incoming = try store.begin()
            try incoming.write(someBytes(100_000))
            #expect(incoming.count == 100_000)
            #expect(try store.digests.isEmpty)
        }
        #expect(try folder.storedFiles.isEmpty)
        #expect(
            try FileManager.default.subpathsOfDirectory(atPath: folder.path) == ["store", "store/incoming"])
    }

    @Test("it can be read from its beginning before it is kept, and written on", arguments: [true, false])
    func reading(hasNames: Bool) throws {
        let store = folder.store(hasNames: hasNames)
        var incoming = try store.begin()
        try incoming.write(Array("abc".utf8))
        for _ in 0..<2 {
            let descriptor = try incoming.reading()
            defer { close(descriptor) }
            var bytes = [UInt8](repeating: 0, count: 10)
            #expect(read(descriptor, &bytes, 10) == 3)
            #expect(bytes.prefix(3) == Array("abc".utf8)[...])
            #expect(write(descriptor, bytes, 1) < 0)
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        }
        try incoming.write(Array("def".utf8))
        let (digest, size) = try incoming.keep()
        #expect(size == 6 && digest == digestOf(Array("abcdef".utf8)))
        #expect(try store.bytes(digest) == Array("abcdef".utf8))
    }

    @Test("many who keep the same few contents at once all succeed, and each is there once")
    func concurrent() throws {
        for hasNames in [true, false] {
            let store = folder.store(hasNames: hasNames)
            let contents = (0..<4).map { someBytes(20_000 + Int($0), seed: $0) }
            let failures = Mutex<[any Error]>([])
            try atOnce(8) { number in
                for round in 0..<25 {
                    do {
                        let bytes = contents[(number + round) % contents.count]
                        let digest = try store.keep(bytes)
                        guard try store.bytes(digest) == bytes else { throw StorageError.damaged }
                    } catch {
                        failures.withLock { $0.append(error) }
                    }
                }
            }
            #expect(failures.withLock { $0.map { "\($0)" } } == [])
            #expect(try store.digests == contents.map(digestOf).sorted())
            #expect(try folder.storedFiles.count == 4)
        }
    }

    @Test("any range can be read, in pieces of any size, and what lies outside is cut off")
    func ranges() throws {
        let store = folder.store()
        let bytes = someBytes(1000)
        let digest = try store.keep(bytes)
        for range in [0..<1000, 0..<1, 999..<1000, 10..<20, 500..<1000, 7..<7] {
            let wanted = Array(bytes[range])
            let range = Int64(range.lowerBound)..<Int64(range.upperBound)
            for pieceSize in [1, 7, 100, 5000] {
                #expect(try store.bytes(digest, range, of: pieceSize) == wanted)
            }
        }
        #expect(try store.bytes(digest, 990..<5000) == Array(bytes[990...]))
        #expect(try store.bytes(digest, 1000..<5000) == [])
        #expect(try store.bytes(digest, -5..<3) == Array(bytes[..<3]))
        let content = try store.open(digest)
        #expect(content.size == 1000)
        var piece = [UInt8](repeating: 0, count: 10)
        #expect(try piece.withUnsafeMutableBytes { try content.read(at: 1000, into: $0) } == 0)
        #expect(try piece.withUnsafeMutableBytes { try content.read(at: 995, into: $0) } == 5)
        #expect(Array(piece[..<5]) == Array(bytes[995...]))
    }

    @Test("content can be read to its end after it was deleted")
    func deletedWhileRead() throws {
        let store = folder.store()
        let bytes = someBytes(500_000)
        let digest = try store.keep(bytes)
        let pieces = try store.open(digest).pieces(of: 100_000)
        var read = try pieces.next() ?? []
        try store.delete(digest)
        while let piece = try pieces.next() { read += piece }
        #expect(read == bytes)
        #expect(throws: StorageError.missing) { try store.open(digest) }
    }

    @Test("what is not kept is missing, and deleting it is no fault")
    func missing() throws {
        let store = folder.store()
        let digest = digestOf([1])
        for _ in 0..<2 {
            #expect(throws: StorageError.missing) { try store.open(digest) }
            #expect(throws: StorageError.missing) { try store.size(of: digest) }
            #expect(try !store.contains(digest))
            try store.delete(digest)
            #expect(try !store.delete(digest, ifOlderThan: .zero))
            // Where there is a store, and where there is none yet.
            try store.keep([2])
        }
        try store.keep([1])
        try store.delete(digest)
        #expect(try store.digests == [digestOf([2])])
    }

    @Test("the list is in order, and can be gone on with anywhere")
    func list() throws {
        let store = folder.store()
        #expect(try store.digests.isEmpty)
        var all: [ContentDigest] = []
        for number in 0..<300 { all.append(try store.keep(someBytes(number % 10 + 1, seed: UInt64(number)))) }
        all.sort()
        #expect(try store.digests == all)
        for limit in [1, 7, 299, 300, 301] {
            var listed: [ContentDigest] = []
            while true {
                let page = try store.list(after: listed.last, limit: limit)
                listed += page.map(\.digest)
                if page.count < limit { break }
            }
            #expect(listed == all)
        }
        #expect(try store.list(after: all.last, limit: 5).isEmpty)
        let listing = try #require(try store.list(after: nil, limit: 1).first)
        #expect(try store.size(of: listing.digest) == listing.size)
        #expect(abs(listing.keptAt.timeIntervalSinceNow) < 100)
    }

    @Test("files that are no contents, or not where theirs belong, are passed over")
    func strangers() throws {
        let store = folder.store()
        let digest = try store.keep([1])
        let other = digestOf([2])
        let leaf =
            "\(store.folder)/content/\(digest.rawValue.prefix(2))/\(digest.rawValue.dropFirst(2).prefix(2))"
        for path in [
            "\(leaf)/README", "\(leaf)/\(other)", "\(leaf)/.nfs0001", "\(store.folder)/content/notes",
            "\(store.folder)/content/00",
        ] {
            try Data([1]).write(to: URL(filePath: path))
        }
        #expect(try store.digests == [digest])
        #expect(try !store.contains(other))
    }

    @Test("a link under a content's name is not followed")
    func link() throws {
        let store = folder.store()
        let digest = try store.keep([1])
        let path = "\(folder.path)/\(try path(digest, in: store))"
        unlink(path)
        #expect(symlink("/etc/hostname", path) == 0)
        #expect(throws: StorageError.failed(ELOOP)) { try store.open(digest) }
        #expect(throws: StorageError.damaged) { try store.size(of: digest) }
        // Whoever brings the content mends it.
        try store.keep([1])
        #expect(try store.bytes(digest) == [1])
    }

    @Test("a file under a content's name that has another length is replaced when the content comes again")
    func mended() throws {
        for hasNames in [true, false] {
            let store = folder.store(hasNames: hasNames)
            let digest = try store.keep(someBytes(1000))
            let path = "\(folder.path)/\(try path(digest, in: store))"
            #expect(truncate(path, 10) == 0)
            #expect(throws: StorageError.damaged) { try store.verify(digest) }
            try store.keep(someBytes(1000))
            #expect(try store.verify(digest) == 1000)
            #expect(try folder.storedFiles.count == 1)
        }
    }

    @Test(
        "files are for their owner and group, whatever the process withholds, and folders hand their group down"
    )
    func permissions() async {
        await #expect(processExitsWith: .success) {
            umask(0o077)
            for hasNames in [true, false] {
                let folder = try TemporaryFolder()
                #expect(mkdir("\(folder.path)/store", 0o750) == 0)
                #expect(chmod("\(folder.path)/store", 0o2750) == 0)
                let store = folder.store(hasNames: hasNames)
                let digest = try store.keep([1])
                let parts = try path(digest, in: store).split(separator: "/")
                for count in 2...parts.count {
                    let path = "\(folder.path)/\(parts.prefix(count).joined(separator: "/"))"
                    let status = try #require(try Folder.status(of: path))
                    #expect(status.value.st_mode & 0o7777 == (status.isFile ? 0o640 : 0o2750), "\(path)")
                }
            }
        }
    }

    @Test("where a content lies is said for a web server to send it")
    func place() throws {
        let store = folder.store()
        let digest = try store.keep(someBytes(10))
        let file = try #require(try store.open(digest).file)
        #expect(file.folder == store.folder)
        #expect(
            file.path
                == "content/\(digest.rawValue.prefix(2))/\(digest.rawValue.dropFirst(2).prefix(2))/\(digest)")
        #expect(try Data(contentsOf: URL(filePath: "\(file.folder)/\(file.path)")) == Data(someBytes(10)))
    }

    @Test("a store whose folders somebody took away makes them anew")
    func takenAway() throws {
        let store = folder.store()
        let digest = try store.keep([1])
        try FileManager.default.removeItem(atPath: "\(store.folder)/content")
        #expect(try store.keep([1]) == digest)
        try FileManager.default.removeItem(atPath: store.folder)
        #expect(throws: StorageError.missing) { try store.open(digest) }
        #expect(try store.keep([1]) == digest)
        #expect(try store.bytes(digest) == [1])
    }

    @Test("a store is not made where the folder around it is not there")
    func nowhere() throws {
        let store = DiskStore(folder: "\(folder.path)/a/b")
        #expect(throws: StorageError.failed(ENOENT)) { _ = try store.keep([1]) }
    }
}

/// The file of a content, within the folder around the store.
func path(_ digest: ContentDigest, in store: DiskStore) throws -> String {
    let file = try #require(try store.open(digest).file)
    return "store/\(file.path)"
}

/// Has it count as kept a day ago.
func age(_ digest: ContentDigest, in store: DiskStore) throws {
    let file = try #require(try store.open(digest).file)
    try age("\(file.folder)/\(file.path)")
}

func age(_ path: String) throws {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    now.tv_sec -= 86_400
    #expect(utimensat(AT_FDCWD, path, [now, now], AT_SYMLINK_NOFOLLOW) == 0)
}
