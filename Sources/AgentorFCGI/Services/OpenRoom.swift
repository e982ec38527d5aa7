import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension ServiceDesk {
    /// `POST /profile/services/{number}/room`: a public channel for a published service of the viewer's, once however often it is
    /// pressed. Its first message is pinned, and leads to the service.
    func openRoom(_ number: Int64, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard let service = try profiles.services(of: viewer).first(where: { $0.number == number }),
            service.state == .published,
            let handle = try profiles.publication(of: viewer)?.handle
        else { throw Refusal.notFound }
        if let room = service.room { return .redirect(to: Route.channel(room, .show).path) }
        try turns.take(.createChannel, for: viewer)
        let title = service.draft.title
        // The same each time, so that pressing twice opens one.
        let nonce = FormNonce(submitted: viewer.id.rawValue.uuidString)
        let fields = [
            "name": title.beginning(of: ChannelDescription.nameLimit),
            "description": "About the service \u{201C}\(title.isolated)\u{201D}.", "visibility": "public",
            "category": service.draft.category,
        ]
        let subjects = try options.current().channelSubjects(
            keeping: ChannelSubject(category: service.draft.category))
        let slug = try messenger.create(
            ChannelDraft(
                nonce: nonce.covering("service room", "\(number)"), subjects
            ) { fields[$0] },
            as: viewer.identity)
        let page = address + Route.service(handle, number, .show).path
        let place = try messenger.send(
            MessageDraft(
                text: "\(Message.escaped(title)): \(page)",
                nonce: nonce.covering("service room, said", "\(number)")),
            to: slug, as: viewer.identity)
        try messenger.pin(place, in: slug, as: viewer.identity)
        guard try profiles.open(room: slug, for: service.number, of: viewer) else { throw Refusal.notFound }
        return .redirect(to: Route.channel(slug, .show).path)
    }
}

extension String {
    /// As many of its characters as have no more than some Unicode scalars together.
    fileprivate func beginning(of limit: Int) -> String {
        var count = 0
        return String(
            prefix { character in
                count += character.unicodeScalars.count
                return count <= limit
            })
    }
}
