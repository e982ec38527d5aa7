internal import Glibc
internal import Postgres
internal import Synchronization
internal import Threads

/// Stands between a client and the test server, so that a test can take the server away without stopping it,
/// silence it, and count the round trips.
package final class Relay: Sendable {
    /// The connection string that leads through the relay.
    package let conninfo: String

    private let socketPath: String
    private let server: Address
    private let state = Mutex(State())

    private struct State {
        var mode = Mode.down
        /// What the relay's thread has come to do.
        var reached = Mode.down
        var roundTrips = 0
        var isFinished = false
    }

    private enum Mode {
        case forwarding
        /// Connections stay open, nothing passes.
        case silent
        /// Nobody listens, every connection is closed.
        case down
    }

    private enum Address {
        case local(String)
        case tcp(host: String, port: String)
    }

    package init(to conninfo: String) throws {
        var parameters = try ConnectionParameters(parsing: conninfo)
        let host = parameters["host"] ?? "/var/run/postgresql"
        let port = parameters["port"] ?? "5432"
        server = host.hasPrefix("/") ? .local("\(host)/.s.PGSQL.\(port)") : .tcp(host: host, port: port)

        var template = Array("/tmp/relay-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw TestDatabase.Failure("no directory for the relay") }
        let directory = String(cString: made)
        socketPath = "\(directory)/.s.PGSQL.5432"
        parameters["host"] = directory
        parameters["port"] = "5432"
        self.conninfo = parameters.string
        try Thread(named: "relay") { [self] in run() }
        start()
    }

    /// How often the client spoke after the server had.
    package var roundTrips: Int { state.withLock(\.roundTrips) }

    package func start() { change(to: .forwarding) }
    package func silence() { change(to: .silent) }
    package func stop() { change(to: .down) }

    /// Ends the relay for good.
    package func finish() {
        stop()
        state.withLock { $0.isFinished = true }
        rmdir(String(socketPath.dropLast("/.s.PGSQL.5432".count)))
    }

    private func change(to mode: Mode) {
        state.withLock { $0.mode = mode }
        while state.withLock({ $0.reached != mode }) { usleep(1_000) }
    }

    private struct Pair {
        let client: CInt
        let server: CInt
        var clientSpoke = false
    }

    private func run() {
        var listening: CInt = -1
        var pairs: [Pair] = []
        func closeAll() {
            if listening >= 0 { close(listening) }
            listening = -1
            unlink(socketPath)
            for pair in pairs {
                close(pair.client)
                close(pair.server)
            }
            pairs = []
        }
        defer { closeAll() }
        while true {
            let (mode, isFinished) = state.withLock { ($0.mode, $0.isFinished) }
            if isFinished { return }
            switch mode {
            case .down: closeAll()
            case .silent: break
            case .forwarding: if listening < 0 { listening = Self.listen(at: socketPath) }
            }
            state.withLock { $0.reached = mode }
            guard mode == .forwarding else {
                usleep(5_000)
                continue
            }
            var wishes = [pollfd(fd: listening, events: Int16(POLLIN), revents: 0)]
            for pair in pairs {
                wishes.append(pollfd(fd: pair.client, events: Int16(POLLIN), revents: 0))
                wishes.append(pollfd(fd: pair.server, events: Int16(POLLIN), revents: 0))
            }
            guard poll(&wishes, nfds_t(wishes.count), 10) > 0 else { continue }
            for index in pairs.indices.reversed() {
                var isOpen = true
                if wishes[1 + 2 * index].revents != 0 {
                    isOpen = Self.forward(from: pairs[index].client, to: pairs[index].server)
                    if !pairs[index].clientSpoke { state.withLock { $0.roundTrips += 1 } }
                    pairs[index].clientSpoke = true
                }
                if isOpen, wishes[2 + 2 * index].revents != 0 {
                    isOpen = Self.forward(from: pairs[index].server, to: pairs[index].client)
                    pairs[index].clientSpoke = false
                }
                if !isOpen {
                    let pair = pairs.remove(at: index)
                    close(pair.client)
                    close(pair.server)
                }
            }
            if wishes[0].revents != 0 {
                let client = accept(listening, nil, nil)
                let server = connectToServer()
                if client >= 0, server >= 0 {
                    pairs.append(Pair(client: client, server: server))
                } else {
                    close(client)
                    close(server)
                }
            }
        }
    }

    private static func forward(from: CInt, to: CInt) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(from, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        var sent = 0
        while sent < count {
            let written = buffer[sent..<count].withUnsafeBytes {
                send(to, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard written > 0 else { return false }
            sent += written
        }
        return true
    }

    private static func withAddress<R>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R
    {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func listen(at path: String) -> CInt {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        unlink(path)
        _ = withAddress(path) { bind(descriptor, $0, $1) }
        _ = Glibc.listen(descriptor, 64)
        return descriptor
    }

    private func connectToServer() -> CInt {
        switch server {
        case .local(let path):
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            guard Self.withAddress(path, { connect(descriptor, $0, $1) }) == 0 else {
                close(descriptor)
                return -1
            }
            return descriptor
        case .tcp(let host, let port):
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var found: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, port, &hints, &found) == 0, let found else { return -1 }
            defer { freeaddrinfo(found) }
            let descriptor = socket(found.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
            guard connect(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
                close(descriptor)
                return -1
            }
            return descriptor
        }
    }
}
