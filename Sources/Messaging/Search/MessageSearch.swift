import FoundationEssentials
import Postgres

/// Goes through what the viewer may read, the latest first: opens what may be what is looked for, and keeps what is.
///
/// Found are the messages that match at the moment of the transaction, whatever of them is in filters by then.
struct MessageSearch {
    /// What one search opens at most, beside what it has to look at to get anywhere: some 20,000 messages as they are in bytes of
    /// text, or fewer that are longer. Some 200 ms of work.
    static let openedLimit = 8_000_000
    /// What a message counts for at least.
    static let leastWeight = 400
    /// Messages opened at once, so that what they take of memory is bounded however long they are.
    static let batchLimit: Int64 = 2_000
    /// The same where the database passes most of them over.
    static let barrenBatchLimit: Int64 = 20_000
    /// Runs in one list.
    static let runLimit = 2_000
    /// The same where filters can say nothing: what is asked for besides words the database looks for itself.
    static let barrenRunLimit = 20_000
    /// Messages no filter knows yet that one search looks at.
    static let unfilteredLimit: Int32 = 4_000

    let query: MessageQuery
    let matcher: SearchMatcher
    let conditions: SearchConditions
    let keys: KeyRing?
    /// How many hits are wanted.
    let wanted: Int

    /// Hits, the latest first.
    struct Found {
        var hits: [(position: SearchPosition, closeness: Int)] = []
        /// Where older ones are looked for; nil where all was looked at.
        var older: SearchPosition?
        var isCut = false
        /// Channels in which something could not be looked at, because it cannot be read.
        var unreadable: Set<ChannelID> = []
    }

    func run(
        in places: [SearchPlace], _ transaction: inout Transaction
    ) throws(PostgresError) -> Found {
        var (found, bits) = (Found(), Bits())
        var readable: [SearchPlace] = []
        for place in places {
            if let key = index(of: place) {
                readable.append(place)
                bits.add(place.channel, key, tokens: tokens)
            } else {
                found.unreadable.insert(place.channel)
            }
        }
        // Where what was looked at ends, if that is before the end.
        var horizon: SearchPosition?
        let latest = try transaction.run(
            ListUnfilteredMessages(
                places: readable.filter { $0.said > $0.filtered }, conditions: conditions,
                limit: Self.unfilteredLimit))
        var seen: Set<UUID> = []
        for candidate in latest { look(at: candidate, &seen, &found) }
        if latest.count == Self.unfilteredLimit { horizon = latest.last?.position }
        let limit = (bits.count == 0 ? Self.barrenRunLimit : Self.runLimit) + readable.count
        let runs = try transaction.run(
            ListSearchRuns(
                channels: bits.channels, versions: bits.versions, bits: bits.count, places: bits.places,
                before: conditions.before?.sentAt, from: conditions.from, until: conditions.until,
                limit: Int32(clamping: limit)))
        if runs.count == limit, let last = runs.last {
            horizon = max(horizon, SearchPosition(endOf: last.lastAt))
        }
        try open(runs, upto: &horizon, &transaction, &seen, &found)
        return found.cut(to: wanted, at: horizon)
    }

    /// Of each term the rarest, then of each the next, as many as can be asked for.
    private var tokens: [String] {
        let terms = query.terms.map(\.tokens)
        var tokens: [String] = []
        for turn in 0..<(terms.map(\.count).max() ?? 0) {
            for term in terms where turn < term.count && !tokens.contains(term[turn]) {
                tokens.append(term[turn])
            }
        }
        return Array(tokens.prefix(ListSearchRuns.limitOfBits / RunFilter.places))
    }

