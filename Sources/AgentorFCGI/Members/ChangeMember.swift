import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension MemberDesk {
    /// `POST /channels/{slug}/members/{handle}/role`
    func giveRole(to handle: String, in slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let (channel, member) = try found(handle, in: slug, visit)
            let viewer = try visit.admitted()
            let field = Self.roleField(of: channel)
            var errors = FormErrors()
            guard let role = errors.read(field, form[field.name]) else { throw errors }
            try turns.take(.membership, for: viewer)
            do {
                try messenger.give(role, to: member.participant.id, in: slug, as: viewer.identity)
            } catch MessagingError.lastAdministrator {
                throw FormErrors(
                    field.name, .notAllowed,
                    "They are the only administrator. Make somebody else administrator first.")
            }
            // Whoever has given theirs away may be here no more.
            let isOwn = member.participant.id.rawValue == viewer.id.rawValue
            return .redirect(
                to: isOwn
                    ? Route.channel(slug, .members).path
                    : Route.member(slug, handle, .show).path(done: "role"))
        } again: {
            try again(handle, in: slug, visit, $0)
        }
    }

    /// `POST /channels/{slug}/members/{handle}/silence`
    func silence(_ handle: String, in slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let (_, member) = try found(handle, in: slug, visit)
            let viewer = try visit.admitted()
            var errors = FormErrors()
            let chosen = errors.read(Self.silenceField, form[Self.silenceField.name])
            guard let silence = chosen.flatMap({ Int($0) }).flatMap(Silence.init) else { throw errors }
            try turns.take(.membership, for: viewer)
            try messenger.silence(member.participant.id, for: silence, in: slug, as: viewer.identity)
            return .redirect(to: Route.member(slug, handle, .show).path(done: "silence"))
        } again: {
            try again(handle, in: slug, visit, $0)
        }
    }

    private func again(_ handle: String, in slug: String, _ visit: Visit, _ form: FilledForm) throws
        -> [UInt8]
    {
        let (channel, member) = try found(handle, in: slug, visit)
        return try page(channel, member, visit, form).html()
    }
}
