import Postgres

extension Messenger {
    /// Waits until something changes in one of some topics, and returns what. The wait holds no thread and no database
    /// connection; a deadline that has passed makes it a look. A cursor never expires, and asking again with the same
    /// ones misses nothing. One that is ahead of the channel's counter, because the database was restored from a backup,
    /// is answered at once with the present list, which stands in place of what was shown (`Excerpt.replacesAll`).
    ///
    /// Who is asking is read with the channels and threads. A session of theirs that the host names is known for some minutes
    /// where there are none, and for one in a channel where nothing has changed, so that whoever waits again and again, for
    /// their inbox or for who is there, costs the database nothing: until `dismiss` ends it, or announcements are not heard.
    /// - Parameters:
    ///   - topics: at least one, at most `Topic.limit`.
    ///   - session: stands for a session of the viewer's, so that nobody else can name it; nil to be proved each time.
    ///   - activity: what is known of the reader behind it, by which others are shown that they are there; nil to show
    ///     nothing.
    /// - Throws: `.notFound` for somebody who is no member of one of the channels, also when they cease to be one while
    ///   waiting, and for nobody.
    public func next(
        _ topics: [Topic], as viewer: Identity, session: [UInt8]? = nil, activity: Activity? = nil,
        until deadline: ContinuousClock.Instant
    ) async throws(MessagingError) -> WaitOutcome {
        precondition((1...Topic.limit).contains(topics.count), "a wait has one to \(Topic.limit) topics")
        while true {
            // Entered first, read second: what is announced between the two turns `sleep` into another look.
            let ticket = lobby.enter()
            let stay: Stay
            switch try look(topics, as: viewer, session, activity, ticket, until: deadline) {
            case .answered(let outcome): return outcome
            case .nothing(let found): stay = found
            }
            // Without a ticket it was answered.
            guard let ticket else { return .full }
            switch await lobby.sleep(ticket, stay, until: deadline) {
            case .changed(let topic, let change): return changed(topic, change, of: topics)
            case .lookAgain: continue
            case .parted: throw .notFound
            case .full: return .full
            case .deadline: return .nothing
            case .departed: return .departed
            case .closing: return .closing
            case .failed(let error): throw error
            }
        }
    }

    /// What the viewer has not read, as it is now.
    /// - Parameters:
    ///   - session: as for `next`.
    ///   - seen: a channel that is left out, as by a wait that has it as a topic.
    /// - Throws: `.notFound` for nobody.
    public func inbox(
        as viewer: Identity, session: [UInt8]? = nil, without seen: ChannelID? = nil
    ) throws(MessagingError) -> Inbox {
        let ticket = lobby.enter()
        defer { if let ticket { lobby.leave(ticket) } }
        var finding = Finding(
            topics: [.inbox(showing: nil)], viewer: viewer, session: session, ticket: ticket)
        finding.seen = seen
        try finding.read(self)
        guard case .inbox(let inbox) = finding.changes[0] else { throw .notFound }
        return inbox
    }

    /// What stands for the viewer's inbox as it is now: for a page that shows something else of it.
    public func inboxDigest(
        as viewer: Identity, session: [UInt8]? = nil, without seen: ChannelID? = nil
    ) throws(MessagingError) -> Digest {
        let kept = lobby.withRoom { room, tick in
            session.flatMap { room.participant(of: $0, at: tick) }
                .flatMap { room.digest(of: $0, without: seen.map { [$0] } ?? [], at: tick) }
        }
        if let kept { return kept }
        return try inbox(as: viewer, session: session, without: seen).digest
    }

    /// Whether somebody may say again that they write: once a second in each process, which nobody is slower for. (A page says
    /// so every four.)
    public func takeTurnToType(_ participant: ParticipantID) -> Bool {
        lobby.withRoom { room, tick in room.takeTurnToType(participant, at: tick) }
    }

    /// Tells those who look at a channel that the viewer is writing something in it: as long as this comes again within
    /// some seconds. Nothing is stored.
    /// - Throws: `.notFound` for somebody who is no member.
    public func type(in slug: String, as viewer: Identity) throws(MessagingError) {
        let place = try lobby.reader.read(Reading(slug: slug, cursor: 0, shape: .membership), as: viewer).0
        _ = try presenceChoice(of: place.viewer, as: viewer)
        lobby.withRoom { room, _ in room.noteTyping(place.viewer, in: place.channel) }
    }

    /// One thing as it is now.
    func look(at topic: Topic, as viewer: Identity) throws(MessagingError) -> TopicChange? {
        let ticket = lobby.enter()
        defer { if let ticket { lobby.leave(ticket) } }
        var finding = Finding(topics: [topic], viewer: viewer, session: nil, ticket: ticket)
        try finding.read(self)
        return finding.changes[0]
    }

