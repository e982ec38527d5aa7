import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

extension WebDesk {
    /// `GET /channels/{slug}/feed.atom`: the latest fifty messages of a channel on the web as an Atom feed (RFC 4287). Nobody is identified
    /// for it. Messages in threads, deleted and hidden ones are not in it.
    func showFeed(_ slug: String, _ visit: Visit) throws -> Response {
        try turns.take(.feed, for: visit.request.network)
        guard let read = try messenger.webPage(slug) else { throw Refusal.notFound }
        let channel = read.channel
        if channel.slug != slug {
            var response = Response.redirect(to: Route.channel(channel.slug, .feed).path)
            response.status = .temporaryRedirect
            return response
        }
        let messages = read.page.messages.reversed().filter(\.isReadable)
        let updated = messages.map { $0.editedAt ?? $0.sentAt }.max() ?? channel.createdAt
        let page = "\(address)\(Route.channel(slug, .show).path)"
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>urn:uuid:\(channel.id.rawValue.uuidString.lowercased())</id>
            <title>\(channel.name.xml)</title>
            <subtitle>\(channel.summary.xml)</subtitle>
            <updated>\(updated.ISO8601Format())</updated>
            <link rel="alternate" type="text/html" href="\(page.xml)"/>
            <link rel="self" type="application/atom+xml" href="\("\(address)\(Route.channel(slug, .feed).path)".xml)"/>
            <generator>Agentor</generator>

            """
        for message in messages {
            let link = "\(address)\(Route.message(slug, message.sequence, .show).path)"
            let files = read.files[message.sequence] ?? 0
            let said = message.text.isEmpty && files > 0 ? "Files, for members of the channel." : message.text
            text += """
                <entry>
                <id>urn:uuid:\(message.id.uuidString.lowercased())</id>
                <title>\((message.text.isEmpty ? said : message.words(limit: 80)).xml)</title>
                <author><name>\(message.author.name.xml)</name></author>
                <published>\(message.sentAt.ISO8601Format())</published>
                <updated>\((message.editedAt ?? message.sentAt).ISO8601Format())</updated>
                <link rel="alternate" type="text/html" href="\(link.xml)"/>
                <content>\(said.xml)</content>
                </entry>

                """
        }
        return .atom(text + "</feed>\n", updated, for: visit.request)
    }
}
