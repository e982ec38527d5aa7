import FoundationEssentials
import Postgres

/// What a reader reads. Readers with the same reading need one query and one rendering between them.
struct Reading: Hashable, Sendable {
    /// How the answer is to be given.
    enum Shape: Hashable, Sendable {
        /// What changed after the cursor.
        case changes
        /// The latest page, once anything has changed after the cursor.
        case page
        /// What changed after the cursor in a message and the answers to it.
        case thread(of: Int64)
        /// Nothing but who is a member.
        case membership
    }

    let slug: String
    let cursor: Int64
    let shape: Shape

    /// Whether its reader sees everything that is said in the channel.
    var isOfChannel: Bool { shape == .changes || shape == .page }

    /// What to read for somebody whose cursor is ahead of the channel's counter: their page is of a database that was
    /// since restored from a backup, and nothing on it is certain. Nil where there is nothing to show.
    var whole: Reading? {
        switch shape {
        case .changes, .page: Reading(slug: slug, cursor: -1, shape: .page)
        case .thread: Reading(slug: slug, cursor: 0, shape: shape)
        case .membership: nil
        }
    }
}

/// Somebody who was a member of a channel when its revision was this. As long as it is, they still are.
struct Membership: Sendable {
    let participant: ParticipantID
    /// As what the party they are in may be read for.
    let identity: Identity
    var revision: Int64
    /// Whether it was announced that they have left: they are asked last, and not all of them.
    var isDoubtful = false
}

/// Who waits.
struct Guest: Sendable {
    let participant: ParticipantID
    let identity: Identity
}

/// One of the things somebody waits for, as it was found.
enum Watch: Sendable {
    case reading(Reading, in: ChannelID, revision: Int64)
    case inbox(showing: Digest?, pause: Int)
    case presence(Reading, in: ChannelID, revision: Int64, showing: Digest?)
    case circle(showing: Digest?)

    var channel: ChannelID? {
        switch self {
        case .reading(_, let channel, _), .presence(_, let channel, _, _): channel
        case .inbox, .circle: nil
        }
    }
}

/// Who waits for what, as plain values: calls change the state and return whom to wake, or for whom to read; nothing is
/// woken, read or timed here. `Waiter` is how a sleeper is woken.
///
/// A reader *enters* before reading the database and *settles* after having found nothing, so that a change that is
/// announced between the two is not missed. An announcement makes *parties* of those it concerns: one reading answers
/// all of a party, who then *rise*, or, when there turns out to be nothing, *sleep on*. What needs no reading, inboxes
/// and presence, is told at a *beat* of the clock.
struct WaitingRoom<Waiter: Sendable> {
    /// How many waits of one participant are held. Browsers keep some six connections to a host over HTTP/1.1, one to a
    /// tab over HTTP/2: this is many devices with many tabs, and a small part of what the room holds.
    static var share: Int { 50 }

    struct Ticket: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    /// A place of a sleeper's: one of the things they wait for.
    fileprivate struct Seat: Hashable, Sendable {
        let ticket: Ticket
        let topic: Int
    }

    /// Somebody who is woken for one of their topics.
    struct Riser: Sendable {
        let waiter: Waiter
        let topic: Int
        let membership: Membership
    }

    /// Sleepers one reading answers.
    struct Party: Sendable {
        let reading: Reading
        fileprivate var seats: [Seat] = []
        fileprivate(set) var memberships: [Membership] = []
    }

    enum Settlement {
        /// With the waiter of whoever has to go for it, of the same participant.
        case asleep(instead: Waiter?)
        /// Something was announced since entering: enter and read again.
        case readAgain
        /// The reader left, or the room closed, meanwhile.
        case turnedAway
        /// Their host has ended their waits meanwhile.
        case dismissed
    }

    /// What is to be done at a beat of the clock.
    struct Beat {
        /// Whose deadline has come.
        var expired: [Waiter] = []
        /// Whose inbox or presence is another than they show.
        var told: [(waiter: Waiter, topic: Int, change: TopicChange)] = []
        /// Who has to look for themselves.
        var lookAgain: [Waiter] = []
        /// Of whom is to be read whether they are members still.
        var doubted: [Party] = []
        /// What the other processes are to hear.
        var gossip: [Announcement] = []
        /// Of whom it is to be kept that they were there.
        var seen: [ParticipantID] = []
    }

