/// What a reader waits for. Readers with the same reading need one query and one rendering between them.
struct Reading: Hashable, Sendable {
    /// How the answer is to be given.
    enum Shape: Hashable, Sendable {
        /// What changed after the cursor.
        case changes
        /// The latest page, once anything has changed after the cursor.
        case page
    }

    let slug: String
    let cursor: Int64
    let shape: Shape
}

/// Somebody who was a member of a channel when its revision was this. As long as it is, they still are.
struct Membership: Sendable {
    let participant: ParticipantID
    /// As what the party they are in may be read for.
    let identity: Identity
    let revision: Int64
}

/// Who waits in which channels, as plain values: calls change the state and return whom to wake, or for whom to read;
/// nothing is woken, read or timed here. `Waiter` is how a sleeper is woken.
///
/// A reader *enters* before reading the database and *settles* after having found nothing, so that a change that is
/// announced between the two is not missed. An announcement makes *parties* of those it concerns: one reading answers
/// all of a party, who then *rise*, or, when there turns out to be nothing, *sleep on*.
struct WaitingRoom<Waiter: Sendable> {
    struct Ticket: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    struct Sleeper: Sendable {
        let membership: Membership
        let waiter: Waiter

        var participant: ParticipantID { membership.participant }
    }

    /// Sleepers one reading answers.
    struct Party: Sendable {
        let reading: Reading
        fileprivate var tickets: [Ticket] = []
        fileprivate(set) var memberships: [Membership] = []
    }

    enum Settlement: Equatable {
        case asleep
        /// Something was announced since entering: enter and read again.
        case readAgain
        /// The reader left, or the room closed, meanwhile.
        case turnedAway
        /// Their host has ended their waits meanwhile.
        case dismissed
    }

    /// Somebody between entering and settling, and what happened meanwhile.
    private struct Arrival {
        var missed: [Announcement] = []
        var mustReadAgain = false
        var isCancelled = false
    }

    private struct Place {
        let channel: ChannelID
        let reading: Reading
        let sleeper: Sleeper
        /// Whether a party reads for them just now, and whether something was announced since it began.
        var isAttended = false
        var mustReadAgain = false

        func isConcerned(by announcement: Announcement) -> Bool {
            switch announcement {
            case .changed(let channel, let sequence):
                channel == self.channel && sequence > reading.cursor
            case .parted(let channel, let participant):
                channel == self.channel && participant == sleeper.participant
            case .dismissed(let participant):
                participant == sleeper.participant
            }
        }
    }

