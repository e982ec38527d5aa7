import Glibc
import Synchronization

/// Threads wait at it until it is opened.
final class Gate: Sendable {
    private let isOpen = Mutex(false)

    func open() {
        isOpen.withLock { $0 = true }
    }

    func wait() {
        while !isOpen.withLock(\.self) { usleep(1_000) }
    }
}
