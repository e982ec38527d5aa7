import CLinux
import Glibc
import Logging
import Synchronization
import Threads

/// Waits on behalf of one thread: for connections, and for requests that became whole elsewhere.
final class Acceptor: @unchecked Sendable {
    enum Arrival {
        case connection(Int32)
        case request(Connection, ReceivedRequest)
    }

    private let socket: OpenListeningSocket
    private let ready: ReadyQueue
    private let stop: Event
    private let onStop: @Sendable () -> Void
    private let complaints: Complaints
    private let epoll: Int32
    private var isStopping = false
    private var isAccepting = true

    /// Calls `onStop` once it accepts no more.
    init(
        _ socket: OpenListeningSocket, ready: ReadyQueue, stop: Event, complaints: Complaints,
        onStop: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        self.socket = socket
        self.ready = ready
        self.stop = stop
        self.onStop = onStop
        self.complaints = complaints
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SystemError("creating an epoll instance") }
        // Exclusive: one connection wakes one thread of one process, not all of all, and so does one request.
        let exclusive = EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue
        var connection = epoll_event(events: exclusive, data: epoll_data_t(u64: Acceptor.connection))
        var request = epoll_event(events: exclusive, data: epoll_data_t(u64: Acceptor.request))
        var stopping = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: Acceptor.stopping))
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, socket.descriptor, &connection) == 0,
            epoll_ctl(epoll, EPOLL_CTL_ADD, ready.descriptor, &request) == 0,
            epoll_ctl(epoll, EPOLL_CTL_ADD, stop.descriptor, &stopping) == 0
        else { throw SystemError("waiting for connections") }
    }

    private static let connection: UInt64 = 0
    private static let request: UInt64 = 1
    private static let stopping: UInt64 = 2

    deinit { close(epoll) }

    /// The next arrival; nil when the queue of requests is closed. When stopping, what waits on a socket of our own is
    /// still taken.
    func next() -> Arrival? {
        while true {
            if let (connection, request) = ready.pop() { return .request(connection, request) }
            if isAccepting {
                if let descriptor = accept() { return .connection(descriptor) }
            } else if ready.isClosed {
                return nil
            } else {
                wait()
            }
        }
    }

    private func accept() -> Int32? {
        if isStopping, !socket.isOwn {
            stopAccepting()
            return nil
        }
        let descriptor = accept4(socket.descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
        if descriptor >= 0 { return descriptor }
        switch errno {
        case EAGAIN:
            if isStopping { stopAccepting() } else { wait() }
        case EINTR, ECONNABORTED, EPROTO:
            break
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            complaints.make(SystemError("accepting a connection"))
            if stop.hasHappened { stopAccepting() } else { usleep(50_000) }
        default:
            complaints.make(SystemError("accepting a connection"))
            stopAccepting()
        }
        return nil
    }

    private func stopAccepting() {
        isAccepting = false
        epoll_ctl(epoll, EPOLL_CTL_DEL, socket.descriptor, nil)
        epoll_ctl(epoll, EPOLL_CTL_DEL, stop.descriptor, nil)
        onStop()
    }

    /// Never for long: an arrival's one wake-up is lost when the thread it went to is killed with its process, or
    /// stopped, or was woken twice; then whoever looks next finds the arrival.
    private func wait() {
        var events = [epoll_event](repeating: epoll_event(), count: 3)
        let count = epoll_wait(epoll, &events, 3, 200)
        for event in events.prefix(Int(max(count, 0))) {
            switch event.data.u64 {
            case Acceptor.stopping: isStopping = true
            case Acceptor.request: ready.dropLateWakeUp()
            default: break
            }
        }
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
