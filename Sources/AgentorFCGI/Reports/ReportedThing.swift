import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import Text

/// What is to be reported, as whoever does it sees it.
struct ReportedThing {
    /// In a sentence: "the message of Ada (@ada) in Leases".
    let what: String
    /// Of it, on this site.
    let address: String
    /// What goes along with the report; nil where there is nothing to report.
    let attached: String?
    let evidence: ReportEvidence
    /// What is kept of its pictures with that. Asked for where it is sent.
    var pictures: () -> [ReportEvidence.Picture] = { [] }
    /// A few of its words; nil for what has none.
    var words: String?
    /// Whether its words were taken away.
    var isGone = false
    var section: PageFrame.Section?
}

extension ReportDesk {
    /// Reads it as the viewer.
    /// - Throws: not found, for what they do not see and for what is theirs.
    func thing(_ subject: ReportSubject, _ visit: Visit) throws -> ReportedThing {
        let viewer = try visit.admitted()
        let thing =
            switch subject {
            case .message(let slug, let place): try message(place, in: slug, viewer)
            case .channel(let slug): try channel(slug, viewer)
            case .person(let handle): try person(handle, viewer)
            case .service(let handle, let number): try service(number, of: handle, viewer)
            case .file(let id): try file(id, viewer)
            case .work(let handle, let number): try work(number, of: handle, viewer)
            }
        guard let thing else { throw Refusal.notFound }
        if !thing.isGone, try reports.find(subject, for: viewer) == nil { throw Refusal.notFound }
        return thing
    }

    private func message(_ place: Int64, in slug: String, _ viewer: Viewer) throws -> ReportedThing? {
        let (channel, found) = try messenger.message(place, in: slug, as: viewer.identity)
        guard let message = found, message.author.id.rawValue != viewer.id.rawValue else { return nil }
        let author = called(message.author.name, message.author.handle)
        var thing = ReportedThing(
            what: "the message of \(author) in \(channel.whereabouts)",
            address: Route.message(channel.slug, place, .show).path,
            attached:
                "A moderator reads this message, up to five before it and five after it, what you write here, and your name, and sees its pictures. They are kept as they are now, also where they are changed or deleted later.",
            evidence: ReportEvidence(said: try around(message, in: slug, viewer)))
        thing.pictures = { self.pictures(message.files.filter(\.isThere), viewer) }
        thing.words = message.isReadable ? message.words(limit: 200) : nil
        thing.isGone = message.isDeleted
        thing.section = channel.direct == nil ? .channels : .messages
        return thing
    }

    /// A message with what stands around it, as it is kept.
    private func around(
        _ message: Message, in slug: String, _ viewer: Viewer
    ) throws -> [ReportEvidence.Said] {
        let place = message.sequence
        var around: [Message]
        if let head = message.thread {
            let thread = try messenger.thread(of: head, in: slug, around: place, as: viewer.identity)
            around = [thread.head] + thread.page.messages
        } else {
            around = try messenger.conversation(slug, around: place, as: viewer.identity).page.messages
        }
        let middle = around.firstIndex { $0.sequence == place } ?? 0
        let reach = ReportEvidence.reach
        around = Array(around[max(0, middle - reach)..<min(around.count, middle + reach + 1)])
        return around.map { ReportEvidence.Said($0, isReported: $0.sequence == place) }
    }

    private func pictures(_ files: [MessageFile], _ viewer: Viewer) -> [ReportEvidence.Picture] {
        kept(files) { part, file in try messenger.part(part, of: file.id, as: viewer.identity) }
    }

    private func file(_ id: UUID, _ viewer: Viewer) throws -> ReportedThing? {
        if let place = try messenger.place(ofGoneFile: id, as: viewer.identity) {
            var thing = ReportedThing(
                what: "a file", address: Route.message(place.slug, place.sequence, .show).path, attached: nil,
                evidence: ReportEvidence())
            thing.isGone = true
            return thing
        }
        let found = try messenger.file(id, as: viewer.identity)
        guard let place = found.place, !found.isOwn else { return nil }
        let (channel, sent) = try messenger.message(place.sequence, in: place.slug, as: viewer.identity)
        guard let message = sent else { return nil }
        let file = found.file
        let kind = file.picture == nil ? "file" : "picture"
        let part = try messenger.part(file.partToSave, of: id, as: viewer.identity)
        let author = called(found.senderName, found.senderHandle)
        var thing = ReportedThing(
            what: "the \(kind) \(file.name.isolated) of \(author) in \(channel.whereabouts)",
            address: Route.file(id, .show).path,
            attached:
                "A moderator reads the name and the kind of this \(kind), a fingerprint of its bytes, the message it was sent with, up to five before it and five after it, what you write here, and your name. They are kept as they are now. "
                + (file.picture == nil
                    ? "The file itself is not kept: say what is in it."
                    : "So is the picture, in a small size."),
            evidence: ReportEvidence(
                said: try around(message, in: place.slug, viewer),
                facts: [
                    .init("The reported \(kind)", file.name),
                    .init("Kind and size", "\(file.label), \(sizeWords(file.size))"),
                    .init("What its author says it shows", file.description),
                    .init("Fingerprint (SHA-256)", part.digest),
                ]))
        thing.pictures = { self.pictures([file], viewer) }
        thing.words = message.isReadable && !message.text.isEmpty ? message.words(limit: 200) : nil
        thing.section = channel.direct == nil ? .channels : .messages
        return thing
    }

