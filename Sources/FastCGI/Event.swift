import CLinux
import Glibc

/// Something that happens, until it is cleared, and wakes every thread that polls `descriptor`.
final class Event: Sendable {
    let descriptor: Int32

    init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw SystemError("creating an event") }
    }

    deinit { close(descriptor) }

    func signal() { eventfd_write(descriptor, 1) }

    func clear() {
        var value = eventfd_t()
        eventfd_read(descriptor, &value)
    }

    var hasHappened: Bool { poll(for: 0) }

    func wait() {
        while !poll(for: -1) {}
    }

    private func poll(for milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&watched, 1, milliseconds) == 1
    }
}
