import CLinux
import Glibc
import Logging
import Synchronization

/// Waits for connections on behalf of one thread.
final class Acceptor: @unchecked Sendable {
    private let socket: OpenListeningSocket
    private let stop: Event
    private let complaints: Complaints
    private let epoll: Int32
    private var isStopping = false

    init(_ socket: OpenListeningSocket, stop: Event, complaints: Complaints) throws(SystemError) {
        self.socket = socket
        self.stop = stop
        self.complaints = complaints
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SystemError("creating an epoll instance") }
        // Exclusive: one connection wakes one thread of one process, not all of all.
        var connections = epoll_event(
            events: EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue, data: epoll_data_t(u64: 0))
        var stopping = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: 1))
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, socket.descriptor, &connections) == 0,
            epoll_ctl(epoll, EPOLL_CTL_ADD, stop.descriptor, &stopping) == 0
        else { throw SystemError("waiting for connections") }
    }

    deinit { close(epoll) }

    /// The next connection; nil when stopping. What waits on a socket of our own is still taken.
    func next() -> Int32? {
        while !isStopping || socket.isOwn {
            let descriptor = accept4(socket.descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
            if descriptor >= 0 { return descriptor }
            switch errno {
            case EAGAIN:
                if isStopping { return nil }
                waitForConnection()
            case EINTR, ECONNABORTED, EPROTO:
                break
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                complaints.make(SystemError("accepting a connection"))
                if stop.hasHappened { return nil }
                usleep(50_000)
            default:
                complaints.make(SystemError("accepting a connection"))
                return nil
            }
        }
        return nil
    }

    /// Never for long: a connection's one wake-up is lost when the thread it went to is killed with its process, or
    /// stopped, or was woken twice; then whoever looks next finds the connection.
    private func waitForConnection() {
        var events = [epoll_event](repeating: epoll_event(), count: 2)
        let count = epoll_wait(epoll, &events, 2, 200)
        isStopping = events.prefix(Int(max(count, 0))).contains { $0.data.u64 == 1 }
    }
}

/// Errors that come in crowds, logged once a second.
final class Complaints: Sendable {
    private let logger: Logger
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    init(logger: Logger) { self.logger = logger }

    func make(_ error: SystemError) {
        let isDue = last.withLock { last in
            let now = ContinuousClock.now
            if let last, now - last < .seconds(1) { return false }
            last = now
            return true
        }
        if isDue { logger.error("\(error)") }
    }
}