    /// Opens runs until what is wanted was found in front of what is left, or too many were opened.
    private func open(
        _ runs: [ListSearchRuns.Row], upto horizon: inout SearchPosition?, _ transaction: inout Transaction,
        _ seen: inout Set<UUID>, _ found: inout Found
    ) throws(PostgresError) {
        var next = 0
        var size = 8
        var opened = 0
        while next < runs.count {
            let moment = runs[next].lastAt
            if let horizon, moment < horizon.sentAt { return }
            if found.hits.count(where: { $0.position.sentAt > moment }) > wanted {
                horizon = max(horizon, SearchPosition(endOf: moment))
                return
            }
            // What reaches beyond the page before has to be looked at, or there would be no getting on.
            let isBehind = conditions.before.map { moment < $0.sentAt } ?? true
            if opened >= Self.openedLimit, isBehind {
                horizon = max(horizon, SearchPosition(endOf: moment))
                return
            }
            var batch: [ListSearchRuns.Row] = []
            var span: Int64 = 0
            while next < runs.count, batch.count < size,
                span < (isAboutWords ? Self.batchLimit : Self.barrenBatchLimit)
            {
                batch.append(runs[next])
                span += runs[next].last - runs[next].first + 1
                next += 1
            }
            let candidates = try transaction.run(ListRunMessages(runs: batch, conditions: conditions))
            for candidate in candidates {
                look(at: candidate, &seen, &found)
                opened += max(Self.leastWeight, candidate.text.words?.utf8.count ?? 0)
            }
            size = min(size * 2, isAboutWords ? 256 : 1_024)
        }
    }

    private func look(at candidate: SearchCandidate, _ seen: inout Set<UUID>, _ found: inout Found) {
        guard seen.insert(candidate.id).inserted else { return }
        guard let words = candidate.text.words else {
            if isAboutWords {
                found.unreadable.insert(candidate.channel)
            } else {
                found.hits.append((candidate.position, 0))
            }
            return
        }
        if query.features.contains(.link), !Self.hasLink(words) { return }
        guard let match = matcher.match(words) else { return }
        found.hits.append((candidate.position, match.closeness))
    }

    private var isAboutWords: Bool { !query.terms.isEmpty || query.features.contains(.link) }

    /// An address that is made a link, as Markdown of messages has it.
    private static func hasLink(_ words: String) -> Bool {
        let words = words.lowercased()
        return ["https://", "http://", "mailto:"].contains { words.contains($0) }
    }

    private func index(of place: SearchPlace) -> IndexKey? {
        guard let standing = place.key else { return .open }
        return keys?.open(standing, of: place.channel, isStored: true)?.index
    }

    /// What filters are asked for, in each channel by its own key.
    private struct Bits {
        var channels: [ChannelID] = []
        var versions: [Int32] = []
        var places: [Int32] = []
        /// In each channel.
        var count = 0

        mutating func add(_ channel: ChannelID, _ key: IndexKey, tokens: [String]) {
            let before = places.count
            for token in tokens { places += key.places(of: token) }
            count = places.count - before
            channels.append(channel)
            versions.append(key.version)
        }
    }
}

extension MessageSearch.Found {
    /// The page: what is in front of where it was looked, and no more than wanted.
    fileprivate func cut(to wanted: Int, at horizon: SearchPosition?) -> Self {
        var page = self
        page.hits.sort { $0.position > $1.position }
        if let horizon { page.hits.removeAll { $0.position < horizon } }
        if page.hits.count > wanted {
            page.hits.removeLast(page.hits.count - wanted)
            page.older = page.hits.last?.position
        } else if let horizon {
            page.older = horizon
            page.isCut = true
        }
        return page
    }
}

extension SearchPosition: Comparable {
    /// In front of everything that was sent at a moment.
    fileprivate init(endOf moment: Date) {
        self.init(
            sentAt: moment,
            message: UUID(
                uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)))
    }

    /// Earlier ones are less, as the database has it.
    public static func < (one: SearchPosition, other: SearchPosition) -> Bool {
        if one.sentAt != other.sentAt { return one.sentAt < other.sentAt }
        let (bytes, others) = (one.message.uuid, other.message.uuid)
        return withUnsafeBytes(of: bytes) { bytes in
            withUnsafeBytes(of: others) { others in bytes.lexicographicallyPrecedes(others) }
        }
    }
}

/// The later; nil counts as the earliest.
private func max(_ one: SearchPosition?, _ other: SearchPosition) -> SearchPosition {
    one.map { Swift.max($0, other) } ?? other
}
