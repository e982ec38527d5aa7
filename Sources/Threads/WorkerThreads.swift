import Glibc
import Synchronization

/// Runs the continuations of suspended handlers on threads of its own, in the order they became ready.
/// A job may block its thread: there are as many as were asked for, never one per core by decree.
package final class WorkerThreads: TaskExecutor {
    private struct State {
        var jobs = Queue<UnownedJob>()
        var isStopped = false
    }

    private let state = Mutex(State())
    private let ready = Semaphore()
    private let threads = Mutex<[Thread]>([])

    /// - Parameter niceness: as a `Thread` has it.
    package init(count: Int, niceness: CInt = 0) throws(SystemError) {
        for number in 0..<count {
            let thread = try Thread(named: "worker-\(number)", niceness: niceness) { [self] in run() }
            threads.withLock { $0.append(thread) }
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isTaken = state.withLock { state in
            if !state.isStopped { state.jobs.append(job) }
            return !state.isStopped
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
        state.withLock { $0.isStopped = true }
        for _ in threads { ready.signal() }
        for thread in threads { thread.join() }
    }

    private func run() {
        while true {
            ready.wait()
            // Each job and each thread to end has its own signal, so a thread that finds no job is to end.
            guard let job = state.withLock({ $0.jobs.pop() }) else { return }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
