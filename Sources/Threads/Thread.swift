import CLinux
import Glibc
import Synchronization

/// A thread of our own, which begins at once. Whoever lets go of it leaves it running.
///
/// Signals go to the other threads: none interrupts a system call here, and none comes of a connection that breaks.
package final class Thread: Sendable {
    private let handle: pthread_t
    private let ended: Semaphore
    private let isJoined = Atomic(false)

    /// What the thread has of itself.
    private final class Life: Sendable {
        let name: String
        let niceness: CInt
        let body: @Sendable () -> Void
        let ended = Semaphore()

        init(_ name: String, _ niceness: CInt, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.niceness = niceness
            self.body = body
        }
    }

    /// - Parameters:
    ///   - name: the system shows its first 15 bytes.
    ///   - niceness: how far it lets others go first that want the processor: 0 as they, 19 the most (setpriority(2)).
    @discardableResult
    package init(
        named name: String, niceness: CInt = 0, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        var all = sigset_t()
        var previous = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

        let life = Life(String(name.prefix(15)), niceness, body)
        let context = Unmanaged.passRetained(life)
        var handle = pthread_t()
        let result = pthread_create(
            &handle, nil,
            { context in
                guard let context else { return nil }
                let life = Unmanaged<Life>.fromOpaque(context).takeRetainedValue()
                pthread_setname_np(pthread_self(), life.name)
                // Of this thread alone, on Linux. Nothing fails for it.
                if life.niceness != 0 {
                    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, life.niceness)
                }
                life.body()
                life.ended.signal()
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            context.release()
            throw SystemError("starting thread \(name)", code: result)
        }
        self.handle = handle
        ended = life.ended
    }

    deinit {
        if !isJoined.load(ordering: .relaxed) { pthread_detach(handle) }
    }

    /// Waits for its end: from any thread, any number of times. On the thread itself, which cannot, it returns at once.
    package func join() {
        guard canWait else { return }
        ended.wait()
        reap()
    }

    /// Whether it ended in time.
    package func join(atMost patience: Duration) -> Bool {
        guard canWait else { return isJoined.load(ordering: .relaxed) }
        guard ended.wait(atMost: patience) else { return false }
        reap()
        return true
    }

    /// Asked in this order: the handle of a thread that was joined may be another's by now.
    private var canWait: Bool {
        !isJoined.load(ordering: .relaxed) && pthread_equal(handle, pthread_self()) == 0
    }

    private func reap() {
        // For whoever else waits.
        ended.signal()
        if !isJoined.exchange(true, ordering: .relaxed) { pthread_join(handle, nil) }
    }
}
