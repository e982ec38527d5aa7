import CLinux
import Glibc

/// A thread of our own. Signals go to the other threads, so that none interrupts a system call here.
struct Thread: @unchecked Sendable {
    private let handle: pthread_t

    /// The system shows the first 15 bytes of `name`.
    init(named name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        final class Start {
            let name: String
            let body: @Sendable () -> Void
            init(_ name: String, _ body: @escaping @Sendable () -> Void) {
                self.name = name
                self.body = body
            }
        }
        var all = sigset_t()
        var previous = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

        let start = Unmanaged.passRetained(Start(String(name.prefix(15)), body))
        var handle = pthread_t()
        let result = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                pthread_setname_np(pthread_self(), start.name)
                start.body()
                return nil
            }, start.toOpaque())
        guard result == 0 else {
            start.release()
            throw SystemError("starting thread \(name)", code: result)
        }
        self.handle = handle
    }

    /// Waits for its end. Either this or `detach` is called, once.
    func join() { pthread_join(handle, nil) }

    func detach() { pthread_detach(handle) }
}
