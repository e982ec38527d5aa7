import Glibc
import Logging
import Threads

/// Serves FastCGI requests until it is told to stop.
///
/// A handler begins on an accepting thread and may block it. When it suspends, the thread takes the next request, and
/// what is left of the handler runs on the executor's threads: waiting costs no thread. Nor does a request that comes
/// in pieces: the thread leaves it to the watch, which has it begun when it is whole.
package final class Worker: Sendable {
    package struct Statistics: Sendable {
        /// Since the start.
        package var requests: UInt64
        package var inFlight: Int
        /// Of those in flight: waiting without a thread.
        package var suspended: Int
    }

    private let socket: OpenListeningSocket
    private let service: Exchange.Service
    private let acceptThreads: Int
    private let drainPatience: Duration
    private let logger: Logger
    private let onShutdown: @Sendable () -> Void
    private let stopping: Event
    private let notAccepting: Event
    private let ready: ReadyQueue
    private let complaints: Complaints

    /// Opens the socket, so that connections queue from here on; serves none before `run`.
    package init(
        socket: ListeningSocket, responder: any Responder, acceptThreads: Int = 8, executorThreads: Int = 4,
        limits: Limits = Limits(), drainPatience: Duration = .seconds(10), logger: Logger,
        onShutdown: @escaping @Sendable () -> Void = {}
    ) throws(SystemError) {
        // Libraries write to peers that may be gone.
        signal(SIGPIPE, SIG_IGN)
        self.socket = try socket.open()
        self.acceptThreads = acceptThreads
        self.drainPatience = drainPatience
        self.logger = logger
        self.onShutdown = onShutdown
        stopping = try Event()
        notAccepting = try Event()
        ready = try ReadyQueue()
        complaints = Complaints(logger: logger)
        service = Exchange.Service(
            responder: responder, workers: try WorkerThreads(count: executorThreads),
            watch: try ConnectionWatch(ready: ready, limits: limits, complaints: complaints),
            counters: Counters(), limits: limits,
            reportUnsendable: { logger.error("a response had a header that cannot be sent") })
    }

    package var statistics: Statistics {
        Statistics(
            requests: service.counters.begun, inFlight: service.counters.inFlight,
            suspended: service.watch.suspendedCount)
    }

    /// The port of a `.loopback` socket.
    package var port: UInt16? { socket.port }

    /// Serves until `stop` or one of `signals`, then drains and returns: it accepts nothing more, calls
    /// `onShutdown`, which has every waiting handler answer, and waits `drainPatience` for the rest.
    package func run(stoppingOn signals: [Int32] = [SIGTERM, SIGINT]) throws(SystemError) {
        let watching = try Thread(named: "watch") { [service] in service.watch.run() }
        let stopped = Semaphore()
        var threads: [Thread] = []
        for number in 0..<acceptThreads {
            let acceptor = try Acceptor(
                socket, ready: ready, stop: notAccepting, complaints: complaints
            ) { [self] in
                stop()  // already so, unless the socket itself failed
                stopped.signal()
            }
            threads.append(try Thread(named: "accept-\(number)") { [self] in serve(acceptor) })
        }
        let signals = StopSignals(signals, event: stopping)
        stopping.wait()

        let deadline = ContinuousClock.now + drainPatience
        // First the path, so that what the threads then find waiting is all there will be.
        socket.withdraw()
        notAccepting.signal()
        // So that nothing suspends after the waiting were woken; a busy thread must not hold them up, though.
        let patience = ContinuousClock.now + min(.milliseconds(500), drainPatience)
        var accepting = acceptThreads
        while accepting > 0, stopped.wait(atMost: patience - .now) { accepting -= 1 }
        service.watch.drain(patience: min(.seconds(2), drainPatience))
        onShutdown()
        while accepting > 0, stopped.wait(atMost: deadline - .now) { accepting -= 1 }
        var isDrained = drain(until: deadline)
        if !isDrained {
            logger.warning("\(service.counters.inFlight) requests did not end in time")
            service.watch.dismissAll()
            isDrained = drain(until: .now + .seconds(1))
        }
        ready.close(waking: acceptThreads)
        if isDrained { for thread in threads { thread.join() } }
        service.watch.stop()
        watching.join()
        if isDrained { service.workers.stop() }
        signals.restore()
    }

    /// Has `run` drain and return. From any thread, any number of times.
    package func stop() { stopping.signal() }

    private func drain(until deadline: ContinuousClock.Instant) -> Bool {
        while service.counters.owed > 0 {
            guard service.counters.idle.wait(atMost: deadline - .now) else { return false }
        }
        return true
    }

    private func serve(_ acceptor: Acceptor) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while let arrival = acceptor.next() {
            switch arrival {
            case .request(let connection, let request):
                Exchange.run(request, on: connection, service)
            case .connection(let descriptor):
                let connection = Connection(
                    descriptor: descriptor, counters: service.counters, limits: service.limits)
                // Mostly the request is there already, and whole; or its sender was about to send it when this thread
                // took its processor.
                var progress = connection.receive(buffer)
                if case .waiting = progress, connection.phase == .nothing {
                    sched_yield()
                    progress = connection.receive(buffer)
                }
                if case .request(let request) = progress {
                    Exchange.run(request, on: connection, service)
                } else {
                    service.watch.go(on: connection, after: progress, served: false)
                }
            }
        }
    }
}
