import FoundationEssentials
import Glibc
import Logging
import Synchronization
import Testing
import Threads

@testable import FastCGI

/// A handler given as a closure.
struct ClosureResponder: Responder {
    var handler: @Sendable (Request) async -> Response

    func respond(to request: Request) async -> Response { await handler(request) }

    func refusal(of error: RequestError) -> Response { .text("\(error)", status: error.status) }
}

/// A worker on a socket of its own, running on a thread of its own.
final class TestWorker: Sendable {
    let worker: Worker
    let path: String
    private let thread: Thread

    init(
        at path: String = temporaryPath("sock"), acceptThreads: Int = 4, executorThreads: Int = 2,
        limits: Limits = Limits(),
        drainPatience: Duration = .seconds(10), onShutdown: @escaping @Sendable () -> Void = {},
        _ handler: @escaping @Sendable (Request) async -> Response
    ) throws {
        self.path = path
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        worker = try Worker(
            socket: .path(path), responder: ClosureResponder(handler: handler), acceptThreads: acceptThreads,
            executorThreads: executorThreads, limits: limits, drainPatience: drainPatience, logger: logger,
            onShutdown: onShutdown)
        thread = try Thread(named: "test") { [worker] in
            do { try worker.run(stoppingOn: []) } catch { Issue.record(error) }
        }
    }

    /// True when `run` has returned in time.
    @discardableResult
    func stop(within patience: Duration = .seconds(15)) -> Bool {
        worker.stop()
        return thread.join(atMost: patience)
    }
}

func temporaryPath(_ suffix: String) -> String {
    "/tmp/fastcgi-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).\(suffix)"
}

/// Threads of this process.
func threadCount() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
}

/// Looks again every millisecond until `condition` holds.
func eventually(within patience: Duration = .seconds(10), _ condition: () -> Bool) -> Bool {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
        if condition() { return true }
        usleep(1000)
    }
    return condition()
}

/// A place where handlers wait, as a long poll does.
final class WaitingPlace: Sendable {
    private struct State {
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var cancelled: Set<Int> = []
        var next = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.waiting.count } }
    var departures: Int { state.withLock { $0.cancelled.count } }

    func wait() async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isClosed || state.cancelled.contains(number) { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { state in
                state.cancelled.insert(number)
                return state.waiting.removeValue(forKey: number)
            }?.resume()
        }
    }

    func wakeAll(closing: Bool = false) {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            state.isClosed = closing
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }
}
