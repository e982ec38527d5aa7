extension Pool {
    /// Runs the body in one transaction: committed when it returns, rolled back when it throws.
    ///
    /// Beginning takes no round trip of its own; committing does. A statement that failed fails the
    /// transaction, even if the body catches the error and returns. When the connection is lost in the end,
    /// it is unknown whether the transaction is stored. A body that uses the pool too holds two connections.
    public func transaction<R>(
        as identity: Identity, access: Access = .readWrite, _ body: (inout Transaction) throws -> R
    ) throws -> R {
        try transact(as: identity, access: access, body) { $0 as any Error }
    }

    /// The same for a body that fails only as the database does: `{ tx throws(PostgresError) in … }`.
    public func transaction<R>(
        as identity: Identity, access: Access = .readWrite,
        _ body: (inout Transaction) throws(PostgresError) -> R
    ) throws(PostgresError) -> R {
        try transact(as: identity, access: access, body) { $0 }
    }

    private func transact<R, E: Error>(
        as identity: Identity, access: Access, _ body: (inout Transaction) throws(E) -> R,
        else failure: (PostgresError) -> E
    ) throws(E) -> R {
        let seat: Seat
        var transaction: Transaction
        do {
            let opening = try Session.Opening(access: access, identity: identity)
            seat = try borrow()
            transaction = Transaction(on: seat, opening: opening)
        } catch {
            throw failure(error)
        }
        defer { giveBack(seat) }
        let value: R
        do {
            value = try body(&transaction)
        } catch {
            transaction.rollBack()
            throw error
        }
        do {
            try transaction.commit()
        } catch {
            transaction.rollBack()
            throw failure(error)
        }
        return value
    }
}

/// A transaction under way, inside `Pool.transaction`.
public struct Transaction: ~Copyable {
    private let seat: Seat
    private let opening: Session.Opening
    private var state = State.fresh

    private enum State {
        /// Nothing has been sent: the transaction begins with the first statement.
        case fresh
        case open
        case failed(PostgresError)
        case ended
    }

    init(on seat: Seat, opening: Session.Opening) {
        self.seat = seat
        self.opening = opening
    }

    /// Runs the statements in one round trip and returns the rows of each.
    @discardableResult
    public mutating func run<each S: Statement>(
        _ statements: repeat each S
    ) throws(PostgresError) -> (repeat [(each S).Row]) {
        let bound = (repeat try Bound(each statements))
        let isFresh: Bool
        switch state {
        case .fresh: isFresh = true
        case .open: isFresh = false
        case .failed(let error): throw error
        case .ended: throw PostgresError(.closed, "the transaction has ended")
        }
        do {
            let rows = try seat.run(repeat each bound, opening: isFresh ? opening : nil)
            state = .open
            return rows
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Runs a statement and returns its first row.
    public mutating func first<S: Statement>(_ statement: S) throws(PostgresError) -> S.Row? {
        try run(statement).first
    }

    /// Runs a statement and returns how many rows it touched.
    public mutating func execute<S: Statement>(_ statement: S) throws(PostgresError) -> Int {
        try run(statement)
        return seat.session?.affectedRows ?? 0
    }

    mutating func commit() throws(PostgresError) {
        switch state {
        case .fresh, .ended: break
        case .open: _ = try seat.run(Bound(Commit()))
        case .failed(let error): throw error
        }
        state = .ended
    }

    mutating func rollBack() {
        switch state {
        case .fresh, .ended: break
        case .open, .failed: seat.session?.rollBack()
        }
        state = .ended
    }
}
