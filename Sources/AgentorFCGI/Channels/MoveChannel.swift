import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/settings/address`
    func showChannelAddress(_ slug: String, _ visit: Visit) throws -> Response {
        let channel = try channel(slug, allowing: [.govern], visit)
        return .html(page(channel, visit, .unsent(["address": channel.slug])).html())
    }

    /// `POST /channels/{slug}/settings/address`
    func moveChannel(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            let address = try ChannelAddress { form[$0] }
            try turns.take(.membership, for: viewer)
            try messenger.move(slug, to: address, as: viewer.identity)
            return .redirect(to: Route.channel(address.slug, .settings).path)
        } again: {
            page(try channel(slug, allowing: [.govern], visit), visit, $0).html()
        }
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.channels), heading: "Address of \u{2068}\(channel.name)\u{2069}",
            address: Route.channel(channel.slug, .address).path, fields: form.fields(of: ChannelAddress.form),
            button: "Save", problem: form.problem,
            links: [.init("Settings of the channel", Route.channel(channel.slug, .settings).path)])
    }
}

extension Messenger {
    /// Whether an address was that of a channel which the viewer sees elsewhere: not found there, they are sent on
    /// (`Site.moved`).
    @inline(never)
    func isFormer(_ slug: String, _ visit: Visit) -> Bool {
        ((try? presentSlug(of: slug, as: visit.identity)) ?? nil) != nil
    }
}
