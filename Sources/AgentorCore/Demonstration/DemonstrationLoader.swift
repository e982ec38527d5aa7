import FoundationEssentials
import Messaging
import Postgres
import ZoneInfo

/// Puts a demonstration into a database, through the same code as the site, and then gives it its times as the owner of
/// the tables. What is there already stays as it is, whatever became of it since: loading again changes nothing, and
/// loading what was interrupted completes it.
package struct DemonstrationLoader {
    private let accounts: Accounts
    private let profiles: Profiles
    private let messenger: Messenger
    private let owner: Pool
    private let files: FileKeeper?

    /// - Parameters:
    ///   - owner: of the role that owns the tables.
    ///   - files: keeps pictures; without, people, messages and services go without, and no work is shown.
    package init(messenger: Messenger, accounts: Accounts, owner: Pool, files: FileKeeper? = nil) {
        self.accounts = accounts
        profiles = Profiles(database: accounts.database)
        self.messenger = messenger
        self.owner = owner
        self.files = files
    }

    /// - Parameter now: what days ago are counted from.
    package func load(_ demonstration: Demonstration, at now: Date = Date()) throws {
        let known = try find(demonstration.people)
        var incomplete: [Part]?
        if known.values.filter(\.isOnboarded).count == demonstration.people.count {
            let parts = try parts(of: demonstration, known.mapValues(\.account.participant), before: now)
                .filter { try !Messenger.isComplete($0.history, on: owner) }
            if parts.isEmpty { return }
            incomplete = parts
        }
        var visitors: [String: Visitor] = [:]
        // A session that is not ended here ends by itself.
        defer { for visitor in visitors.values { try? accounts.signOut(visitor.token) } }
        for person in demonstration.people {
            let visitor = try enter(person, known[person.key])
            visitors[person.key] = visitor
            if visitor.viewer.profile == nil { try introduce(person, visitor.viewer, at: now) }
            if visitor.viewer.picture == nil { try picture(person, as: visitor.viewer.identity) }
            try offer(person.services, by: visitor.viewer)
            try show(person.works, by: visitor.viewer)
        }
        let identities = visitors.mapValues(\.viewer.identity)
        let participants = visitors.mapValues(\.viewer.id.participant)
        let parts = try incomplete ?? parts(of: demonstration, participants, before: now)
        let joined = parts.reduce(into: [:]) { $0.merge($1.history.joinedAt, uniquingKeysWith: min) }
        _ = try owner.query(
            SetAccountTimes(joinedAt: joined), SetPublicationTimes(), SetVersionTimes(), as: .nobody,
            access: .readWrite)
        for part in parts {
            guard try part.load(identities) else { continue }
            // Last, for that is what tells that it is complete.
            try Messenger.antedate(part.history, on: owner)
        }
    }

    /// A channel or a direct conversation.
    private struct Part {
        let history: ChannelHistory
        /// Returns whether it is there.
        let load: ([String: Identity]) throws -> Bool
    }

    /// Channels come first: who is in one with somebody is no stranger when they begin to talk.
    private func parts(
        of demonstration: Demonstration, _ participants: [String: ParticipantID], before now: Date
    ) throws -> [Part] {
        let channels = try demonstration.channels.map { channel in
            Part(history: try history(of: channel, participants, before: now)) { identities in
                try load(channel, as: identities)
                return true
            }
        }
        let conversations = try demonstration.conversations.map { conversation -> Part in
            let past = try history(of: conversation, participants, before: now)
            return Part(history: past) { identities in
                try conversation.isGroup
                    ? load(group: conversation, at: past.place, as: identities)
                    : load(pair: conversation, as: identities)
            }
        }
        return channels + conversations
    }

    // MARK: People

    private struct Visitor {
        let viewer: Viewer
        let token: SessionToken
    }

    /// Those who have an account, by what they are called in the files.
    private func find(_ people: [Demonstration.Person]) throws -> [String: FindPeople.Row] {
        let rows = try owner.query(FindPeople(emails: people.map(\.email)), as: .nobody)
        let byEmail = Dictionary(rows.map { ($0.email, $0) }, uniquingKeysWith: { first, _ in first })
        return Dictionary(
            people.compactMap { person in byEmail[person.email].map { (person.key, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Lets somebody in, with an account made the first time. As at the door, but that nobody is told of a new device:
    /// there is none.
    private func enter(_ person: Demonstration.Person, _ known: FindPeople.Row?) throws -> Visitor {
        guard let account = try known?.account ?? accounts.register(person.account) else {
            throw Accounts.Failure.addressInUse
        }
        let opening = OpenSession(
            token: SessionToken(), method: .password,
            arrival: Arrival(
                token: SessionToken(), device: Secret(), deviceName: "Demonstration", address: "127.0.0.1"),
            lifetime: .seconds(3_600))
        try accounts.change(of: .account(account)) { _, transaction in try transaction.run(opening) }
        guard let viewer = try accounts.viewer(for: opening.token)?.viewer else {
            throw Accounts.Failure.suspended
        }
        return Visitor(viewer: viewer, token: opening.token)
    }

    /// The profile comes last: whoever has one needs nothing more.
    private func introduce(_ person: Demonstration.Person, _ viewer: Viewer, at now: Date) throws {
        try messenger.introduce(as: viewer.identity, name: viewer.name)
        if let handle = person.handle { _ = try messenger.changeHandle(to: handle, as: viewer.identity) }
        switch person.profile {
        case .agent(var profile):
            if let days = person.freeInDays {
                profile.freeFrom = Zone.utc.day(of: now.addingTimeInterval(TimeInterval(days) * 86_400))
            }
            try profiles.save(profile, for: viewer, publishing: true)
        case .client(let profile): try profiles.save(profile, for: viewer)
        }
    }

    private func picture(_ person: Demonstration.Person, as owner: Identity) throws {
        guard let files, let picture = person.picture else { return }
        var incoming = try files.begin()
        try incoming.write(Array(Data(contentsOf: URL(filePath: picture))))
        try files.keepPicture(incoming, of: owner)
    }

    /// What they have closed since stays closed.
    private func offer(_ services: [Demonstration.Shown<ServiceDraft>], by viewer: Viewer) throws {
        if services.isEmpty { return }
        let known = Set(try profiles.services(of: viewer).map(\.draft.title))
        for service in services where !known.contains(service.draft.title) {
            _ = try profiles.add(
                service.draft, with: album(of: service.pictures, by: viewer),
                nonce: Demonstration.nonce.covering([service.draft.title]), for: viewer)
        }
        for service in try profiles.services(of: viewer) where service.state == .draft {
            _ = try profiles.set(.published, of: service.number, for: viewer)
        }
    }

    /// What they have deleted since comes back, as what is read is loaded again in part.
    private func show(_ works: [Demonstration.Shown<WorkDraft>], by viewer: Viewer) throws {
        if works.isEmpty || files == nil { return }
        let known = Set(try profiles.works(of: viewer).map(\.draft.title))
        for work in works where !known.contains(work.draft.title) {
            guard let album = try album(of: work.pictures, by: viewer) else { continue }
            _ = try profiles.add(
                work.draft, with: album, isShown: true,
                nonce: Demonstration.nonce.covering(["work", work.draft.title]), for: viewer)
        }
    }

    /// Keeps pictures, to be shown with something; nil without a place for them.
    private func album(of pictures: [Demonstration.Picture], by viewer: Viewer) throws -> AlbumDraft? {
        guard files != nil else { return nil }
        try keep(pictures, as: viewer.identity)
        return try AlbumDraft(
            pictures.map { AlbumDraft.Picture(id: $0.id, description: $0.description) })
    }

    // MARK: Channels

    private func load(_ channel: Demonstration.Channel, as identities: [String: Identity]) throws {
        let slug = try messenger.create(channel.draft, as: find(channel.host, in: identities))
        for member in channel.members { try messenger.join(slug, as: find(member, in: identities)) }
        let sequences = try say(channel, in: slug, as: identities)
        try settle(channel, in: slug, sequences, as: identities)
    }

    /// When all of it happened. Whoever speaks has joined a minute before they first do, and the others in between.
    private func history(
        of channel: Demonstration.Channel, _ participants: [String: ParticipantID], before now: Date
    ) throws -> ChannelHistory {
        let moments = channel.moments(before: now)
        let opened = moments[0].addingTimeInterval(-300)
        var joined = [channel.host: opened]
        for (message, moment) in zip(channel.messages, moments) where joined[message.by] == nil {
            joined[message.by] = moment.addingTimeInterval(-60)
        }
        let others = channel.members.filter { joined[$0] == nil }
        for (index, member) in others.enumerated() {
            joined[member] = moments[(index + 1) * moments.count / (others.count + 1)]
        }
        return ChannelHistory(
            of: .channel(creator: try find(channel.host, in: participants), nonce: channel.draft.nonce),
            openedAt: opened,
            joinedAt: Dictionary(
                uniqueKeysWithValues: try joined.map { (try find($0.key, in: participants), $0.value) }),
            entries: try entries(of: channel, at: moments, participants))
    }

    // MARK: Direct conversations

    /// - Returns: false where one of the two has wished since that the other does not write to them.
    private func load(
        pair conversation: Demonstration.Conversation, as identities: [String: Identity]
    ) throws -> Bool {
        var slug = ""
        var sequences: [Int64] = []
        for message in conversation.messages {
            let author = try find(message.by, in: identities)
            let handles = try handles(of: conversation.others(than: message.by), in: identities)
            let correspondent = try messenger.correspondent(handles[0], as: author)
            if correspondent.access == .closed { return false }
            let draft = try message.draftToSend(after: sequences, with: keepPictures(of: message, as: author))
            let sent = try messenger.send(draft, to: correspondent, as: author)
            slug = sent.slug
            sequences.append(sent.sequence)
        }
        try settle(conversation, in: slug, sequences, as: identities)
        return true
    }

    /// - Parameter place: known by the first message, and so also where somebody has left since.
    /// - Returns: false where somebody has, or does not wish that the first author writes to them.
    private func load(
        group: Demonstration.Conversation, at place: ChannelHistory.Place, as identities: [String: Identity]
    ) throws -> Bool {
        let slug: String
        if let address = try Messenger.address(of: place, on: owner) {
            for participant in group.participants {
                guard try isMember(find(participant, in: identities), of: address) else { return false }
            }
            slug = address
        } else {
            guard let address = try begin(group, as: identities) else { return false }
            slug = address
        }
        let sequences = try say(group, in: slug, as: identities)
        try settle(group, in: slug, sequences, as: identities)
        return true
    }

    /// Says the first message of a group, in the one its people have already, if they have. Returns where;
    /// nil where somebody does not wish to be written to.
    private func begin(
        _ group: Demonstration.Conversation, as identities: [String: Identity]
    ) throws -> String? {
        let first = group.messages[0]
        let author = try find(first.by, in: identities)
        let handles = try handles(of: group.others(than: first.by), in: identities)
        let others = try messenger.companions(handles, as: author)
        if others.contains(where: { $0.access == .closed }) {
            guard try messenger.group(with: others, as: author) != nil else { return nil }
        }
        return try messenger.send(first.draft, to: others, as: author).slug
    }

    private func handles(of people: [String], in identities: [String: Identity]) throws -> [String] {
        var handles: [String] = []
        for person in people {
            guard let handle = try messenger.handle(of: find(person, in: identities)) else {
                throw MessagingError.notFound
            }
            handles.append(handle)
        }
        return handles
    }

    private func isMember(_ identity: Identity, of slug: String) throws -> Bool {
        do { return try messenger.channel(slug, as: identity).isMember } catch {
            guard case .notFound = error else { throw error }
            return false
        }
    }

    /// It began with its first message.
    private func history(
        of conversation: Demonstration.Conversation, _ participants: [String: ParticipantID], before now: Date
    ) throws -> ChannelHistory {
        let moments = conversation.moments(before: now)
        let people = try conversation.participants.map { try find($0, in: participants) }
        let place: ChannelHistory.Place
        if conversation.isGroup {
            let first = conversation.messages[0]
            place = .group(saidBy: try find(first.by, in: participants), nonce: first.draft.nonce)
        } else {
            place = .conversation(people[0], people[1])
        }
        return ChannelHistory(
            of: place, openedAt: moments[0],
            joinedAt: Dictionary(uniqueKeysWithValues: people.map { ($0, moments[0]) }),
            entries: try entries(of: conversation, at: moments, participants))
    }

    // MARK: Both

    /// Sends all that is said, and returns the numbers of the messages in the channel. They have gaps: a
    /// reply counts as a change of what it answers, too.
    private func say(
        _ talk: some DemonstrationTalk, in slug: String, as identities: [String: Identity]
    ) throws -> [Int64] {
        var sequences: [Int64] = []
        for message in talk.messages {
            let author = try find(message.by, in: identities)
            let draft = try message.draftToSend(after: sequences, with: keepPictures(of: message, as: author))
            sequences.append(try messenger.send(draft, to: slug, as: author))
        }
        return sequences
    }

    /// Keeps what goes with a message, as if its author had chosen it.
    private func keepPictures(of message: Demonstration.Message, as author: Identity) throws -> [UUID] {
        guard files != nil else { return [] }
        try keep(message.pictures, as: author)
        for picture in message.pictures {
            try unlessGone { try messenger.describeFile(picture.id, picture.description, as: author) }
        }
        return message.pictures.map(\.id)
    }

    private func keep(_ pictures: [Demonstration.Picture], as owner: Identity) throws {
        guard let files else { return }
        for picture in pictures {
            var incoming = try files.begin()
            try incoming.write(Array(Data(contentsOf: URL(filePath: picture.path))))
            try files.keep(incoming, named: picture.name, as: picture.id, of: owner)
        }
    }

    /// What was answered with emoji, what is pinned, and how far everybody has read.
    private func settle(
        _ talk: some DemonstrationTalk, in slug: String, _ sequences: [Int64],
        as identities: [String: Identity]
    ) throws {
        for (message, sequence) in zip(talk.messages, sequences) {
            for reaction in message.reactions {
                let reader = try find(reaction.by, in: identities)
                try unlessGone { _ = try messenger.react(reaction.draft, to: sequence, in: slug, as: reader) }
            }
            if message.isPinned {
                let pinner = try find(talk.pinner(of: message), in: identities)
                try unlessGone { _ = try messenger.pin(sequence, in: slug, as: pinner) }
            }
        }
        for participant in talk.participants {
            let reader = try find(participant, in: identities)
            messenger.markRead(try messenger.conversation(slug, as: reader), as: reader)
            if let unread = talk.unread[participant] {
                let first = sequences[sequences.count - unread]
                try unlessGone { try messenger.markUnread(from: first, in: slug, as: reader) }
            }
        }
    }

    /// A message may have been taken back since it was sent, or be in a conversation with an account that was
    /// closed, and whoever was in charge of a channel may be so no more.
    private func unlessGone(_ change: () throws -> Void) throws {
        do { try change() } catch MessagingError.notFound {}
    }

    private func entries(
        of talk: some DemonstrationTalk, at moments: [Date], _ participants: [String: ParticipantID]
    ) throws -> [ChannelHistory.Entry] {
        try zip(talk.messages, moments).map { message, moment in
            ChannelHistory.Entry(
                author: try find(message.by, in: participants), nonce: message.draft.nonce, sentAt: moment)
        }
    }

    private func find<Value>(_ key: String, in people: [String: Value]) throws -> Value {
        guard let value = people[key] else {
            throw DemonstrationPlace(file: "people.json").error("nobody is called \(key)")
        }
        return value
    }
}

private struct FindPeople: Statement {
    let emails: [String]

    struct Row: Sendable {
        let email: String
        let account: AccountID
        let isOnboarded: Bool
    }

    static let sql = """
        select lower(a.email), a.id,
            exists (select from agentor.agent_profiles p where p.account_id = a.id)
                or exists (select from agentor.client_profiles p where p.account_id = a.id)
        from agentor.accounts a where lower(a.email) = any ($1) and a.erasing_since is null
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(emails)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            email: try columns.next(String.self), account: try columns.next(AccountID.self),
            isOnboarded: try columns.next(Bool.self))
    }
}

/// Nobody has had an account for a shorter time than they have been in a channel.
/// Whoever was here before has been seen since.
private struct SetPublicationTimes: Statement {
    static let sql = """
        update agentor.published_agents s set since = a.created_at from agentor.accounts a
        where a.id = s.account_id and a.created_at < s.since
        """
}

private struct SetVersionTimes: Statement {
    static let sql = """
        update agentor.agent_versions v set published_at = a.created_at from agentor.accounts a
        where a.id = v.account_id and v.number = 1 and a.created_at < v.published_at
        """
}

private struct SetAccountTimes: Statement {
    let joinedAt: [ParticipantID: Date]

    static let sql = """
        update agentor.accounts a set created_at = wish.joined_at
        from unnest($1::uuid[], $2::timestamptz[]) wish (id, joined_at)
        where a.id = wish.id and a.created_at > wish.joined_at
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(joinedAt.keys.map(\.rawValue))
        parameters.append(Array(joinedAt.values))
    }
}
