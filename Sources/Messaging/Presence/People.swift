import FoundationEssentials

/// Who is there at all, wherever they look, as far as this process and what others announce tell; and those whom that is shown
/// to. Nothing of it is stored, but for when somebody was last there: every few minutes.
struct People {
    /// Ticks after which somebody is announced again, and is forgotten unless they were.
    static let repetition = 30 * Lobby.ticksPerSecond
    static let memory = 60 * Lobby.ticksPerSecond
    /// Ticks without activity after which somebody is away.
    static let patience = 300 * Lobby.ticksPerSecond
    /// Ticks after which it is kept again when somebody was there.
    static let keeping = 300 * Lobby.ticksPerSecond
    /// How many of those are kept in one transaction: the next follow with the next beat.
    static let keptAtOnce = 500

    /// What is announced of somebody.
    enum Sign: Hashable, Sendable, CaseIterable { case held, active, quiet }

    private struct Sight {
        var heldUntil = Int.min
        var activeUntil = Int.min
        var quietUntil = Int.min
        var announcedAt: [Sign: Int] = [:]
        /// When this process saw them, and when it had that kept.
        var seenAt = Int.min
        var keptAt = Int.min

        func status(at tick: Int) -> PresenceStatus? {
            guard heldUntil > tick else { return nil }
            return quietUntil > tick ? .busy : activeUntil > tick ? .here : .away
        }
    }

    private var sights: [ParticipantID: Sight] = [:]
    private var choices: [ParticipantID: (choice: PresenceChoice, learntAt: Int)] = [:]
    /// Of those whose choices are known. What is doubted holds until it is read again, which is at once.
    private var distances: [ParticipantID: Distances] = [:]
    private var doubted: Set<ParticipantID> = []
    /// Moves with each announcement of a change of them.
    private(set) var distanceTurn = 0
    private var rosters: [Roster.Key: Roster] = [:]
    private var places: [ParticipantID: Set<Roster.Key>] = [:]
    /// Of the channels among them.
    private var slugs: [String: ChannelID] = [:]
    /// Where somebody is there in another way than before, or has read on.
    private var moved: Set<Roster.Key> = []
    private var lastSweep = Int.min

    mutating func takeMoved() -> Set<Roster.Key> {
        defer { moved = [] }
        return moved
    }

    mutating func putBack(_ key: Roster.Key) { moved.insert(key) }

    // MARK: What people show

    /// What somebody shows of themselves; nil when it has to be read.
    func choice(of participant: ParticipantID, at tick: Int) -> PresenceChoice? {
        guard !doubted.contains(participant) else { return nil }
        return knownChoice(of: participant, at: tick)
    }

    private func knownChoice(of participant: ParticipantID, at tick: Int) -> PresenceChoice? {
        guard let known = choices[participant], tick - known.learntAt < Roster.freshness else { return nil }
        return known.choice
    }

    /// Whether somebody may know what others have read.
    func showsReads(_ participant: ParticipantID, at tick: Int) -> Bool {
        knownChoice(of: participant, at: tick)?.showsReads == true
    }

    /// Whether nothing is to be announced of somebody. Whoever has not been asked about is shown.
    func isHidden(_ participant: ParticipantID) -> Bool { choices[participant]?.choice.isHidden == true }

    /// - Parameter turn: before they were read: what has changed since is read again by whoever asks next.
    mutating func learn(
        _ choice: PresenceChoice, _ distances: Distances = Distances(), of participant: ParticipantID,
        asOf turn: Int? = nil, at tick: Int
    ) {
        self.distances[participant] = distances
        choices[participant] = (choice, tick)
        if turn == nil || turn == distanceTurn {
            doubted.remove(participant)
        } else {
            doubted.insert(participant)
        }
    }

    func distances(of participant: ParticipantID) -> Distances? { distances[participant] }

    /// Somebody keeps away from somebody, or somebody from them, or no more.
    mutating func doubtDistances(of participant: ParticipantID) {
        distanceTurn += 1
        if choices[participant] != nil { doubted.insert(participant) }
        for key in places[participant] ?? [] { moved.insert(key) }
    }

    /// Somebody shows something else of themselves.
    mutating func forget(_ participant: ParticipantID) {
        choices[participant] = nil
        sights[participant] = nil
        for key in places[participant] ?? [] {
            guard let index = rosters.index(forKey: key) else { continue }
            rosters.values[index].isStale = true
            for place in rosters.values[index].members.indices
            where rosters.values[index].members[place].id == participant {
                rosters.values[index].members[place].read = nil
            }
            moved.insert(key)
        }
        rosters[.circle(participant)]?.isStale = true
    }

    mutating func forgetChoices() {
        choices = [:]
        for key in rosters.keys { rosters[key]?.isStale = true }
    }

    // MARK: Who is there

