import Postgres
import Synchronization

/// How fast things may come, read from the database anew each second it is asked for: what is set holds in every worker within that.
final class PaceShelf: Sendable {
    /// What an operator has chosen in a file.
    private let file: Throttle.Paces
    private let lifetime: Duration
    private let kept = Mutex<(paces: Throttle.Paces, until: ContinuousClock.Instant)?>(nil)

    init(file: Throttle.Paces, lifetime: Duration) {
        self.file = file
        self.lifetime = lifetime
    }

    /// Those of before while the database is away.
    func current(_ pool: Pool) throws(PostgresError) -> Throttle.Paces {
        if let fresh { return fresh }
        do { return keep(try pool.query(ReadSetLimits(), as: .nobody)) } catch {
            guard let before = kept.withLock({ $0 })?.paces else { throw error }
            return before
        }
    }

    /// The same for whoever has a connection of the pool already, and waits for no other.
    func current(in transaction: inout Transaction) throws(PostgresError) -> Throttle.Paces {
        if let fresh { return fresh }
        return keep(try transaction.run(ReadSetLimits()))
    }

    func forget() { kept.withLock { $0 = nil } }

    private var fresh: Throttle.Paces? {
        kept.withLock { kept in kept.flatMap { $0.until > .now ? $0.paces : nil } }
    }

    private func keep(_ set: [ReadSetLimits.Row]) -> Throttle.Paces {
        let paces = file.replaced(by: Dictionary(set.map { ($0.name, $0.pace) }) { first, _ in first })
        kept.withLock { $0 = (paces, .now + lifetime) }
        return paces
    }
}

struct ReadSetLimits: Statement {
    struct Row: Sendable {
        let name: String
        let pace: Throttle.Pace
    }

    static let sql = "select name, is_steady, most, milliseconds from agentor.set_limits()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(name: try columns.next(String.self), pace: try Throttle.Pace(from: &columns))
    }
}

extension Throttle.Pace {
    init(from columns: inout Columns) throws(PostgresError) {
        self.init(
            isSteady: try columns.next(Bool.self), most: Int(try columns.next(Int32.self)),
            milliseconds: try columns.next(Int64.self))
    }
}
