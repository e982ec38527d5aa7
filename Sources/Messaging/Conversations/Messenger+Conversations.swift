import FoundationEssentials
import Postgres

/// Direct conversations. Each is a channel of two, or of a few (`DirectConversation.groupSizes`): once it has begun, everything
/// that can be done in a channel can be done in it, by its address.
extension Messenger {
    /// Somebody the viewer might have a conversation with, by a handle they have or had.
    /// - Throws: `.notFound` where nobody has it.
    public func correspondent(_ handle: String, as viewer: Identity) throws(MessagingError) -> Correspondent {
        let found: Correspondent?
        do { found = try pool.query(FindCorrespondent(handle: handle), as: viewer).first } catch {
            throw .database(error)
        }
        guard let found else { throw .notFound }
        return found
    }

    /// Stores a message to somebody, and returns where: in the one conversation of the two, which begins with it if there
    /// is none, also when both begin in the same moment. The same nonce again returns the first one's place.
    /// - Throws: `.notFound` for somebody whom the viewer may not write to.
    public func send(
        _ draft: MessageDraft, to correspondent: Correspondent, as author: Identity, endsDraft: Bool = false
    ) throws(MessagingError) -> (slug: String, sequence: Int64) {
        if let slug = correspondent.slug {
            return (slug, try send(draft, to: slug, as: author, endsDraft: endsDraft))
        }
        return try send(
            draft, beginning: BeginConversation(participant: correspondent.id), with: [correspondent.id],
            as: author)
    }

    /// Some people by handles they have or had, in the order of the handles, each once and the viewer left out.
    /// - Throws: `.notFound` where one of them is nobody's.
    public func companions(_ handles: [String], as viewer: Identity) throws(MessagingError) -> [Companion] {
        let found: [Companion]
        let viewers: [ParticipantID]
        do {
            (found, viewers) = try pool.query(FindCompanions(handles: handles), FindViewer(), as: viewer)
        } catch { throw .database(error) }
        if found.count < handles.count { throw .notFound }
        var known = Set(viewers)
        return found.filter { known.insert($0.id).inserted }
    }

    /// The address of the group that the viewer and some others are in together; nil where they have none.
    public func group(
        with others: [Companion], as viewer: Identity
    ) throws(MessagingError) -> String? {
        do { return try pool.query(FindGroup(others: others.map(\.id)), as: viewer).first } catch {
            throw .database(error)
        }
    }

    /// Stores a message to some people, as `send(_:to:as:)` does to one. Whoever is in no channel with the author finds it
    /// among their requests.
    /// The same nonce again returns the first one's place, also when somebody has left that group meanwhile.
    /// - Throws: `.notFound` where the viewer may not write to one of them first, or where they are too few or too many.
    public func send(
        _ draft: MessageDraft, to others: [Companion], as author: Identity
    ) throws(MessagingError) -> (slug: String, sequence: Int64) {
        try send(
            draft, beginning: BeginGroup(others: others.map(\.id), nonce: draft.nonce),
            with: others.map(\.id), as: author)
    }

    private func send<Begin: Statement>(
        _ draft: MessageDraft, beginning: Begin, with people: [ParticipantID], as author: Identity
    ) throws(MessagingError) -> (slug: String, sequence: Int64) where Begin.Row == String {
        let slug: String?
        let sequence: Int64?
        do {
            func begin(_ care: String?) throws -> (String?, Int64?) {
                try pool.transaction(as: author) { transaction throws -> (String?, Int64?) in
                    guard let slug = try transaction.first(beginning) else { return (nil, nil) }
                    let text = try written(draft, in: slug, &transaction)
                    let insert = InsertMessage(slug: slug, draft: draft, text: text, care: care)
                    return (slug, try transaction.first(insert))
                }
            }
            do { (slug, sequence) = try begin(reader == nil ? "" : nil) } catch let error as PostgresError {
                guard let reader, error.constraint == "messages_unweighed" else { throw error }
                let message = FirstMessage(text: draft.text, nonce: draft.nonce, recipients: .people(people))
                (slug, sequence) = try begin(reader.reason(toHold: message, as: author) ?? "")
            }
        } catch let error as PostgresError { throw .unsent(error) } catch let error as MessagingError {
            throw error
        } catch { fatalError("only the database and messaging fail: \(error)") }
        guard let slug else { throw .notFound }
        if let sequence { return (slug, sequence) }
        return (slug, try send(draft, to: slug, as: author))
    }

