import FoundationEssentials
import Postgres

/// Makes the filters by which messages are found, for nobody in particular: what is said in a channel, and how it changes, some
/// at a time, each in a transaction of its own. Whatever ends it, calling again goes on where it stopped.
struct FilterMaker: Sendable {
    /// Of the role that may; its rows open what is sealed.
    let pool: Pool
    /// Nil where texts are stored as they are.
    let keys: KeyRing?

    enum Outcome: Sendable {
        case done
        /// There is more to do.
        case more
        /// Another does it, or there is no such channel.
        case busy
        /// The channel's key cannot be had just now.
        case unreadable
    }

    /// Messages in a transaction.
    static let batch: Int32 = 500
    /// Messages that say something else by now, in a transaction.
    static let changes: Int32 = 100
    /// Runs by a former key, in a transaction.
    static let formerRuns: Int32 = 64

    func goOn(in channel: ChannelID) throws(PostgresError) -> Outcome {
        try pool.transaction(as: .nobody) { transaction throws(PostgresError) in
            guard let mark = try transaction.first(BeginFiltering(channel: channel)) else { return .busy }
            guard let index = index(for: mark, in: channel) else { return .unreadable }
            if mark.said <= mark.changed, !mark.isStale { return .done }
            let filtered = mark.last?.last ?? 0
            var texts: [ListTextsToFilter.Row] = []
            if mark.said > filtered {
                texts = try transaction.run(
                    ListTextsToFilter(
                        channel: channel, range: filtered + 1...mark.said, limit: Self.batch))
            }
            let isLimited = texts.count == Self.batch
            var upto = max(mark.changed, isLimited ? texts[texts.count - 1].sequence : mark.said)
            let (rewritten, former) = try transaction.run(
                ListRewritten(
                    channel: channel, after: mark.changed, upto: upto, filtered: filtered,
                    limit: Self.changes),
                ListFormerFilters(
                    channel: channel, version: index.version, limit: mark.isStale ? Self.formerRuns : 0))
            if rewritten.count == Self.changes { upto = rewritten[rewritten.count - 1].changed }
            var runs: [Int64: FilteredRun] = [:]
            for range in Set(rewritten.map(\.run) + former) {
                let said = try transaction.run(
                    ListTextsToFilter(
                        channel: channel, range: range, limit: Int32(clamping: range.count)))
                runs[range.lowerBound] = Self.run(of: said, through: range.upperBound, by: index)
            }
            // The last run goes on, if its filter is by the same key.
            var open = mark.last
            if let last = open {
                open = runs[last.first] ?? (mark.lastVersion == index.version ? last : nil)
            }
            for text in texts {
                let places = text.text.words.map { Self.places(of: $0, by: index) }
                if var run = open, run.add(text, places) {
                    open = run
                    runs[run.first] = run
                } else {
                    let run = FilteredRun(beginningWith: text, places)
                    open = run
                    runs[run.first] = run
                }
            }
            let hasFormer = former.count == Self.formerRuns
            try transaction.run(
                KeepFilters(
                    channel: channel, upto: upto, isStale: mark.isStale && hasFormer, version: index.version,
                    runs: Array(runs.values)))
            return isLimited || rewritten.count == Self.changes || hasFormer ? .more : .done
        }
    }

    private func index(for mark: BeginFiltering.Row, in channel: ChannelID) -> IndexKey? {
        guard let standing = mark.key else { return .open }
        return keys?.open(standing, of: channel, isStored: true)?.index
    }

    private static func places(of text: String, by key: IndexKey) -> [Int32] {
        if text.isEmpty { return [] }
        return SearchedText(text).tokens.flatMap { key.places(of: $0) }
    }

    /// A run whose bounds stand, of what is said in it by now.
    private static func run(
        of texts: [ListTextsToFilter.Row], through last: Int64, by key: IndexKey
    ) -> FilteredRun? {
        guard let first = texts.first else { return nil }
        var run = FilteredRun(
            first: first.sequence, last: last, firstAt: first.sentAt, lastAt: first.sentAt,
            filter: RunFilter())
        for text in texts {
            run.stretch(to: text)
            if let words = text.text.words {
                run.filter?.add(places(of: words, by: key))
            } else {
                run.filter = nil
            }
        }
        run.last = last
        return run
    }
}

extension FilteredRun {
    fileprivate init(beginningWith text: ListTextsToFilter.Row, _ places: [Int32]?) {
        self.init(
            first: text.sequence, last: text.sequence, firstAt: text.sentAt, lastAt: text.sentAt,
            filter: places.map { RunFilter().adding($0) })
    }

    fileprivate mutating func stretch(to text: ListTextsToFilter.Row) {
        last = max(last, text.sequence)
        firstAt = min(firstAt, text.sentAt)
        lastAt = max(lastAt, text.sentAt)
    }

    /// Takes one more message, if there is room. What cannot be read is kept apart from what can.
    fileprivate mutating func add(_ text: ListTextsToFilter.Row, _ places: [Int32]?) -> Bool {
        if text.sequence - first >= RunFilter.longest { return false }
        switch (filter, places) {
        case (nil, nil): break
        case (let standing?, let places?):
            let grown = standing.adding(places)
            if grown.count > RunFilter.fullness { return false }
            filter = grown
        default: return false
        }
        stretch(to: text)
        return true
    }
}
