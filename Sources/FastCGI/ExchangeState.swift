/// Where one exchange stands. Events in, the one thing to do out; whoever reports an event does it.
///
/// A handler may answer, and the peer may leave, while the thread that started it is still on its way to have
/// the departure watched: the answer waits for that thread, so that nothing is watched after it was closed.
enum ExchangeState {
    /// The handler runs on the thread that began it.
    case running
    /// It has suspended and is about to be watched.
    case suspending(Task<Void, Never>)
    case suspended(Task<Void, Never>)
    /// It answered between the two.
    case answeredEarly(Response)
    /// The peer left; the handler has been told and has yet to return.
    case departed
    /// The web server took the request back; the handler has been told and has yet to return.
    case aborted
    case finished

    enum Action {
        case nothing
        case watch
        case cancel(Task<Void, Never>)
        case send(Response)
        case unwatchAndSend(Response)
        /// Without a response.
        case unwatchAndEnd
        case unwatchAndDiscard
    }

    var isSuspended: Bool {
        switch self {
        case .suspending, .suspended: true
        case .running, .answeredEarly, .departed, .aborted, .finished: false
        }
    }

    /// The handler's task was started and has given its thread back: it has answered or is suspended.
    mutating func started(_ task: Task<Void, Never>) -> Action {
        guard case .running = self else { return .nothing }
        self = .suspending(task)
        return .watch
    }

    /// The watch has begun.
    mutating func watched() -> Action {
        switch self {
        case .suspending(let task):
            self = .suspended(task)
            return .nothing
        case .answeredEarly(let response):
            self = .finished
            return .unwatchAndSend(response)
        case .running, .suspended, .departed, .aborted, .finished:
            return .nothing
        }
    }

    /// The peer closed the connection.
    mutating func peerLeft() -> Action { cancel(.departed) }

    /// The web server wants no answer any more, but its connection.
    mutating func aborted() -> Action { cancel(.aborted) }

    private mutating func cancel(_ next: ExchangeState) -> Action {
        switch self {
        case .suspending(let task), .suspended(let task):
            self = next
            return .cancel(task)
        case .running, .answeredEarly, .departed, .aborted, .finished:
            return .nothing
        }
    }

    /// The handler returned.
    mutating func answered(_ response: Response) -> Action {
        switch self {
        case .running:
            self = .finished
            return .send(response)
        case .suspending:
            self = .answeredEarly(response)
            return .nothing
        case .suspended:
            self = .finished
            return .unwatchAndSend(response)
        case .departed:
            self = .finished
            return .unwatchAndDiscard
        case .aborted:
            self = .finished
            return .unwatchAndEnd
        case .answeredEarly, .finished:
            return .nothing
        }
    }
}
