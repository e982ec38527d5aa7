import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension ConversationDesk {
    /// `GET /messages/{handle}?before=SEQ`, `?around=SEQ`, `?on=DAY`, `?about=NUMBER` of a service of theirs: the conversation with somebody, also one that has not begun,
    /// or the one at a channel's address.
    func showConversation(_ handle: String, _ visit: Visit) throws -> Response {
        if Self.isAddress(handle) { return try showConversation(at: handle, as: handle, visit) }
        let correspondent = try messenger.correspondent(handle, as: visit.identity)
        let viewer = try visit.admitted()
        if correspondent.id.rawValue == viewer.id.rawValue {
            return .redirect(to: Route.conversations(.list).path)
        }
        if correspondent.handle != handle {
            // Not for ever: they may go back to it.
            return .redirect(to: Route.conversation(correspondent.handle, .show).path)
        }
        guard let slug = correspondent.slug else {
            if visit.wantsJSON { throw Refusal.notFound }
            let about = try asking(correspondent, visit)
            var page = try beginningPage(
                correspondent, viewer, visit,
                about.map { .unsent([MessageDraft.field.name: $0.opening]) } ?? .unsent())
            page.subject = about?.subject
            return .html(page.html())
        }
        return try showConversation(at: slug, as: handle, visit, about: asking(correspondent, visit))
    }

    /// What a message about a service of theirs begins with, and which one that is; nil where none is asked about.
    private func asking(
        _ correspondent: Correspondent, _ visit: Visit
    ) throws -> (opening: String, subject: ConversationPage.Subject)? {
        guard let number = visit.request.query["about"].flatMap({ Int64($0) }), let viewer = visit.viewer,
            let service = try profiles.services(
                offeredBy: AccountID(rawValue: correspondent.id.rawValue), for: viewer
            ).first(where: { $0.number == number })
        else { return nil }
        let link = Route.service(correspondent.handle, number, .show).path
        return (
            "\(service.draft.title): \(address)\(link)\n\n",
            ConversationPage.Subject(title: service.draft.title, address: link)
        )
    }

    /// One that has begun.
    /// - Parameters:
    ///   - place: what was asked for.
    ///   - about: what a message is to begin with, before what the viewer had begun; nil for nothing.
    private func showConversation(
        at slug: String, as place: String, _ visit: Visit,
        about: (opening: String, subject: ConversationPage.Subject)? = nil
    ) throws -> Response {
        let sought = try messenger.seek(in: slug, by: visit)
        if sought.beginning != nil, !visit.wantsJSON {
            return .redirect(to: Route.conversation(place, .show).path + sought.query)
        }
        let found = try messenger.read(slug, sought.place, by: visit)
        let viewer = try visit.admitted()
        guard found.channel.direct != nil else { throw Refusal.notFound }
        return try visit.present(found, json: ConversationJSON.init) { found in
            if found.channel.place != place {
                return .redirect(to: found.channel.address + sought.query)
            }
            let page = try messenger.conversationPage(
                found, sought, viewer, visit,
                about.map { .unsent(asking: $0.opening, before: found.channel.draft) }
                    ?? messenger.answering(in: found.channel, visit),
                compress: compress)
            var shown = try withProfile(page, viewer, in: found.channel.slug)
            shown = try withCare(shown, found, viewer, visit)
            if let about { shown.subject = about.subject }
            return .html(shown.html(), status: sought.status)
        }
    }

    /// The page with what somebody wrote that could not be sent.
    func conversationPage(
        at slug: String, _ viewer: Viewer, _ visit: Visit, _ form: FilledForm
    ) throws -> ConversationPage {
        let found = try messenger.read(slug, .latest, by: visit)
        let page = try withProfile(
            messenger.conversationPage(found, .latest, viewer, visit, form, compress: compress), viewer,
            in: found.channel.slug)
        return try withCare(page, found, viewer, visit)
    }

    /// The page with what is to be said of a request: to whom it was written, of what to be careful with; to whoever wrote it, of what
    /// waits.
    private func withCare(
        _ page: ConversationPage, _ found: Conversation, _ viewer: Viewer, _ visit: Visit
    ) throws -> ConversationPage {
        guard let direct = found.channel.direct else { return page }
        var page = page
        if direct.awaitsViewer {
            let texts = found.page.messages.filter { $0.author.id.rawValue != viewer.id.rawValue }.map(\.text)
            let contact = try care.contactData(in: texts)
            page.contactData = contact.isEmpty ? nil : contact.words
            page.talk?.conversation.live = .channel(
                found.channel.slug, lastRead: found.channel.lastRead ?? found.page.cursor,
                care: contact.rawValue, beginsAnew: visit.beginsFramesAnew)
        } else if direct.isRequest || found.page.messages.isEmpty {
            page.held = try messenger.held(in: found.channel.slug, as: viewer.identity).map {
                ConversationPage.HeldMessage(
                    words: $0.words(limit: 1_000), written: viewer.dayAndTime($0.createdAt),
                    isRemoved: $0.failure == .removed)
            }
        }
        return page
    }

    /// The page with a link to the other one's profile, where they have published one, and with what it is about.
    /// - Parameter slug: the conversation's; nil before it has begun.
    private func withProfile(
        _ page: ConversationPage, _ viewer: Viewer, in slug: String? = nil
    ) throws -> ConversationPage {
        guard let handle = page.handle else { return page }
        var page = page
        if let slug, let enquiry = try profiles.enquiries(in: [slug], for: viewer)[slug] {
            page.subject = ConversationPage.Subject(enquiry)
        }
        if let agent = try profiles.agent(handle, for: viewer) {
            let zone = Zone(named: agent.profile.timeZone) ?? .utc
            page.agent = ConversationPage.Agent(
                agent, try directory.responsiveness(of: [agent.account], for: viewer)[agent.account],
                timeOfDay: zone.local(Date()).timeOfDay)
        }
        return page
    }

    func beginningPage(
        _ correspondent: Correspondent, _ viewer: Viewer, _ visit: Visit, _ form: FilledForm
    ) throws -> ConversationPage {
        let error = form.errors["message"]?.message ?? form.problem
        let text = form.fields["message"]
        // What was written before it was closed is not lost.
        let beginning =
            correspondent.access == .closed && text == nil
            ? nil
            : ConversationPage.Beginning(
                isRequest: correspondent.access == .request, nonce: form.nonce.value,
                draft: Entry(text ?? "", error: error), attach: try messenger.attachField(form, visit))
        var page = ConversationPage(
            frame: visit.frame(.messages), list: try messenger.conversationList(viewer),
            name: correspondent.name, face: correspondent.id.rawValue, handle: correspondent.handle,
            place: correspondent.handle, beginning: beginning, keptAway: correspondent.keptAway)
        page.picture = correspondent.picture
        return try withProfile(page, viewer)
    }
}

