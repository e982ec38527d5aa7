import Glibc
import Logging

/// Serves FastCGI requests until it is told to stop.
///
/// A handler begins on an accepting thread and may block it. When it suspends, the thread accepts the next
/// request, and what is left of the handler runs on the executor's threads: waiting costs no thread.
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
    private let limits: Limits
    private let drainPatience: Duration
    private let logger: Logger
    private let onShutdown: @Sendable () -> Void
    private let stopping: Event
    private let notAccepting: Event

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
        self.limits = limits
        self.drainPatience = drainPatience
        self.logger = logger
        self.onShutdown = onShutdown
        stopping = try Event()
        notAccepting = try Event()
        service = Exchange.Service(
            responder: responder, workers: try WorkerThreads(count: executorThreads),
            watch: try DepartureWatch(logger: logger), counters: Counters(),
            reportUnsendable: { logger.error("a response had a header that cannot be sent") })
    }

    package var statistics: Statistics {
        Statistics(
            requests: service.counters.begun, inFlight: service.counters.inFlight,
            suspended: service.watch.count)
    }

    /// The port of a `.loopback` socket.
    package var port: UInt16? { socket.port }

    /// Serves until `stop` or one of `signals`, then drains and returns: it accepts nothing more, calls
    /// `onShutdown`, which has every waiting handler answer, and waits `drainPatience` for the rest.
    package func run(stoppingOn signals: [Int32] = [SIGTERM, SIGINT]) throws(SystemError) {
        let watching = try Thread(named: "departures") { [service] in service.watch.run() }
        let ended = Semaphore()
        let complaints = Complaints(logger: logger)
        for number in 0..<acceptThreads {
            let acceptor = try Acceptor(socket, stop: notAccepting, complaints: complaints)
            try Thread(named: "accept-\(number)") { [self] in
                accept(from: acceptor)
                stop()  // already so, unless the socket itself failed
                ended.signal()
            }.detach()
        }
        let signals = StopSignals(signals, event: stopping)
        stopping.wait()

        let deadline = ContinuousClock.now + drainPatience
        // First the path, so that what the threads then find waiting is all there will be.
        socket.withdraw()
        notAccepting.signal()
        var accepting = acceptThreads
        // So that nothing suspends after the waiting were woken; a busy thread must not hold them up, though.
        let patience = ContinuousClock.now + min(.milliseconds(500), drainPatience)
        while accepting > 0, ended.wait(atMost: patience - .now) { accepting -= 1 }
        onShutdown()
        while accepting > 0, ended.wait(atMost: deadline - .now) { accepting -= 1 }
        var isDrained = drain(until: deadline)
        if !isDrained {
            logger.warning("\(service.counters.inFlight) requests did not end in time")
            service.watch.dismissAll()
            isDrained = drain(until: .now + .seconds(1))
        }
        service.watch.stop()
        watching.join()
        if isDrained { service.workers.stop() }
        signals.restore()
    }

    /// Has `run` drain and return. From any thread, any number of times.
    package func stop() { stopping.signal() }

    private func drain(until deadline: ContinuousClock.Instant) -> Bool {
        while service.counters.inFlight > 0 {
            guard service.counters.idle.wait(atMost: deadline - .now) else { return false }
        }
        return true
    }

    private func accept(from acceptor: Acceptor) {
        let reader = ConnectionReader(limits: limits)
        while let descriptor = acceptor.next() {
            switch reader.read(from: descriptor) {
            case .failed:
                logger.debug("a connection ended without a request")
            case .tooLarge(let connection):
                let body = BodyReader(NoBytes(), length: .max)
                exchange(connection, body, isHead: false).refuse(.headTooLarge(limit: limits.head))
            case .request(let connection, let variables, let body):
                serve(connection, variables, body)
            }
        }
    }

    private func serve(
        _ connection: consuming Connection, _ variables: RequestVariables, _ records: StandardInputRecords
    ) {
        let body = BodyReader(records, length: variables.contentLength ?? .max)
        let exchange = exchange(connection, body, isHead: variables.isHead)
        do throws(RequestError) {
            exchange.begin(try variables.request(reading: body, limits: limits))
        } catch {
            exchange.refuse(error)
        }
    }

    private func exchange(_ connection: consuming Connection, _ body: BodyReader, isHead: Bool) -> Exchange {
        Exchange(connection, number: service.counters.began(), body: body, isHead: isHead, service: service)
    }
}

/// The body of a request that is refused before it is known.
private struct NoBytes: ByteSource {
    var hasCome: Bool { false }

    func read(into target: UnsafeMutableRawBufferPointer) -> Int { 0 }
}
