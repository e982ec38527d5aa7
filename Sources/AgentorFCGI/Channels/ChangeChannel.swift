import AgentorViews
import FastCGI
import Forms
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/settings`: what it is called and about, with the ways to everything else that can be set.
    func showChannelSettings(_ slug: String, _ visit: Visit) throws -> Response {
        let channel = try channel(slug, allowing: [.manageChannel, .govern], visit)
        return .html(
            try page(
                channel, visit,
                .unsent([
                    "name": channel.name, "description": channel.description,
                    "category": channel.subject.category ?? "", "language": channel.subject.language ?? "",
                ])
            ).html())
    }

    /// `POST /channels/{slug}/settings`
    func describeChannel(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            let channel = try channel(slug, allowing: [.manageChannel], visit)
            let description = try ChannelDescription(
                subjects(keeping: channel.subject), keeping: channel.name
            ) { form[$0] }
            try turns.take(.membership, for: viewer)
            try messenger.describe(slug, as: description, by: viewer.identity)
            if channel.visibility == .public {
                try look(at: slug, called: description.name, description.description, viewer)
            }
            return .redirect(to: Route.channel(slug, .show).path)
        } again: {
            try page(try channel(slug, allowing: [.manageChannel], visit), visit, $0).html()
        }
    }

    /// A channel in which the viewer may do one of some things; for others there is nothing here.
    func channel(_ slug: String, allowing actions: [ChannelAction], _ visit: Visit) throws -> Channel {
        let channel = try messenger.channel(slug, as: visit.admitted().identity)
        guard channel.direct == nil, actions.contains(where: channel.allows) else { throw Refusal.notFound }
        return channel
    }

    private func subjects(keeping kept: ChannelSubject) throws -> ChannelSubjects {
        try options.current().channelSubjects(keeping: kept)
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        var links: [QuestionPage.Link] = []
        let mayManage = channel.allows(.manageChannel)
        if mayManage {
            links.append(.init("Picture of the channel", Route.channel(channel.slug, .picture).path))
            links.append(.init("Slow mode", Route.channel(channel.slug, .pace).path))
            links.append(.init("What newcomers write first", Route.channel(channel.slug, .newcomers).path))
            links.append(.init("How long is kept what is said", Route.channel(channel.slug, .retention).path))
        }
        if channel.allows(.govern) {
            links.append(.init("Who may do what", Route.channel(channel.slug, .permissions).path))
            if !channel.isWithheld {
                links.append(.init("Who can join", Route.channel(channel.slug, .visibility).path))
            }
            if channel.visibility == .private, !channel.isWithheld {
                links.append(
                    .init("Requests to join", Route.channelRequests(channel.slug, .settings).path))
            }
            links.append(.init("Address", Route.channel(channel.slug, .address).path))
            if !channel.isWithheld {
                links.append(
                    .init(
                        channel.isArchived ? "Bring it back from the archive" : "Archive the channel",
                        Route.channel(channel.slug, .closing).path))
            }
            links.append(.init("Record of what was changed", Route.channel(channel.slug, .record).path))
        }
        links.append(.init("Back to the channel", Route.channel(channel.slug, .show).path))
        return QuestionPage(
            frame: visit.frame(.channels), heading: "Settings of \u{2068}\(channel.name)\u{2069}",
            paragraphs: channel.isWithheld
                ? [Channel.withheldWords]
                : channel.isArchived
                    ? ["The channel is archived. Bring it back to change what it is called."] : [],
            address: mayManage ? Route.channel(channel.slug, .settings).path : nil,
            fields: mayManage
                ? form.fields(of: ChannelDescription.form(try subjects(keeping: channel.subject))) : [],
            button: "Save",
            problem: form.problem, links: links)
    }
}
