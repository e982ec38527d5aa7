import Postgres
import TestDatabase
import Testing

@Suite("Transactions", .database(.notes))
struct TransactionTests {
    private struct Refusal: Error {}

    @Test("a body that returns is committed, all or nothing, with its identity throughout")
    func commits() throws {
        let pool = try TestDatabase.current.pool(size: 2)
        let (inside, seenOutside, who) = try pool.transaction(as: viewer) { tx in
            try tx.run(AddNote(body: "one"))
            try tx.run(AddNote(body: "two"))
            let outside = try pool.query(Notes(), as: viewer)
            return (try tx.run(Notes()), outside, try tx.first(CurrentViewer()))
        }
        #expect(inside == ["one", "two"])
        #expect(seenOutside == [])
        #expect(who == .some(viewerID))
        #expect(try pool.query(Notes(), as: viewer) == ["one", "two"])
    }

    @Test("a body that throws is rolled back, and its error is thrown")
    func rollsBack() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        #expect(throws: Refusal.self) {
            try pool.transaction(as: viewer) { tx in
                try tx.run(AddNote(body: "one"))
                throw Refusal()
            }
        }
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("a failed statement fails the transaction, even if the body catches the error")
    func caughtError() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let error = try failure {
            try pool.transaction(as: viewer) { tx in
                try tx.run(AddNote(body: "one"))
                do {
                    try tx.run(AddNote(body: "one"))
                } catch {}
                return 1
            }
        }
        #expect(error.kind == .server(.uniqueViolation))
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("after a failed statement the others fail with its error")
    func failedTransaction() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let error = try failure {
            try pool.transaction(as: viewer) { tx in
                do {
                    try tx.run(DivideByZero())
                } catch {}
                return try tx.run(Notes())
            }
        }
        #expect(error.sqlState == SQLState(rawValue: "22012"))
    }

    @Test("statements run together take one round trip, and beginning takes none")
    func roundTrips() throws {
        let relay = try Relay(to: TestDatabase.current.app)
        defer { relay.finish() }
        let pool = Pool(Pool.Configuration(conninfo: relay.conninfo, size: 1), logger: TestDatabase.logger)
        try pool.transaction(as: viewer) { _ in }
        let before = relay.roundTrips
        try pool.transaction(as: viewer) { tx in
            try tx.run(AddNote(body: "one"), AddNote(body: "two"))
            try tx.run(AddNote(body: "three"), Notes())
        }
        #expect(relay.roundTrips - before == 3)
        try pool.transaction(as: viewer) { _ in }
        #expect(relay.roundTrips - before == 3)
    }

    @Test("the rows a statement touched are counted")
    func affectedRows() throws {
        struct Shout: Statement { static let sql = "update notes set body = upper(body)" }
        let pool = try TestDatabase.current.pool(size: 1)
        let counts = try pool.transaction(as: viewer) { tx in
            [
                try tx.execute(Shout()), try tx.execute(AddNote(body: "a")),
                try tx.execute(AddNote(body: "b")),
                try tx.execute(Shout()),
            ]
        }
        #expect(counts == [0, 1, 1, 2])
    }

    @Test("a read-only transaction cannot write")
    func readOnly() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let error = try failure {
            try pool.transaction(as: viewer, access: .readOnly) { tx in try tx.run(AddNote(body: "no")) }
        }
        #expect(error.kind == .server(.readOnlyTransaction))
    }

    @Test("a body that only fails as the database does keeps its type of error")
    func typedErrors() throws {
        func add(_ body: String, on pool: Pool) throws(PostgresError) -> [String] {
            try pool.transaction(as: viewer) { tx throws(PostgresError) in
                try tx.run(AddNote(body: body))
                return try tx.run(Notes())
            }
        }
        #expect(try add("x", on: TestDatabase.current.pool(size: 1)) == ["x"])
    }

    @Test("a connection lost inside is an error, what was written is gone, and the pool goes on")
    func lostInside() throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 1)
        let error = try failure {
            try pool.transaction(as: viewer) { tx in
                try tx.run(AddNote(body: "one"))
                let backend = try tx.first(BackendID()) ?? 0
                try database.administer("select pg_terminate_backend($1::integer)", ["\(backend)"])
                try tx.run(AddNote(body: "two"))
            }
        }
        #expect(error.kind == .connectionLost)
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("a connection lost before the commit is an error")
    func lostBeforeCommit() throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 1)
        let error = try failure {
            try pool.transaction(as: viewer) { tx in
                let backend = try tx.first(BackendID()) ?? 0
                try tx.run(AddNote(body: "one"))
                try database.administer("select pg_terminate_backend($1::integer)", ["\(backend)"])
            }
        }
        #expect(error.kind == .connectionLost)
        #expect(try pool.query(Notes(), as: viewer) == [])
    }
}
