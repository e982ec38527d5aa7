import CLinux
import Glibc

/// A counting semaphore, for threads that wait for nothing else: it needs no descriptor, and no system call unless
/// somebody waits.
///
/// Unchecked: the pointer never changes, and the C library's calls may come from any thread.
package final class Semaphore: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    package init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    package func signal() { sem_post(semaphore) }

    package func wait() {
        while sem_wait(semaphore) != 0 {}
    }

    /// False when `patience` ran out.
    package func wait(atMost patience: Duration) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let (seconds, attoseconds) = max(patience, .zero).components
        let nanoseconds = deadline.tv_nsec + Int(attoseconds / 1_000_000_000)
        // A year is for ever, and far from the end of what a clock can count.
        deadline.tv_sec += Int(min(seconds, 365 * 86_400)) + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        while sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline) != 0 {
            if errno == ETIMEDOUT { return false }
        }
        return true
    }
}