    /// Somebody between entering and settling, and what happened meanwhile.
    private struct Arrival {
        var missed: [(announcement: Announcement, moment: Date)] = []
        var mustReadAgain = false
        var isCancelled = false

        func hasMissed(_ announcement: Announcement) -> Bool {
            missed.contains { $0.announcement == announcement }
        }
    }

    private struct Place {
        let watch: Watch
        var membership: Membership
        /// Whether a party reads for them just now, and whether something was announced since it began.
        var isAttended = false
        var mustReadAgain = false
        /// Up to which tick not to be told again.
        var restsUntil = Int.min

        func isConcerned(by announcement: Announcement) -> Bool {
            switch (announcement, watch) {
            case (.parted(let channel, let participant), _):
                channel == watch.channel && participant == membership.participant
            case (.changed(let channel, let sequence, _), .reading(let reading, let place, _)):
                channel == place && sequence > reading.cursor
            default: false
            }
        }
    }

    private struct Sleeper {
        let participant: ParticipantID
        let waiter: Waiter
        var places: [Place]

        var watchesInbox: Bool {
            places.contains { if case .inbox = $0.watch { true } else { false } }
        }

        /// Channels whose messages come by this very wait.
        var seen: [ChannelID] {
            places.compactMap {
                if case .reading(let reading, let channel, _) = $0.watch, reading.isOfChannel {
                    channel
                } else {
                    nil
                }
            }
        }
    }

    private var arriving: [Ticket: Arrival] = [:]
    private var asleep: [Ticket: Sleeper] = [:]
    private var byChannel: [ChannelID: Set<Seat>] = [:]
    /// The longest asleep first.
    private var byParticipant: [ParticipantID: [Ticket]] = [:]
    private var byDeadline: [Int: [Ticket]] = [:]
    private var lastExpired = Int.min
    private var nextNumber: UInt64 = 0
    private(set) var isClosed = false
    /// Whether announcements are heard: what is kept is right only as long as they are.
    private var isHearing = false
    private let capacity: Int

    private var inboxes = Inboxes()
    private var presences = Presences()
    private var people = People()
    private var acquaintances = Acquaintances()
    private var standings = Standings()
    /// Where it was announced of a sleeper that they have left.
    private var doubted: Set<ChannelID> = []
    private var read: [ChannelID: [ParticipantID: Int64]] = [:]
    private var here: [ChannelID: [ParticipantID]] = [:]
    private var typing: [ChannelID: [ParticipantID]] = [:]
    private var signs: [People.Sign: [ParticipantID]] = [:]
    private var typedAt: [ParticipantID: Int] = [:]
    /// Who shows something else of themselves than before: what they wait for is looked at anew.
    private var changed: Set<ParticipantID> = []
    private var lastBeat = 0
    private var lastGossip = 0
    private var lastSweep = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { asleep.count }

    /// A place to settle in later, or nil when the room is full or closed.
    mutating func enter() -> Ticket? {
        guard !isClosed, arriving.count + asleep.count < capacity else { return nil }
        nextNumber += 1
        let ticket = Ticket(number: nextNumber)
        arriving[ticket] = Arrival()
        return ticket
    }

    /// Gives a place back without having slept.
    mutating func leave(_ ticket: Ticket) {
        arriving[ticket] = nil
    }

    /// Lies down until something happens. The waiter is kept only when the answer is `.asleep`.
    /// - Parameter deadline: the tick at which to be woken for nothing.
    mutating func settle(
        _ ticket: Ticket, as guest: Guest, for watches: [Watch], until deadline: Int, waiter: Waiter
    ) -> Settlement {
        guard let arrival = arriving.removeValue(forKey: ticket), !arrival.isCancelled, !isClosed else {
            return .turnedAway
        }
        var sleeper = Sleeper(participant: guest.participant, waiter: waiter, places: [])
        sleeper.places = watches.map { place($0, of: guest) }
        if arrival.hasMissed(.dismissed(guest.participant)) { return .dismissed }
        if arrival.mustReadAgain { return .readAgain }
        for place in sleeper.places {
            if arrival.missed.contains(where: { place.isConcerned(by: $0.announcement) }) {
                return .readAgain
            }
        }
        lieDown(ticket, sleeper, until: deadline)
        guard let longest = byParticipant[guest.participant], longest.count > Self.share else {
            return .asleep(instead: nil)
        }
        return .asleep(instead: wake(longest[0])?.waiter)
    }

