import CLinux
import Glibc
import Synchronization

/// Requests that are whole and wait for a thread, in the order they became so.
final class ReadyQueue: Sendable {
    private struct State {
        var requests = Queue<(Connection, ReceivedRequest)>()
        var isClosed = false
    }

    /// Readable while there is something to take, once closed, and by a wake-up that came later than its request was
    /// taken.
    let descriptor: Int32
    private let state = Mutex(State())
    private let count = Atomic<Int>(0)

    init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE))
        guard descriptor >= 0 else { throw SystemError("creating an event") }
    }

    deinit { Glibc.close(descriptor) }

    /// Takes over the connection.
    func push(_ connection: Connection, _ request: ReceivedRequest) {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.requests.append((connection, request))
            count.add(1, ordering: .releasing)
            return true
        }
        // Not under the lock: who is woken wants it.
        if isTaken { eventfd_write(descriptor, 1) } else { connection.close() }
    }

    func pop() -> (Connection, ReceivedRequest)? {
        guard !isEmpty else { return nil }
        return state.withLock { state in
            guard let next = state.requests.pop() else { return nil }
            count.subtract(1, ordering: .releasing)
            // One for each request; under the lock, so that there are never fewer than requests.
            takeWakeUp()
            return next
        }
    }

    /// For whoever was woken: a wake-up that is there without a request belongs to one that was taken before it came.
    func dropLateWakeUp() {
        guard isEmpty else { return }
        state.withLock { if !$0.isClosed && isEmpty { takeWakeUp() } }
    }

    private func takeWakeUp() {
        var value = eventfd_t()
        eventfd_read(descriptor, &value)
    }

    private var isEmpty: Bool { count.load(ordering: .acquiring) == 0 }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Nothing more comes. Each write wakes one of the `threads` that wait.
    func close(waking threads: Int) {
        state.withLock { $0.isClosed = true }
        for _ in 0..<threads { eventfd_write(descriptor, 1) }
    }
}
