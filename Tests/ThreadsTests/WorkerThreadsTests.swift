import Synchronization
import Testing
import Threads

@Suite("Worker threads")
struct WorkerThreadsTests {
    @Test("jobs that block run beside each other, as many as there are threads")
    func blocking() async throws {
        let workers = try WorkerThreads(count: 3)
        let meeting = Semaphore()
        let arrived = Tally()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<3 {
                group.addTask(executorPreference: workers) {
                    if arrived.add() == 3 {
                        for _ in 0..<3 { meeting.signal() }
                    }
                    return meeting.wait(atMost: .seconds(10))
                }
            }
            for await met in group { #expect(met) }
        }
        workers.stop()
    }

    @Test("every job runs, also one that comes after the stop")
    func everyJob() async throws {
        let workers = try WorkerThreads(count: 2)
        let ran = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5000 {
                group.addTask(executorPreference: workers) {
                    await Task.yield()
                    ran.add()
                }
            }
        }
        #expect(ran.value == 5000)
        workers.stop()
        await Task(executorPreference: workers) { _ = ran.add() }.value
        #expect(ran.value == 5001)
    }
}

private final class Tally: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    @discardableResult
    func add() -> Int { count.add(1, ordering: .relaxed).newValue }
}