    private var arriving: [Ticket: Arrival] = [:]
    private var asleep: [Ticket: Place] = [:]
    private var byChannel: [ChannelID: Set<Ticket>] = [:]
    private var byDeadline: [Int: [Ticket]] = [:]
    private var lastExpired = Int.min
    private var nextNumber: UInt64 = 0
    private(set) var isClosed = false
    private let capacity: Int

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
        _ ticket: Ticket, in channel: ChannelID, for reading: Reading, as membership: Membership,
        until deadline: Int, waiter: Waiter
    ) -> Settlement {
        guard let arrival = arriving.removeValue(forKey: ticket), !arrival.isCancelled, !isClosed else {
            return .turnedAway
        }
        let place = Place(
            channel: channel, reading: reading, sleeper: Sleeper(membership: membership, waiter: waiter))
        if arrival.missed.contains(.dismissed(membership.participant)) { return .dismissed }
        if arrival.mustReadAgain || arrival.missed.contains(where: { place.isConcerned(by: $0) }) {
            return .readAgain
        }
        asleep[ticket] = place
        byChannel[channel, default: []].insert(ticket)
        byDeadline[max(deadline, lastExpired &+ 1), default: []].append(ticket)
        return .asleep
    }

    /// Somebody's client went away, before or after they settled.
    mutating func cancel(_ ticket: Ticket) -> Waiter? {
        arriving[ticket]?.isCancelled = true
        return wake(ticket)?.sleeper.waiter
    }

    /// Those whom an announcement concerns, to be read for.
    mutating func hear(_ announcement: Announcement) -> [Party] {
        for ticket in arriving.keys { arriving[ticket]?.missed.append(announcement) }
        let tickets: Set<Ticket> =
            switch announcement {
            case .changed(let channel, _), .parted(let channel, _): byChannel[channel] ?? []
            case .dismissed: []
            }
        return parties(of: tickets) { $0.isConcerned(by: announcement) }
    }

    /// Takes out those of a participant.
    mutating func dismiss(_ participant: ParticipantID) -> [Waiter] {
        for ticket in arriving.keys { arriving[ticket]?.missed.append(.dismissed(participant)) }
        return asleep.filter { $0.value.sleeper.participant == participant }.keys
            .compactMap { wake($0)?.sleeper.waiter }
    }

    /// Everybody, to be read for: announcements may have been lost.
    mutating func lookAgain() -> [Party] {
        for ticket in arriving.keys { arriving[ticket]?.mustReadAgain = true }
        return parties(of: asleep.keys)
    }

    /// Takes out those of a party that has been read for who are to rise, as far as they are still there.
    mutating func rise(_ party: Party, where rises: (Membership) -> Bool = { _ in true }) -> [Sleeper] {
        zip(party.tickets, party.memberships).compactMap { ticket, membership in
            rises(membership) ? wake(ticket)?.sleeper : nil
        }
    }

    /// Leaves a party asleep, for which there was nothing.
    /// - Returns: those to read for once more, because something was announced since.
    mutating func sleepOn(_ party: Party) -> [Party] {
        var again: [Ticket] = []
        for ticket in party.tickets {
            if asleep[ticket]?.mustReadAgain == true { again.append(ticket) }
            asleep[ticket]?.isAttended = false
            asleep[ticket]?.mustReadAgain = false
        }
        return parties(of: again)
    }

    /// Takes out those whose deadline has come.
    mutating func expire(upTo tick: Int) -> [Waiter] {
        lastExpired = max(lastExpired, tick)
        let due = byDeadline.keys.filter { $0 <= tick }
        return due.flatMap { byDeadline.removeValue(forKey: $0) ?? [] }.compactMap {
            wake($0)?.sleeper.waiter
        }
    }

    /// Takes out everybody and lets nobody in again.
    mutating func close() -> [Waiter] {
        isClosed = true
        arriving = [:]
        return asleep.keys.compactMap { wake($0)?.sleeper.waiter }
    }

    /// A reading names its channel by address, so that it alone tells parties apart. Whoever is read for already
    /// joins no second party: theirs learns that there is more to read.
    private mutating func parties(
        of tickets: some Sequence<Ticket>, where isConcerned: (Place) -> Bool = { _ in true }
    ) -> [Party] {
        var parties: [Party] = []
        var numbers: [Reading: Int] = [:]
        for ticket in tickets {
            guard let index = asleep.index(forKey: ticket), isConcerned(asleep.values[index]) else {
                continue
            }
            if asleep.values[index].isAttended {
                asleep.values[index].mustReadAgain = true
                continue
            }
            asleep.values[index].isAttended = true
            let place = asleep.values[index]
            let number = numbers[place.reading] ?? parties.count
            if number == parties.count {
                numbers[place.reading] = number
                parties.append(Party(reading: place.reading))
            }
            parties[number].tickets.append(ticket)
            parties[number].memberships.append(place.sleeper.membership)
        }
        return parties
    }

    /// The deadline's entry is left to expire: it names a ticket nobody holds any more.
    private mutating func wake(_ ticket: Ticket) -> Place? {
        guard let place = asleep.removeValue(forKey: ticket) else { return nil }
        byChannel[place.channel]?.remove(ticket)
        if byChannel[place.channel]?.isEmpty == true { byChannel[place.channel] = nil }
        return place
    }
}
