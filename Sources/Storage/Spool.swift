import Glibc

/// A file that is being written. It goes with the value, unless it has got a name elsewhere.
struct SpoolFile: ~Copyable, Sendable {
    let descriptor: CInt
    /// Nil for a file without a name, which the system takes away with the process too.
    let path: String?

    deinit {
        if let path { unlink(path) }
        close(descriptor)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            rest = rest.dropFirst(try system { Glibc.write(descriptor, part.baseAddress, part.count) })
        }
    }

    /// Has the bytes, and that they came now, on the disk when it returns. After a failure nobody knows what is there:
    /// asking again would find no fault.
    func sync() throws(StorageError) {
        try system { futimens(descriptor, nil) }
        try system { fsync(descriptor) }
    }

    func reading() throws(StorageError) -> CInt {
        let path = path ?? Self.link(to: descriptor)
        return try system { open(path, O_RDONLY | O_CLOEXEC) }
    }

    /// Gives the bytes a name, which must be free.
    /// - Throws: `failed(EEXIST)` when it is not.
    func name(_ target: String) throws(StorageError) {
        let source = path ?? Self.link(to: descriptor)
        try system { linkat(AT_FDCWD, source, AT_FDCWD, target, AT_SYMLINK_FOLLOW) }
    }

    private static func link(to descriptor: CInt) -> String { "/proc/self/fd/\(descriptor)" }
}

/// Where files are while they are written.
struct SpoolFolder: Sendable {
    let path: String
    /// Whether a file has a name while it is written, which it needs where the file system knows no others.
    let hasNames: Bool

    /// - Parameter hasNames: for tests; nil finds out.
    init(_ path: String, hasNames: Bool? = nil) {
        self.path = path
        // A file without a name gets one by its link in /proc.
        self.hasNames = hasNames ?? (access("/proc/self/fd", X_OK) != 0)
    }

    func settle() throws(StorageError) { try Folder.make(path) }

    /// Makes the folder too, unless it is there.
    func make() throws(StorageError) -> SpoolFile {
        do throws(StorageError) {
            return try makeFile()
        } catch .failed(ENOENT) {
            try settle()
            return try makeFile()
        }
    }

    private func makeFile() throws(StorageError) -> SpoolFile {
        let nameless = hasNames ? nil : try makeNameless()
        let file = if let nameless { nameless } else { try makeNamed() }
        // What the process withholds from files it makes is not meant for these.
        try system { fchmod(file.descriptor, Folder.fileMode) }
        return file
    }

    /// Nil where the file system has no such files.
    private func makeNameless() throws(StorageError) -> SpoolFile? {
        do throws(StorageError) {
            let descriptor = try system { open(path, __O_TMPFILE | O_RDWR | O_CLOEXEC, Folder.fileMode) }
            return SpoolFile(descriptor: descriptor, path: nil)
        } catch {
            switch error {
            case .failed(EOPNOTSUPP), .failed(EISDIR), .failed(EINVAL): return nil
            default: throw error
            }
        }
    }

    private func makeNamed() throws(StorageError) -> SpoolFile {
        let name = freeName()
        let descriptor = try system {
            open(name, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, Folder.fileMode)
        }
        return SpoolFile(descriptor: descriptor, path: name)
    }

    /// A path in the folder that nobody else has.
    func freeName() -> String {
        "\(path)/\(String(UInt64.random(in: .min ... .max), radix: 16))-\(getpid())"
    }

    /// Deletes files nobody has written to for `age`.
    func clear(olderThan age: Duration) throws(StorageError) -> Int {
        var count = 0
        for name in try Folder.names(in: path) ?? [] {
            guard let status = try Folder.status(of: "\(path)/\(name)"), status.isFile,
                status.isOlder(than: age)
            else { continue }
            if unlink("\(path)/\(name)") == 0 { count += 1 }
        }
        return count
    }
}
