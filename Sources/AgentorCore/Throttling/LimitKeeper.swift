import Forms
import FoundationEssentials
import Postgres
import Text

/// A limit in a list, with what decides it.
package struct ListedLimit: Sendable {
    package enum Source: Sendable {
        /// The code.
        case usual
        /// The file of `AGENTOR_LIMITS_FILE`, as it was when whoever lists it read it.
        case file
        /// Set by an administrator, by their handle, or an operator, where that is nil.
        case set(by: String?, at: Date)
        /// The same, to what this limit cannot be any more; the file or the code decides.
        case ignored(Throttle.Pace)
    }

    package let limit: Throttle.Limit
    /// As things are counted.
    package let pace: Throttle.Pace
    /// What it is without what is set.
    package let unset: Throttle.Pace
    package let source: Source
    /// What tells whether it is set otherwise meanwhile.
    package let revision: String

    /// Whether it is set, by whomever and to whatever.
    package var isSet: Bool { !revision.isEmpty }
}

/// What administrators, in forms, and operators, on the machine, do with the limits: the same by the same functions, which write each
/// change into the log of acts.
package struct LimitKeeper: Sendable {
    package enum Failure: Error, Hashable {
        /// It takes the other kind of pace.
        case otherKind
        /// Nobody could get past it: not even administrators, or not with what is done in one go.
        case tooTight(floor: Throttle.Pace)
        /// Somebody else has set it meanwhile.
        case outdated
    }

    private let pool: Pool
    private let identity: Identity
    /// Nil in a form.
    private let operatorName: String?
    private let file: Throttle.Paces

    /// - Parameter file: what an operator has chosen in a file.
    package init(_ database: Database, file: Throttle.Paces, for viewer: Viewer) {
        pool = database.web
        identity = viewer.identity
        operatorName = nil
        self.file = file
    }

    /// - Parameter pool: of the role that owns the tables.
    package init(owner pool: Pool, file: Throttle.Paces, operatorName: String) {
        self.pool = pool
        identity = .nobody
        self.operatorName = operatorName
        self.file = file
    }

    /// All of them, in their order.
    package func list() throws(PostgresError) -> [ListedLimit] {
        let rows = try pool.query(ListSetLimits(), as: identity)
        let set = Dictionary(rows.map { ($0.name, $0) }) { first, _ in first }
        let paces = file.replaced(by: set.mapValues(\.pace))
        return Throttle.Limit.all.map { limit in
            let row = set[limit.name]
            let source: ListedLimit.Source =
                if let row {
                    paces[limit] == row.pace
                        ? .set(by: row.changedBy, at: row.changedAt) : .ignored(row.pace)
                } else {
                    file.isChosen(limit) ? .file : .usual
                }
            return ListedLimit(
                limit: limit, pace: paces[limit], unset: file[limit], source: source,
                revision: row.map { "\($0.pace.most)/\($0.pace.wholeMilliseconds)" } ?? "")
        }
    }

    /// Sets a limit, or has the file and the code decide again.
    /// - Parameters:
    ///   - pace: nil for what holds without any that is set.
    ///   - revision: of what whoever sets it has seen; nil to set it whatever it is.
    /// - Returns: false where there is nothing for whoever asks.
    /// - Throws: `Failure`, or an `Administrators.Obstacle`.
    package func set(
        _ limit: Throttle.Limit, to pace: Throttle.Pace?, seen revision: String?, reason: String
    ) throws -> Bool {
        if let pace {
            guard pace.isSteady == limit.pace.isSteady else { throw Failure.otherKind }
            if let floor = limit.floor, pace.isTighter(than: floor) { throw Failure.tooTight(floor: floor) }
        }
        let change = SetLimit(
            name: limit.name, pace: pace, seen: revision, reason: PlainText.lines(reason),
            operatorName: operatorName)
        let result = try pool.first(change, as: identity, access: .readWrite) ?? nil
        guard let result else { return false }
        if result == "outdated" { throw Failure.outdated }
        if let obstacle = Administrators.Obstacle(rawValue: result) { throw obstacle }
        return true
    }

    // MARK: The fields of its form

    /// How many turns there are.
    package static func mostField(of limit: Throttle.Limit) -> FormField<Int> {
        var words = limit.pace.isSteady ? "How many at once" : "How many"
        if limit == .messageBytes { words += ", in units of \(Throttle.Limit.byteUnit) bytes" }
        let line = FormField<String>.line(
            "most", words, hint: "A whole number from \(limit.floor?.most ?? 1) to 1,000,000.", limit: 9,
            missing: "Enter how many.", autocomplete: "off")
        return FormField(line.description, write: \.description) { typed throws(FieldError) in
            let text = try line.read(typed)
            let range = (limit.floor?.most ?? 1)...Throttle.Pace.turns.upperBound
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let most = Int(text),
                range.contains(most)
            else {
                throw FieldError(
                    .outOfRange,
                    "Enter a whole number from \(range.lowerBound) to 1,000,000\(limit.excuse).")
            }
            return most
        }
    }

    /// The pause, or the time they are counted within, in milliseconds.
    package static func spanField(of limit: Throttle.Limit) -> FormField<Int64> {
        let longest =
            limit.floor.map { min($0.wholeMilliseconds, Throttle.Pace.milliseconds.upperBound) }
            ?? Throttle.Pace.milliseconds.upperBound
        let range = "0.001 to \(Throttle.Pace.seconds(.milliseconds(longest)))"
        let line = FormField<String>.line(
            "seconds",
            limit.pace.isSteady ? "Seconds until another may come" : "Within how many seconds",
            hint: "From \(range). An hour is 3600, a day 86400.", limit: 12,
            missing: "Enter how many seconds.",
            autocomplete: "off")
        let write: @Sendable (Int64) -> String = { Throttle.Pace.seconds(.milliseconds($0)) }
        return FormField(line.description, write: write) { typed throws(FieldError) in
            guard let count = Throttle.Pace.milliseconds(of: try line.read(typed)), count <= longest else {
                throw FieldError(.outOfRange, "Enter seconds from \(range)\(limit.excuse).")
            }
            return count
        }
    }
}

extension Throttle.Limit {
    /// Why it cannot be tighter, at the end of a sentence.
    package var excuse: String {
        switch floor {
        case nil: ""
        case .some where [.beginConversation, .sendFile, .messageBytes].contains(self):
            ": less would leave what is done in one go undone for good"
        case .some: ": less could lock out administrators, you too"
        }
    }
}

private struct ListSetLimits: Statement {
    struct Row: Sendable {
        let name: String
        let pace: Throttle.Pace
        let changedBy: String?
        let changedAt: Date
    }

    static let sql =
        "select name, is_steady, most, milliseconds, changed_by, changed_at from agentor.listed_limits()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            name: try columns.next(String.self), pace: try Throttle.Pace(from: &columns),
            changedBy: try columns.next(String?.self), changedAt: try columns.next(Date.self))
    }
}

private struct SetLimit: Statement {
    let name: String
    /// Nil to take away what is set.
    let pace: Throttle.Pace?
    let seen: String?
    let reason: String
    let operatorName: String?

    static let sql = "select agentor.set_limit($1, $2, $3, $4, $5, $6, $7)"

    func bind(to parameters: inout Parameters) {
        parameters.append(name)
        parameters.append(pace?.isSteady)
        parameters.append(pace.map { Int32($0.most) })
        parameters.append(pace?.wholeMilliseconds)
        parameters.append(seen)
        parameters.append(reason)
        parameters.append(operatorName)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}
