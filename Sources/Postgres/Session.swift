internal import CLibPQ
internal import Logging

/// A connection in pipeline mode, with what is prepared on it.
///
/// Everything asked in one `run` goes out at once and takes one round trip. libpq's blocking sends read while
/// they write, so that a large pipeline cannot block both sides.
struct Session: ~Copyable {
    private let connection: Connection
    private let patience: Duration?
    private var prepared: [Signature: String] = [:]
    private var preparations = 0

    /// Whether the connection is sound. Once it is not, the only thing left to do is to drop it.
    private var isUsable = true

    /// Whether something has been run here before: how the server was set when the connection was made may be past.
    private var isSeasoned = false

    /// What rows are read with, besides their columns.
    var context: (any Sendable)?

    /// How many rows the last statement touched or returned.
    private(set) var affectedRows = 0

    // The run under way.
    private var parsing: [Signature: String] = [:]
    private var expected: [Expectation] = []
    private var taken = 0
    private var reusesPrepared = false
    private var failure: PostgresError?

    private struct Signature: Hashable {
        let statement: ObjectIdentifier
        /// For a statement that proves who is asking, what the transaction may do: it says both.
        let access: Access?
        let types: [Oid]
    }

    private enum Expectation {
        case parse(Signature)
        case rows
    }

    /// What a run begins with, when it begins a transaction.
    struct Opening {
        let access: Access
        let proof: Identity.Proof?
        let parameters: Parameters

        init(access: Access, identity: Identity) throws(PostgresError) {
            self.access = access
            proof = identity.proof
            parameters = try identity.proof?.parameters() ?? .none
        }
    }

    /// Connects. `statementTimeout` is the server's; a server silent for longer than that is given up.
    static func open(
        _ parameters: ConnectionParameters, applicationName: String, connectTimeout: Duration,
        statementTimeout: Duration?, lockTimeout: Duration?, logger: Logger
    ) throws(PostgresError) -> Session {
        let connection = try Connection.open(
            parameters, applicationName: applicationName, timeout: connectTimeout, logger: logger)
        var session = Session(on: connection, patience: statementTimeout.map { $0 + .seconds(5) })
        _ = try session.run(Bound(SetUpSession(statementTimeout: statementTimeout, lockTimeout: lockTimeout)))
        session.isSeasoned = false
        return session
    }

    private init(on connection: consuming Connection, patience: Duration?) {
        PQenterPipelineMode(connection.handle)
        self.connection = connection
        self.patience = patience
    }

    var isAlive: Bool { isUsable && connection.isAlive }

    /// Whether the next to use it finds no transaction of the last.
    var isAtRest: Bool { isUsable && PQtransactionStatus(connection.handle) == PQTRANS_IDLE }

    /// Runs the statements in order, in one round trip, and reads their rows.
    ///
    /// With `opening` they begin a transaction, with `commits` they end it. After an error a transaction is
    /// still open only if an earlier run opened it.
    ///
    /// A whole transaction that only reads, and needs no snapshot, goes without `begin` and `commit`: all up to one
    /// synchronisation is one transaction anyway, and the two cost the server a quarter of its time for a small query.
    mutating func run<each S: Statement>(
        _ bound: repeat Bound<each S>, opening: Opening? = nil, commits: Bool = false
    ) throws(PostgresError) -> (repeat [(each S).Row]) {
        let isFramed = opening.map { !commits || $0.access != .readOnly } ?? false
        start()
        if let opening {
            if isFramed { begin(opening.access) }
            send(opening)
        }
        repeat send((each S).self, (each bound).parameters)
        if isFramed, commits { send(Commit.self, .none) }
        synchronize()

        if isFramed { receive(Begin.self) }
        if let opening { receive(opening) }
        let rows = (repeat receive((each S).self))
        if isFramed, commits { receive(Commit.self) }
        finish()
        isSeasoned = true

        if let failure {
            if isFramed { rollBack() }
            throw failure
        }
        return rows
    }

    /// Ends a transaction if one is open, or leaves the session unusable, which ends it too.
    mutating func rollBack() {
        guard isUsable, !isAtRest else { return }
        do {
            _ = try run(Bound(Rollback()))
        } catch {
            isUsable = false
        }
    }

    // MARK: Asking

    private mutating func start() {
        parsing.removeAll(keepingCapacity: true)
        expected.removeAll(keepingCapacity: true)
        taken = 0
        reusesPrepared = false
        failure = nil
    }

    private mutating func begin(_ access: Access) {
        access == .readOnlySnapshot ? send(BeginSnapshot.self, .none) : send(Begin.self, .none)
    }

    private mutating func send(_ opening: Opening) {
        guard let proof = opening.proof else {
            switch opening.access {
            case .readOnly, .readOnlySnapshot: send(SetReadOnly.self, .none)
            case .readWrite: break
            case .readWriteAsynchronous: send(SetAsynchronous.self, .none)
            }
            return
        }
        // Who is asking, and what may be done, in one statement.
        let setting =
            switch opening.access {
            case .readOnly, .readOnlySnapshot: "set_config('transaction_read_only', 'on', true)"
            case .readWrite: "null"
            case .readWriteAsynchronous: "set_config('synchronous_commit', 'off', true)"
            }
        send(
            Signature(
                statement: ObjectIdentifier(proof.statement), access: opening.access,
                types: opening.parameters.types), opening.parameters
        ) {
            "select proof.*, \(setting) from (\(proof.statement.sql)) proof"
        }
    }