    private func place(_ watch: Watch, of guest: Guest) -> Place {
        var place = Place(
            watch: watch,
            membership: Membership(participant: guest.participant, identity: guest.identity, revision: 0))
        switch watch {
        case .reading(_, _, let revision): place.membership.revision = revision
        case .presence(_, _, let revision, _):
            place.membership.revision = revision
            place.restsUntil = lastBeat + pause(of: watch)
        case .circle: place.restsUntil = lastBeat + pause(of: watch)
        case .inbox(_, let pause):
            let toldAt = inboxes.toldAt(guest.participant)
            if toldAt > .min { place.restsUntil = toldAt + pause }
        }
        return place
    }

    /// For how many ticks a wait for presence is left alone. Where there are many, many come and go, and each of them tells all.
    private func pause(of watch: Watch) -> Int {
        let key: Roster.Key? =
            if case .presence(_, let channel, _, _) = watch { .channel(channel) } else { nil }
        let count = key.map { people.roster($0)?.members.count ?? 51 } ?? 0
        return count <= 50
            ? 2 : count < Roster.limit ? Lobby.ticks(Inbox.pause) : 5 * Lobby.ticks(Inbox.pause)
    }

    private mutating func lieDown(_ ticket: Ticket, _ sleeper: Sleeper, until deadline: Int) {
        asleep[ticket] = sleeper
        for (topic, place) in sleeper.places.enumerated() {
            switch place.watch {
            case .reading(let reading, let channel, _):
                byChannel[channel, default: []].insert(Seat(ticket: ticket, topic: topic))
                if reading.isOfChannel, !people.isHidden(sleeper.participant),
                    presences.see(sleeper.participant, in: channel, at: lastBeat)
                {
                    here[channel, default: []].append(sleeper.participant)
                }
            case .presence(_, let channel, _, _):
                byChannel[channel, default: []].insert(Seat(ticket: ticket, topic: topic))
                presences.putBack(channel)
                people.use(.channel(channel), at: lastBeat)
            case .circle:
                people.putBack(.circle(sleeper.participant))
                people.use(.circle(sleeper.participant), at: lastBeat)
            case .inbox:
                // What came between reading and lying down is looked at with the next beat.
                inboxes.use(sleeper.participant, at: lastBeat)
                if !inboxes.isStale(sleeper.participant) { inboxes.move(sleeper.participant) }
            }
        }
        byParticipant[sleeper.participant, default: []].append(ticket)
        byDeadline[max(deadline, lastExpired &+ 1), default: []].append(ticket)
    }

    /// Somebody's client went away, before or after they settled.
    mutating func cancel(_ ticket: Ticket) -> Waiter? {
        arriving[ticket]?.isCancelled = true
        return wake(ticket)?.waiter
    }

