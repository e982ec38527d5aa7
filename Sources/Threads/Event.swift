import CLinux
import Glibc

/// Wakes threads that wait for descriptors too, or may come late: what happened stays so until it is cleared. Where
/// threads wait for nothing else, a `Semaphore` does it without a descriptor.
package final class Event: Sendable {
    /// Readable while it has happened.
    package let descriptor: Int32

    /// - Parameter isCounted: whether `clear` takes back one `signal` instead of all.
    package init(isCounted: Bool = false) throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK | (isCounted ? EFD_SEMAPHORE : 0)))
        guard descriptor >= 0 else { throw SystemError("creating an event") }
    }

    deinit { close(descriptor) }

    package func signal() { Self.signal(descriptor) }

    /// What a signal handler may call, which knows no objects.
    package static func signal(_ descriptor: Int32) { eventfd_write(descriptor, 1) }

    package func clear() {
        var value = eventfd_t()
        eventfd_read(descriptor, &value)
    }

    package var hasHappened: Bool { wait(until: .now) }

    package func wait() { _ = wait(until: nil) }

    /// Whether it happened in time.
    package func wait(atMost patience: Duration) -> Bool { wait(until: .now + patience) }

    private func wait(until deadline: ContinuousClock.Instant?) -> Bool {
        while true {
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&watched, 1, deadline?.millisecondsFromNow ?? -1)
            if ready >= 0 { return ready > 0 }
        }
    }
}
