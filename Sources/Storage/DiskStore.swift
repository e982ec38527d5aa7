import Glibc
import Synchronization

/// Keeps contents in a folder of this machine, or of one it shares with others:
///
///     incoming/                    what is being written; without names where the file system allows
///     content/ab/cd/abcd…          what is kept: files of mode 0640 in folders of mode 0750
///     lock                         held for a moment by whoever keeps, and by whoever deletes what is old
///
/// A content gets its name when all of it is on the disk, and counts as kept when its name is. Both folders must be on
/// one file system, in which a file can have two names, and belong to whoever writes; a web server that sends files
/// reads them as the folder's group, which the folders within take over where it has the setgid bit.
package struct DiskStore: ContentStore {
    package let folder: String
    private let spool: SpoolFolder
    private let content: String
    private let lock: LockFile
    private let known = KnownFolders()

    /// - Parameter folder: made with what is in it when the first content comes; the one around it must be there.
    package init(folder: String) {
        self.init(folder: folder, hasNames: nil)
    }

    /// - Parameter hasNames: whether files have names while they are written; nil leaves it to the file system.
    init(folder: String, hasNames: Bool?) {
        self.folder = folder
        spool = SpoolFolder("\(folder)/incoming", hasNames: hasNames)
        content = "\(folder)/content"
        lock = LockFile(path: "\(folder)/lock")
    }

    // MARK: Keeping

    package func begin() throws(StorageError) -> Incoming {
        Incoming(try makeSpoolFile()) { file, digest, size throws(StorageError) in
            try file.sync()
            try settle(digest)
            do throws(StorageError) {
                try place(file, digest, size)
            } catch .failed(ENOENT) {
                // Somebody took the folders away since they were made.
                try settle(digest, isAnew: true)
                try place(file, digest, size)
            }
            try Folder.sync(path(Self.leaf(digest)))
        }
    }

    private func makeSpoolFile() throws(StorageError) -> SpoolFile {
        do throws(StorageError) {
            return try spool.make()
        } catch .failed(ENOENT) {
            try Folder.make(folder)
            return try spool.make()
        }
    }

    /// Has the folders of a content on the disk when it returns.
    /// - Parameter isAnew: whether they are looked at although this process has seen them there.
    func settle(_ digest: ContentDigest, isAnew: Bool = false) throws(StorageError) {
        let leaf = Self.leaf(digest)
        let around: [Substring] = ["", leaf.prefix(2), leaf[...]]
        for folder in around where isAnew || !known.contains(folder) {
            try Folder.make(folder.isEmpty ? content : path(String(folder)))
            known.insert(folder)
        }
    }

    /// Gives the file its name, or finds that its bytes have it already: then they count as kept now, so that whoever
    /// deletes what is old lets them be. A file of another size, which some disk or somebody made of it, is replaced.
    func place(
        _ file: borrowing SpoolFile, _ digest: ContentDigest, _ size: Int64
    ) throws(StorageError) {
        let target = path(Self.name(digest))
        try lock.held(isShared: true) { () throws(StorageError) in
            do throws(StorageError) {
                try file.name(target)
            } catch .failed(EEXIST) {
                if let status = try Folder.status(of: target), status.isFile, status.size == size {
                    try system { utimensat(AT_FDCWD, target, nil, AT_SYMLINK_NOFOLLOW) }
                } else {
                    let other = spool.freeName()
                    try file.name(other)
                    defer { unlink(other) }
                    try system { rename(other, target) }
                }
            }
        }
    }

    // MARK: Reading

    package func open(_ digest: ContentDigest) throws(StorageError) -> StoredContent {
        let name = Self.name(digest)
        let file = try OpenFile(path(name))
        return StoredContent(
            size: try file.size(), file: StoredContent.File(folder: folder, path: "content/\(name)"),
            pieceSize: 128 * 1024
        ) { offset, target throws(StorageError) in try file.read(at: offset, into: target) }
    }

    package func size(of digest: ContentDigest) throws(StorageError) -> Int64 {
        guard let status = try Folder.status(of: path(Self.name(digest))) else { throw .missing }
        guard status.isFile else { throw .damaged }
        return status.size
    }

    package func list(after digest: ContentDigest?, limit: Int) throws(StorageError) -> [ContentListing] {
        var listed: [ContentListing] = []
        let start = digest?.rawValue ?? ""
        for first in try Folder.names(in: content) ?? [] where first >= start.prefix(2) {
            for second in try Folder.names(in: path(first)) ?? []
            where first + second >= start.prefix(4) {
                let leaf = "\(first)/\(second)"
                for name in try Folder.names(in: path(leaf)) ?? [] where name > start {
                    guard let digest = ContentDigest(rawValue: name), Self.leaf(digest) == leaf,
                        // It may have been deleted meanwhile.
                        let status = try Folder.status(of: path(Self.name(digest)))
                    else { continue }
                    guard listed.count < limit else { return listed }
                    listed.append(
                        ContentListing(digest: digest, size: status.size, keptAt: status.writtenAt))
                }
            }
        }
        return listed
    }

    // MARK: Deleting

    package func delete(_ digest: ContentDigest) throws(StorageError) {
        do throws(StorageError) {
            try system { unlink(path(Self.name(digest))) }
        } catch .failed(ENOENT) {
            return
        }
        try Folder.sync(path(Self.leaf(digest)))
    }

    /// The system may forget this when its power fails: then it is done again another time.
    package func delete(_ digest: ContentDigest, ifOlderThan age: Duration) throws(StorageError) -> Bool {
        let path = path(Self.name(digest))
        guard try Folder.status(of: path) != nil else { return false }
        return try lock.held(isShared: false) { () throws(StorageError) in
            guard let status = try Folder.status(of: path), status.isOlder(than: age) else { return false }
            try system { unlink(path) }
            return true
        }
    }

    package func clearIncoming(olderThan age: Duration) throws(StorageError) -> Int {
        try spool.clear(olderThan: age)
    }

    // MARK: Names

    /// Such as `ab/cd`: few enough files in each of 65,536 folders for millions of contents.
    private static func leaf(_ digest: ContentDigest) -> String {
        "\(digest.rawValue.prefix(2))/\(digest.rawValue.dropFirst(2).prefix(2))"
    }

    private static func name(_ digest: ContentDigest) -> String { "\(leaf(digest))/\(digest)" }

    private func path(_ name: String) -> String { "\(content)/\(name)" }
}