    /// Those whom an announcement concerns, to be read for. Of whom it says that they have left is read at the next
    /// beat, for all of a channel at once: ten thousand who leave are not ten thousand readings.
    mutating func hear(_ announcement: Announcement, at moment: Date = .now) -> [Party] {
        for ticket in arriving.keys { arriving[ticket]?.missed.append((announcement, moment)) }
        inboxes.hear(announcement, at: moment)
        switch announcement {
        case .changed(let channel, _, let author):
            standings.forget(channel)
            if let author {
                presences.said(author, in: channel, at: lastBeat)
                // Told afterwards, they would seem to write again.
                typing[channel]?.removeAll { $0 == author }
            }
            return parties(of: byChannel[channel] ?? []) { $0.isConcerned(by: announcement) }
        case .parted(let channel, let participant):
            doubt(participant, in: channel)
            standings.forget(channel)
            presences.forget(participant, in: channel)
            people.doubt(.channel(channel))
            people.doubt(.circle(participant))
        case .here(let channel, let participants):
            presences.hear(here: participants, in: channel, at: lastBeat)
        case .typing(let channel, let participants):
            presences.hear(typing: participants, in: channel, at: lastBeat)
        case .unread(let channel, let participant):
            // Told afterwards, an earlier mark would count as a new one.
            read[channel]?[participant] = nil
            standings.forget(channel)
            people.doubt(.channel(channel))
            people.doubt(.circle(participant))
        case .read(let channel, let sequence, let participants):
            standings.read(channel, upTo: sequence, by: participants)
            people.read(channel, upTo: sequence, participants)
        case .sign(let sign, let participants): people.hear(sign, participants, at: lastBeat)
        case .manner(let participant):
            people.forget(participant)
            presences.forget(participant)
            // Told afterwards, they would be shown for a minute more.
            for sign in signs.keys { signs[sign]?.removeAll { $0 == participant } }
            for channel in here.keys { here[channel]?.removeAll { $0 == participant } }
            for channel in typing.keys { typing[channel]?.removeAll { $0 == participant } }
            changed.insert(participant)
        case .distance(let participant):
            people.doubtDistances(of: participant)
            changed.insert(participant)
        case .joined(let channel, let participant):
            standings.forget(channel)
            people.doubt(.channel(channel))
            people.doubt(.circle(participant))
        case .dismissed, .deleted: break
        }
        return []
    }

    private mutating func doubt(_ participant: ParticipantID, in channel: ChannelID) {
        for ticket in byParticipant[participant] ?? [] {
            for topic in asleep[ticket]?.places.indices ?? 0..<0
            where asleep[ticket]?.places[topic].watch.channel == channel {
                asleep[ticket]?.places[topic].membership.isDoubtful = true
                if asleep[ticket]?.places[topic].isAttended == true {
                    // What is being read for them may be from before.
                    asleep[ticket]?.places[topic].mustReadAgain = true
                } else {
                    doubted.insert(channel)
                }
            }
        }
    }

    /// Takes out those of a participant.
    mutating func dismiss(_ participant: ParticipantID) -> [Waiter] {
        for ticket in arriving.keys { arriving[ticket]?.missed.append((.dismissed(participant), .now)) }
        inboxes.close(participant)
        acquaintances.forget(participant)
        standings.forget(participant)
        return (byParticipant[participant] ?? []).compactMap { wake($0)?.waiter }
    }

    /// Everybody, to be read for: announcements are heard from now on, and may have been lost before. Whoever waits for
    /// an inbox looks for themselves, a few at each beat.
    mutating func lookAgain() -> [Party] {
        isHearing = true
        for ticket in arriving.keys { arriving[ticket]?.mustReadAgain = true }
        acquaintances.forgetAll()
        standings.forgetAll()
        people.forgetChoices()
        inboxes.doubtAll()
        for sleeper in asleep.values where sleeper.watchesInbox { inboxes.move(sleeper.participant) }
        return parties(
            of: asleep.flatMap { ticket, sleeper in
                sleeper.places.indices.map { Seat(ticket: ticket, topic: $0) }
            })
    }

    /// Announcements are not heard any more: nobody is known without the database, and no inbox is kept.
    mutating func lose() {
        isHearing = false
        acquaintances.forgetAll()
        standings.forgetAll()
        people.forgetChoices()
        inboxes.doubtAll()
    }

    /// Takes out those of a party that has been read for who are to rise, as far as they are still there.
    mutating func rise(_ party: Party, where rises: (Membership) -> Bool = { _ in true }) -> [Riser] {
        zip(party.seats, party.memberships).compactMap { seat, membership in
            guard rises(membership), let sleeper = wake(seat.ticket) else { return nil }
            return Riser(waiter: sleeper.waiter, topic: seat.topic, membership: membership)
        }
    }

    /// Leaves a party asleep, for which there was nothing.
    /// - Parameter revision: at which all who are left of it are members; nil when that is not known.
    /// - Returns: those to read for once more, because something was announced since.
    mutating func sleepOn(_ party: Party, membersAt revision: Int64? = nil) -> [Party] {
        var again: [Seat] = []
        for seat in party.seats {
            guard var place = asleep[seat.ticket]?.places[seat.topic] else { continue }
            if place.mustReadAgain {
                if place.membership.isDoubtful, let channel = place.watch.channel { doubted.insert(channel) }
                again.append(seat)
            } else if let revision {
                place.membership.isDoubtful = false
                place.membership.revision = revision
            }
            place.isAttended = false
            place.mustReadAgain = false
            asleep[seat.ticket]?.places[seat.topic] = place
        }
        return parties(of: again)
    }

