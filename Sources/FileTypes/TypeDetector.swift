import CMagic
import Glibc
import Synchronization

/// Says what a file is by its bytes, as libmagic does, and never by its name.
package final class TypeDetector: Sendable {
    package enum Failure: Error {
        /// libmagic or its database is not there. The detail is for logs.
        case unavailable(detail: String)
        /// As `errno` has it.
        case unreadable(CInt)
    }

    /// Bytes from the beginning that are looked at: libmagic needs a few thousand, of archives the heads of
    /// their first files.
    private static let head = 256 << 10

    /// What libmagic does not look at: what is inside compressed files; ELF and OLE (CDF) more closely, since
    /// they are not permitted, and its readers of them have been attacked.
    private static let flags =
        MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_COMPRESS_FORK | MAGIC_NO_CHECK_ELF
        | MAGIC_NO_CHECK_CDF

    private static let unknown = "application/octet-stream"
    /// How a ZIP begins that has files in it.
    private static let zip = Array("PK\u{3}\u{4}".utf8)

    /// libmagic's handle, which one thread at a time may use; nil until it is needed, since its database takes
    /// some milliseconds to load.
    private let cookie = Mutex<OpaquePointer?>(nil)

    package init() {}

    deinit { cookie.withLock { magic_close($0) } }

    /// The media type of an open file, as "application/pdf"; of an empty one "application/x-empty". Where libmagic
    /// cannot say, or gives up over it, "application/octet-stream".
    ///
    /// - Parameter descriptor: of a file that can be read at any place. Where it stands does not matter, and
    ///   stays.
    package func type(of descriptor: CInt) throws -> String {
        let bytes = try Self.beginning(of: descriptor)
        return try cookie.withLock { cookie in
            if cookie == nil { cookie = try Self.load() }
            let words = bytes.withUnsafeBytes { magic_buffer(cookie, $0.baseAddress, $0.count) }
            let type = words.map { String(cString: $0) } ?? Self.unknown
            // It has no media type for documents of Office whose files come in another order than usual.
            guard type == Self.unknown && bytes.starts(with: Self.zip) || type == "application/zip" else {
                return type
            }
            let isJava = try Self.isJava(bytes) || Self.isJava(Self.end(of: descriptor))
            return isJava ? Self.java : "application/zip"
        }
    }

    private static let java = "application/java-archive"
    private static let manifest = Array("META-INF/MANIFEST.MF".utf8)

    /// libmagic knows Java's archives by their first file alone, which may be any.
    private static func isJava(_ bytes: [UInt8]) -> Bool { bytes.firstRange(of: manifest) != nil }

    private static func load() throws -> OpaquePointer {
        guard let cookie = magic_open(flags) else {
            throw Failure.unavailable(detail: String(cString: strerror(errno)))
        }
        var most = head
        guard magic_setparam(cookie, MAGIC_PARAM_BYTES_MAX, &most) == 0, magic_load(cookie, nil) == 0 else {
            let detail = magic_error(cookie).map { String(cString: $0) }
            magic_close(cookie)
            throw Failure.unavailable(detail: detail ?? "no reason given")
        }
        return cookie
    }

    private static func beginning(of descriptor: CInt) throws -> [UInt8] {
        try bytes(of: descriptor, from: 0)
    }

    /// Where a ZIP has its directory.
    private static func end(of descriptor: CInt) throws -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure.unreadable(errno) }
        return try bytes(of: descriptor, from: max(0, Int(status.st_size) - head))
    }

    private static func bytes(of descriptor: CInt, from start: Int) throws -> [UInt8] {
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: head) { buffer, count in
            while count < buffer.count {
                let taken = pread(
                    descriptor, buffer.baseAddress! + count, buffer.count - count, off_t(start + count))
                if taken < 0, errno == EINTR { continue }
                if taken < 0 { failure = errno }
                guard taken > 0 else { return }
                count += taken
            }
        }
        guard failure == 0 else { throw Failure.unreadable(failure) }
        return bytes
    }
}