    private enum Look {
        case answered(WaitOutcome)
        case nothing(Stay)
    }

    @inline(never)
    private func changed(_ topic: Int, _ change: TopicChange, of topics: [Topic]) -> WaitOutcome {
        var changes = [TopicChange?](repeating: nil, count: topics.count)
        changes[topic] = change
        return .changed(changes)
    }

    /// Looks at everything once. A function of its own, and on no frame that is kept.
    @inline(never)
    private func look(
        _ topics: [Topic], as viewer: Identity, _ session: [UInt8]?, _ activity: Activity?,
        _ ticket: Lobby.Room.Ticket?, until deadline: ContinuousClock.Instant
    ) throws(MessagingError) -> Look {
        var isSettling = false
        defer { if !isSettling, let ticket { lobby.leave(ticket) } }
        var finding = Finding(topics: topics, viewer: viewer, session: session, ticket: ticket)
        // Whoever does not wait is told as things are, however often.
        finding.waits = deadline > .now
        finding.activity = activity
        try finding.read(self)
        if finding.changes.contains(where: { $0 != nil }) { return .answered(.changed(finding.changes)) }
        guard ticket != nil else { return .answered(lobby.isClosed ? .closing : .full) }
        guard deadline > .now, let participant = finding.participant else { return .answered(.nothing) }
        isSettling = true
        return .nothing(
            Stay(
                guest: Guest(participant: participant, identity: viewer),
                watches: finding.watches.compactMap(\.self)))
    }
}

/// What one look at some topics finds.
private struct Finding {
    let topics: [Topic]
    let viewer: Identity
    let session: [UInt8]?
    let ticket: Lobby.Room.Ticket?
    var waits = false
    var activity: Activity?
    /// Left out of the inbox, besides the channels that are topics.
    var seen: ChannelID?
    var participant: ParticipantID?
    var changes: [TopicChange?]
    var watches: [Watch?]

    init(topics: [Topic], viewer: Identity, session: [UInt8]?, ticket: Lobby.Room.Ticket?) {
        self.topics = topics
        self.viewer = viewer
        self.session = session
        self.ticket = ticket
        changes = Array(repeating: nil, count: topics.count)
        watches = Array(repeating: nil, count: topics.count)
    }

    /// Channels first: they say who is asking, and which messages the inbox need not tell.
    mutating func read(_ messenger: Messenger) throws(MessagingError) {
        for (index, topic) in topics.enumerated() {
            switch topic {
            case .channel(let slug, let cursor, let shape, let marksRead):
                let reading = Reading(slug: slug, cursor: cursor, shape: shape == .page ? .page : .changes)
                let place = try read(reading, at: index, messenger)
                if marksRead, place.lastRead < min(cursor, place.lastSequence), cursor <= place.lastSequence {
                    messenger.markRead(slug, upTo: cursor, as: viewer)
                }
            case .thread(let slug, let parent, let cursor, let marksRead):
                let place = try read(
                    Reading(slug: slug, cursor: cursor, shape: .thread(of: parent)), at: index, messenger)
                if marksRead, place.lastRead < min(cursor, place.lastSequence), cursor <= place.lastSequence {
                    messenger.markThreadRead(slug, parent, upTo: cursor, as: viewer)
                }
            case .presence(let slug, let shown):
                let reading = Reading(slug: slug, cursor: 0, shape: .membership)
                let place =
                    if let standing = standing(in: slug, messenger) { standing } else {
                        try messenger.lobby.reader.read(reading, as: viewer).0
                    }
                participant = place.viewer
                watches[index] = .presence(
                    reading, in: place.channel, revision: place.revision, showing: shown)
            case .inbox, .circle: break
            }
        }
        for (index, topic) in topics.enumerated() {
            guard case .inbox(let shown, let pause) = topic else { continue }
            try readInbox(at: index, showing: shown, pause: Lobby.ticks(pause), messenger)
        }
        try readPresence(messenger)
    }

