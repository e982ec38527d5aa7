import Forms
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

/// People and their conversations, for somebody who looks at Agentor for the first time: what a folder of JSON says,
/// checked by the site's own rules. `demonstration/README.md` describes the folder.
package struct Demonstration: Sendable {
    package struct Person: Sendable {
        /// What they are called in the files; their address is at example.com.
        let key: String
        package let email: String
        let account: SignUpDraft
        let handle: Handle?
        /// Where their picture is; nil for none.
        let picture: String?
        let profile: Profile
        /// Of an agent who is free later.
        let freeInDays: Int?
        /// What an agent offers, and what they show of their work.
        let services: [Shown<ServiceDraft>]
        let works: [Shown<WorkDraft>]
        let zone: Zone

        package var name: String { account.name }
        package var kind: ProfileKind { profile.kind }
    }

    /// What is shown with pictures.
    struct Shown<Draft: Sendable>: Sendable {
        let draft: Draft
        let pictures: [Picture]
    }

    package enum Profile: Sendable {
        case agent(AgentProfile)
        case client(ClientProfile)

        package var kind: ProfileKind {
            switch self {
            case .agent: .agent
            case .client: .client
            }
        }

        var timeZone: String {
            switch self {
            case .agent(let profile): profile.timeZone
            case .client(let profile): profile.timeZone
            }
        }
    }

    struct Channel: DemonstrationTalk {
        let key: String
        let draft: ChannelDraft
        let host: String
        /// Everybody else in it.
        let members: [String]
        let unread: [String: Int]
        let messages: [Message]

        var participants: [String] { [host] + members }

        /// Members may pin nothing, so whoever is in charge does.
        func pinner(of message: Message) -> String { host }
    }

    /// A direct conversation, of two people or of a group.
    struct Conversation: DemonstrationTalk {
        static let sizes = 2...DirectConversation.groupSizes.upperBound

        let key: String
        /// Those who talk.
        let participants: [String]
        let unread: [String: Int]
        let messages: [Message]

        var isGroup: Bool { DirectConversation.groupSizes.contains(participants.count) }

        func others(than participant: String) -> [String] {
            participants.filter { $0 != participant }
        }

        func pinner(of message: Message) -> String { message.by }
    }

    struct Message: Sendable {
        let by: String
        /// What it says. Where what it answers stands in the channel is not known before that is sent.
        let draft: MessageDraft
        /// Which message of the same talk it answers in a thread, counted from 0.
        let thread: Int?
        /// Which one it quotes.
        let quoted: Int?
        let time: DemonstrationTime
        /// The speaker's.
        let zone: Zone
        let isPinned: Bool
        let reactions: [Reaction]
        let pictures: [Picture]

        /// - Parameters:
        ///   - sequences: the numbers of the messages before it.
        ///   - files: what goes with it.
        func draftToSend(
            after sequences: [Int64], with files: [UUID] = []
        ) throws(MessagingError) -> MessageDraft {
            try MessageDraft(
                text: draft.text, nonce: draft.nonce, thread: thread.map { sequences[$0] },
                quoting: quoted.map { sequences[$0] }, files: files)
        }
    }

    struct Picture: Sendable {
        let id: UUID
        let path: String
        let name: String
        let description: String
    }

    struct Reaction: Sendable {
        let by: String
        let draft: ReactionDraft
    }

    let people: [Person]
    let channels: [Channel]
    let conversations: [Conversation]
    package let password: String
    /// Whom it is suggested to sign in as.
    package let signIns: [Person]

    /// Always the same, so that loading again is sending the same form again.
    static let nonce = FormNonce(submitted: "de000000-0000-4000-8000-000000000000")

    /// - Parameter folder: where `people.json`, `sign-ins.json`, `channels`, `conversations`, `faces` and `pictures` are.
    package init(from folder: String, options: Options) throws(DemonstrationError) {
        let signInsPlace = DemonstrationPlace(file: "sign-ins.json")
        let signIns = try signInsPlace.decode(SignInsFile.self, in: folder)
        password = signIns.password

        let peoplePlace = DemonstrationPlace(file: "people.json")
        var people: [Person] = []
        var directory: [String: Person] = [:]
        for (index, entry) in try peoplePlace.decode([PersonEntry].self, in: folder).enumerated() {
            let person = try Self.person(
                entry, password: signIns.password, options: options, in: folder, at: peoplePlace[index])
            guard directory.updateValue(person, forKey: person.key) == nil else {
                throw peoplePlace[index]["person"].error("somebody else is \(person.key) already")
            }
            people.append(person)
        }
        self.people = people

        var suggested: [Person] = []
        for (index, key) in signIns.people.enumerated() {
            suggested.append(try Self.find(key, in: directory, at: signInsPlace["people"][index]))
        }
        self.signIns = suggested

        var channels: [Channel] = []
        for (key, place) in try DemonstrationPlace.files(of: "channels", in: folder) {
            let file = try place.decode(ChannelFile.self, in: folder)
            channels.append(try Self.channel(file, key: key, of: directory, in: folder, at: place))
        }
        self.channels = channels

        var conversations: [Conversation] = []
        var companies: Set<Set<String>> = []
        for (key, place) in try DemonstrationPlace.files(of: "conversations", in: folder) {
            let file = try place.decode(ConversationFile.self, in: folder)
            // No channel has such a key, whatever the file is called.
            let conversation = try Self.conversation(
                file, key: "conversations/\(key)", of: directory, in: folder, at: place)
            guard companies.insert(Set(conversation.participants)).inserted else {
                let people = conversation.isGroup ? "people" : "two"
                throw place["between"].error("these \(people) have a conversation already")
            }
            try Self.checkBeginning(of: conversation, knowing: channels, at: place)
            conversations.append(conversation)
        }
        self.conversations = conversations
    }

    /// Whoever writes first may write to one stranger, and not for long. A group does not begin with
    /// strangers: it would wait among the requests of some while the others talk.
    private static func checkBeginning(
        of conversation: Conversation, knowing channels: [Channel], at place: DemonstrationPlace
    ) throws(DemonstrationError) {
        let first = conversation.messages[0].by
        for (index, participant) in conversation.participants.enumerated() where participant != first {
            let company: Set = [first, participant]
            if channels.contains(where: { company.isSubset(of: $0.participants) }) { continue }
            if conversation.isGroup {
                throw place["between"][index].error(
                    "\(participant) is in no channel with \(first), who writes first")
            }
            if conversation.messages.prefix(4).count(where: { $0.by == first }) == 4 {
                throw place["messages"][3].error("a stranger waits for an answer after three")
            }
        }
    }

    private static func find(
        _ key: String, in directory: [String: Person], at place: DemonstrationPlace
    ) throws(DemonstrationError) -> Person {
        guard let person = directory[key] else { throw place.error("nobody is called \(key)") }
        return person
    }

    private static func person(
        _ entry: PersonEntry, password: String, options: Options, in folder: String,
        at place: DemonstrationPlace
    ) throws(DemonstrationError) -> Person {
        let email = "\(entry.person)@example.com"
        let account: SignUpDraft
        do {
            account = try SignUpDraft(name: entry.name, email: email, password: password, nonce: nonce)
        } catch { throw place.error(error) }
        var handle: Handle?
        if let wish = entry.handle {
            do { handle = try Handle.field.read(wish) } catch { throw place["handle"].error(error.message) }
        }
        let profile: Profile
        switch (entry.agent, entry.client) {
        case (let answers?, nil):
            profile = .agent(try read(AgentProfile.form(options), answers, at: place["agent"]))
        case (nil, let answers?):
            profile = .client(try read(ClientProfile.form(options), answers, at: place["client"]))
        default: throw place.error("must be either an agent or a client")
        }
        var services: [Shown<ServiceDraft>] = []
        for (index, answers) in entry.services.enumerated() {
            let place = place["services"][index]
            guard profile.kind == .agent else { throw place.error("is offered by nobody but an agent") }
            let draft = try read(ServiceDraft.form(options), answers, at: place)
            services.append(
                Shown(
                    draft: draft,
                    pictures: try pictures(
                        entry.servicePictures[draft.title] ?? [], key: "\(entry.person) \(draft.title)",
                        in: folder, at: place)))
        }
        if let unknown = entry.servicePictures.keys.filter({ title in
            !services.contains { $0.draft.title == title }
        }).min() {
            throw place["service-pictures"][unknown].error("is no service of theirs")
        }
        var works: [Shown<WorkDraft>] = []
        for (index, work) in entry.work.enumerated() {
            let place = place["work"][index]
            guard profile.kind == .agent else { throw place.error("is shown by nobody but an agent") }
            let draft = try read(WorkDraft.form, work.answers, at: place["answers"])
            guard (1...AlbumDraft.mostPictures).contains(work.pictures.count) else {
                throw place["pictures"].error("must be one to \(AlbumDraft.mostPictures)")
            }
            works.append(
                Shown(
                    draft: draft,
                    pictures: try pictures(
                        work.pictures, key: "\(entry.person) work \(draft.title)", in: folder, at: place)))
        }
        let picture = entry.picture.map { "\(folder)/faces/\($0)" }
        if let face = entry.picture, let picture,
            face.contains("/") || !FileManager.default.fileExists(atPath: picture)
        {
            throw place["picture"].error("there is no face \(face)")
        }
        guard let zone = Zone(named: profile.timeZone) else {
            throw place[profile.kind.rawValue]["time-zone"].error("is not known to this system")
        }
        return Person(
            key: entry.person, email: email, account: account, handle: handle, picture: picture,
            profile: profile,
            freeInDays: entry.freeInDays, services: services, works: works, zone: zone)
    }

    private static func read<Value>(
        _ form: Form<Value>, _ answers: [String: String], at place: DemonstrationPlace
    ) throws(DemonstrationError) -> Value {
        let fields = Set(form.fields.map(\.name))
        if let unknown = answers.keys.filter({ !fields.contains($0) }).min() {
            throw place[unknown].error("does not belong here")
        }
        do { return try form.read { answers[$0] } } catch { throw place.error(error) }
    }

    private static func channel(
        _ file: ChannelFile, key: String, of directory: [String: Person], in folder: String,
        at place: DemonstrationPlace
    ) throws(DemonstrationError) -> Channel {
        guard let visibility = Visibility(rawValue: file.visibility) else {
            throw place["visibility"].error("must be public or private")
        }
        let draft = try place.drafting { () throws(MessagingError) in
            try ChannelDraft(
                name: file.name, description: file.description, visibility: visibility,
                subject: ChannelSubject(category: file.category, language: file.language),
                nonce: nonce.covering(key))
        }
        _ = try find(file.host, in: directory, at: place["host"])
        var present: Set = [file.host]
        for (index, member) in file.members.enumerated() {
            let place = place["members"][index]
            _ = try find(member, in: directory, at: place)
            guard visibility == .public else { throw place.error("nobody can join a private channel") }
            guard present.insert(member).inserted else { throw place.error("\(member) is in it already") }
        }
        let messages = try messages(
            file.messages, key: key, among: present, of: directory, in: folder, at: place)
        try check(file.unread, among: present, of: messages, at: place)
        return Channel(
            key: key, draft: draft, host: file.host, members: file.members, unread: file.unread,
            messages: messages)
    }

    private static func conversation(
        _ file: ConversationFile, key: String, of directory: [String: Person], in folder: String,
        at place: DemonstrationPlace
    ) throws(DemonstrationError) -> Conversation {
        for (index, participant) in file.between.enumerated() {
            _ = try find(participant, in: directory, at: place["between"][index])
        }
        let present = Set(file.between)
        guard Conversation.sizes.contains(present.count), present.count == file.between.count else {
            throw place["between"].error("must be two to eight people, each once")
        }
        let messages = try messages(
            file.messages, key: key, among: present, of: directory, in: folder, at: place)
        try check(file.unread, among: present, of: messages, at: place)
        return Conversation(key: key, participants: file.between, unread: file.unread, messages: messages)
    }

    private static func messages(
        _ entries: [MessageEntry], key: String, among present: Set<String>, of directory: [String: Person],
        in folder: String, at place: DemonstrationPlace
    ) throws(DemonstrationError) -> [Message] {
        guard !entries.isEmpty else { throw place["messages"].error("must not be empty") }
        var messages: [Message] = []
        for (index, entry) in entries.enumerated() {
            let place = place["messages"][index]
            let speaker = try find(entry.by, in: directory, at: place["by"])
            guard present.contains(entry.by) else { throw place["by"].error("\(entry.by) is not in it") }
            guard let time = DemonstrationTime(days: entry.days, at: entry.at) else {
                throw place.error("must be some days ago, up to 365, at a time like 09:05")
            }
            let draft = try place.drafting { () throws(MessagingError) in
                try MessageDraft(text: entry.text, nonce: nonce.covering(key, String(index)))
            }
            try check(entry, after: messages, at: place)
            messages.append(
                Message(
                    by: entry.by, draft: draft, thread: entry.thread, quoted: entry.quoting, time: time,
                    zone: speaker.zone, isPinned: entry.isPinned,
                    reactions: try reactions(entry.reactions, among: present, at: place["reactions"]),
                    pictures: try pictures(entry.pictures, key: "\(key) \(index)", in: folder, at: place)))
        }
        return messages
    }

    private static func pictures(
        _ entries: [PictureEntry], key: String, in folder: String, at place: DemonstrationPlace
    ) throws(DemonstrationError) -> [Picture] {
        var pictures: [Picture] = []
        for (index, entry) in entries.enumerated() {
            let place = place["pictures"][index]
            let path = "\(folder)/pictures/\(entry.file)"
            guard !entry.file.contains("/"), FileManager.default.fileExists(atPath: path) else {
                throw place["file"].error("there is no picture \(entry.file)")
            }
            guard !entry.shows.isEmpty, entry.shows.count <= 1_000 else {
                throw place["shows"].error("must say what it shows")
            }
            pictures.append(
                Picture(
                    id: nonce.covering(key, entry.file), path: path, name: entry.file,
                    description: entry.shows))
        }
        return pictures
    }

    /// What it answers has been said, and there is room for its pin.
    private static func check(
        _ entry: MessageEntry, after messages: [Message], at place: DemonstrationPlace
    ) throws(DemonstrationError) {
        if let thread = entry.thread {
            let place = place["thread"]
            guard messages.indices.contains(thread) else { throw place.error("is no earlier message") }
            guard messages[thread].thread == nil else {
                throw place.error("messages[\(thread)] is in a thread itself")
            }
        }
        if let quoted = entry.quoting, !messages.indices.contains(quoted) {
            throw place["quoting"].error("is no earlier message")
        }
        if entry.isPinned, messages.count(where: { $0.isPinned }) >= Pin.limit {
            throw place["pinned"].error("\(Pin.limit) are pinned already")
        }
    }

    /// In the order of their emoji: the file's is not kept by what reads it.
    private static func reactions(
        _ entries: [String: [String]], among present: Set<String>, at place: DemonstrationPlace
    ) throws(DemonstrationError) -> [Reaction] {
        var reactions: [Reaction] = []
        for (emoji, people) in entries.sorted(by: { $0.key < $1.key }) {
            let place = place[emoji]
            let draft: ReactionDraft
            do { draft = try ReactionDraft(emoji: emoji) } catch { throw place.error("is no emoji") }
            for (index, person) in people.enumerated() {
                guard present.contains(person) else { throw place[index].error("\(person) is not in it") }
                reactions.append(Reaction(by: person, draft: draft))
            }
        }
        return reactions
    }

    private static func check(
        _ unread: [String: Int], among present: Set<String>, of messages: [Message],
        at place: DemonstrationPlace
    ) throws(DemonstrationError) {
        for (member, count) in unread {
            let place = place["unread"][member]
            guard present.contains(member) else { throw place.error("\(member) is not in it") }
            guard (1...messages.count).contains(count),
                !messages.suffix(count).contains(where: { $0.by == member })
            else { throw place.error("must be from 1 to the messages since the last of their own") }
        }
    }
}

/// What is said in one place: a channel, or a direct conversation.
protocol DemonstrationTalk: Sendable {
    var key: String { get }
    /// Everybody who is in it.
    var participants: [String] { get }
    /// How many of the last messages somebody has not read; the others have read all.
    var unread: [String: Int] { get }
    var messages: [Demonstration.Message] { get }

    /// Who pins one of them.
    func pinner(of message: Demonstration.Message) -> String
}

extension DemonstrationPlace {
    fileprivate func error(_ errors: FormErrors) -> DemonstrationError {
        guard let first = errors.entries.first else { return error("cannot be taken") }
        return self[first.field].error(first.error.message)
    }

    fileprivate func drafting<Draft>(
        _ draft: () throws(MessagingError) -> Draft
    ) throws(DemonstrationError) -> Draft {
        do { return try draft() } catch {
            if case .invalid(let errors) = error { throw self.error(errors) }
            throw self.error("\(error)")
        }
    }
}