    private mutating func send<S: Statement>(_: S.Type, _ parameters: Parameters) {
        if S.planning == .eachTime { send(PlanEachTime.self, .none) }
        send(
            Signature(statement: ObjectIdentifier(S.self), access: nil, types: parameters.types), parameters
        ) { S.sql }
        if S.planning == .eachTime { send(PlanOnce.self, .none) }
    }

    private mutating func send(_ signature: Signature, _ parameters: Parameters, sql: () -> String) {
        guard failure == nil else { return }
        let name: String
        if let known = prepared[signature] {
            reusesPrepared = true
            name = known
        } else if let known = parsing[signature] {
            name = known
        } else {
            // Never the same name twice: what a failed attempt left on the server cannot be in the way.
            preparations += 1
            name = "s\(preparations)"
            let types = parameters.types
            guard PQsendPrepare(connection.handle, name, sql(), Int32(types.count), types) != 0 else {
                return lose(connection.lastMessage)
            }
            parsing[signature] = name
            expected.append(.parse(signature))
        }
        let isSent = parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(
                connection.handle, name, count, values, lengths, formats, PostgresFormat.binary.rawValue)
        }
        guard isSent != 0 else { return lose(connection.lastMessage) }
        expected.append(.rows)
    }

    private mutating func synchronize() {
        guard isUsable else { return }
        if PQpipelineSync(connection.handle) == 0 { lose(connection.lastMessage) }
    }

    // MARK: Answers

    /// Reads the answer to what a transaction begins with. When that is nobody it fails, whatever comes after.
    private mutating func receive(_ opening: Opening) {
        guard let proof = opening.proof else {
            switch opening.access {
            case .readOnly, .readOnlySnapshot: receive(SetReadOnly.self)
            case .readWrite: break
            case .readWriteAsynchronous: receive(SetAsynchronous.self)
            }
            return
        }
        var isSomebody = false
        receive("\(proof.statement)") { result throws(PostgresError) in isSomebody = try proof.receive(result)
        }
        if !isSomebody { fail(PostgresError(.unidentified, "nobody is known by what was shown")) }
    }

    /// Reads the answer to the next statement sent, whether or not something failed before.
    @discardableResult
    private mutating func receive<S: Statement>(_: S.Type) -> [S.Row] {
        var rows: [S.Row] = []
        if S.planning == .eachTime { receive(PlanEachTime.self) }
        let context = context
        receive("\(S.self)") { result throws(PostgresError) in
            rows = try result.rows(of: S.self, in: context)
        }
        if S.planning == .eachTime {
            let affected = affectedRows
            receive(PlanOnce.self)
            affectedRows = affected
        }
        return rows
    }

    /// Reads the answer to the next statement sent, to its end.
    private mutating func receive(
        _ name: @autoclosure () -> String, read: (borrowing Result) throws(PostgresError) -> Void
    ) {
        while taken < expected.count {
            let expectation = expected[taken]
            taken += 1
            while let result = takeResult() {
                switch (result.outcome, expectation) {
                case (.done, .parse(let signature)):
                    prepared[signature] = parsing[signature]
                case (.rows, .rows):
                    affectedRows = result.affectedRows
                    do {
                        try read(result)
                    } catch {
                        fail(error)
                    }
                case (.done, .rows):
                    affectedRows = result.affectedRows
                case (.failed(var error), _):
                    error.statement = name()
                    fail(error)
                case (.aborted, _):
                    break
                case (.rows, .parse), (.synchronized, _), (.unexpected, _):
                    lose("\(name()) made the server answer what is not understood")
                }
            }
            if case .rows = expectation { break }
        }
    }

    private mutating func finish() {
        guard let result = takeResult() else { return }
        switch result.outcome {
        case .synchronized: break
        case .failed(let error): fail(error)
        default: lose("the server's answers came out of step")
        }
    }

    private mutating func takeResult() -> Result? {
        guard isUsable else { return nil }
        guard case .ready = connection.awaitResult(within: patience) else {
            lose("the server has stopped answering")
            return nil
        }
        return Result(PQgetResult(connection.handle))
    }

    // MARK: Failing

    private mutating func lose(_ message: String) {
        var error = PostgresError(.connectionLost, message)
        error.retry = .whenReading
        fail(error)
    }

    /// Keeps the first error, which caused the others.
    private mutating func fail(_ error: PostgresError) {
        var error = error
        if error.kind == .connectionLost { isUsable = false }
        if isStale(error) {
            // Nothing prepared here can be trusted any more. A new connection forgets it all.
            isUsable = false
            error.retry = .always
        }
        if error.kind == .server(.readOnlyTransaction) {
            // Whether a connection takes writes is decided when it is made: the server may take them again by now, or
            // another one in its place. On a connection just made there is nothing to hope for.
            isUsable = false
            error.retry = isSeasoned ? .always : .never
        }
        // Rolled back for the sake of another transaction: alone it goes through.
        if [.server(.deadlockDetected), .server(.serializationFailure)].contains(error.kind) {
            error.retry = .always
        }
        failure = failure ?? error
    }

    /// The server has lost a prepared statement (as behind a pooler), or it returns other columns than before.
    private func isStale(_ error: PostgresError) -> Bool {
        switch error.kind {
        case .server(.invalidStatementName): true
        case .server(.featureNotSupported): reusesPrepared
        default: false
        }
    }
}
