import Crypto
import FoundationEssentials
import Glibc

/// A backup on the disk: a folder only its owner can enter, with a dump and a manifest. It gets its name when both are
/// whole and on the disk: what has no manifest, or is still called `….partial`, is none.
struct BackupFolder {
    let path: String

    /// What a backup says of itself.
    struct Manifest: Codable, Equatable {
        struct Migration: Codable, Hashable {
            let set: String
            let number: Int
            let name: String
        }

        /// Of the folder's form.
        var format = 1
        let madeAt: Date
        /// Of PostgreSQL.
        let serverVersion: String
        let migrations: [Migration]
        /// How many rows each table has.
        let rows: [String: Int]
        let dumpSize: Int
        let dumpSHA256: String
        /// How many contents of files are in it; nil where files are kept elsewhere, or nowhere.
        var fileContents: Int?
    }

    init(_ path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    var dump: String { "\(path)/agentor.dump" }
    /// What people have sent, as `DiskStore` keeps it.
    var files: String { "\(path)/files" }
    private var manifest: String { "\(path)/manifest.json" }

    /// Where it is made.
    var partial: BackupFolder { BackupFolder("\(path).partial") }

    var exists: Bool { access(path, F_OK) == 0 }

    /// Makes it, for this user alone.
    /// - Returns: false when there is one by that name.
    func make() throws(BackupError) -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        guard errno == EEXIST else { throw .disk(path, errno) }
        return false
    }

    func remove() {
        for file in [dump, manifest] { unlink(file) }
        try? FileManager.default.removeItem(atPath: files)
        rmdir(path)
    }

    /// Writes what is said of the dump beside it, and gives the folder its name, once all is on the disk.
    func complete(_ manifest: Manifest, as folder: BackupFolder) throws(BackupError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.dateEncodingStrategy = .iso8601
        let bytes: [UInt8]
        // Strings, numbers and a date always encode.
        do { bytes = Array(try encoder.encode(manifest)) } catch { throw .unfinished(path) }
        let file = open(self.manifest, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .disk(self.manifest, errno) }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .disk(self.manifest, errno) }
            done += count
        }
        guard fsync(file) == 0 else { throw .disk(self.manifest, errno) }
        try Self.sync(path)
        guard rename(path, folder.path) == 0 else { throw .disk(folder.path, errno) }
        let parent = folder.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        try Self.sync(parent.isEmpty ? "." : parent == [""] ? "/" : parent.joined(separator: "/"))
    }

    private static func sync(_ path: String) throws(BackupError) {
        let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw .disk(path, errno) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .disk(path, errno) }
    }

    /// What it says of itself, when it is whole and the dump is the one it was made with.
    func read() throws(BackupError) -> Manifest {
        guard exists else { throw .notThere(path) }
        guard let data = try? Data(contentsOf: URL(filePath: manifest)) else { throw .unfinished(path) }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let manifest = try? decoder.decode(Manifest.self, from: data), manifest.format == 1 else {
            throw .unfinished(path)
        }
        let (size, digest) = try digest()
        guard size == manifest.dumpSize, digest == manifest.dumpSHA256 else { throw .damaged(path) }
        return manifest
    }

    /// How long the dump is, and its SHA-256.
    func digest() throws(BackupError) -> (size: Int, sha256: String) {
        let file = open(dump, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .disk(dump, errno) }
        defer { close(file) }
        var hash = SHA256()
        var size = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .disk(dump, errno) }
            guard count > 0 else { break }
            hash.update(data: buffer[..<count])
            size += count
        }
        let digits = hash.finalize().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }
        return (size, digits.joined())
    }
}
