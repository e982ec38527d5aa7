import CLinux
import Glibc
import Logging
import Synchronization

/// Notices when the peer of a suspended exchange closes its connection. One thread for all of them.
final class DepartureWatch: Sendable {
    private let epoll: Int32
    private let stopped: Event
    private let exchanges = Mutex<[UInt64: Exchange]>([:])
    private let logger: Logger

    init(logger: Logger) throws(SystemError) {
        self.logger = logger
        stopped = try Event()
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SystemError("creating an epoll instance") }
        var interest = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: UInt64.max))
        epoll_ctl(epoll, EPOLL_CTL_ADD, stopped.descriptor, &interest)
    }

    deinit { close(epoll) }

    var count: Int { exchanges.withLock { $0.count } }

    /// A half-closed connection counts as closed: no web server goes on reading after it.
    func add(_ exchange: Exchange) {
        // Under the lock, so that whoever finds the exchange here finds its descriptor registered.
        let failure: SystemError? = exchanges.withLock { exchanges in
            exchanges[exchange.number] = exchange
            var interest = epoll_event(
                events: EPOLLRDHUP.rawValue | EPOLLONESHOT.rawValue,
                data: epoll_data_t(u64: exchange.number))
            let result = epoll_ctl(epoll, EPOLL_CTL_ADD, exchange.descriptor, &interest)
            return result == 0 ? nil : SystemError("watching for a departure")
        }
        if let failure { logger.error("\(failure)") }
    }

    /// Whoever removes an exchange closes its descriptor, which takes it out of the epoll instance too; until then,
    /// what its peer does finds nobody here.
    func remove(_ exchange: Exchange) {
        exchanges.withLock { $0[exchange.number] = nil }
    }

    /// Treats every peer as gone.
    func dismissAll() {
        for exchange in exchanges.withLock({ Array($0.values) }) { exchange.peerLeft() }
    }

    func stop() { stopped.signal() }

    /// Blocks until `stop`.
    func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while !stopped.hasHappened {
            let count = epoll_wait(epoll, &events, Int32(events.count), -1)
            guard count > 0 else { continue }
            for event in events.prefix(Int(count)) {
                exchanges.withLock { $0[event.data.u64] }?.peerLeft()
            }
        }
    }
}
