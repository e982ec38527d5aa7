import Glibc
import Synchronization
import Testing
import Threads

@Suite("Waking threads")
struct WakingTests {
    @Test("what happened stays so for everybody, until it is cleared")
    func event() throws {
        let event = try Event()
        #expect(!event.hasHappened)
        #expect(!event.wait(atMost: .milliseconds(1)))
        event.signal()
        event.signal()
        #expect(event.hasHappened)
        event.wait()
        #expect(event.wait(atMost: .zero))
        event.clear()
        #expect(!event.hasHappened)
        event.clear()
        #expect(!event.hasHappened)
    }

    @Test("of a counted event each clearing takes back one signal")
    func counted() throws {
        let event = try Event(isCounted: true)
        event.signal()
        event.signal()
        event.clear()
        #expect(event.hasHappened)
        event.clear()
        #expect(!event.hasHappened)
    }

    @Test("an event wakes every thread that waits for it, also by its descriptor")
    func wakesAll() throws {
        let event = try Event()
        let woken = Atomic(0)
        var threads: [Thread] = []
        for number in 0..<4 {
            let thread = try Thread(named: "waits-\(number)") {
                if number.isMultiple(of: 2) {
                    event.wait()
                } else {
                    var watched = pollfd(fd: event.descriptor, events: Int16(POLLIN), revents: 0)
                    guard poll(&watched, 1, -1) == 1 else { return }
                }
                woken.add(1, ordering: .relaxed)
            }
            threads.append(thread)
        }
        event.signal()
        for thread in threads { thread.join() }
        #expect(woken.load(ordering: .relaxed) == 4)
    }

    @Test("a semaphore lets through as many as there were signals, and who gave up took none")
    func semaphore() {
        let semaphore = Semaphore()
        #expect(!semaphore.wait(atMost: .milliseconds(1)))
        semaphore.signal()
        semaphore.signal()
        semaphore.wait()
        #expect(semaphore.wait(atMost: .zero))
        #expect(!semaphore.wait(atMost: .zero))
    }

    @Test("a wait that should have ended ends at once, and one for ever can be said")
    func extremes() {
        let semaphore = Semaphore()
        for patience in [Duration.milliseconds(-999), .seconds(-1), .nanoseconds(-1)] {
            #expect(!semaphore.wait(atMost: patience))
        }
        semaphore.signal()
        #expect(semaphore.wait(atMost: .seconds(Int64.max)))
    }

    @Test("how long there is still to wait is rounded up, and never negative")
    func milliseconds() {
        let now = ContinuousClock.now
        #expect((now - .seconds(1)).millisecondsFromNow == 0)
        #expect((1...3_600_000).contains((now + .seconds(3600)).millisecondsFromNow))
        #expect((now + .seconds(1 << 40)).millisecondsFromNow >= 1_000_000_000)
    }
}
