import FoundationEssentials
import Postgres

/// Channels whose filters do not have everything, in order.
struct ListUnfiltered: Statement {
    let after: ChannelID
    let limit: Int32

    static let sql = "select messaging.unfiltered($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelID {
        try columns.next(ChannelID.self)
    }
}

/// A run of messages and its filter.
struct FilteredRun: Hashable, Sendable {
    let first: Int64
    var last: Int64
    var firstAt: Date
    var lastAt: Date
    /// Nil where not all that was said in it can be read.
    var filter: RunFilter?
}

/// Takes a channel's filters in hand; no row where another has them.
struct BeginFiltering: Statement {
    let channel: ChannelID

    struct Row: Sendable {
        /// The channel's counter.
        let said: Int64
        /// Every change up to it is in the filters.
        let changed: Int64
        let isStale: Bool
        /// The newest; nil where there is none.
        let key: WrappedKey?
        let last: FilteredRun?
        /// By which key the last run's filter was made.
        let lastVersion: Int32
    }

    static let sql = "select f.* from messaging.begin_filtering($1) f"

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let (said, changed) = (try columns.next(Int64.self), try columns.next(Int64.self))
        let isStale = try columns.next(Bool.self)
        let version = try columns.next(Int32.self)
        let key = try columns.next([UInt8]?.self).map { WrappedKey(version: version, wrapped: $0) }
        let (first, last) = (try columns.next(Int64?.self), try columns.next(Int64?.self))
        let (firstAt, lastAt) = (try columns.next(Date?.self), try columns.next(Date?.self))
        let runVersion = try columns.next(Int32?.self)
        let bits = try columns.next([UInt8]?.self)
        var run: FilteredRun?
        if let first, let last, let firstAt, let lastAt {
            run = FilteredRun(
                first: first, last: last, firstAt: firstAt, lastAt: lastAt, filter: bits.map(RunFilter.init))
        }
        return Row(
            said: said, changed: changed, isStale: isStale, key: key, last: run, lastVersion: runVersion ?? 0)
    }
}

/// What was said from one number to another.
struct ListTextsToFilter: Statement {
    let channel: ChannelID
    let range: ClosedRange<Int64>
    let limit: Int32

    struct Row: Sendable {
        let sequence: Int64
        let sentAt: Date
        let text: SaidText
    }

    static let sql =
        "select seq, created_at, words, names, texts from messaging.texts_to_filter($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(range.lowerBound)
        parameters.append(range.upperBound)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            sequence: try columns.next(Int64.self), sentAt: try columns.next(Date.self),
            text: try SaidText(from: &columns))
    }
}

/// What says something else by now, or nothing, with the run it is in.
struct ListRewritten: Statement {
    let channel: ChannelID
    let after: Int64
    let upto: Int64
    /// The last number that has been in a filter.
    let filtered: Int64
    let limit: Int32

    struct Row: Sendable {
        let changed: Int64
        let run: ClosedRange<Int64>
    }

    static let sql = "select changed, first_seq, last_seq from messaging.rewritten($1, $2, $3, $4, $5)"

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(after)
        parameters.append(upto)
        parameters.append(filtered)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let changed = try columns.next(Int64.self)
        let first = try columns.next(Int64.self)
        return Row(changed: changed, run: first...max(first, try columns.next(Int64.self)))
    }
}

/// The latest runs whose filters were made by a former key.
struct ListFormerFilters: Statement {
    let channel: ChannelID
    let version: Int32
    let limit: Int32

    static let sql = "select first_seq, last_seq from messaging.former_filters($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(version)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ClosedRange<Int64> {
        let first = try columns.next(Int64.self)
        return first...max(first, try columns.next(Int64.self))
    }
}

struct KeepFilters: Statement {
    let channel: ChannelID
    let upto: Int64
    let isStale: Bool
    let version: Int32
    let runs: [FilteredRun]

    static let sql = "select messaging.keep_filters($1, $2, $3, $4, $5, $6, $7, $8, $9)"

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(upto)
        parameters.append(isStale)
        parameters.append(version)
        parameters.append(runs.map(\.first))
        parameters.append(runs.map(\.last))
        parameters.append(runs.map(\.firstAt))
        parameters.append(runs.map(\.lastAt))
        parameters.append(runs.map { $0.filter?.bytes ?? [] })
    }
}
