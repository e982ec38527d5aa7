import Forms
import FoundationEssentials
import Markdown
import Postgres
import Text

extension Messenger {
    /// The messages the viewer may read in which all of a query is so, the latest first. It has connections of its own, few of them:
    /// whoever searches slows nobody down who reads.
    /// - Parameters:
    ///   - position: of the page before; nil for the first.
    ///   - zone: the viewer's, by which days begin and end: an IANA name.
    ///   - limit: hits at most.
    /// - Throws: `.invalid` at `in` or `from`: for a place the viewer is not in as for one that is not there; and at `q` when a part
    ///   takes longer than `searchTimeout`.
    public func search(
        _ query: MessageQuery, by order: SearchOrder = .newest, after position: SearchPosition? = nil,
        zone: String, as viewer: Identity, limit: Int = 20
    ) throws(MessagingError) -> MessageHits {
        let outcome: Result<MessageHits, FormErrors>
        do throws(PostgresError) {
            func attempt() throws(PostgresError) -> Result<MessageHits, FormErrors> {
                try searchPool.transaction(as: viewer, access: .readOnlySnapshot) {
                    transaction throws(PostgresError) in
                    try look(for: query, by: order, after: position, zone: zone, limit: limit, &transaction)
                }
            }
            let first = try attempt()
            // A key may have been changed since the snapshot was taken: what it sealed is sealed by another by now.
            if case .success(let page) = first, page.unreadable > 0 {
                outcome = try attempt()
            } else {
                outcome = first
            }
        } catch {
            if error.sqlState == .queryCanceled { throw .invalid(.searchTakesLong) }
            throw .database(error)
        }
        do { return try outcome.get() } catch { throw .invalid(error) }
    }

    /// How long the database may work on a part of a search.
    public static let searchTimeout = Duration.seconds(5)

    private func look(
        for query: MessageQuery, by order: SearchOrder, after position: SearchPosition?, zone: String,
        limit: Int, _ transaction: inout Transaction
    ) throws(PostgresError) -> Result<MessageHits, FormErrors> {
        let (places, authors, days) = try transaction.run(
            ListSearchPlaces(place: query.place), FindSearchAuthor(handle: query.author?.handle),
            FindDays(query: query, zone: zone))
        if query.place != nil, places.isEmpty {
            return .failure(FormErrors("in", .notAChoice, "You are in no such channel or conversation."))
        }
        var conditions = SearchConditions(
            before: position, from: days.first?.from, until: days.first?.until, isToMe: query.isToMe,
            features: query.features, states: query.states)
        if query.author != nil {
            guard let author = authors.first ?? nil else {
                return .failure(FormErrors("from", .notAChoice, "There is nobody of that name."))
            }
            conditions.author = author
        }
        let matcher = SearchMatcher(query.terms)
        // Of the closest more are looked at, and all of them shown.
        let search = MessageSearch(
            query: query, matcher: matcher, conditions: conditions, keys: keys,
            wanted: order == .closest ? max(limit, 50) : limit)
        var found = try search.run(in: places, &transaction)
        if order == .closest {
            found.hits.sort { ($0.closeness, $0.position) > ($1.closeness, $1.position) }
        }
        var shown: [UUID: ListHits.Row] = [:]
        var (before, after): ([UUID: MessageHit.Neighbour], [UUID: MessageHit.Neighbour]) = ([:], [:])
        var texts: [UUID: [ListFileTexts.Row]] = [:]
        if !found.hits.isEmpty {
            let messages = found.hits.map(\.position.message)
            let (rows, neighbours, said) = try transaction.run(
                ListHits(messages: messages), ListNeighbours(messages: messages),
                ListFileTexts(messages: matcher.isAsking ? messages : []))
            for row in rows { shown[row.id] = row }
            for row in said { texts[row.message, default: []].append(row) }
            for row in neighbours {
                if row.isBefore { before[row.hit] = row.neighbour } else { after[row.hit] = row.neighbour }
            }
        }
        return .success(
            MessageHits(
                hits: found.hits.compactMap { hit in
                    shown[hit.position.message].map {
                        MessageHit(
                            $0, marked: matcher, in: texts[$0.id] ?? [], between: before[$0.id],
                            and: after[$0.id])
                    }
                },
                older: found.older, isCut: found.isCut, unreadable: found.unreadable.count))
    }
}

extension FormErrors {
    fileprivate static let searchTakesLong = FormErrors(
        "q", .unavailable,
        "That took too long. Write more words, or say where it was said or when, and search again.")
}

extension MessageHit {
    fileprivate init(
        _ row: ListHits.Row, marked matcher: SearchMatcher, in texts: [ListFileTexts.Row],
        between before: Neighbour?, and after: Neighbour?
    ) {
        let words = PlainText.line(FormattedText.words(of: row.text.words ?? StoredText.unreadable))
        let isFound = texts.isEmpty || matcher.match(SearchedText.joined([words] + row.files)) != nil
        self.init(
            id: row.id, slug: row.slug, channel: row.channel, handle: row.handle, isDirect: row.isDirect,
            sequence: row.sequence, thread: row.thread, author: row.author, authorName: row.authorName,
            authorHandle: row.authorHandle, authorPicture: row.authorPicture, isMine: row.isMine,
            sentAt: row.sentAt, isEdited: row.isEdited,
            excerpt: matcher.excerpt(of: words, limit: 300), files: row.files,
            excerpts: isFound
                ? []
                : texts.compactMap { file in
                    let excerpt = matcher.excerpt(of: PlainText.line(file.text), limit: 300)
                    return excerpt.contains(where: \.isMarked)
                        ? FileExcerpt(id: file.file, name: file.name, excerpt: excerpt) : nil
                }, before: before, after: after)
    }
}

extension MessageQuery.Author {
    fileprivate var handle: String? {
        switch self {
        case .me: nil
        case .handle(let handle): handle
        }
    }
}
