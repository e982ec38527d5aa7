import Crypto
import Postgres

/// A limit on how often something may be done, the same in every process: the database counts, in a table that waits
/// for no disk and that a crash of the database empties.
package struct Throttle: Sendable {
    /// An account in a browser that has signed in to it before.
    static func subject(device hash: [UInt8], email: String) -> String { "\(hash.hex) \(email)" }

    private let pool: Pool
    private let shelf: PaceShelf

    /// - Parameters:
    ///   - paces: what an operator has chosen in a file. What is set in the database goes before it.
    ///   - lifetime: for how long that is not read anew.
    package init(pool: Pool, paces: Paces = .usual, lifetime: Duration = .seconds(1)) {
        self.pool = pool
        shelf = PaceShelf(file: paces, lifetime: lifetime)
    }

    /// As things are counted now.
    package func paces() throws(PostgresError) -> Paces { try shelf.current(pool) }

    /// Has what is set in the database read anew: it was changed here.
    package func forget() { shelf.forget() }

    /// Takes a turn.
    /// - Parameter subject: a network address or an account; kept as a hash only.
    /// - Returns: seconds to wait; nil when the turn was taken.
    package func take(_ limit: Limit, for subject: String) throws(PostgresError) -> Int? {
        let key = limit.key(for: subject)
        let seconds =
            switch try paces()[limit] {
            case .within(let span, let most):
                try pool.first(
                    TakeTurnWithin(key: key, most: most, span: span), as: .nobody, access: .readWrite)
            case .steady(let burst, let pause):
                try pool.first(
                    TakeTurn(key: key, burst: burst, pause: pause), as: .nobody, access: .readWrite)
            }
        return seconds.flatMap { $0 > 0 ? Int($0) : nil }
    }

    /// The same with what it is taken for: it is given back where that comes to nothing.
    func take(
        _ limit: Limit, for subject: String, in transaction: inout Transaction
    ) throws(PostgresError) -> Int? {
        let key = limit.key(for: subject)
        let seconds =
            switch try shelf.current(in: &transaction)[limit] {
            case .within(let span, let most):
                try transaction.first(TakeTurnWithin(key: key, most: most, span: span))
            case .steady(let burst, let pause):
                try transaction.first(TakeTurn(key: key, burst: burst, pause: pause))
            }
        return seconds.flatMap { $0 > 0 ? Int($0) : nil }
    }

    /// Some turns of one limit.
    package struct Cost: Sendable {
        let limit: Limit
        let subject: String
        let count: Int

        package init(_ limit: Limit, for subject: String, count: Int = 1) {
            self.limit = limit
            self.subject = subject
            self.count = count
        }
    }

    /// Takes turns of several limits, in one round trip: of each only where the one before gave some.
    /// - Parameter costs: of limits whose turns come back one by one (`Pace.steady`).
    /// - Returns: seconds to wait, and for which; nil when all were taken. What those before gave stays taken.
    package func take(_ costs: [Cost]) throws(PostgresError) -> (seconds: Int, limit: Limit)? {
        let paces = try paces()
        let turns = costs.compactMap { cost -> TakeTurns.Turns? in
            guard case .steady(let burst, let pause) = paces[cost.limit] else { return nil }
            return TakeTurns.Turns(
                key: cost.limit.key(for: cost.subject), burst: burst, pause: pause, count: cost.count)
        }
        guard let wait = try pool.first(TakeTurns(turns: turns), as: .nobody, access: .readWrite),
            wait.seconds > 0, costs.indices.contains(Int(wait.place) - 1)
        else { return nil }
        return (Int(wait.seconds), costs[Int(wait.place) - 1].limit)
    }

    /// Gives a turn back: what it was taken for is not to be counted.
    package func giveBack(_ limit: Limit, for subject: String) throws(PostgresError) {
        let key = limit.key(for: subject)
        switch try paces()[limit] {
        case .within: _ = try pool.query(ReturnTurnWithin(key: key), as: .nobody, access: .readWrite)
        case .steady(_, let pause):
            _ = try pool.query(ReturnTurn(key: key, pause: pause), as: .nobody, access: .readWrite)
        }
    }
}

struct TakeTurn: Statement {
    let key: String
    let burst: Int
    let pause: Duration

    static let sql = "select agentor.take_turn($1, $2, make_interval(secs => $3), 1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(key)
        parameters.append(Int32(burst))
        parameters.append(pause / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Double {
        try columns.next(Double.self)
    }
}

struct TakeTurns: Statement {
    struct Turns: Sendable {
        let key: String
        let burst: Int
        let pause: Duration
        let count: Int
    }

    let turns: [Turns]

    static let sql = "select wait, place from agentor.take_turns($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(turns.map(\.key))
        parameters.append(turns.map { Int32($0.burst) })
        parameters.append(turns.map { $0.pause / .seconds(1) })
        parameters.append(turns.map { Int32($0.count) })
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> (seconds: Double, place: Int32) {
        (try columns.next(Double.self), try columns.next(Int32.self))
    }
}

struct TakeTurnWithin: Statement {
    let key: String
    let most: Int
    let span: Duration

    static let sql = "select agentor.take_turn_within($1, $2, make_interval(secs => $3))"

    func bind(to parameters: inout Parameters) {
        parameters.append(key)
        parameters.append(Int32(most))
        parameters.append(span / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Double {
        try columns.next(Double.self)
    }
}

struct ReturnTurnWithin: Statement {
    let key: String

    static let sql = "select agentor.return_turn_within($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(key)
    }
}

struct ReturnTurn: Statement {
    let key: String
    let pause: Duration

    static let sql = "select agentor.return_turn($1, make_interval(secs => $2))"

    func bind(to parameters: inout Parameters) {
        parameters.append(key)
        parameters.append(pause / .seconds(1))
    }
}

/// Gives all turns of a limit back.
struct ClearTurns: Statement {
    let key: String

    init(_ limit: Throttle.Limit, for subject: String) {
        key = limit.key(for: subject)
    }

    static let sql = "select agentor.clear_turns($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(key)
    }
}
