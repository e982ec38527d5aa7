internal import CLibPQ
internal import Glibc
package import Logging
internal import Threads

/// Owns one connection of libpq, from the handshake to `PQfinish`.
///
/// Every wait ends: at the deadline given, or when `interrupt` becomes readable.
package struct Connection: ~Copyable {
    let handle: OpaquePointer
    private let notices: Notices

    /// Connects.
    ///
    /// TCP keepalives find a dead peer within a minute, unless the connection string says otherwise.
    package static func open(
        _ parameters: ConnectionParameters, applicationName: String, timeout: Duration,
        interrupt: CInt? = nil, logger: Logger
    ) throws(PostgresError) -> Connection {
        var parameters = parameters
        parameters["client_encoding"] = "UTF8"
        parameters.setDefault("fallback_application_name", applicationName)
        parameters.setDefault("keepalives_idle", "30")
        parameters.setDefault("keepalives_interval", "10")
        parameters.setDefault("keepalives_count", "3")
        parameters.setDefault("tcp_user_timeout", "60000")

        guard let handle = parameters.withArrays({ PQconnectStartParams($0, $1, 0) }) else {
            throw PostgresError(.connection, "out of memory")
        }
        let connection = Connection(owning: handle, notices: Notices(logger: logger))
        try connection.finishHandshake(by: ContinuousClock.now + timeout, interrupt: interrupt)
        return connection
    }

    private init(owning handle: OpaquePointer, notices: Notices) {
        self.handle = handle
        self.notices = notices
        notices.receive(from: handle)
    }

    deinit {
        PQfinish(handle)
    }

    private func finishHandshake(
        by deadline: ContinuousClock.Instant, interrupt: CInt?
    ) throws(PostgresError) {
        var next = PGRES_POLLING_WRITING
        while PQstatus(handle) != CONNECTION_BAD {
            let events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT
            switch wait(for: events, until: deadline, interrupt: interrupt) {
            case .ready: break
            case .late: throw PostgresError(.connection, "the server did not answer in time")
            case .interrupted: throw PostgresError(.closed, "the connection was not wanted any more")
            }
            next = PQconnectPoll(handle)
            if next == PGRES_POLLING_OK { return }
            if next == PGRES_POLLING_FAILED { break }
        }
        throw PostgresError(.connection, lastMessage)
    }

    // MARK: Waiting

    enum Wait {
        case ready
        case late
        case interrupted
    }

    /// Waits for the socket, and for `interrupt` to become readable.
    func wait(for events: CInt, until deadline: ContinuousClock.Instant?, interrupt: CInt? = nil) -> Wait {
        var descriptors = [
            pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0),
            pollfd(fd: interrupt ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let ready = poll(&descriptors, nfds_t(descriptors.count), deadline?.millisecondsFromNow ?? -1)
            if ready == 0 { return .late }
            if ready < 0, errno == EINTR { continue }
            return descriptors[1].revents != 0 ? .interrupted : .ready
        }
    }

    /// Waits until a result can be taken without blocking, or the connection is lost, which the next result
    /// then tells. Late is who says nothing for `patience`.
    func awaitResult(within patience: Duration?, interrupt: CInt? = nil) -> Wait {
        while PQisBusy(handle) != 0 {
            let wait = wait(
                for: POLLIN, until: patience.map { ContinuousClock.now + $0 }, interrupt: interrupt)
            guard wait == .ready else { return wait }
            guard PQconsumeInput(handle) != 0 else { break }
        }
        return .ready
    }

    /// Whether an idle connection can still be used: the server has not gone and has nothing unexpected to say.
    var isAlive: Bool {
        for _ in 0..<8 {
            guard PQstatus(handle) == CONNECTION_OK else { return false }
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, 0) != 0 else { return true }
            guard descriptor.revents & ~Int16(POLLIN) == 0, PQconsumeInput(handle) != 0 else { return false }
            // Takes in notices and changed settings, which an idle connection may be sent.
            guard PQisBusy(handle) == 0 else { return false }
        }
        return false
    }

    // MARK: Scripts

    /// Runs SQL text outside of any pipeline, of several commands if there are no parameters.
    ///
    /// Returns the rows of the last command, as text. For migrations and administration; requests have a `Pool`.
    @discardableResult
    package func run(
        _ sql: String, _ parameters: [String?] = [], patience: Duration? = nil, interrupt: CInt? = nil
    ) throws(PostgresError) -> [[String?]] {
        for text in [sql] + parameters.compactMap(\.self) where text.utf8.contains(0) {
            throw PostgresError(.encoding, "text contains a NUL character")
        }
        let copies = parameters.map { $0.map { Array($0.utf8CString) } }
        let isSent = copies.withPointers { values in
            parameters.isEmpty
                ? PQsendQuery(handle, sql)
                : PQsendQueryParams(handle, sql, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        guard isSent != 0 else { throw PostgresError(.connectionLost, lastMessage) }

        var rows: [[String?]] = []
        var failure: PostgresError?
        while true {
            switch awaitResult(within: patience, interrupt: interrupt) {
            case .ready: break
            case .late: throw PostgresError(.connectionLost, "the server has stopped answering")
            case .interrupted: throw PostgresError(.closed, "the answer was not wanted any more")
            }
            guard let result = Result(PQgetResult(handle)) else { break }
            switch result.outcome {
            case .rows: rows = result.textRows
            case .done: rows = []
            case .failed(let error): failure = error
            case .aborted, .synchronized, .unexpected:
                throw PostgresError(.connectionLost, "the server answered what is not understood")
            }
        }
        if let failure { throw failure }
        return rows
    }

    // MARK: Notifications

    /// Reads what has arrived without waiting for more. False if the connection is lost.
    func consumeInput() -> Bool {
        PQconsumeInput(handle) != 0
    }

    /// The next notification read.
    func nextNotification() -> (channel: String, payload: String)? {
        guard let notification = PQnotifies(handle) else { return nil }
        defer { PQfreemem(notification) }
        return (String(cString: notification.pointee.relname), String(cString: notification.pointee.extra))
    }

    // MARK: State

    /// Whether a transaction is open and has not failed.
    var isInTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_INTRANS }

    /// A name as SQL writes it.
    package func quoted(_ name: String) throws(PostgresError) -> String {
        guard !name.utf8.contains(0), let text = PQescapeIdentifier(handle, name, name.utf8.count) else {
            throw PostgresError(.encoding, "the name cannot be quoted")
        }
        defer { PQfreemem(text) }
        return String(cString: text)
    }

    var lastMessage: String {
        PQerrorMessage(handle).map { line($0) } ?? "no message"
    }
}

extension [[CChar]?] {
    /// Lends the strings as an array of C strings.
    fileprivate func withPointers<R>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R) -> R {
        var pointers: [UnsafePointer<CChar>?] = []
        func lend(_ index: Int) -> R {
            guard index < count else { return body(pointers) }
            guard let string = self[index] else {
                pointers.append(nil)
                return lend(index + 1)
            }
            return string.withUnsafeBufferPointer {
                pointers.append($0.baseAddress)
                return lend(index + 1)
            }
        }
        return lend(0)
    }
}