/// The folders of contents that this process knows to be on the disk: a bit for each of 65,793.
private final class KnownFolders: Sendable {
    private let bits = Mutex([UInt64](repeating: 0, count: 1029))

    /// - Parameter folder: such as `ab/cd`, `ab`, or the empty name of the one around all.
    func contains(_ folder: Substring) -> Bool {
        let (word, bit) = Self.place(folder)
        return bits.withLock { $0[word] & bit != 0 }
    }

    func insert(_ folder: Substring) {
        let (word, bit) = Self.place(folder)
        bits.withLock { $0[word] |= bit }
    }

    private static func place(_ folder: Substring) -> (word: Int, bit: UInt64) {
        let value = Int(folder.filter { $0 != "/" }, radix: 16) ?? 0
        let number =
            switch folder.utf8.count {
            case 0: 0
            case 2: 1 + value
            default: 257 + value
            }
        return (number / 64, 1 << UInt64(number % 64))
    }
}

/// A file that stays readable when its name is taken away.
private final class OpenFile: Sendable {
    private let descriptor: CInt

    init(_ path: String) throws(StorageError) {
        do throws(StorageError) {
            descriptor = try system { Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
        } catch .failed(ENOENT) {
            throw .missing
        }
    }

    deinit { close(descriptor) }

    func size() throws(StorageError) -> Int64 {
        var status = stat()
        try system { fstat(descriptor, &status) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .damaged }
        return Int64(status.st_size)
    }

    func read(at offset: Int64, into target: UnsafeMutableRawBufferPointer) throws(StorageError) -> Int {
        try system { pread(descriptor, target.baseAddress, target.count, off_t(offset)) }
    }
}
