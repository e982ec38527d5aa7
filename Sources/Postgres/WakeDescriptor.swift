internal import Glibc

/// A descriptor that becomes readable when woken, and stays so: it ends waits in `poll`.
final class WakeDescriptor: Sendable {
    let descriptor: CInt
    private let other: CInt

    /// Throws when the process has run out of descriptors.
    init() throws(PostgresError) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw PostgresError(.connection, "no pipe can be made: \(String(cString: strerror(errno)))")
        }
        descriptor = ends[0]
        other = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(descriptor)
        close(other)
    }

    func wake() {
        var byte: UInt8 = 1
        while write(other, &byte, 1) < 0, errno == EINTR {}
    }

    var isAwake: Bool { waits(.zero) }

    /// Sleeps for the duration, or until woken: whether it was.
    func waits(_ duration: Duration) -> Bool {
        let deadline = ContinuousClock.now + duration
        while true {
            var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wish, 1, deadline.millisecondsFromNow)
            if ready >= 0 { return ready > 0 }
        }
    }
}