    /// Takes out everybody and lets nobody in again.
    mutating func close() -> [Waiter] {
        isClosed = true
        arriving = [:]
        return asleep.keys.compactMap { wake($0)?.waiter }
    }

    // MARK: What is told without reading

    /// Whom a session belongs to, as long as that can be relied on.
    func participant(of session: [UInt8], at tick: Int) -> ParticipantID? {
        acquaintances.participant(of: session, at: tick)
    }

    /// Keeps whom a session belongs to and, where it was read, what their inbox holds, unless that may have been
    /// overtaken since they entered.
    mutating func keep(
        _ ticket: Ticket, session: [UInt8]?, _ participant: ParticipantID, inbox rows: [InboxRow]?,
        folding folded: Set<ParticipantID> = [], at tick: Int
    ) {
        guard isHearing, let arrival = arriving[ticket], !arrival.mustReadAgain,
            !arrival.hasMissed(.dismissed(participant))
        else { return }
        if let session { acquaintances.learn(session, participant, at: tick) }
        guard let rows else { return }
        inboxes.open(rows, folding: folded, of: participant, at: tick)
        for (announcement, moment) in arrival.missed { inboxes.hear(announcement, at: moment) }
    }

    /// Where a session stands in a channel; nil when it has to be read.
    func place(of session: [UInt8], in slug: String, at tick: Int) -> FindPlace.Row? {
        standings.place(of: session, in: slug, at: tick)
    }

    /// Keeps what was read of that, unless it may have been overtaken since its reader entered.
    mutating func keep(
        _ ticket: Ticket, session: [UInt8], _ place: FindPlace.Row, in slug: String, at tick: Int
    ) {
        guard isHearing, let arrival = arriving[ticket], !arrival.mustReadAgain,
            !arrival.missed.contains(where: { announcement, _ in
                switch announcement {
                case .changed(place.channel, _, _), .parted(place.channel, _), .unread(place.channel, _),
                    .dismissed(place.viewer):
                    true
                default: false
                }
            })
        else { return }
        standings.keep(place, of: session, in: slug, at: tick)
    }

    /// What is kept of somebody's inbox; nil when it has to be read.
    func inbox(of participant: ParticipantID, without seen: [ChannelID], at tick: Int) -> Inbox? {
        inboxes.isFresh(participant, at: tick) ? inboxes.inbox(of: participant, without: seen) : nil
    }

    /// What stands for it alone, which costs the same however much is in it.
    mutating func digest(of participant: ParticipantID, without seen: [ChannelID], at tick: Int) -> Digest? {
        guard inboxes.isFresh(participant, at: tick) else { return nil }
        inboxes.use(participant, at: tick)
        return inboxes.digest(of: participant, without: seen)
    }

    /// Whether an inbox was told so lately that the next answer has to wait.
    func hasBeenTold(_ participant: ParticipantID, within pause: Int, at tick: Int) -> Bool {
        let toldAt = inboxes.toldAt(participant)
        return toldAt > .min && tick < toldAt + pause
    }

    mutating func noteTold(_ participant: ParticipantID, at tick: Int) {
        inboxes.noteTold(participant, at: tick)
        inboxes.use(participant, at: tick)
    }

    // MARK: Presence

    /// What somebody shows of themselves; nil when it has to be read.
    func choice(of participant: ParticipantID, at tick: Int) -> PresenceChoice? {
        people.choice(of: participant, at: tick)
    }

    /// - Parameter turn: `distanceTurn` before they were read.
    mutating func learn(
        _ choice: PresenceChoice, _ distances: Distances = Distances(), of participant: ParticipantID,
        asOf turn: Int? = nil, at tick: Int
    ) {
        people.learn(choice, distances, of: participant, asOf: turn, at: tick)
    }