    /// Somebody asks. Returns what the others are to be told.
    mutating func see(_ participant: ParticipantID, _ activity: Activity, at tick: Int, _ moment: Date)
        -> [Sign]
    {
        guard let choice = choices[participant]?.choice, !choice.isHidden else { return [] }
        var signs: [Sign] = [.held]
        if choice.isQuiet(at: moment) { signs.append(.quiet) }
        if case .touched(let ago) = activity {
            let touched = tick - Lobby.ticks(max(ago, .zero))
            change(participant, at: tick) { $0.activeUntil = max($0.activeUntil, touched + Self.patience) }
            // Others take it for now: what is older is not worth telling.
            if tick - touched < Self.repetition { signs.append(.active) }
        }
        for sign in signs { hear(sign, [participant], at: tick) }
        if choice.lastSeen != .nothing { sights[participant]?.seenAt = tick }
        let due = signs.filter {
            guard let announced = sights[participant]?.announcedAt[$0] else { return true }
            return tick - announced >= Self.repetition
        }
        for sign in due { sights[participant]?.announcedAt[sign] = tick }
        return due
    }

    mutating func hear(_ sign: Sign, _ participants: [ParticipantID], at tick: Int) {
        for participant in participants {
            change(participant, at: tick) { sight in
                switch sign {
                case .held: sight.heldUntil = tick + Self.memory
                case .quiet: sight.quietUntil = tick + Self.memory
                case .active: sight.activeUntil = max(sight.activeUntil, tick + Self.patience)
                }
            }
        }
    }

    private mutating func change(_ participant: ParticipantID, at tick: Int, _ body: (inout Sight) -> Void) {
        let before = sights[participant]?.status(at: tick)
        body(&sights[participant, default: Sight()])
        if sights[participant]?.status(at: tick) != before { note(participant) }
    }

    private mutating func note(_ participant: ParticipantID) {
        for key in places[participant] ?? [] { moved.insert(key) }
    }

    /// Forgets what is too old. Returns whom it is to be kept of that they were there.
    mutating func sweep(at tick: Int) -> [ParticipantID] {
        var kept: [ParticipantID] = []
        for (participant, sight) in sights {
            if [sight.heldUntil, sight.activeUntil, sight.quietUntil].contains(where: {
                $0 > lastSweep && $0 <= tick
            }) {
                note(participant)
            }
            if kept.count < Self.keptAtOnce, sight.seenAt > sight.keptAt,
                sight.keptAt == .min || tick - sight.keptAt >= Self.keeping
            {
                kept.append(participant)
            }
            if max(sight.heldUntil, sight.activeUntil) <= tick { sights[participant] = nil }
        }
        for participant in kept { sights[participant]?.keptAt = tick }
        lastSweep = tick
        return kept
    }

    /// Forgets the rosters and the choices nobody has asked for in long.
    mutating func sweepRosters(at tick: Int) {
        for (key, roster) in rosters where tick - roster.usedAt > Roster.linger { drop(key) }
        // Longer than anybody waits who has learnt them.
        choices = choices.filter { tick - $0.value.learntAt < Roster.freshness + Roster.linger }
        distances = distances.filter { choices[$0.key] != nil }
        doubted.formIntersection(choices.keys)
    }

    // MARK: Whom it is shown to

    /// Whether a roster can be shown from as it is kept.
    func isFresh(_ key: Roster.Key, revision: Int64, withReads: Bool, at tick: Int) -> Bool {
        guard let roster = rosters[key] else { return false }
        return !roster.isStale && roster.revision == revision && (roster.hasReads || !withReads)
            && tick - roster.readAt < Roster.freshness
    }

    mutating func keep(_ roster: Roster, as key: Roster.Key) {
        drop(key)
        rosters[key] = roster
        if case .channel(let channel) = key, let slug = roster.slug { slugs[slug] = channel }
        for member in roster.members { places[member.id, default: []].insert(key) }
        moved.insert(key)
    }

    private mutating func drop(_ key: Roster.Key) {
        guard let roster = rosters.removeValue(forKey: key) else { return }
        if let slug = roster.slug { slugs[slug] = nil }
        for member in roster.members {
            places[member.id]?.remove(key)
            if places[member.id]?.isEmpty == true { places[member.id] = nil }
        }
    }

    mutating func use(_ key: Roster.Key, at tick: Int) { rosters[key]?.usedAt = tick }

    /// Whoever is said to have read on.
    mutating func read(_ channel: ChannelID, upTo sequence: Int64, _ participants: [ParticipantID]) {
        let key = Roster.Key.channel(channel)
        guard let index = rosters.index(forKey: key) else { return }
        for (place, member) in rosters.values[index].members.enumerated()
        where participants.contains(member.id) {
            guard let read = member.read, read < sequence else { continue }
            rosters.values[index].members[place].read = sequence
            moved.insert(key)
        }
    }

    /// What is kept of a channel, or of somebody's conversations, is to be read again by whoever asks next.
    mutating func doubt(_ key: Roster.Key) { rosters[key]?.isStale = true }

    /// The channel at an address, of which the roster can be shown from.
    func channel(at slug: String, at tick: Int) -> ChannelID? {
        guard let channel = slugs[slug], let roster = rosters[.channel(channel)], !roster.isStale,
            tick - roster.readAt < Roster.freshness
        else { return nil }
        return channel
    }

    /// Nil where nothing is kept.
    func roster(_ key: Roster.Key) -> Roster? { rosters[key] }

    func status(of participant: ParticipantID, at tick: Int) -> PresenceStatus? {
        sights[participant]?.status(at: tick)
    }
}
