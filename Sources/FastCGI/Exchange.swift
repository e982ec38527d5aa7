import Synchronization

/// One request and its answer on one connection, from the parameters to the close.
final class Exchange: Sendable {
    let number: UInt64
    private let connection: Connection
    private let body: BodyReader
    private let isHead: Bool
    private let service: Service
    private let state = Mutex(ExchangeState.running)

    /// What all exchanges of a worker share.
    struct Service: Sendable {
        let responder: any Responder
        let workers: WorkerThreads
        let watch: DepartureWatch
        let counters: Counters
        let reportUnsendable: @Sendable () -> Void
    }

    init(_ connection: consuming Connection, number: UInt64, body: BodyReader, isHead: Bool, service: Service)
    {
        self.connection = connection
        self.number = number
        self.body = body
        self.isHead = isHead
        self.service = service
    }

    var descriptor: Int32 { connection.descriptor }

    /// Runs the handler on this thread up to its first suspension.
    func begin(_ request: Request) {
        let task = Task.immediate(executorPreference: service.workers) { [self] in
            let response = await service.responder.respond(to: request)
            perform(state.withLock { $0.answered(response) })
        }
        perform(state.withLock { $0.started(task) })
    }

    func refuse(_ error: RequestError) {
        perform(state.withLock { $0.answered(service.responder.refusal(of: error)) })
    }

    func peerLeft() {
        perform(state.withLock { $0.peerLeft() })
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
        case .unwatchAndDiscard:
            service.watch.remove(self)
            _ = body.close()
            connection.close()
            service.counters.finished()
        }
    }

    private func send(_ response: Response) {
        let (head, response, isIntact) = service.responder.sendable(response)
        if !isIntact { service.reportUnsendable() }
        connection.send(head: head, body: isHead || !response.status.hasBody ? [] : response.body)
        connection.end(whileSending: body.close())
        service.counters.finished()
    }
}
