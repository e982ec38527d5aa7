import Crypto
import FoundationEssentials
import Glibc
import Testing
import Threads

@testable import Storage

/// A folder that goes with its handle.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/agentor-storage-\(UUID())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func store(hasNames: Bool? = nil) -> DiskStore {
        DiskStore(folder: "\(path)/store", hasNames: hasNames)
    }

    /// What is in the folder, by path, folders left out.
    var files: [String] {
        get throws {
            try FileManager.default.subpathsOfDirectory(atPath: path).filter { name in
                try Folder.status(of: "\(path)/\(name)")?.isFile ?? false
            }.sorted()
        }
    }

    /// Of contents, and of what is on its way in.
    var storedFiles: [String] {
        get throws { try files.filter { $0 != "store/lock" } }
    }
}

/// A file system in memory, as small as a test wants it. It goes with its handle.
final class SmallFileSystem: Sendable {
    let folder: TemporaryFolder

    /// Whether this process may mount anything.
    static let isAllowed: Bool = {
        do {
            _ = try SmallFileSystem(kilobytes: 64)
            return true
        } catch {
            return false
        }
    }()

    init(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        guard mount("none", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            throw SystemError("mounting a file system")
        }
    }

    func setReadOnly() throws {
        guard mount("none", folder.path, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
        else { throw SystemError("mounting it anew") }
    }

    deinit { umount2(folder.path, CInt(MNT_DETACH)) }
}

extension ContentStore {
    /// Keeps `bytes`, which come in two pieces.
    @discardableResult
    func keep(_ bytes: [UInt8]) throws(StorageError) -> ContentDigest {
        var incoming = try begin()
        try incoming.write(Array(bytes[..<(bytes.count / 2)]))
        try incoming.write(Array(bytes[(bytes.count / 2)...]))
        let (digest, size) = try incoming.keep()
        #expect(size == Int64(bytes.count))
        return digest
    }

    func bytes(_ digest: ContentDigest, _ range: Range<Int64>? = nil, of pieceSize: Int? = nil)
        throws(StorageError) -> [UInt8]
    {
        let pieces = try open(digest).pieces(range, of: pieceSize)
        var bytes: [UInt8] = []
        while let piece = try pieces.next() { bytes += piece }
        return bytes
    }

    var digests: [ContentDigest] {
        get throws(StorageError) { try list(after: nil, limit: .max).map(\.digest) }
    }
}

/// Nil when it is kept.
func failureOfKeeping(_ incoming: consuming Incoming) -> StorageError? {
    do throws(StorageError) {
        _ = try incoming.keep()
        return nil
    } catch {
        return error
    }
}

/// Bytes that look like nothing, the same for the same seed.
func someBytes(_ count: Int, seed: UInt64 = 0) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(count)
    return [UInt8](unsafeUninitializedCapacity: count) { target, used in
        for index in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            target[index] = UInt8(truncatingIfNeeded: state >> 56)
        }
        used = count
    }
}

func digestOf(_ bytes: [UInt8]) -> ContentDigest {
    var hasher = SHA256()
    hasher.update(data: bytes)
    return ContentDigest(hasher.finalize())
}

/// Runs something on several threads at once, and waits for all.
func atOnce(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
    let threads = try (0..<count).map { number in
        try Thread(named: "test-\(number)") { body(number) }
    }
    for thread in threads { thread.join() }
}
