import Postgres
import TestDatabase
import Testing

@Suite("Poolers", .database)
struct PoolerTests {
    @Test("a server's own connections are one for each of ours")
    func direct() throws {
        #expect(
            try !Pooler.sharesConnections(of: TestDatabase.current.app, logger: TestDatabase.logger))
    }
}
