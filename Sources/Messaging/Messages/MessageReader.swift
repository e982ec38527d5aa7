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
    func read(_ reading: Reading, as viewer: ParticipantID) throws(MessagingError) -> (
        FindPlace.Row, Excerpt?
    ) {
        let places: [FindPlace.Row]
        let messages: [Message]
        do {
            switch reading.shape {
            case .changes:
                (places, messages) = try pool.query(
                    FindPlace(slug: reading.slug), changes(reading), as: viewer.identity)
            case .page:
                (places, messages) = try pool.query(
                    FindPlace(slug: reading.slug), latest(reading), as: viewer.identity)
            }
        } catch { throw .database(error) }
        guard let place = places.first else { throw .notFound }
        return (place, excerpt(reading, messages, counter: place.lastSequence))
    }

    /// What one read finds for a party.
    struct Answer {
        /// Who of it is a member.
        let members: Set<ParticipantID>
        /// What is new; nil when nothing is.
        let excerpt: Excerpt?
    }

    /// One read for everybody who waits for the same, as one of them who is still a member. The same transaction says
    /// who of the others is.
    func read(_ reading: Reading, for participants: Set<ParticipantID>) throws(MessagingError) -> Answer {
        let everybody = Array(participants)
        for viewer in everybody {
            let members: [FindMembersAmong.Row]
            let messages: [Message]
            do {
                let among = FindMembersAmong(slug: reading.slug, participants: everybody)
                switch reading.shape {
                case .changes:
                    (members, messages) = try pool.query(among, changes(reading), as: viewer.identity)
                case .page:
                    (members, messages) = try pool.query(among, latest(reading), as: viewer.identity)
                }
            } catch { throw .database(error) }
            guard let counter = members.first?.lastSequence else { continue }
            return Answer(
                members: Set(members.map(\.participant)),
                excerpt: excerpt(reading, messages, counter: counter))
        }
        return Answer(members: [], excerpt: nil)
    }

    /// A page of a channel by place, not by cursor.
    static func page(_ latestFirst: [Message], cursor: Int64) -> Excerpt {
        Excerpt(
            messages: latestFirst.prefix(pageLength).reversed(), cursor: cursor,
            hasEarlier: latestFirst.count > pageLength)
    }

    private func changes(_ reading: Reading) -> ListChanges {
        ListChanges(
            slug: reading.slug, after: reading.cursor, zone: reading.zone, limit: Int32(Self.changesLimit))
    }

    private func latest(_ reading: Reading) -> ListPage {
        ListPage(slug: reading.slug, before: .max, zone: reading.zone, limit: Int32(Self.pageLength + 1))
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
