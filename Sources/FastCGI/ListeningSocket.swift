import CLinux
import Glibc
import Threads

/// Where the web server connects to.
package enum ListeningSocket: Sendable {
    /// Descriptor 0, by the FastCGI convention. Other processes may share it.
    case inherited
    /// A Unix socket of this process, readable and writable for owner and group. A stale one is replaced.
    case path(String)
    /// 127.0.0.1; 0 takes any free port.
    case loopback(port: UInt16)

    /// Whether descriptor 0 is a listening socket.
    package static var isInherited: Bool {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value != 0
    }

    func open() throws(SystemError) -> OpenListeningSocket {
        let socket: OpenListeningSocket
        switch self {
        case .inherited:
            guard ListeningSocket.isInherited else {
                throw SystemError("descriptor 0 is no listening socket", code: ENOTSOCK)
            }
            socket = OpenListeningSocket(descriptor: 0)
        case .path(let path):
            socket = try ListeningSocket.open(path: path)
        case .loopback(let port):
            socket = try ListeningSocket.open(port: port)
        }
        // Several threads wait for one connection; those that come too late must not block.
        _ = fcntl(socket.descriptor, F_SETFL, fcntl(socket.descriptor, F_GETFL) | O_NONBLOCK)
        return socket
    }

    private static let backlog: Int32 = 4096

    private static func open(path: String) throws(SystemError) -> OpenListeningSocket {
        var address = sockaddr_un()
        let capacity = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard !path.isEmpty, path.utf8.count <= capacity, !path.utf8.contains(0) else {
            throw SystemError(
                "listening on \(path) (a socket's path has 1 to \(capacity) bytes)", code: ENAMETOOLONG)
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }

        let descriptor = try socket(AF_UNIX)
        do throws(SystemError) {
            try removeStale(path, address)
            try check(address, "listening on \(path)") { bind(descriptor, $0, $1) }
            // Nobody can connect before listen, so nobody gets in under the mode bind chose.
            guard chmod(path, 0o660) == 0, listen(descriptor, backlog) == 0 else {
                throw SystemError("listening on \(path)")
            }
        } catch {
            close(descriptor)
            throw error
        }
        return OpenListeningSocket(descriptor: descriptor, path: path)
    }

    private static func open(port: UInt16) throws(SystemError) -> OpenListeningSocket {
        let descriptor = try socket(AF_INET)
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        do throws(SystemError) {
            try check(address, "listening on 127.0.0.1:\(port)") { bind(descriptor, $0, $1) }
            guard listen(descriptor, backlog) == 0 else {
                throw SystemError("listening on 127.0.0.1:\(port)")
            }
        } catch {
            close(descriptor)
            throw error
        }
        return OpenListeningSocket(descriptor: descriptor)
    }

    private static func socket(_ family: Int32) throws(SystemError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(family, kind, 0)
        guard descriptor >= 0 else { throw SystemError("creating a socket") }
        return descriptor
    }

    /// Removes what a process that is gone left behind: a socket on which nobody answers.
    private static func removeStale(_ path: String, _ address: sockaddr_un) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        let probe = try socket(AF_UNIX)
        defer { close(probe) }
        do throws(SystemError) {
            try check(address, "") { connect(probe, $0, $1) }
        } catch {
            if error.code == ECONNREFUSED { unlink(path) }
            return
        }
    }

    private static func check<Address>(
        _ address: Address, _ operation: String, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(SystemError) {
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else { throw SystemError(operation) }
    }
}

/// A listening socket this process has open.
final class OpenListeningSocket: Sendable {
    let descriptor: Int32
    private let file: (path: String, device: dev_t, inode: ino_t)?

    init(descriptor: Int32, path: String? = nil) {
        self.descriptor = descriptor
        var status = stat()
        file = path.flatMap { lstat($0, &status) == 0 ? ($0, status.st_dev, status.st_ino) : nil }
    }

    deinit {
        withdraw()
        if descriptor != 0 { close(descriptor) }
    }

    /// Only this process can answer what waits in the backlog.
    var isOwn: Bool { descriptor != 0 }

    /// Takes the path away from new connections, unless it is another process's by now.
    func withdraw() {
        var status = stat()
        guard let file, lstat(file.path, &status) == 0,
            status.st_dev == file.device, status.st_ino == file.inode
        else { return }
        unlink(file.path)
    }

    /// The port of a loopback socket.
    var port: UInt16? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return result == 0 && address.sin_family == sa_family_t(AF_INET)
            ? UInt16(bigEndian: address.sin_port) : nil
    }
}
