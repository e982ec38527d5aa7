import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import ZoneInfo

extension InvitationDesk {
    private static let handleField = FormField<String>.line(
        "handle", "Handle or email address",
        hint:
            "A handle stands beside somebody’s name wherever they write, for example @ada. To an email address goes a mail with a link for one person.",
        limit: 254, missing: "Enter the handle or the email address of whom you invite.",
        autocomplete: "off")

    /// As what the viewer can let somebody in.
    static func roleField(of channel: Channel, withModerators: Bool) -> FormField<Role> {
        let roles: [Role] =
            withModerators && channel.role == .admin && channel.allows(.manageMembers)
            ? [.member, .guest, .moderator] : [.member, .guest]
        return .radios(
            "role", "As what do they come in?", roles.map { ($0, $0.words, $0.meaning) },
            missing: "Choose as what they come in.", otherwise: .member)
    }

    /// `GET /channels/{slug}/invitations`
    func showChannelInvitations(to slug: String, _ visit: Visit) throws -> Response {
        let channel = try channel(slug, visit)
        return .html(try page(channel, visit, .unsent(["role": Role.member.rawValue])).html())
    }

    /// `POST /channels/{slug}/invitations`: once for everybody, however often it is sent.
    func invite(to slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            let channel = try channel(slug, visit)
            var errors = FormErrors()
            let handle = errors.read(Self.handleField, form[Self.handleField.name])
            let field = Self.roleField(of: channel, withModerators: true)
            let role = errors.read(field, form[field.name])
            guard let handle, let role else { throw errors }
            try turns.take(.invite, for: viewer)
            if handle.dropFirst().contains("@") { return try mail(handle, to: channel, as: role, visit) }
            func refuse(_ words: String) -> FormErrors {
                FormErrors(Self.handleField.name, .notAllowed, words)
            }
            let somebody: Correspondent
            do {
                somebody = try messenger.correspondent(
                    handle.hasPrefix("@") ? String(handle.dropFirst()) : handle, as: viewer.identity)
            } catch MessagingError.notFound {
                throw FormErrors(Self.handleField.name, .wrong, "Nobody has this handle.")
            }
            switch try messenger.invite(somebody.id, to: slug, as: role, by: viewer.identity) {
            case .invited:
                return .redirect(to: Route.channelInvitations(slug, .list).path(done: "invited"))
            case .member: throw refuse("They are in the channel already.")
            case .closed: throw refuse("They cannot be invited.")
            case .tooMany:
                throw refuse("Too many have yet to answer. Take some invitations back, or wait for answers.")
            }
        } again: {
            try page(try channel(slug, visit), visit, $0).html()
        }
    }

    /// `POST /channels/{slug}/invitations/{id}/revoke`
    func revoke(_ id: UUID, to slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        try messenger.revoke(id, in: slug, as: viewer.identity)
        return .redirect(to: Route.channelInvitations(slug, .list).path(done: "revoked"))
    }

    /// Whoever invites is answered the same whether or not there is an account with the address, or mail goes there.
    private func mail(_ typed: String, to channel: Channel, as role: Role, _ visit: Visit) throws -> Response
    {
        let viewer = try visit.admitted()
        let rules = try turns.accounts.rules(for: typed)
        func refuse(_ words: String) -> FormErrors {
            FormErrors(Self.handleField.name, .notAllowed, words)
        }
        let email: String
        do throws(Forms.FieldError) {
            email = try FormField.email(by: rules).read(typed)
        } catch {
            throw FormErrors(Self.handleField.name, error.code, error.message)
        }
        guard role != .moderator else { throw refuse("A moderator is invited by their handle.") }
        try takeForMail(in: channel, by: viewer)
        switch try mailed.invite(email, to: channel, as: role, by: viewer, sends: sends(to: email)) {
        case .sent: break
        case .tooMany:
            throw refuse("Too many have yet to come. Take some invitations back, or wait for them.")
        }
        postman.nudge()
        return .redirect(to: Route.channelInvitations(channel.slug, .list).path(done: "mailed"))
    }

    /// `POST /channels/{slug}/invitations/{id}/resend`: another link in another mail.
    func mailAgain(_ id: UUID, to slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let channel = try channel(slug, visit)
        guard let email = try mailed.address(of: id, for: viewer) else { throw Refusal.notFound }
        try turns.take(.invite, for: viewer)
        try takeForMail(in: channel, by: viewer)
        try mailed.inviteAgain(id, to: channel, by: viewer, sends: sends(to: email))
        postman.nudge()
        return .redirect(to: Route.channelInvitations(slug, .list).path(done: "mailed"))
    }

    private func takeForMail(in channel: Channel, by viewer: Viewer) throws {
        try turns.take(.inviteByMail, for: viewer)
        try turns.take(.inviteByMailHere, for: channel.id.rawValue.uuidString)
    }

    /// Whether a mail goes to an address. Whoever invites is not told that others have invited it, too.
    private func sends(to email: String) throws -> Bool {
        do {
            try turns.take(.inviteByMailTo, for: email)
            return true
        } catch Refusal.tooOften { return false }
    }

    func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm, link: String? = nil) throws
        -> ChannelInvitationsPage
    {
        let viewer = try visit.admitted()
        let addresses = try mailed.addresses(of: viewer)
        let sent = try messenger.invitations(to: channel.slug, as: viewer.identity).map { invitation in
            var state =
                "as \(invitation.role.words.lowercased()), by \u{2068}\(invitation.inviter)\u{2069}, until "
            state += viewer.zone.local(invitation.expiresAt).dayAndTime
            if let uses = invitation.usesLeft, !invitation.isMailed { state += ", for \(uses) more" }
            return ChannelInvitationsPage.Sent(
                id: invitation.id,
                name: invitation.invitee?.name ?? addresses[invitation.id]
                    ?? (invitation.isMailed ? "Somebody, by mail" : "A link"),
                face: invitation.invitee?.id.rawValue ?? invitation.id, picture: invitation.invitee?.picture,
                handle: invitation.invitee?.handle, state: state, isLink: invitation.invitee == nil,
                isResendable: addresses[invitation.id] != nil)
        }
        return ChannelInvitationsPage(
            frame: visit.frame(.channels), slug: channel.slug, channel: channel.name,
            fields: [
                form.field(Self.handleField), form.field(Self.roleField(of: channel, withModerators: true)),
            ], problem: form.problem, sent: sent, link: link,
            notice: link == nil ? visit.request.query["done"].flatMap { Self.done[$0] } : nil)
    }

    private static let done = [
        "mailed": "A mail is on its way to them. Whether they have an account is not told.",
        "invited": "Invited. It stands among their invitations.", "revoked": "Taken back.",
    ]
}