    /// Moves with each announcement of who keeps away from whom.
    var distanceTurn: Int { people.distanceTurn }

    /// From whom somebody who has waited keeps away, or they from them; nil where that is not known.
    func distances(of participant: ParticipantID) -> Distances? { people.distances(of: participant) }

    /// Somebody is there.
    mutating func see(_ participant: ParticipantID, _ activity: Activity, at tick: Int) {
        for sign in people.see(participant, activity, at: tick, .now) {
            signs[sign, default: []].append(participant)
        }
    }

    func hasRoster(_ key: Roster.Key, revision: Int64, withReads: Bool, at tick: Int) -> Bool {
        isHearing && people.isFresh(key, revision: revision, withReads: withReads, at: tick)
    }

    /// Keeps what was read of a roster, with what was announced since its reader entered.
    mutating func keep(_ ticket: Ticket?, _ roster: Roster, as key: Roster.Key) {
        people.keep(roster, as: key)
        let missed = ticket.flatMap { arriving[$0]?.missed } ?? []
        for (announcement, _) in missed {
            guard case .read(let channel, let sequence, let participants) = announcement,
                key == .channel(channel)
            else { continue }
            people.read(channel, upTo: sequence, participants)
        }
    }

    private func snapshot(of key: Roster.Key, at tick: Int) -> PresenceSnapshot {
        let members = (people.roster(key)?.members ?? []).map { member in
            var member = member
            member.status = people.status(of: member.id, at: tick)
            return member
        }
        switch key {
        case .channel(let channel):
            var snapshot = presences.snapshot(of: channel, at: tick)
            snapshot.hold(to: members)
            return snapshot
        case .circle: return PresenceSnapshot(members: members, isOfCircle: true)
        }
    }

    func presence(of key: Roster.Key, for viewer: ParticipantID, at tick: Int) -> Presence {
        snapshot(of: key, at: tick).presence(
            for: viewer, showsReads: showsReads(viewer), apart: people.distances(of: viewer)?.apart ?? [])
    }

    /// The channel at an address, of which the roster is kept as it is now.
    func rosteredChannel(_ slug: String, at tick: Int) -> ChannelID? {
        isHearing ? people.channel(at: slug, at: tick) : nil
    }

    private func showsReads(_ viewer: ParticipantID) -> Bool {
        people.showsReads(viewer, at: lastBeat)
    }

    /// Somebody's read mark has moved.
    mutating func noteRead(_ participant: ParticipantID, in channel: ChannelID, upTo sequence: Int64) {
        inboxes.hear(.read(channel, sequence: sequence, [participant]), at: .distantPast)
        people.read(channel, upTo: sequence, [participant])
        standings.read(channel, upTo: sequence, by: [participant])
        read[channel, default: [:]][participant] = max(sequence, read[channel]?[participant] ?? 0)
    }

    /// Whether it is a second since somebody last said that they write.
    mutating func takeTurnToType(_ participant: ParticipantID, at tick: Int) -> Bool {
        if let last = typedAt[participant], tick - last < Lobby.ticksPerSecond { return false }
        typedAt[participant] = tick
        return true
    }

    /// Somebody is writing something.
    mutating func noteTyping(_ participant: ParticipantID, in channel: ChannelID) {
        if people.isHidden(participant) { return }
        presences.hear(typing: [participant], in: channel, at: lastBeat)
        if typing[channel]?.contains(participant) != true { typing[channel, default: []].append(participant) }
    }

    /// What the clock brings.
    mutating func beat(_ tick: Int) -> Beat {
        lastBeat = max(lastBeat, tick)
        var beat = Beat()
        beat.expired = expire(upTo: tick)
        beat.doubted = readDoubted()
        if tick - lastGossip >= Lobby.ticksPerSecond {
            lastGossip = tick
            beat.gossip = takeGossip()
            presences.sweep(at: tick)
            beat.seen = people.sweep(at: tick)
        }
        tellInboxes(tick, &beat)
        tellPresence(tick, &beat)
        for participant in changed {
            for ticket in byParticipant[participant] ?? [] {
                if let sleeper = wake(ticket) { beat.lookAgain.append(sleeper.waiter) }
            }
        }
        changed = []
        if tick - lastSweep >= Inboxes.linger {
            lastSweep = tick
            let byParticipant = byParticipant
            inboxes.sweep(at: tick) { byParticipant[$0] != nil }
            acquaintances.sweep(at: tick)
            standings.sweep(at: tick)
            people.sweepRosters(at: tick)
            typedAt = typedAt.filter { tick - $0.value < Lobby.ticksPerSecond }
        }
        return beat
    }

