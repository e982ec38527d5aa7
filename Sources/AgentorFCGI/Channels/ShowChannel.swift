import AgentorCore
import AgentorViews
import FastCGI
import Messaging
import ZoneInfo

extension ChannelDesk {
    /// `GET /channels/{slug}?before=SEQ`, `?around=SEQ`, `?on=DAY`: the latest messages, or those before or around a place,
    /// or around the first of a day; where there are none of that day or later, the latest.
    func showChannel(_ slug: String, _ visit: Visit) throws -> Response {
        do { return try showKnownChannel(slug, visit) } catch {
            if let page = try web.page(.channel, of: slug, visit, insteadOf: error) { return page }
            guard case MessagingError.notFound = error, !visit.wantsJSON else { throw error }
            return try showAskToJoin(slug, visit)
        }
    }

    private func showKnownChannel(_ slug: String, _ visit: Visit) throws -> Response {
        let sought = try messenger.seek(in: slug, by: visit)
        if sought.beginning != nil, !visit.wantsJSON {
            return .redirect(to: Route.channel(slug, .show).path + sought.query)
        }
        let read = try messenger.read(slug, sought.place, by: visit)
        return try visit.present(read, json: ConversationJSON.init) { read in
            if read.channel.direct != nil {
                let quoting = visit.request.query["quoting"].flatMap { Int64($0) }.map { "?quoting=\($0)" }
                return .redirect(
                    to: read.channel.address + (quoting ?? visit.quoteQuery ?? sought.query))
            }
            if read.channel.visibility == .webPublic, !read.channel.isMember,
                let page = try web.page(.channel, of: slug, visit)
            {
                return page
            }
            let form = try messenger.answering(in: read.channel, visit)
            return .html(try page(read, sought, visit, form), status: sought.status)
        }
    }

    /// The page with what somebody wrote that could not be sent.
    func channelPage(_ slug: String, _ visit: Visit, form: FilledForm) throws -> [UInt8] {
        try page(try messenger.read(slug, .latest, by: visit), .latest, visit, form)
    }

    private func page(
        _ found: Conversation, _ sought: SoughtPage, _ visit: Visit, _ form: FilledForm
    ) throws -> [UInt8] {
        guard found.channel.direct == nil else {
            return try messenger.conversationPage(
                found, sought, visit.admitted(), visit, form, compress: compress
            ).html()
        }
        var page = ChannelPage(
            frame: visit.frame(.channels), channel: ChannelSummary(found.channel),
            conversation: found.channel.isMember
                ? try messenger.talk(
                    found, sought, visit, form,
                    presence: try messenger.receipts(on: found.page, of: found.channel, by: visit),
                    compress: compress) : nil)
        page.told = visit.reportedNotice
        return page.html()
    }
}

extension Messenger {
    /// A page of a channel. Where being served is being seen, whoever is shown the latest has read it.
    func read(_ slug: String, _ place: ChannelPlace, by visit: Visit) throws -> Conversation {
        let found =
            switch place {
            case .latest: try conversation(slug, as: visit.identity)
            case .before(let place): try conversation(slug, before: place, as: visit.identity)
            case .around(let place): try conversation(slug, around: place, as: visit.identity)
            }
        _ = try visit.admitted()
        if place == .latest, visit.isSeenWhenServed { markRead(found, as: visit.identity) }
        return found
    }

    /// What was said and where one writes, for a member, with what leads to other parts of it.
    func talk(
        _ found: Conversation, _ sought: SoughtPage, _ visit: Visit, _ form: FilledForm,
        presence: Presence?, compress: @escaping Compress
    ) throws -> ChannelPage.Conversation {
        var own = found.own
        own.quietThreads = try quietThreads(
            on: found.page.messages, of: found.channel, since: found.lastRead(sought.lastRead),
            as: visit.identity)
        var talk = found.talk(
            isLatest: sought.isLatest, lastRead: sought.lastRead, visit, form, presence: presence,
            own: own, compress: compress)
        talk.quoting = try quoted(form, in: found.channel.slug, visit)
        talk.attach = try attachField(form, visit)
        talk.day = sought.day
        talk.notice =
            sought.notice(on: found.page, in: .named(visit.timeZone)) ?? visit.reportedNotice
        if sought.isLatest { talk.newAbove = try newAbove(found, by: visit) }
        if found.channel.direct == nil, let shut = found.channel.shut(in: .named(visit.timeZone)) {
            // What somebody wrote before they knew stays before their eyes.
            talk.isShut = form.fields[MessageDraft.field.name] == nil
            talk.shut = shut
        }
        if sought.isLatest, found.channel.newcomersWait, found.channel.role == .member {
            let waiting = try held(in: found.channel.slug, as: visit.identity).count { $0.failure == nil }
            if waiting > 0 {
                talk.notice =
                    "\(counted(waiting, "message of yours waits", "messages of yours wait")) until those in charge have looked: they do with what everybody new here writes first."
            }
        }
        return talk
    }
}

