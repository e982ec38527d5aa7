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
        let (places, messages) = try look(reading, as: viewer)
        guard let place = places.first else { throw .notFound }
        guard place.lastSequence < reading.cursor, let whole = reading.whole else {
            return (place, excerpt(reading, messages, of: place))
        }
        let (present, all) = try look(whole, as: viewer)
        guard let place = present.first else { throw .notFound }
        return (place, replacement(whole, all, of: place))
    }

    private func look(
        _ reading: Reading, as viewer: Identity
    ) throws(MessagingError) -> ([FindPlace.Row], [Message]) {
        let find = FindPlace(slug: reading.slug)
        do {
            return switch reading.shape {
            case .changes: try pool.query(find, changes(reading), as: viewer)
            case .page: try pool.query(find, latest(reading), as: viewer)
            case .thread(let parent): try pool.query(find, thread(reading, of: parent), as: viewer)
            case .membership: (try pool.query(find, as: viewer), [])
            }
        } catch { throw .database(error) }
    }

    /// What one read finds for a party.
    struct Answer {
        /// The channel's revision, at which whoever was a member still is one.
        fileprivate(set) var revision: Int64?
        /// Who else is one.
        fileprivate(set) var others: Set<ParticipantID> = []
        /// Who was asked, and is none.
        fileprivate(set) var strangers: Set<ParticipantID> = []
        /// What is new; nil when nothing is.
        fileprivate(set) var excerpt: Excerpt?

        func isFor(_ membership: Membership) -> Bool {
            membership.revision == revision || others.contains(membership.participant)
        }

        /// Whether somebody is known to be no member. Where nobody who was asked is one, that is not known of the rest.
        func excludes(_ membership: Membership) -> Bool {
            revision == nil ? strangers.contains(membership.participant) : !isFor(membership)
        }
    }

    /// As how many the database is asked of whom it was announced that they have left, when there is nobody else to ask
    /// as: if none of them is a member, the rest are left to their deadline. They are read nothing meanwhile.
    static let doubtLimit = 3

    /// One read for everybody who waits for the same, as one of them who is still a member. The same snapshot says who
    /// of the others is: whoever was one at the channel's present revision, and of the rest those the database finds.
    func read(
        _ reading: Reading, for memberships: some Collection<Membership>
    ) throws(MessagingError) -> Answer {
        let newest = memberships.lazy.map(\.revision).max()
        var others = Set(memberships.lazy.filter { $0.revision != newest }.map(\.participant))
        var hasMoved = false
        var strangers: Set<ParticipantID> = []
        let doubtful = memberships.lazy.filter(\.isDoubtful).prefix(Self.doubtLimit)
        let asked = memberships.filter { !$0.isDoubtful } + doubtful
        for membership in asked where !strangers.contains(membership.participant) {
            let viewer = membership.identity
            var found: Found?
            do throws(MessagingError) {
                found = try find(reading, as: viewer, among: others)
                if !hasMoved, let place = found?.place, place.revision != newest {
                    hasMoved = true
                    others = Set(memberships.lazy.map(\.participant))
                    found = try find(reading, as: viewer, among: others)
                }
            } catch {
                // Their session has ended, or goes on elsewhere: that says nothing of whether they are a member.
                guard case .database(let cause) = error, cause.kind == .unidentified else { throw error }
                continue
            }
            guard let found else {
                strangers.insert(membership.participant)
                continue
            }
            var news = excerpt(reading, found.messages, of: found.place)
            if found.place.lastSequence < reading.cursor, let whole = reading.whole {
                guard let present = try find(whole, as: viewer, among: others) else { continue }
                news = replacement(whole, present.messages, of: present.place)
            }
            return Answer(
                revision: found.place.revision, others: found.members, strangers: strangers, excerpt: news)
        }
        return Answer(strangers: strangers)
    }

    private struct Found {
        let place: FindPlace.Row
        let members: Set<ParticipantID>
        let messages: [Message]
    }

    /// What is to be read, and who among some participants is a member; nil for a viewer who is none.
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
            case .thread(let parent):
                (places, members, messages) = try pool.query(
                    find, among, thread(reading, of: parent), as: viewer, access: .readOnlySnapshot)
            case .membership:
                (places, members) = try pool.query(find, among, as: viewer, access: .readOnlySnapshot)
                messages = []
            }
        } catch { throw .database(error) }
        return places.first.map { Found(place: $0, members: Set(members), messages: messages) }
    }

    /// A page of a channel by place, not by cursor.
    static func page(
        _ latestFirst: [Message], cursor: Int64, hasLater: Bool = false, lastReply: Int64 = 0,
        replacesAll: Bool = false
    ) -> Excerpt {
        Excerpt(
            messages: latestFirst.prefix(pageLength).reversed(), cursor: cursor,
            hasEarlier: latestFirst.count > pageLength, hasLater: hasLater, replacesAll: replacesAll,
            lastReply: lastReply)
    }

    /// A page around a place, of which each half was asked for with one message more than it shows.
    static func page(around place: Int64, _ latestFirst: [Message], cursor: Int64) -> Excerpt {
        let half = pageLength / 2
        let later = latestFirst.prefix { $0.sequence > place }
        let earlier = latestFirst.dropFirst(later.count)
        return Excerpt(
            messages: (later.suffix(half) + earlier.prefix(half)).reversed(), cursor: cursor,
            hasEarlier: earlier.count > half, hasLater: later.count > half)
    }

    private func changes(_ reading: Reading) -> ListChanges {
        ListChanges(
            slug: reading.slug, after: reading.cursor, limit: Int32(Self.changesLimit))
    }

    private func thread(_ reading: Reading, of parent: Int64) -> ListThreadChanges {
        ListThreadChanges(
            slug: reading.slug, parent: parent, after: reading.cursor, limit: Int32(Self.changesLimit))
    }

    private func latest(_ reading: Reading) -> ListPage {
        ListPage(slug: reading.slug, before: .max, limit: Int32(Self.pageLength + 1))
    }

    /// - Parameter place: read before the messages, so that a message stored between the two is shown twice rather than
    ///   never; a message shown twice is one, by its number.
    private func excerpt(_ reading: Reading, _ messages: [Message], of place: FindPlace.Row) -> Excerpt? {
        switch reading.shape {
        case .changes, .thread:
            messages.last.map { Excerpt(messages: messages, cursor: $0.changed, hasEarlier: false) }
        case .page:
            place.lastSequence > reading.cursor
                ? Self.page(messages, cursor: place.lastSequence, lastReply: place.lastReply) : nil
        case .membership:
            nil
        }
    }

    /// What stands in place of all that a reader is shown who is ahead of the channel.
    /// - Parameter place: read before the messages: what came meanwhile comes once more.
    private func replacement(_ whole: Reading, _ messages: [Message], of place: FindPlace.Row) -> Excerpt {
        let counter = place.lastSequence
        return switch whole.shape {
        case .thread:
            Excerpt(
                messages: messages,
                cursor: messages.count < Self.changesLimit ? counter : messages.last?.changed ?? counter,
                hasEarlier: false, replacesAll: true)
        case .changes, .page, .membership:
            Self.page(messages, cursor: counter, lastReply: place.lastReply, replacesAll: true)
        }
    }
}
