import Glibc
import Synchronization
import Threads

private let stopDescriptor = Atomic<Int32>(-1)

/// Turns signals into an event, and back into what they were.
struct StopSignals {
    private let previous: [(signal: Int32, action: sigaction)]

    /// One at a time in a process; a later one takes over.
    init(_ signals: [Int32], event: Event) {
        // Written before the handlers exist: inside one, nothing may be initialised.
        if !signals.isEmpty { stopDescriptor.store(event.descriptor, ordering: .sequentiallyConsistent) }
        previous = signals.map { signal in
            var action = sigaction()
            var old = sigaction()
            action.sa_flags = SA_RESTART
            action.__sigaction_handler.sa_handler = { _ in
                let code = errno
                Event.signal(stopDescriptor.load(ordering: .relaxed))
                errno = code
            }
            sigaction(signal, &action, &old)
            return (signal, old)
        }
    }

    func restore() {
        for (signal, action) in previous {
            var action = action
            sigaction(signal, &action, nil)
        }
    }
}