extension Conversation {
    /// Up to where the viewer had read before they saw this page.
    fileprivate func lastRead(_ sought: Int64?) -> Int64 { sought ?? channel.lastRead ?? page.cursor }

    /// What was said and where one writes, for a member.
    fileprivate func talk(
        isLatest: Bool, lastRead: Int64?, _ visit: Visit, _ form: FilledForm, presence: Presence?,
        own: OwnMarks, compress: @escaping Compress
    ) -> ChannelPage.Conversation {
        let lastRead = self.lastRead(lastRead)
        var talk = page.talk(
            in: channel, isLatest: isLatest, lastRead: lastRead,
            .channel(channel.slug, lastRead: lastRead, beginsAnew: visit.beginsFramesAnew), visit, form,
            presence: presence, own: own, compress: compress)
        talk.members = members.items(for: visit.viewer)
        talk.membersLeftOut = max(0, channel.memberCount - members.count)
        talk.keeps = true
        if form.fields[MessageDraft.field.name] == nil { talk.draft.value = channel.draft ?? "" }
        talk.newThreads = page.newThreads(of: channel.slug, since: lastRead)
        return talk
    }
}

extension Channel {
    /// Why the viewer writes nothing here just now; nil where they can.
    func shut(in zone: Zone) -> String? {
        if isWithheld { return Self.withheldWords }
        if isArchived {
            return "This channel is archived. Everything can be read, and nothing more is said in it."
        }
        if !allows(.post) {
            return role == .guest
                ? "You are a guest here: you read, and write nothing."
                : "Only \(permissions.least(for: .post).andAbove.lowercased()) write here."
        }
        if let until = silencedUntil {
            return
                "Those in charge have asked you to pause. You can write here again \(zone.local(until).dayAndTime)."
        }
        return nil
    }
}

extension [Participant] {
    /// As a viewer sees them.
    func items(for viewer: Viewer?) -> [MemberItem] {
        map { MemberItem($0, isViewer: $0.id.rawValue == viewer?.id.rawValue) }
    }
}

extension Excerpt {
    /// Its messages, in a channel or a thread of it, and where one writes.
    func talk(
        in channel: Channel, isLatest: Bool, lastRead: Int64, _ live: LiveFrame, _ visit: Visit,
        _ form: FilledForm, presence: Presence? = nil, own: OwnMarks, compress: @escaping Compress
    ) -> ChannelPage.Conversation {
        let name = MessageDraft.field.name
        var conversation = ChannelPage.Conversation(
            messages: list(of: channel.slug, in: visit.timeZone, compress: compress)
                .rendered.marked(
                    marks(
                        for: visit.viewer, lastRead: lastRead, presence: isLatest ? presence : nil,
                        own: own, isOfTwo: channel.isOfTwo)),
            cursor: cursor, earlier: earlier, later: later, isLatest: isLatest, live: live,
            members: [], nonce: form.nonce.value,
            draft: Entry(form.fields[name] ?? "", error: form.errors[name]?.message ?? form.problem))
        conversation.zone = visit.timeZone
        if channel.visibility == .webPublic {
            conversation.audience = "Everybody on the web can read what you write here, without an account."
        }
        return conversation
    }
}

extension Excerpt {
    /// Where the threads are in which something was said since somebody last read; nil where nothing was.
    func newThreads(of slug: String, since lastRead: Int64) -> String? {
        lastReply > lastRead ? "\(Route.channel(slug, .threads).path)?since=\(lastRead)" : nil
    }
}

extension Messenger {
    /// What a form quotes, or the address of the page that shows it; nil where there is no such message.
    func quoted(_ form: FilledForm, in slug: String, _ visit: Visit) throws -> QuoteLink? {
        let place = (form.fields[MessageDraft.quotingName] ?? visit.request.query[MessageDraft.quotingName])
            .flatMap { Int64($0) }
        guard let place, place > 0 else { return nil }
        return try quote(of: place, in: slug, as: visit.identity).map { QuoteLink($0, in: slug) }
    }
}

/// Which page of a channel is shown.
enum ChannelPlace: Equatable {
    case latest
    case before(Int64)
    case around(Int64)

    /// - Throws: not found, for what is no place.
    init(_ query: Fields) throws(Refusal) {
        func place(_ text: String) throws(Refusal) -> Int64 {
            guard let place = Int64(text) else { throw .notFound }
            return place
        }
        if let text = query["around"] {
            self = .around(try place(text))
        } else if let text = query["before"] {
            self = .before(try place(text))
        } else {
            self = .latest
        }
    }

    /// As an address says it.
    var parameter: String? {
        switch self {
        case .latest: nil
        case .before(let place): "before=\(place)"
        case .around(let place): "around=\(place)"
        }
    }
}

extension Excerpt {
    /// Before which message earlier ones exist.
    var earlier: Int64? { hasEarlier ? messages.first?.sequence : nil }

    /// Around which message later ones exist.
    var later: Int64? { hasLater ? messages.last?.sequence : nil }
}
