import Postgres

/// Reads excerpts, for one reader or for a party of them.
struct MessageReader: Sendable {
    /// Messages on a page.
    static let pageLength = 50
    /// Changes in one answer; the rest follow after its cursor.
    static let changesLimit = 200

    let pool: Pool

    /// A reader's place in the channel and what is new there; nil when nothing is.
    /// - Throws: `.notFound` for somebody who is no member.
    func read(_ reading: Reading, as viewer: Identity) throws(MessagingError) -> (
        FindPlace.Row, Excerpt?
    ) {
        let places: [FindPlace.Row]
        let messages: [Message]
        do {
            switch reading.shape {
            case .changes:
                (places, messages) = try pool.query(
                    FindPlace(slug: reading.slug), changes(reading), as: viewer)
            case .page:
                (places, messages) = try pool.query(
                    FindPlace(slug: reading.slug), latest(reading), as: viewer)
            }
        } catch { throw .database(error) }
        guard let place = places.first else { throw .notFound }
        return (place, excerpt(reading, messages, counter: place.lastSequence))
    }

    /// What one read finds for a party.
    struct Answer {
        /// The channel's revision, at which whoever was a member still is one.
        fileprivate(set) var revision: Int64?
        /// Who else is one.
        fileprivate(set) var others: Set<ParticipantID> = []
        /// What is new; nil when nothing is.
        fileprivate(set) var excerpt: Excerpt?

        func isFor(_ membership: Membership) -> Bool {
            membership.revision == revision || others.contains(membership.participant)
        }
    }

    /// One read for everybody who waits for the same, as one of them who is still a member. The same snapshot says who
    /// of the others is: whoever was one at the channel's present revision, and of the rest those the database finds.
    func read(
        _ reading: Reading, for memberships: some Collection<Membership>
    ) throws(MessagingError) -> Answer {
        let newest = memberships.lazy.map(\.revision).max()
        var others = Set(memberships.lazy.filter { $0.revision != newest }.map(\.participant))
        var hasMoved = false
        var strangers: Set<ParticipantID> = []
        for membership in memberships where !strangers.contains(membership.participant) {
            let viewer = membership.identity
            var found = try find(reading, as: viewer, among: others)
            if !hasMoved, let place = found?.place, place.revision != newest {
                hasMoved = true
                others = Set(memberships.lazy.map(\.participant))
                found = try find(reading, as: viewer, among: others)
            }
            guard let found else {
                strangers.insert(membership.participant)
                continue
            }
            return Answer(
                revision: found.place.revision, others: found.members,
                excerpt: excerpt(reading, found.messages, counter: found.place.lastSequence))
        }
        return Answer()
    }

    private struct Found {
        let place: FindPlace.Row
        let members: Set<ParticipantID>
        let messages: [Message]
    }

    /// What is to be read, and who among some participants is a member; nil for a viewer who is none, or nobody any
    /// more.
    private func find(
        _ reading: Reading, as viewer: Identity, among participants: Set<ParticipantID>
    ) throws(MessagingError) -> Found? {
        let find = FindPlace(slug: reading.slug)
        let among = FindMembersAmong(slug: reading.slug, participants: Array(participants))
        let places: [FindPlace.Row]
        let members: [ParticipantID]
        let messages: [Message]
        do {
            switch reading.shape {
            case .changes:
                (places, members, messages) = try pool.query(
                    find, among, changes(reading), as: viewer, access: .readOnlySnapshot)
            case .page:
                (places, members, messages) = try pool.query(
                    find, among, latest(reading), as: viewer, access: .readOnlySnapshot)
            }
        } catch let error where error.kind == .unidentified { return nil } catch { throw .database(error) }
        return places.first.map { Found(place: $0, members: Set(members), messages: messages) }
    }

    /// A page of a channel by place, not by cursor.
    static func page(_ latestFirst: [Message], cursor: Int64) -> Excerpt {
        Excerpt(
            messages: latestFirst.prefix(pageLength).reversed(), cursor: cursor,
            hasEarlier: latestFirst.count > pageLength)
    }

    private func changes(_ reading: Reading) -> ListChanges {
        ListChanges(
            slug: reading.slug, after: reading.cursor, limit: Int32(Self.changesLimit))
    }

    private func latest(_ reading: Reading) -> ListPage {
        ListPage(slug: reading.slug, before: .max, limit: Int32(Self.pageLength + 1))
    }

    /// - Parameter counter: the channel's, read before the messages, so that a message stored between the two is
    ///   shown twice rather than never; a message shown twice is one, by its number.
    private func excerpt(_ reading: Reading, _ messages: [Message], counter: Int64) -> Excerpt? {
        switch reading.shape {
        case .changes:
            messages.last.map { Excerpt(messages: messages, cursor: $0.changed, hasEarlier: false) }
        case .page:
            counter > reading.cursor ? Self.page(messages, cursor: counter) : nil
        }
    }
}
