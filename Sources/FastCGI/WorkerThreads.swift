import Glibc
import Synchronization

/// Runs the continuations of suspended handlers on threads of its own, in the order they became ready.
/// A job may block its thread: there are as many as were asked for, never one per core by decree.
package final class WorkerThreads: TaskExecutor {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var next = 0
        var isStopped = false

        mutating func pop() -> UnownedJob? {
            guard next < jobs.count else { return nil }
            defer {
                next += 1
                if next == jobs.count {
                    jobs.removeAll(keepingCapacity: jobs.count < 1024)
                    next = 0
                } else if next >= 1024, next * 2 >= jobs.count {
                    // Under a load that never lets the queue become empty.
                    jobs.removeFirst(next)
                    next = 0
                }
            }
            return jobs[next]
        }
    }

    private let queue = Mutex(Queue())
    private let ready = Semaphore()
    private let threads = Mutex<[Thread]>([])

    package init(count: Int) throws(SystemError) {
        for number in 0..<count {
            let thread = try Thread(named: "worker-\(number)") { [self] in run() }
            threads.withLock { $0.append(thread) }
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isTaken = queue.withLock { queue in
            if !queue.isStopped { queue.jobs.append(job) }
            return !queue.isStopped
        }
        if isTaken {
            ready.signal()
        } else {
            globalConcurrentExecutor.enqueue(job)
        }
    }

    /// Ends the threads once the queue is empty, and waits for them. Later jobs run on the global executor.
    package func stop() {
        let threads = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        queue.withLock { $0.isStopped = true }
        for _ in threads { ready.signal() }
        for thread in threads { thread.join() }
    }

    private func run() {
        while true {
            ready.wait()
            // Each job and each thread to end has its own signal, so a thread that finds no job is to end.
            guard let job = queue.withLock({ $0.pop() }) else { return }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