    private func work(_ number: Int64, of handle: String, _ viewer: Viewer) throws -> ReportedThing? {
        guard let agent = try profiles.agent(handle, for: viewer),
            let work = try profiles.works(shownBy: agent.account, for: viewer)
                .first(where: { $0.number == number })
        else { return nil }
        let draft = work.draft
        let pictures = work.pictures.enumerated().map { index, picture in
            let parts = [
                picture.name.isolated, picture.description, picture.mark.map { "fingerprint \($0)" } ?? "",
            ]
            return ReportEvidence.Fact(
                "Picture \(index + 1)", parts.filter { !$0.isEmpty }.joined(separator: "; "))
        }
        var thing = ReportedThing(
            what: "the work \(draft.title.isolated) of \(called(agent.name, agent.handle))",
            address: Route.work(agent.handle, number, .show).path,
            attached:
                "A moderator reads the work as it is described now, sees its pictures, and reads what you write here, and your name. They are kept as they are now, the pictures in a small size.",
            evidence: ReportEvidence(
                facts: [
                    .init("Title", draft.title), .init("Description", draft.description),
                    .init("Year", draft.year.map(String.init) ?? ""), .init("Link", draft.link ?? ""),
                ] + pictures))
        thing.pictures = {
            self.kept(work.pictures) { part, picture in
                try picture.mark.flatMap { try self.profiles.shownPicture($0, part: part) }
            }
        }
        thing.section = .agents
        return thing
    }

    private func channel(_ slug: String, _ viewer: Viewer) throws -> ReportedThing? {
        let channel = try messenger.channel(slug, as: viewer.identity)
        guard channel.direct == nil else { return nil }
        var thing = ReportedThing(
            what: "the channel \(channel.name.isolated)", address: Route.channel(channel.slug, .show).path,
            attached:
                "A moderator reads the channel’s name and description as they are now, what you write here, and your name. What is said in it they do not read: report a message for that.",
            evidence: ReportEvidence(facts: [
                .init("Name", channel.name), .init("Description", channel.description),
            ]))
        thing.section = .channels
        return thing
    }

    private func person(_ handle: String, _ viewer: Viewer) throws -> ReportedThing? {
        let person = try messenger.correspondent(handle, as: viewer.identity)
        let agent = try profiles.agent(person.handle, for: viewer)
        var facts = [
            ReportEvidence.Fact("Name", person.name), ReportEvidence.Fact("Handle", person.handle),
        ]
        if let profile = agent?.profile {
            facts += [
                .init("Headline", profile.headline), .init("About", profile.about),
                .init("Skills", profile.skills.joined(separator: ", ")),
            ]
        }
        return ReportedThing(
            what: called(person.name, person.handle),
            address: agent == nil
                ? Route.conversation(person.handle, .show).path : Route.agent(person.handle, .show).path,
            attached:
                "A moderator reads their name, their profile as it is now, what you write here, and your name. What they have written to you they do not read: report a message for that.",
            evidence: ReportEvidence(facts: facts))
    }

    private func service(_ number: Int64, of handle: String, _ viewer: Viewer) throws -> ReportedThing? {
        guard let agent = try profiles.agent(handle, for: viewer),
            let service = try profiles.services(offeredBy: agent.account, for: viewer)
                .first(where: { $0.number == number })
        else { return nil }
        var thing = ReportedThing(
            what: "the service \(service.draft.title.isolated) of \(called(agent.name, agent.handle))",
            address: Route.service(agent.handle, number, .show).path,
            attached:
                "A moderator reads the service as it is described now, what you write here, and your name.",
            evidence: ReportEvidence(facts: [
                .init("Title", service.draft.title), .init("Description", service.draft.description),
            ]))
        thing.section = .agents
        return thing
    }
}

extension Channel {
    /// In a sentence, for whoever may not look there.
    fileprivate var whereabouts: String { direct == nil ? name.isolated : "a conversation" }
}

extension ReportEvidence.Said {
    /// - Parameter isReported: of any other the beginning is enough.
    fileprivate init(_ message: Message, isReported: Bool) {
        let limit = isReported ? Int.max : ReportEvidence.neighbourLimit
        var text = String.UnicodeScalarView()
        text.append(contentsOf: message.text.unicodeScalars.prefix(limit))
        self.init(
            author: message.author.name, handle: message.author.handle, sentAt: message.sentAt,
            text: String(text), files: message.files.filter(\.isThere).map(\.name),
            isReported: isReported, isDeleted: message.isDeleted)
    }
}
