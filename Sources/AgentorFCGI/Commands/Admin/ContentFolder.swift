import ArgumentParser
import Crypto
import Glibc
import Storage

/// A folder into which contents are written, each once and by the name of its digest.
struct ContentFolder {
    private let path: String
    private let store: any ContentStore

    /// - Throws: where it can neither be made nor is there.
    init(_ path: String, store: any ContentStore) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Self.failure(path) }
        self.path = path
        self.store = store
    }

    /// Copies a content out of the store, a piece at a time.
    /// - Returns: false where the store does not have it, or has something else.
    func write(_ text: String) throws -> Bool {
        guard let digest = ContentDigest(rawValue: text) else { return false }
        let target = "\(path)/\(text)"
        var status = stat()
        // Under its own name it is there as a whole only.
        if lstat(target, &status) == 0 { return true }
        do { return try copy(digest, to: target) } catch StorageError.missing {
            return false
        } catch StorageError.damaged { return false }
    }

    private func copy(_ digest: ContentDigest, to target: String) throws -> Bool {
        let pieces = try store.open(digest).pieces()
        let unfinished = "\(target).part"
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(unfinished) }
        defer { close(descriptor) }
        var hasher = SHA256()
        while let piece = try pieces.next() {
            hasher.update(data: piece)
            var rest = piece[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Self.failure(unfinished) }
                rest = rest.dropFirst(count)
            }
        }
        guard ContentDigest(hasher.finalize()) == digest else {
            unlink(unfinished)
            return false
        }
        guard fsync(descriptor) == 0, rename(unfinished, target) == 0 else { throw Self.failure(target) }
        return true
    }

    private static func failure(_ path: String) -> ValidationError {
        ValidationError("\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
}