    /// Takes out those whose deadline has come.
    mutating func expire(upTo tick: Int) -> [Waiter] {
        lastExpired = max(lastExpired, tick)
        let due = byDeadline.keys.filter { $0 <= tick }
        return due.flatMap { byDeadline.removeValue(forKey: $0) ?? [] }.compactMap {
            wake($0)?.waiter
        }
    }

    /// At most as many look for themselves at one beat: each is a query.
    private static var lookersAtOnce: Int { 50 }

    private mutating func tellInboxes(_ tick: Int, _ beat: inout Beat) {
        for participant in inboxes.takeMoved() {
            if inboxes.isStale(participant) {
                for ticket in byParticipant[participant] ?? [] where asleep[ticket]?.watchesInbox == true {
                    guard beat.lookAgain.count < Self.lookersAtOnce else {
                        inboxes.move(participant)
                        break
                    }
                    if let sleeper = wake(ticket) { beat.lookAgain.append(sleeper.waiter) }
                }
            } else if !tellInbox(of: participant, tick, &beat) {
                inboxes.move(participant)
            }
        }
    }

    /// Returns whether nobody is left to be told later.
    private mutating func tellInbox(of participant: ParticipantID, _ tick: Int, _ beat: inout Beat) -> Bool {
        var isDone = true
        for ticket in byParticipant[participant] ?? [] {
            guard let sleeper = asleep[ticket] else { continue }
            for (topic, place) in sleeper.places.enumerated() {
                guard case .inbox(let shown, _) = place.watch,
                    inboxes.digest(of: participant, without: sleeper.seen) != shown
                else { continue }
                guard place.restsUntil <= tick else {
                    isDone = false
                    continue
                }
                guard let inbox = inboxes.inbox(of: participant, without: sleeper.seen), wake(ticket) != nil
                else {
                    continue
                }
                noteTold(participant, at: tick)
                beat.told.append((sleeper.waiter, topic, .inbox(inbox)))
                break
            }
        }
        return isDone
    }

    private mutating func tellPresence(_ tick: Int, _ beat: inout Beat) {
        let moved = Set(presences.takeMoved().map(Roster.Key.channel)).union(people.takeMoved())
        for key in moved {
            var made: PresenceSnapshot?
            for seat in seats(of: key) {
                guard let sleeper = asleep[seat.ticket] else { continue }
                let place = sleeper.places[seat.topic]
                let shown: Digest?
                switch place.watch {
                case .presence(_, _, _, let digest), .circle(let digest): shown = digest
                case .reading, .inbox: continue
                }
                if place.membership.isDoubtful { continue }
                let snapshot = made ?? snapshot(of: key, at: tick)
                made = snapshot
                let presence = snapshot.presence(
                    for: sleeper.participant, showsReads: showsReads(sleeper.participant),
                    apart: people.distances(of: sleeper.participant)?.apart ?? [])
                guard presence.digest != shown else { continue }
                guard place.restsUntil <= tick else {
                    people.putBack(key)
                    continue
                }
                _ = wake(seat.ticket)
                beat.told.append((sleeper.waiter, seat.topic, .presence(presence)))
            }
        }
    }

    /// Of those who wait for a roster's presence, and may be others.
    private func seats(of key: Roster.Key) -> [Seat] {
        switch key {
        case .channel(let channel): return Array(byChannel[channel] ?? [])
        case .circle(let participant):
            return (byParticipant[participant] ?? []).flatMap { ticket in
                (asleep[ticket]?.places ?? []).enumerated().compactMap { topic, place in
                    if case .circle = place.watch { Seat(ticket: ticket, topic: topic) } else { nil }
                }
            }
        }
    }