    /// Conversations on a page: about as many as a window shows. Each is a row of five tables.
    public static let conversationsOnPage = 20

    /// A page of one of the viewer's shelves, the latest talk first.
    ///
    /// Which conversations are on it goes by what members are told of a channel's activity, at most once an hour; the
    /// page itself stands in the order of the last talk.
    public func conversations(
        on shelf: Shelf, after position: OwnChannelPosition? = nil, as viewer: Identity,
        limit: Int = conversationsOnPage
    ) throws(MessagingError) -> ListedConversations {
        var found: [ListedConversation]
        do {
            found = try counted(
                pool.query(
                    ListConversations(shelf: shelf, after: position, limit: Int32(limit + 1)), as: viewer),
                as: viewer)
        } catch { throw .database(error) }
        let next = found.count > limit ? found[limit - 1].position : nil
        found = Array(found.prefix(limit))
        found.sort { ($1.updatedAt, $0.slug) < ($0.updatedAt, $1.slug) }
        return ListedConversations(conversations: found, next: next)
    }

    /// The first page of the viewer's inbox, with what is unread in all of it before the rest. What is unread is known
    /// without reading all of it.
    public func conversations(
        unreadFirst inbox: Inbox, as viewer: Identity, limit: Int = conversationsOnPage
    ) throws(MessagingError) -> ListedConversations {
        let latest = try conversations(on: .inbox, as: viewer, limit: limit)
        let slugs = inbox.unread.filter(\.isDirect).map(\.slug)
        if slugs.isEmpty { return latest }
        let unread: [ListedConversation]
        do {
            unread = try counted(pool.query(ListConversationsNamed(slugs: slugs), as: viewer), as: viewer)
                .sorted { ($1.updatedAt, $0.slug) < ($0.updatedAt, $1.slug) }
        } catch { throw .database(error) }
        let shown = Set(unread.map(\.id))
        return ListedConversations(
            conversations: unread + latest.conversations.filter { !shown.contains($0.id) }, next: latest.next)
    }

    /// How many conversations strangers have begun with the viewer that wait to be accepted: counted to 100.
    public func requestCount(as viewer: Identity) throws(MessagingError) -> Int {
        do { return try pool.first(CountRequests(), as: viewer) ?? 0 } catch { throw .database(error) }
    }

    /// Moves a conversation of the viewer's to another of their shelves. A request that is moved to the inbox is accepted; only
    /// what waits to be accepted can be declined, and only what was accepted be archived.
    /// - Returns: where it is now.
    /// - Throws: `.notFound` for somebody who is not in it.
    @discardableResult
    public func move(_ slug: String, to shelf: Shelf, as viewer: Identity) throws(MessagingError) -> Shelf {
        let now = try locking(slug) { () throws(PostgresError) in
            try pool.first(ShelveConversation(slug: slug, shelf: shelf), as: viewer, access: .readWrite)
        }
        guard let now else { throw .notFound }
        return now
    }

    /// Who may begin a conversation with the viewer.
    public func reach(as viewer: Identity) throws(MessagingError) -> Reach {
        do { return try pool.query(FindReach(), as: viewer).first ?? .everybody } catch {
            throw .database(error)
        }
    }

    public func setReach(_ reach: Reach, as viewer: Identity) throws(MessagingError) {
        do { _ = try pool.query(SetReach(reach: reach), as: viewer, access: .readWrite) } catch {
            throw .database(error)
        }
    }
}
