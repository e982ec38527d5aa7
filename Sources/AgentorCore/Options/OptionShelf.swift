import Postgres
import Synchronization

/// The options, read now and then: what an operator changes is seen within a minute, and pages do not ask for them.
package final class OptionShelf: Sendable {
    private static let lifetime = Duration.seconds(30)

    private let pool: Pool
    private let kept = Mutex<(options: Options, until: ContinuousClock.Instant)?>(nil)

    package init(_ database: Database) { pool = database.door }

    /// Those of before while the database is away.
    package func current() throws(PostgresError) -> Options {
        let now = ContinuousClock.now
        if let kept = kept.withLock({ $0 }), kept.until > now { return kept.options }
        do {
            let options = Options(try pool.query(ListOptions(), as: .nobody))
            kept.withLock { $0 = (options, now + Self.lifetime) }
            return options
        } catch {
            // Nor is it asked again at once.
            let before = kept.withLock { kept in
                if let options = kept?.options { kept = (options, now + .seconds(5)) }
                return kept?.options
            }
            guard let before else { throw error }
            return before
        }
    }
}