extension FilledForm {
    /// - Parameter draft: what was begun, and may begin with the same.
    fileprivate static func unsent(asking opening: String, before draft: String?) -> FilledForm {
        let begun = draft ?? ""
        let isThere = begun.contains(opening.prefix { $0 != "\n" })
        return .unsent([MessageDraft.field.name: isThere ? begun : opening + begun])
    }
}

extension Messenger {
    /// How many conversations stand beside the one that is open.
    private static let listLength = 20

    func conversationList(_ viewer: Viewer, open slug: String? = nil) throws -> ConversationList {
        let found = try conversations(on: .inbox, as: viewer.identity, limit: Self.listLength)
        let circle = try circle(as: viewer.identity)
        return ConversationList(
            found.conversations.map { listed in
                var summary = ConversationSummary(listed, in: viewer.zone, circle)
                if listed.slug == slug {
                    summary.isOpen = true
                    summary.unread = 0
                }
                return summary
            },
            next: found.next.map { "\(Route.conversations(.list).path)?after=\($0.address.percentEncoded)" },
            requestCount: try requestCount(as: viewer.identity))
    }

    /// A direct conversation that has begun.
    func conversationPage(
        _ found: Conversation, _ sought: SoughtPage, _ viewer: Viewer, _ visit: Visit, _ form: FilledForm,
        compress: @escaping Compress
    ) throws -> ConversationPage {
        guard let direct = found.channel.direct else { throw Refusal.notFound }
        let showing = try inboxDigest(
            as: viewer.identity, session: visit.session, without: found.channel.id)
        let others = found.members.filter { $0.id.rawValue != viewer.id.rawValue }
        let other = direct.isGroup ? nil : others.first
        let presence = try presence(in: found.channel, by: visit)
        let status = other.flatMap { presence?.status(of: $0.id) }
        // With nobody else there, nothing more is said.
        let isOver = found.channel.isOver
        var conversation = try talk(found, sought, visit, form, presence: presence, compress: compress)
        conversation.isOver = isOver
        // What was written before it was closed is not lost.
        conversation.isShut = found.channel.isClosed && form.fields[MessageDraft.field.name] == nil
        if isOver { conversation.isLatest = false }
        let talk = ConversationPage.Talk(
            channel: ChannelSummary(found.channel), conversation: conversation, direct: direct,
            showing: showing.rawValue)
        var page = ConversationPage(
            frame: visit.frame(.messages),
            list: try conversationList(viewer, open: found.channel.slug), name: found.channel.name,
            face: other?.id.rawValue ?? found.channel.id.rawValue, handle: direct.handle,
            place: found.channel.place, talk: talk)
        page.picture = other?.picture
        page.presence = status
        if let other { page.keptAway = try block(of: other.id, in: found.channel, as: viewer.identity) }
        if direct.isGroup { page.members = found.members.items(for: viewer) }
        if found.members.count < DirectConversation.groupSizes.upperBound, !isOver, !found.channel.isClosed {
            page.company = others.compactMap(\.handle).joined(separator: ",")
        }
        if status == nil, let other {
            page.lastHere = try lastHere(other.id, as: viewer.identity)?.words(in: viewer.zone)
        }
        return page
    }
}
