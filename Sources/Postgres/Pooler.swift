package import Logging

/// A pooler between here and the server.
package enum Pooler {
    /// Whether one connection of the server's is given to several of ours in turn, a transaction each (PgBouncer's modes
    /// `transaction` and `statement`). Then nothing lasts from one transaction to the next that a `Pool` or a `Listener`
    /// relies on: what is prepared, what is set for the session, and `LISTEN`.
    ///
    /// Two that are open at the same time are two to the server, or there is such a pooler: it hands on the connection
    /// that was given back last. Others who use it may take that one in between, so it is asked some times.
    package static func sharesConnections(
        of conninfo: String, connectTimeout: Duration = .seconds(5), logger: Logger
    ) throws(PostgresError) -> Bool {
        let parameters = try ConnectionParameters(parsing: conninfo)
        let first = try Connection.open(
            parameters, applicationName: "agentor", timeout: connectTimeout, logger: logger)
        let second = try Connection.open(
            parameters, applicationName: "agentor", timeout: connectTimeout, logger: logger)
        var seen: [Set<String?>] = [[], []]
        for _ in 0..<8 {
            seen[0].insert(try first.run("select pg_backend_pid()").first?[0])
            seen[1].insert(try second.run("select pg_backend_pid()").first?[0])
        }
        return !seen[0].isDisjoint(with: seen[1]) || seen.contains { $0.count > 1 }
    }
}
