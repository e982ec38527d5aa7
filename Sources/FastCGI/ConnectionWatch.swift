import CLinux
import Glibc
import Logging
import Synchronization
import Threads

/// Watches the connections no thread works for, with one thread for all of them: those of suspended exchanges, for
/// peers that leave; those whose request is not whole yet; and those kept open for a next one.
final class ConnectionWatch: Sendable {
    /// What a connection without an exchange is here for.
    enum Purpose {
        /// A request has begun to come, or is owed by whoever has just connected.
        case unfinished
        /// The web server keeps it for later.
        case idle
        /// It is over, but the peer may still be sending: when nginx cannot write the rest of a body, it drops what it
        /// has read of the response. So it is heard out for a moment.
        case lingering
    }

    private typealias Instant = ContinuousClock.Instant

    private struct Parked {
        let connection: Connection
        let purpose: Purpose
        let since: Instant
        let deadline: Instant
        let size: Int
    }

    private struct State {
        var exchanges: [UInt64: Exchange] = [:]
        var parked: [UInt64: Parked] = [:]
        var unfinishedCount = 0
        var unfinishedSize = 0
        var idleCount = 0
        /// No deadline is earlier.
        var nextDeadline: Instant?
        /// How long requests may take to become whole; set when no more are wanted.
        var lastPatience: Duration?

        mutating func insert(_ parked: Parked) {
            self.parked[parked.connection.number] = parked
            count(parked, 1)
        }

        mutating func remove(_ number: UInt64) -> Parked? {
            let parked = parked.removeValue(forKey: number)
            if let parked { count(parked, -1) }
            return parked
        }

        private mutating func count(_ parked: Parked, _ sign: Int) {
            switch parked.purpose {
            case .unfinished:
                unfinishedCount += sign
                unfinishedSize += sign * parked.size
            case .idle: idleCount += sign
            case .lingering: break
            }
        }

        /// What has to go so that the rest keeps within its bounds: the oldest first.
        mutating func removeSurplus(_ limits: Limits) -> [Parked] {
            var surplus: [Parked] = []
            while unfinishedCount > limits.unfinished || unfinishedSize > limits.unfinishedSize {
                removeOldest(.unfinished).map { surplus.append($0) }
            }
            while idleCount > limits.idle { removeOldest(.idle).map { surplus.append($0) } }
            return surplus
        }

        private mutating func removeOldest(_ purpose: Purpose) -> Parked? {
            let oldest = parked.values.lazy.filter { $0.purpose == purpose }.min { $0.since < $1.since }
            return oldest.flatMap { remove($0.connection.number) }
        }
    }

    private let epoll: Int32
    private let stopped: Event
    /// There is an earlier deadline than the thread knows.
    private let hurried: Event
    private let state = Mutex(State())
    private let ready: ReadyQueue
    private let limits: Limits
    private let complaints: Complaints

