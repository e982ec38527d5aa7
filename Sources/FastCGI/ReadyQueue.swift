import CLinux
import Glibc
import Synchronization

/// Requests that are whole and wait for a thread, in the order they became so.
final class ReadyQueue: Sendable {
    private struct State {
        var requests = Queue<(Connection, ReceivedRequest)>()
        var isClosed = false
    }

    /// Readable while there is something to take, and once closed.
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
            // Under the lock, so that there is one of these for each request, and nobody sleeps beside one.
            eventfd_write(descriptor, 1)
            return true
        }
        if !isTaken { connection.close() }
    }

    func pop() -> (Connection, ReceivedRequest)? {
        guard count.load(ordering: .acquiring) > 0 else { return nil }
        return state.withLock { state in
            guard let next = state.requests.pop() else { return nil }
            count.subtract(1, ordering: .releasing)
            var value = eventfd_t()
            eventfd_read(descriptor, &value)
            return next
        }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Nothing more comes. Each write wakes one of the `threads` that wait.
    func close(waking threads: Int) {
        state.withLock { $0.isClosed = true }
        for _ in 0..<threads { eventfd_write(descriptor, 1) }
    }
}
