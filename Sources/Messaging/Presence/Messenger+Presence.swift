import FoundationEssentials
import Postgres

extension Messenger {
    /// What the viewer shows of themselves.
    public func presenceChoice(as viewer: Identity) throws(MessagingError) -> PresenceChoice {
        do { return try pool.query(FindPresenceChoice(), as: viewer).first ?? PresenceChoice() } catch {
            throw .database(error)
        }
    }

    /// Has the viewer show that of themselves: from now on, everywhere.
    public func show(_ choice: PresenceChoice, as viewer: Identity) throws(MessagingError) {
        let viewers: [ParticipantID]
        do {
            (_, viewers) = try pool.query(
                ChoosePresence(choice: choice), FindViewer(), as: viewer, access: .readWrite)
        } catch { throw .database(error) }
        // Here at once, whether or not announcements are heard.
        if let participant = viewers.first { lobby.hear(.manner(participant)) }
    }

    /// Somebody has asked for a page: they are there, and not away.
    public func noteActivity(of participant: ParticipantID, as viewer: Identity) throws(MessagingError) {
        _ = try presenceChoice(of: participant, as: viewer)
        lobby.withRoom { room, tick in room.see(participant, .touched(.zero), at: tick) }
    }

    /// Who of a channel is there, and what they have read, as far as they show it.
    /// - Throws: `.notFound` for somebody who is no member.
    public func presence(in slug: String, as viewer: Identity) throws(MessagingError) -> Presence {
        try present(.presence(slug, showing: nil), as: viewer)
    }

    /// The same without asking the database, for somebody who is known to be a member; nil where it is not at hand.
    public func presenceAtHand(in slug: String, for member: ParticipantID) -> Presence? {
        lobby.withRoom { room, tick in
            room.rosteredChannel(slug, at: tick).map {
                room.presence(of: .channel($0), for: member, at: tick)
            }
        }
    }

    /// Who of those the viewer has conversations with is there.
    /// - Throws: `.notFound` for nobody.
    public func circle(as viewer: Identity) throws(MessagingError) -> Presence {
        try present(.circle(showing: nil), as: viewer)
    }

    private func present(_ topic: Topic, as viewer: Identity) throws(MessagingError) -> Presence {
        guard case .presence(let presence)? = try look(at: topic, as: viewer) else { throw .notFound }
        return presence
    }

    /// When somebody was last there; nil where that is not for the viewer to know.
    public func lastHere(_ participant: ParticipantID, as viewer: Identity) throws(MessagingError)
        -> LastHere?
    {
        do { return try pool.query(FindLastHere(participant: participant), as: viewer).first } catch {
            throw .database(error)
        }
    }

    /// Who has read a message, besides its author and the viewer, by name: in a channel of at most 50 members, and of those
    /// who show what they have read to a viewer who does. Nobody where there is nothing to see.
    public func seen(_ sequence: Int64, in slug: String, as viewer: Identity) throws(MessagingError)
        -> [Participant]
    {
        do { return try pool.query(ListSeenBy(slug: slug, sequence: sequence), as: viewer) } catch {
            throw .database(error)
        }
    }

    /// Who is asking.
    func participant(of viewer: Identity) throws(MessagingError) -> ParticipantID {
        let found: ParticipantID?
        do { found = try pool.query(FindViewer(), as: viewer).first } catch { throw .database(error) }
        guard let found else { throw .notFound }
        return found
    }

    /// What a participant shows of themselves, who is the viewer: read once in a while.
    func presenceChoice(
        of participant: ParticipantID, as viewer: Identity
    ) throws(MessagingError) -> PresenceChoice {
        if let known = lobby.withRoom({ room, tick in room.choice(of: participant, at: tick) }) {
            return known
        }
        let turn = lobby.withRoom { room, _ in room.distanceTurn }
        let choices: [PresenceChoice]
        let rows: [ListDistances.Row]
        do { (choices, rows) = try pool.query(FindPresenceChoice(), ListDistances(), as: viewer) } catch {
            throw .database(error)
        }
        let choice = choices.first ?? PresenceChoice()
        lobby.withRoom { room, tick in
            room.learn(choice, Distances(rows), of: participant, asOf: turn, at: tick)
        }
        return choice
    }

    /// Reads a roster for a participant, who is the viewer, unless it is kept.
    func readRoster(
        _ key: Roster.Key, for me: ParticipantID, _ slug: String?, _ revision: Int64,
        _ choice: PresenceChoice,
        _ ticket: Lobby.Room.Ticket?, as viewer: Identity
    ) throws(MessagingError) {
        let withReads = choice.showsReads && slug != nil
        let isKept = lobby.withRoom { room, tick in
            room.hasRoster(key, revision: revision, withReads: withReads, at: tick)
        }
        if isKept { return }
        let members: [PresentMember]
        do {
            if let slug {
                members = try pool.query(ListRoster(slug: slug), as: viewer)
            } else {
                members = try pool.query(ListCircle(), as: viewer)
            }
        } catch { throw .database(error) }
        // What is read for somebody who has not accepted to be talked with is nobody else's.
        if slug != nil, members.count < Roster.limit, !members.contains(where: { $0.id == me }) { return }
        lobby.withRoom { room, tick in
            room.keep(
                ticket,
                Roster(slug: slug, revision: revision, members: members, hasReads: withReads, at: tick),
                as: key)
        }
    }
}
