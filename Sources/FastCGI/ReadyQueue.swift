import Synchronization
import Threads

/// Requests that are whole and wait for a thread, in the order they became so.
final class ReadyQueue: Sendable {
    private struct State {
        var requests = Queue<(Connection, ReceivedRequest)>()
        var isClosed = false
    }

    /// Has happened while there is something to take, once closed, and by a wake-up that came later than its request
    /// was taken.
    private let wakeUps: Event
    private let state = Mutex(State())
    private let count = Atomic<Int>(0)

    init() throws(SystemError) {
        wakeUps = try Event(isCounted: true)
    }

    var descriptor: Int32 { wakeUps.descriptor }

    /// Takes over the connection.
    func push(_ connection: Connection, _ request: ReceivedRequest) {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.requests.append((connection, request))
            count.add(1, ordering: .releasing)
            return true
        }
        // Not under the lock: who is woken wants it.
        if isTaken { wakeUps.signal() } else { connection.close() }
    }

    func pop() -> (Connection, ReceivedRequest)? {
        guard !isEmpty else { return nil }
        return state.withLock { state in
            guard let next = state.requests.pop() else { return nil }
            count.subtract(1, ordering: .releasing)
            // One for each request; under the lock, so that there are never fewer than requests.
            wakeUps.clear()
            return next
        }
    }

    /// For whoever was woken: a wake-up that is there without a request belongs to one that was taken before it came.
    func dropLateWakeUp() {
        guard isEmpty else { return }
        state.withLock { if !$0.isClosed && isEmpty { wakeUps.clear() } }
    }

    private var isEmpty: Bool { count.load(ordering: .acquiring) == 0 }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Nothing more comes. Each signal wakes one of the `threads` that wait.
    func close(waking threads: Int) {
        state.withLock { $0.isClosed = true }
        for _ in 0..<threads { wakeUps.signal() }
    }
}