    /// Requests that have become whole go to `ready`.
    init(ready: ReadyQueue, limits: Limits, complaints: Complaints) throws(SystemError) {
        self.ready = ready
        self.limits = limits
        self.complaints = complaints
        stopped = try Event()
        hurried = try Event()
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SystemError("creating an epoll instance") }
        for (event, number) in [(stopped, ConnectionWatch.stop), (hurried, ConnectionWatch.hurry)] {
            var interest = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: number))
            guard epoll_ctl(epoll, EPOLL_CTL_ADD, event.descriptor, &interest) == 0 else {
                throw SystemError("waiting for connections")
            }
        }
    }

    private static let stop = UInt64.max
    private static let hurry = UInt64.max - 1

    deinit { close(epoll) }

    // MARK: Suspended exchanges

    var suspendedCount: Int { state.withLock { $0.exchanges.count } }

    /// A half-closed connection counts as closed: no web server goes on reading after it.
    func add(_ exchange: Exchange) {
        // Under the lock, so that whoever finds the exchange here finds its descriptor registered.
        state.withLock {
            $0.exchanges[exchange.connection.number] = exchange
            watch(exchange.connection, isReading: !exchange.isStreamed)
        }
    }

    /// What its peer does finds nobody from here on.
    func remove(_ exchange: Exchange) {
        state.withLock { $0.exchanges[exchange.connection.number] = nil }
    }

    /// Treats every peer of a suspended exchange as gone.
    func dismissAll() {
        for exchange in state.withLock({ Array($0.exchanges.values) }) { exchange.peerLeft() }
    }

    /// Asks for the next thing that happens on a connection. Only by who knows that it is not being closed.
    func watch(_ connection: Connection, isReading: Bool = true) {
        let events = EPOLLRDHUP.rawValue | EPOLLONESHOT.rawValue | (isReading ? EPOLLIN.rawValue : 0)
        var interest = epoll_event(events: events, data: epoll_data_t(u64: connection.number))
        let isKnown = connection.isRegistered.exchange(true, ordering: .relaxed)
        let operation = isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
        if epoll_ctl(epoll, operation, connection.descriptor, &interest) != 0 {
            complaints.make(SystemError("watching a connection"))
        }
    }

    // MARK: Connections without an exchange

    /// Takes over a connection from its owner.
    func park(_ connection: Connection, _ purpose: Purpose) {
        park(connection, purpose, since: .now, deadline: nil)
    }

    /// Goes on with a connection whose request was answered, or has not begun.
    func go(on connection: Connection, after progress: Connection.Progress, served: Bool) {
        switch progress {
        case .request(let request):
            ready.push(connection, request)
        case .waiting:
            park(connection, served && connection.phase == .nothing ? .idle : .unfinished)
        case .aborted, .over:
            connection.close()
        }
    }

    /// The sender has said all it will, or is to be cut off.
    func linger(_ connection: Connection) {
        shutdown(connection.descriptor, Int32(SHUT_WR))
        park(connection, .lingering)
    }

    private func park(_ connection: Connection, _ purpose: Purpose, since: Instant, deadline: Instant?) {
        let now = ContinuousClock.now
        let (surplus, isEarlier) = state.withLock { state in
            var purpose = purpose
            var deadline = deadline ?? now + patience(purpose)
            if let patience = state.lastPatience {
                if purpose == .idle {
                    // A request that is there already is still answered.
                    guard connection.hasBytesPending else { return ([(connection, Purpose.idle)], false) }
                    purpose = .unfinished
                }
                deadline = min(deadline, now + patience)
            }
            connection.setOwed(purpose != .idle)
            state.insert(
                Parked(
                    connection: connection, purpose: purpose, since: since, deadline: deadline,
                    size: purpose == .unfinished ? connection.size : 0))
            watch(connection)
            let surplus = state.removeSurplus(limits).map { ($0.connection, $0.purpose) }
            let isEarlier = state.nextDeadline.map { deadline < $0 } ?? true
            if isEarlier { state.nextDeadline = deadline }
            return (surplus, isEarlier)
        }
        for (connection, purpose) in surplus {
            if purpose == .unfinished { connection.overload() }
            connection.close()
        }
        if isEarlier { hurried.signal() }
    }

    private func patience(_ purpose: Purpose) -> Duration {
        switch purpose {
        case .unfinished: limits.peerPatience
        case .idle: limits.idlePatience
        case .lingering: .seconds(1)
        }
    }

    /// From here on no connection is kept, and what has begun to come has `patience` to become whole.
    func drain(patience: Duration) {
        let now = ContinuousClock.now
        let idle = state.withLock { state in
            state.lastPatience = patience
            state.nextDeadline = now
            var idle: [Connection] = []
            for parked in state.parked.values {
                let connection = parked.connection
                if parked.purpose == .idle, !connection.hasBytesPending {
                    idle.append(connection)
                    _ = state.remove(connection.number)
                } else if parked.purpose != .lingering {
                    _ = state.remove(connection.number)
                    connection.setOwed(true)
                    state.insert(
                        Parked(
                            connection: connection, purpose: .unfinished, since: parked.since,
                            deadline: min(parked.deadline, now + patience), size: parked.size))
                }
            }
            return idle
        }
        for connection in idle { connection.close() }
        hurried.signal()
    }

    // MARK: The thread

    func stop() { stopped.signal() }

    /// Blocks until `stop`; then closes what is left.
    func run() {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while true {
            let count = epoll_wait(epoll, &events, Int32(events.count), timeout())
            for event in events.prefix(Int(max(count, 0))) {
                switch event.data.u64 {
                case ConnectionWatch.stop: return closeAll()
                case ConnectionWatch.hurry: hurried.clear()
                case let number: somethingHappened(on: number, buffer)
                }
            }
            expire()
        }
    }

    private func somethingHappened(on number: UInt64, _ buffer: UnsafeMutableRawBufferPointer) {
        let (parked, exchange) = state.withLock { ($0.remove(number), $0.exchanges[number]) }
        if let parked { hear(parked, buffer) } else { exchange?.hear(buffer) }
    }

    private func hear(_ parked: Parked, _ buffer: UnsafeMutableRawBufferPointer) {
        let connection = parked.connection
        if parked.purpose == .lingering {
            let flags = Int32(MSG_DONTWAIT)
            if recv(connection.descriptor, buffer.baseAddress, buffer.count, flags) > 0 {
                park(connection, .lingering, since: parked.since, deadline: parked.deadline)
            } else {
                connection.close()
            }
            return
        }
        connection.setOwed(true)
        let progress = connection.receive(buffer)
        guard case .waiting = progress else {
            return go(on: connection, after: progress, served: true)
        }
        switch connection.phase {
        case .nothing:
            // Passed over, or replied to.
            park(connection, parked.purpose, since: parked.since, deadline: parked.deadline)
        case .head, .running:
            // All of a head has the time of one.
            let isFirst = parked.purpose == .idle
            park(
                connection, .unfinished, since: isFirst ? .now : parked.since,
                deadline: isFirst ? nil : parked.deadline)
        case .body:
            park(connection, .unfinished, since: parked.since, deadline: nil)
        }
    }

    private func timeout() -> Int32 { state.withLock { $0.nextDeadline }?.millisecondsFromNow ?? -1 }

    private func expire() {
        let late: [Connection] = state.withLock { state in
            let now = ContinuousClock.now
            guard let deadline = state.nextDeadline, deadline <= now else { return [] }
            let late = state.parked.values.filter { $0.deadline <= now }.map(\.connection)
            for connection in late { _ = state.remove(connection.number) }
            state.nextDeadline = state.parked.values.lazy.map(\.deadline).min()
            return late
        }
        for connection in late {
            if case .request(let request) = connection.breakOff() {
                ready.push(connection, request)
            } else {
                connection.close()
            }
        }
    }

    private func closeAll() {
        let parked = state.withLock { state in
            defer { state.parked = [:] }
            return state.parked.values
        }
        for parked in parked { parked.connection.close() }
    }
}