    /// Last, because it needs to be known who is asking: what they show of themselves, and what others do.
    private mutating func readPresence(_ messenger: Messenger) throws(MessagingError) {
        let topicsOfPresence = topics.enumerated().filter { _, topic in
            switch topic {
            case .presence, .circle: true
            case .channel, .thread, .inbox: false
            }
        }
        guard activity != nil || !topicsOfPresence.isEmpty else { return }
        let me: ParticipantID
        if let participant { me = participant } else { me = try messenger.participant(of: viewer) }
        participant = me
        let choice = try messenger.presenceChoice(of: me, as: viewer)
        if let activity { messenger.lobby.withRoom { room, tick in room.see(me, activity, at: tick) } }
        for (index, topic) in topicsOfPresence {
            let key: Roster.Key
            let digest: Digest?
            switch (topic, watches[index]) {
            case (.presence(let slug, _), .presence(_, let channel, let revision, let shown)?):
                (key, digest) = (.channel(channel), shown)
                try messenger.readRoster(key, for: me, slug, revision, choice, ticket, as: viewer)
            case (.circle(let shown), _):
                (key, digest) = (.circle(me), shown)
                watches[index] = .circle(showing: shown)
                try messenger.readRoster(key, for: me, nil, 0, choice, ticket, as: viewer)
            default: continue
            }
            let presence = messenger.lobby.withRoom { room, tick in room.presence(of: key, for: me, at: tick)
            }
            // Whoever waits is told with a beat, after a pause.
            if digest == nil || !waits && digest != presence.digest { changes[index] = .presence(presence) }
        }
    }

    private mutating func read(
        _ reading: Reading, at index: Int, _ messenger: Messenger
    ) throws(MessagingError) -> FindPlace.Row {
        if reading.isOfChannel, let place = standing(in: reading.slug, messenger),
            place.lastSequence == reading.cursor
        {
            participant = place.viewer
            watches[index] = .reading(reading, in: place.channel, revision: place.revision)
            return place
        }
        let (place, excerpt) = try messenger.lobby.reader.read(reading, as: viewer)
        if let ticket, let session, reading.isOfChannel {
            messenger.lobby.withRoom { room, tick in
                room.keep(ticket, session: session, place, in: reading.slug, at: tick)
            }
        }
        participant = place.viewer
        changes[index] = excerpt.map(TopicChange.messages)
        watches[index] = .reading(reading, in: place.channel, revision: place.revision)
        return place
    }

    /// Where the viewer stands, as far as that is known of a session that waits again.
    private func standing(in slug: String, _ messenger: Messenger) -> FindPlace.Row? {
        guard let session, waits else { return nil }
        return messenger.lobby.withRoom { room, tick in room.place(of: session, in: slug, at: tick) }
    }

    private mutating func readInbox(
        at index: Int, showing shown: Digest?, pause: Int, _ messenger: Messenger
    ) throws(MessagingError) {
        let topical = watches.compactMap { watch -> ChannelID? in
            if case .reading(let reading, let channel, _) = watch, reading.isOfChannel {
                channel
            } else {
                nil
            }
        }
        let seen = topical + (seen.map { [$0] } ?? [])
        let known = participant
        let session = session
        let kept = messenger.lobby.withRoom { room, tick -> (ParticipantID, Inbox)? in
            guard let participant = known ?? session.flatMap({ room.participant(of: $0, at: tick) }),
                let inbox = room.inbox(of: participant, without: seen, at: tick)
            else { return nil }
            return (participant, inbox)
        }
        let (me, inbox): (ParticipantID, Inbox)
        if let kept { (me, inbox) = kept } else { (me, inbox) = try readInbox(without: seen, messenger) }
        participant = me
        watches[index] = .inbox(showing: shown, pause: pause)
        guard inbox.digest != shown else { return }
        let waits = waits
        let isTold = messenger.lobby.withRoom { room, tick in
            if waits, shown != nil, room.hasBeenTold(me, within: pause, at: tick) { return false }
            room.noteTold(me, at: tick)
            return true
        }
        if isTold { changes[index] = .inbox(inbox) }
    }

    private func readInbox(
        without seen: [ChannelID], _ messenger: Messenger
    ) throws(MessagingError) -> (ParticipantID, Inbox) {
        let participants: [ParticipantID]
        var rows: [InboxRow]
        let people: [ParticipantID]
        do {
            (participants, rows, people) = try messenger.pool.query(
                FindViewer(), ListInbox(), ListAllFolded(), as: viewer, access: .readOnlySnapshot)
            rows = try messenger.counted(rows, as: viewer)
        } catch { throw .database(error) }
        guard let participant = participants.first else { throw .notFound }
        if let ticket {
            let session = session
            let (folded, rows) = (Set(people), rows)
            messenger.lobby.withRoom { room, tick in
                room.keep(ticket, session: session, participant, inbox: rows, folding: folded, at: tick)
            }
        }
        var inboxes = Inboxes()
        inboxes.open(rows, of: participant, at: 0)
        guard let inbox = inboxes.inbox(of: participant, without: seen) else { throw .notFound }
        return (participant, inbox)
    }
}
