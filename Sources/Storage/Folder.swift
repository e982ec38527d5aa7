import FoundationEssentials
import Glibc

/// What is done with the folders of a store.
enum Folder {
    /// The group may read: it is the web server's.
    static let fileMode: mode_t = 0o640
    static let mode: mode_t = 0o750

    /// Makes a folder unless it is there; the one around it must be. Its name is on the disk when this returns; its
    /// mode comes there with the first name in it.
    static func make(_ path: String) throws(StorageError) {
        do throws(StorageError) {
            try system { mkdir(path, mode) }
            // What the process withholds is not meant here. A folder that hands its group down (setgid) goes on so.
            // It is left alone where it is right: setting it again takes that bit away from whoever is not in the group.
            if let present = try status(of: path)?.value.st_mode, present & 0o777 != mode {
                try system { chmod(path, mode | present & S_ISGID) }
            }
        } catch .failed(EEXIST) {
            // Whoever made it may not have come further.
        }
        try sync(parent(of: path))
    }

    static func parent(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
        return (path.hasPrefix("/") ? "/" : "./") + parts.joined(separator: "/")
    }

    /// Has the names in a folder on the disk when it returns.
    static func sync(_ path: String) throws(StorageError) {
        let descriptor = try system { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(descriptor) }
        do throws(StorageError) {
            try system { fsync(descriptor) }
        } catch .failed(EINVAL) {
            // A file system that cannot do this for folders does it by itself.
        }
    }

    /// In order, without those that begin with a dot; nil where there is no such folder.
    static func names(in path: String) throws(StorageError) -> [String]? {
        guard let folder = opendir(path) else {
            let error = StorageError(errno: errno)
            if [.failed(ENOENT), .failed(ENOTDIR)].contains(error) { return nil }
            throw error
        }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else {
                if errno != 0 { throw StorageError(errno: errno) }
                return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
    }

    /// Nil where there is nothing; follows no link.
    static func status(of path: String) throws(StorageError) -> Status? {
        var value = stat()
        do throws(StorageError) {
            try system { lstat(path, &value) }
        } catch .failed(ENOENT) {
            return nil
        }
        return Status(value: value)
    }

    struct Status {
        let value: stat

        var isFile: Bool { value.st_mode & S_IFMT == S_IFREG }
        var size: Int64 { Int64(value.st_size) }

        var writtenAt: Date {
            let time = value.st_mtim
            return Date(timeIntervalSince1970: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
        }

        func isOlder(than age: Duration) -> Bool { writtenAt.isOlder(than: age) }
    }
}

extension Date {
    /// Whether it is at least `age` ago.
    func isOlder(than age: Duration, at now: Date = Date()) -> Bool {
        now.timeIntervalSince(self) >= age / .seconds(1)
    }
}

/// A lock between all processes that know the file. It is held for moments, and goes with a process that is killed.
struct LockFile: Sendable {
    let path: String

    /// - Parameter isShared: with others who share it; alone otherwise.
    func held<Result>(
        isShared: Bool, _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        // Opened each time: the lock is the open file's, and threads must not share one.
        let descriptor = try system { open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600) }
        defer { close(descriptor) }
        try system { flock(descriptor, isShared ? LOCK_SH : LOCK_EX) }
        return try body()
    }
}
