import Crypto
import Postgres

/// A limit on how often something may be done, the same in every process: the database counts, in a table that waits
/// for no disk and that a crash of the database empties.
package struct Throttle: Sendable {
    /// How many may come at once, and how fast they come back.
    package struct Limit: Sendable {
        let name: String
        let burst: Int
        let pause: Duration
        /// When set, `burst` is all there may be within any such time: none comes back earlier, but for a crash.
        var span: Duration?

        private static func hourly(_ name: String, _ most: Int) -> Limit {
            Limit(name: name, burst: most, pause: .zero, span: .seconds(3600))
        }

        /// Failed passwords: for one account (or one browser that has signed in to it before), and from one network
        /// address for any account.
        package static let signInAccount = hourly("sign-in account", 10)
        package static let signInAddress = Limit(name: "sign-in address", burst: 60, pause: .seconds(10))
        /// Browsers an account is signed in to for the first time: its owner gets a mail about each.
        package static let newDevice = hourly("new device", 20)
        /// Failed codes of a second factor, and failed proofs of somebody signed in.
        package static let secondFactor = hourly("second factor", 10)
        package static let prove = hourly("prove", 10)
        /// Codes typed, from one network address.
        package static let codeAddress = Limit(name: "code address", burst: 60, pause: .seconds(10))
        /// Mails asked for: from one network address to one address, to one address from anywhere, and from one network
        /// address. The second is wide, so that nobody can easily keep mails from somebody else.
        package static let mailFromTo = Limit(name: "mail", burst: 6, pause: .seconds(600))
        package static let mailTo = Limit(name: "mail to", burst: 30, pause: .seconds(120))
        package static let mailFrom = Limit(name: "mail address", burst: 60, pause: .seconds(20))
        package static let authorize = Limit(name: "authorize address", burst: 60, pause: .seconds(10))
        package static let account = Limit(name: "account", burst: 60, pause: .seconds(10))
        package static let signUpAddress = Limit(name: "sign-up address", burst: 60, pause: .seconds(20))
        package static let saveProfile = Limit(name: "profile", burst: 30, pause: .seconds(10))
        package static let createChannel = Limit(name: "channel", burst: 20, pause: .seconds(60))
        /// Conversations begun, so that nobody writes to everybody.
        package static let beginConversation = Limit(name: "conversation", burst: 20, pause: .seconds(600))
        package static let membership = Limit(name: "membership", burst: 60, pause: .seconds(2))
        /// Feeds of saved searches read, from one network address.
        package static let feed = Limit(name: "feed address", burst: 120, pause: .seconds(5))
        /// Searches of messages: each reads many of them.
        package static let search = Limit(name: "search", burst: 30, pause: .seconds(2))
        package static let invite = Limit(name: "invite", burst: 40, pause: .seconds(60))
        /// Invitations by mail: of one account, into one channel, and to one address from anybody.
        package static let inviteByMail = Limit(
            name: "mail invitation", burst: 20, pause: .zero, span: .days(1))
        package static let inviteByMailHere = Limit(
            name: "mail invitation here", burst: 50, pause: .zero, span: .days(1))
        package static let inviteByMailTo = Limit(
            name: "mail invitation to", burst: 3, pause: .zero, span: .days(1))
        /// Requests to come into private channels, so that nobody asks everywhere.
        package static let ask = Limit(name: "ask", burst: 20, pause: .seconds(60))
        package static let report = hourly("report", 10)
        /// Cases taken, given back and decided by one moderator.
        package static let moderate = Limit(name: "moderation", burst: 60, pause: .seconds(2))
        package static let mark = Limit(name: "mark", burst: 60, pause: .seconds(2))
        /// What is begun, which scripts save when somebody stops typing.
        package static let saveDraft = Limit(name: "draft", burst: 120, pause: .seconds(1))
        package static let react = Limit(name: "reaction", burst: 30, pause: .seconds(1))
        package static let sendMessage = Limit(name: "message", burst: 60, pause: .milliseconds(500))
        /// Of them in one conversation: whoever goes on there comes to half as many.
        package static let sendMessageHere = Limit(name: "message here", burst: 60, pause: .seconds(1))
        /// Bytes of messages, in units of 64, so that nobody fills the disk: 2 MiB at once, which is more than the longest
        /// day's typing, and 64 bytes a second besides, some 5 MiB a day.
        package static let messageBytes = Limit(name: "message bytes", burst: 32_768, pause: .seconds(1))
        package static let byteUnit = 64
        /// Files sent: those of ten messages at once, and then one every six seconds. How much they are in all is a quota's.
        package static let sendFile = Limit(name: "file", burst: 100, pause: .seconds(6))
        /// Archives of all files of a conversation, which may be two gigabytes each.
        package static let archive = Limit(name: "archive", burst: 10, pause: .seconds(60))

        func key(for subject: String) -> String {
            "\(name) \(SHA256.hash(data: Array(subject.utf8)).hex)"
        }
    }

    /// An account in a browser that has signed in to it before.
    static func subject(device hash: [UInt8], email: String) -> String { "\(hash.hex) \(email)" }

    private let pool: Pool

    package init(pool: Pool) {
        self.pool = pool
    }

    /// Takes a turn.
    /// - Parameter subject: a network address or an account; kept as a hash only.
    /// - Returns: seconds to wait; nil when the turn was taken.
    package func take(_ limit: Limit, for subject: String) throws(PostgresError) -> Int? {
        let seconds =
            if limit.span != nil {
                try pool.first(TakeTurnWithin(limit, for: subject), as: .nobody, access: .readWrite)
            } else {
                try pool.first(
                    TakeTurn(key: limit.key(for: subject), burst: limit.burst, pause: limit.pause),
                    as: .nobody, access: .readWrite)
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
    /// - Returns: seconds to wait; nil when all were taken. What those before gave stays taken.
    package func take(_ costs: [Cost]) throws(PostgresError) -> Int? {
        try pool.first(TakeTurns(costs: costs), as: .nobody, access: .readWrite)
            .flatMap { $0 > 0 ? Int($0) : nil }
    }

    /// Gives a turn back: what it was taken for is not to be counted.
    package func giveBack(_ limit: Limit, for subject: String) throws(PostgresError) {
        let key = limit.key(for: subject)
        if limit.span != nil {
            _ = try pool.query(ReturnTurnWithin(key: key), as: .nobody, access: .readWrite)
        } else {
            _ = try pool.query(ReturnTurn(key: key, pause: limit.pause), as: .nobody, access: .readWrite)
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
    let costs: [Throttle.Cost]

    static let sql = "select agentor.take_turns($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(costs.map { $0.limit.key(for: $0.subject) })
        parameters.append(costs.map { Int32($0.limit.burst) })
        parameters.append(costs.map { $0.limit.pause / .seconds(1) })
        parameters.append(costs.map { Int32($0.count) })
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Double {
        try columns.next(Double.self)
    }
}

struct TakeTurnWithin: Statement {
    private let key: String
    private let most: Int
    private let span: Duration

    /// - Parameter limit: one with a span.
    init(_ limit: Throttle.Limit, for subject: String) {
        key = limit.key(for: subject)
        most = limit.burst
        span = limit.span ?? .zero
    }

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
