import Synchronization
import Threads

/// One request and its answer on a connection.
final class Exchange: Sendable {
    let connection: Connection
    /// The body is read from the connection while the handler runs.
    let isStreamed: Bool
    private let requestID: UInt16
    private let keepsConnection: Bool
    private let isHead: Bool
    private let body: BodyReader
    private let service: Service
    private let state = Mutex(ExchangeState.running)

    /// What all exchanges of a worker share.
    struct Service: Sendable {
        let responder: any Responder
        let workers: WorkerThreads
        let watch: ConnectionWatch
        let counters: Counters
        let limits: Limits
        let reportUnsendable: @Sendable () -> Void
    }

    /// Answers a request, and goes on with its connection. Returns when the handler has ended or is suspended.
    static func run(_ request: ReceivedRequest, on connection: Connection, _ service: Service) {
        let exchange = Exchange(request, on: connection, service)
        service.counters.began()
        do throws(RequestError) {
            guard let variables = request.variables else { throw .headTooLarge(limit: service.limits.head) }
            exchange.begin(try variables.request(reading: exchange.body, limits: service.limits))
        } catch {
            let refusal = service.responder.refusal(of: error)
            exchange.perform(exchange.state.withLock { $0.answered(refusal) })
        }
    }

    private init(_ request: ReceivedRequest, on connection: Connection, _ service: Service) {
        self.connection = connection
        self.service = service
        requestID = request.id
        keepsConnection = request.keepsConnection
        isHead = request.variables?.isHead ?? false
        let length = request.variables?.contentLength ?? 0
        if let collected = request.body {
            isStreamed = false
            body = BodyReader(MemorySource(bytes: collected), length: length)
        } else {
            isStreamed = true
            connection.setReadPatience(service.limits.peerPatience)
            body = BodyReader(StreamedBody(connection), length: length)
        }
    }

    /// Runs the handler on this thread up to its first suspension.
    private func begin(_ request: Request) {
        let task = Task.immediate(executorPreference: service.workers) { [self] in
            let response = await service.responder.respond(to: request)
            perform(state.withLock { $0.answered(response) })
        }
        perform(state.withLock { $0.started(task) })
    }

    func peerLeft() {
        perform(state.withLock { $0.peerLeft() })
    }

    /// Takes what has come on the connection while the handler is suspended.
    func hear(_ buffer: UnsafeMutableRawBufferPointer) {
        // Under the lock the handler's answer waits for: what is sent here goes before it, and the connection is open.
        perform(
            state.withLock { state in
                guard state.isSuspended else { return .nothing }
                // The body is its reader's; the watch was asked for departures only.
                if isStreamed { return state.peerLeft() }
                switch connection.receive(buffer) {
                case .waiting:
                    service.watch.watch(connection)
                    return .nothing
                case .aborted:
                    return state.aborted()
                case .request, .over:
                    return state.peerLeft()
                }
            })
    }

    private func perform(_ action: ExchangeState.Action) {
        switch action {
        case .nothing:
            break
        case .watch:
            service.watch.add(self)
            perform(state.withLock { $0.watched() })
        case .cancel(let task):
            task.cancel()
        case .send(let response):
            send(response)
        case .unwatchAndSend(let response):
            service.watch.remove(self)
            send(response)
        case .unwatchAndEnd:
            service.watch.remove(self)
            body.close()
            end(isIntact: connection.sendAtOnce(Record.endRequest(requestID)))
        case .unwatchAndDiscard:
            service.watch.remove(self)
            body.close()
            end(isIntact: false)
        }
    }

    private func send(_ response: Response) {
        body.close()
        let (head, response, isIntact) = service.responder.sendable(response)
        if !isIntact { service.reportUnsendable() }
        guard !isHead, response.status.hasBody else {
            return end(isIntact: connection.send(head: head, body: [], requestID: requestID))
        }
        guard let rest = response.rest else {
            return end(isIntact: connection.send(head: head, body: response.body, requestID: requestID))
        }
        end(isIntact: sendPieces(head: head, response.body, rest))
    }

    /// False when the peer is gone, or the pieces have broken off.
    private func sendPieces(head: [UInt8], _ first: [UInt8], _ rest: () throws -> [UInt8]?) -> Bool {
        guard connection.send(head: head, body: first, requestID: requestID, ending: false) else {
            return false
        }
        do {
            while let piece = try rest() {
                guard connection.send(head: [], body: piece, requestID: requestID, ending: false) else {
                    return false
                }
            }
        } catch { return false }
        return connection.send(head: [], body: [], requestID: requestID)
    }

    private func end(isIntact: Bool) {
        service.counters.finished()
        let hasComeWhole = connection.endRequest()
        if !isIntact {
            connection.close()
        } else if keepsConnection {
            service.watch.go(on: connection, after: connection.advance(), served: true)
        } else if hasComeWhole {
            connection.close()
        } else {
            service.watch.linger(connection)
        }
    }
}
