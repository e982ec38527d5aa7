import FoundationEssentials
import Glibc
import Synchronization
import Testing
import Threads

@Suite("Threads")
struct ThreadTests {
    /// Those the calling thread leaves to others.
    private static var blockedSignals: [Int32] {
        var blocked = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &blocked)
        return (1..<32).filter { sigismember(&blocked, $0) == 1 }
    }

    @Test("a thread bears its name, cut to what the system shows, and leaves signals to others")
    func name() throws {
        let seen = Mutex<(name: String?, blocked: [Int32])>((nil, []))
        let before = Self.blockedSignals
        let thread = try Thread(named: "a name that is longer") {
            let name = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
            seen.withLock { $0 = (name, Self.blockedSignals) }
        }
        thread.join()
        let (name, blocked) = seen.withLock { $0 }
        #expect(name == "a name that is \n")
        #expect(blocked.contains(SIGTERM) && blocked.contains(SIGPIPE) && blocked.contains(SIGALRM))
        #expect(Self.blockedSignals == before, "whoever starts one is as before")
    }

    @Test("any number of threads may wait for the end of one, and again after it")
    func joining() throws {
        let (began, mayEnd) = (Semaphore(), Semaphore())
        let hasEnded = Atomic(false)
        let thread = try Thread(named: "one") {
            began.signal()
            mayEnd.wait()
            hasEnded.store(true, ordering: .sequentiallyConsistent)
        }
        began.wait()
        #expect(!thread.join(atMost: .zero))
        #expect(!thread.join(atMost: .milliseconds(1)))
        let early = Atomic(0)
        var others: [Thread] = []
        for _ in 0..<4 {
            let other = try Thread(named: "other") {
                thread.join()
                if !hasEnded.load(ordering: .sequentiallyConsistent) { early.add(1, ordering: .relaxed) }
            }
            others.append(other)
        }
        mayEnd.signal()
        for other in others { other.join() }
        #expect(early.load(ordering: .relaxed) == 0)
        thread.join()
        #expect(thread.join(atMost: .zero))
    }

    @Test("a thread does not wait for its own end")
    func itself() throws {
        let (given, finished) = (Semaphore(), Semaphore())
        let itself = Mutex<Thread?>(nil)
        let thread = try Thread(named: "itself") {
            given.wait()
            let thread = itself.withLock { $0 }
            thread?.join()
            if thread?.join(atMost: .seconds(3600)) == false { finished.signal() }
        }
        itself.withLock { $0 = thread }
        given.signal()
        finished.wait()
        thread.join()
    }

    @Test("whoever lets go of a thread leaves it running")
    func lettingGo() throws {
        let (mayEnd, ended) = (Semaphore(), Semaphore())
        try Thread(named: "let go") {
            mayEnd.wait()
            ended.signal()
        }
        mayEnd.signal()
        ended.wait()
    }

    @Test("what a thread was given is let go of once it has ended, and not before")
    func captured() throws {
        final class Token: Sendable {}
        weak var token: Token?
        let mayEnd = Semaphore()
        let thread = try {
            let kept = Token()
            token = kept
            return try Thread(named: "keeper") { withExtendedLifetime(kept) { mayEnd.wait() } }
        }()
        #expect(token != nil)
        mayEnd.signal()
        thread.join()
        #expect(token == nil)
    }
}
