internal import Synchronization
internal import Threads

/// A place for one connection in the pool.
///
/// Unchecked: a seat is either in the pool's list of free seats or with the one caller who took it from there.
final class Seat: @unchecked Sendable {
    var session: Session?

    var isAlive: Bool { session?.isAlive ?? false }

    func dropUnlessAtRest() {
        if session?.isAtRest != true { session = nil }
    }

    func run<each S: Statement>(
        _ bound: repeat Bound<each S>, opening: Session.Opening? = nil, commits: Bool = false
    ) throws(PostgresError) -> (repeat [(each S).Row]) {
        let rows = try session?.run(repeat each bound, opening: opening, commits: commits)
        guard let rows else { throw PostgresError(.connectionLost, "the connection is gone") }
        return rows
    }
}

/// A caller without a seat, asleep until given one.
final class Waiter: Sendable {
    enum Outcome {
        case seat(Seat)
        case closed
    }

    private let given = Semaphore()
    private let outcome = Mutex<Outcome?>(nil)

    func finish(with outcome: Outcome) {
        self.outcome.withLock { $0 = outcome }
        given.signal()
    }

    /// Once: until `finish`.
    func wait() {
        given.wait()
    }

    /// Whether `finish` came within the timeout. If it did not, one may wait again.
    func wait(within timeout: Duration) -> Bool {
        given.wait(atMost: timeout)
    }

    /// What was given, after waiting.
    func seat() throws(PostgresError) -> Seat {
        guard case .seat(let seat) = outcome.withLock(\.self) else {
            throw PostgresError(.closed, "the pool is closed")
        }
        return seat
    }
}
