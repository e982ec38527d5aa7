import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/picture`: for those in charge of a channel.
    func showChannelPicture(_ slug: String, _ visit: Visit) throws -> Response {
        guard visit.intake.keeper != nil else { throw Refusal.notFound }
        let channel = try channelInCharge(slug, visit)
        return try visit.present(channel, json: ChannelJSON.init) {
            .html(page($0, visit, .unsent()))
        }
    }

    /// `POST /channels/{slug}/picture`
    func changeChannelPicture(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            _ = try channelInCharge(slug, visit)
            try visit.takePicture { keeper, incoming in
                try keeper.keepPicture(incoming, of: viewer.identity, channel: slug)
            }
            return try shown(slug, visit)
        } again: {
            page(try channelInCharge(slug, visit), visit, $0)
        }
    }

    /// `POST /channels/{slug}/picture/remove`
    func removeChannelPicture(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.membership, for: viewer)
            try messenger.removePicture(of: slug, as: viewer.identity)
            return try shown(slug, visit)
        } again: {
            page(try channelInCharge(slug, visit), visit, $0)
        }
    }

    private func shown(_ slug: String, _ visit: Visit) throws -> Response {
        try visit.present(
            messenger.channel(slug, as: visit.admitted().identity), json: ChannelJSON.init
        ) { .redirect(to: Route.channel($0.slug, .picture).path) }
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> [UInt8] {
        visit.picturePage(visit.frame(.channels), of: .channel(ChannelSummary(channel)), form)
    }
}