    /// One party for each channel of which somebody is said to have left, with one more who is not said to, as whom it
    /// can be read.
    private mutating func readDoubted() -> [Party] {
        defer { doubted = [] }
        return doubted.flatMap { channel -> [Party] in
            var party: Party?
            var witness: Seat?
            for seat in byChannel[channel] ?? [] {
                guard let place = asleep[seat.ticket]?.places[seat.topic], let reading = place.watch.reading
                else {
                    continue
                }
                guard place.membership.isDoubtful else {
                    if !place.isAttended { witness = witness ?? seat }
                    continue
                }
                // A party reads for them already, and reads again.
                guard !place.isAttended else {
                    asleep[seat.ticket]?.places[seat.topic].mustReadAgain = true
                    continue
                }
                party = party ?? Party(reading: Reading(slug: reading.slug, cursor: 0, shape: .membership))
                attend(seat, in: &party)
            }
            if party != nil, let witness { attend(witness, in: &party) }
            return party.map { [$0] } ?? []
        }
    }

    private mutating func attend(_ seat: Seat, in party: inout Party?) {
        guard let membership = asleep[seat.ticket]?.places[seat.topic].membership else { return }
        asleep[seat.ticket]?.places[seat.topic].isAttended = true
        party?.seats.append(seat)
        party?.memberships.append(membership)
    }

    private mutating func takeGossip() -> [Announcement] {
        var gossip: [Announcement] = []
        func split(_ participants: [ParticipantID], _ say: ([ParticipantID]) -> Announcement) {
            for start in stride(from: 0, to: participants.count, by: Announcement.payloadLimit) {
                gossip.append(say(Array(participants[start...].prefix(Announcement.payloadLimit))))
            }
        }
        for (channel, marks) in read {
            for (sequence, group) in Dictionary(grouping: marks, by: \.value) {
                split(group.map(\.key)) { .read(channel, sequence: sequence, $0) }
            }
        }
        for (channel, participants) in here { split(participants) { .here(channel, $0) } }
        for (channel, participants) in typing { split(participants) { .typing(channel, $0) } }
        for (sign, participants) in signs { split(participants) { .sign(sign, $0) } }
        (read, here, typing, signs) = ([:], [:], [:], [:])
        return gossip
    }

    // MARK: Parties

    /// A reading names its channel by address, so that it alone tells parties apart. Whoever is read for already
    /// joins no second party: theirs learns that there is more to read.
    private mutating func parties(
        of seats: some Sequence<Seat>, where isConcerned: (Place) -> Bool = { _ in true }
    ) -> [Party] {
        var parties: [Party] = []
        var numbers: [Reading: Int] = [:]
        for seat in seats {
            guard let index = asleep.index(forKey: seat.ticket) else { continue }
            let place = asleep.values[index].places[seat.topic]
            guard case .reading(let reading, _, _) = place.watch, isConcerned(place) else { continue }
            if place.isAttended {
                asleep.values[index].places[seat.topic].mustReadAgain = true
                continue
            }
            asleep.values[index].places[seat.topic].isAttended = true
            let number = numbers[reading] ?? parties.count
            if number == parties.count {
                numbers[reading] = number
                parties.append(Party(reading: reading))
            }
            parties[number].seats.append(seat)
            parties[number].memberships.append(place.membership)
        }
        return parties
    }

    /// The deadline's entry is left to expire: it names a ticket nobody holds any more.
    private mutating func wake(_ ticket: Ticket) -> Sleeper? {
        guard let sleeper = asleep.removeValue(forKey: ticket) else { return nil }
        for (topic, place) in sleeper.places.enumerated() {
            guard let channel = place.watch.channel else { continue }
            byChannel[channel]?.remove(Seat(ticket: ticket, topic: topic))
            if byChannel[channel]?.isEmpty == true { byChannel[channel] = nil }
        }
        byParticipant[sleeper.participant]?.removeAll { $0 == ticket }
        if byParticipant[sleeper.participant]?.isEmpty == true { byParticipant[sleeper.participant] = nil }
        return sleeper
    }
}

extension Watch {
    fileprivate var reading: Reading? {
        switch self {
        case .reading(let reading, _, _), .presence(let reading, _, _, _): reading
        case .inbox, .circle: nil
        }
    }
}

extension WaitingRoom.Settlement: Equatable where Waiter: Equatable {}
