extension Pool {
    /// Runs the statements in one transaction and one round trip, and returns the rows of each.
    ///
    /// An error of the server in any rolls all back. What only reads is repeated once if the connection was
    /// lost. A row that cannot be decoded is found out after the commit.
    public func query<each S: Statement>(
        _ statements: repeat each S, as identity: Identity, access: Access = .readOnly
    ) throws(PostgresError) -> (repeat [(each S).Row]) {
        let opening = try Session.Opening(access: access, identity: identity)
        let bound = (repeat try Bound(each statements))
        do {
            return try attempt(repeat each bound, opening: opening)
        } catch let error where error.allowsRetry(access) {
            return try attempt(repeat each bound, opening: opening)
        }
    }

    /// The first row of a single statement, read as `query` does.
    public func first<S: Statement>(
        _ statement: S, as identity: Identity, access: Access = .readOnly
    ) throws(PostgresError) -> S.Row? {
        try query(statement, as: identity, access: access).first
    }

    private func attempt<each S: Statement>(
        _ bound: repeat Bound<each S>, opening: Session.Opening
    ) throws(PostgresError) -> (repeat [(each S).Row]) {
        let seat = try borrow()
        defer { giveBack(seat) }
        return try seat.run(repeat each bound, opening: opening, commits: true)
    }
}
