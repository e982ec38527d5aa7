import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

extension WebDesk {
    /// `GET /channels?q=WORDS&after=PLACE` for whoever has no account: channels on the web.
    func showChannels(_ visit: Visit) throws -> Response {
        try turns.take(.readWeb, for: visit.request.network)
        let form = ChannelSearchForm(visit.request.query)
        let found = try directory.webPage(form.query)
        let options = try options.current()
        return .html(
            WebChannelsPage(
                frame: visit.frame(), words: form[.words] ?? "", corrections: found.corrections.map(\.words),
                channels: found.channels.map { channel in
                    var summary = ChannelSummary(channel, in: .utc)
                    summary.subject = channel.subject.category.map { options.label(.category, $0) }
                    summary.language = channel.subject.language.flatMap { Language(code: $0)?.ownName }
                    return summary
                },
                first: form[.after] == nil ? nil : form.with(.after, nil).address,
                next: found.next.map { form.with(.after, $0.address).address },
                canonical: form.isFront ? address + Route.channels(.list).path : nil,
                signIn: Route.signIn(.password).path(next: visit.request.path)
            ).html())
    }
}
