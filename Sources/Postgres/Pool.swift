public import Logging
internal import Synchronization

/// A fixed number of connections, lent one at a time.
///
/// Every call blocks its thread until the server has answered, and may come from any thread. Nothing runs
/// outside a transaction or without an identity.
public final class Pool: Sendable {
    public struct Configuration: Sendable {
        /// A libpq connection string or URL; what it leaves out comes from the `PG…` environment.
        public var conninfo: String
        /// How many connections there can be. They are made when first needed.
        public var size: Int
        /// What the server lists the connections as.
        public var applicationName: String
        /// How long a caller waits for a connection while all are in use.
        public var checkoutTimeout: Duration
        /// How long making a connection may take.
        public var connectTimeout: Duration
        /// How long the server may work on one statement; it then cancels it (`queryCanceled`).
        /// A server silent for five seconds more counts as lost. `nil`: no limit, as the server is set.
        public var statementTimeout: Duration?
        /// How long a statement waits for what another transaction keeps locked; it then fails (`lockNotAvailable`).
        /// `nil`: no limit, as the server is set.
        public var lockTimeout: Duration?

        public init(
            conninfo: String = "", size: Int = 8, applicationName: String = "swift",
            checkoutTimeout: Duration = .seconds(5), connectTimeout: Duration = .seconds(5),
            statementTimeout: Duration? = .seconds(10), lockTimeout: Duration? = nil
        ) {
            self.conninfo = conninfo
            self.size = size
            self.applicationName = applicationName
            self.checkoutTimeout = checkoutTimeout
            self.connectTimeout = connectTimeout
            self.statementTimeout = statementTimeout
            self.lockTimeout = lockTimeout
        }
    }

    private let configuration: Configuration
    private let logger: Logger
    private let state: Mutex<State>
    private let context = Mutex<(any Sendable)?>(nil)

    private struct State {
        /// The seat used last is used next: it is the likeliest to be warm.
        var free: [Seat]
        /// Callers waiting for a seat, longest first.
        var waiting: [Waiter] = []
        var isClosed = false
    }

    /// Makes no connection yet.
    public init(_ configuration: Configuration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        state = Mutex(State(free: (0..<max(1, configuration.size)).map { _ in Seat() }))
    }

    deinit {
        close()
    }

    /// Gives something to whatever reads rows, besides their columns (`Columns.context`), as `JSONDecoder.userInfo` does:
    /// such as keys to open what is sealed. It may use a pool of its own, never this one.
    public func provide(_ context: any Sendable) {
        self.context.withLock { $0 = context }
    }

    /// Another pool of the same database and role, which shares no connection with this one.
    /// - Parameter statementTimeout: nil for this one's.
    public func sibling(size: Int, statementTimeout: Duration? = nil) -> Pool {
        var configuration = configuration
        configuration.size = size
        if let statementTimeout { configuration.statementTimeout = statementTimeout }
        return Pool(configuration, logger: logger)
    }

    /// Ends idle connections now and those in use when they are returned. Later calls throw `.closed`.
    public func close() {
        let (free, waiting) = state.withLock { state in
            defer { state = State(free: [], isClosed: true) }
            return (state.free, state.waiting)
        }
        for seat in free { seat.session = nil }
        for waiter in waiting { waiter.finish(with: .closed) }
    }

    // MARK: Lending

    /// A seat with a live connection, the caller's own until given back.
    func borrow() throws(PostgresError) -> Seat {
        let seat = try takeSeat()
        do {
            try connect(seat)
            seat.session?.context = context.withLock(\.self)
            return seat
        } catch {
            giveBack(seat)
            throw error
        }
    }

    func giveBack(_ seat: Seat) {
        seat.dropUnlessAtRest()
        let (waiter, isClosed) = state.withLock { state -> (Waiter?, Bool) in
            guard !state.isClosed else { return (nil, true) }
            guard state.waiting.isEmpty else { return (state.waiting.removeFirst(), false) }
            state.free.append(seat)
            return (nil, false)
        }
        if isClosed { seat.session = nil }
        waiter?.finish(with: .seat(seat))
    }

    private enum Claim {
        case seat(Seat)
        case wait(Waiter)
    }

    private func takeSeat() throws(PostgresError) -> Seat {
        let claim = try state.withLock { state throws(PostgresError) -> Claim in
            guard !state.isClosed else { throw PostgresError(.closed, "the pool is closed") }
            if let seat = state.free.popLast() { return .seat(seat) }
            let waiter = Waiter()
            state.waiting.append(waiter)
            return .wait(waiter)
        }
        switch claim {
        case .seat(let seat): return seat
        case .wait(let waiter): return try wait(for: waiter)
        }
    }

    private func wait(for waiter: Waiter) throws(PostgresError) -> Seat {
        if !waiter.wait(within: configuration.checkoutTimeout) {
            let gaveUp = state.withLock { state in
                guard let index = state.waiting.firstIndex(where: { $0 === waiter }) else { return false }
                state.waiting.remove(at: index)
                return true
            }
            guard !gaveUp else {
                throw PostgresError(
                    .timeout, "no connection became free within \(configuration.checkoutTimeout)")
            }
            // A seat was given at the last moment, or the pool closed.
            waiter.wait()
        }
        return try waiter.seat()
    }

    private func connect(_ seat: Seat) throws(PostgresError) {
        guard !seat.isAlive else { return }
        seat.session = nil
        seat.session = try Session.open(
            ConnectionParameters(parsing: configuration.conninfo),
            applicationName: configuration.applicationName, connectTimeout: configuration.connectTimeout,
            statementTimeout: configuration.statementTimeout, lockTimeout: configuration.lockTimeout,
            logger: logger)
    }
}

extension Pool.Configuration: CustomStringConvertible {
    /// Without the connection string, which may hold a password.
    public var description: String {
        "\(size) connections as \(applicationName)"
    }
}
