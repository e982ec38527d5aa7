import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension NotificationDesk {
    /// `GET /notifications/feed?token=TOKEN`: what somebody has not read as an Atom feed (RFC 4287), for whoever holds its token: an entry
    /// for each conversation, of who wrote and how much. Nobody is identified for it, and nothing is read by it.
    func showUnreadFeed(_ visit: Visit) throws -> Response {
        try turns.take(.feed, for: visit.request.network)
        guard let token = visit.request.query["token"].flatMap(Secret.init), let feed = try feeds.read(token)
        else { throw Refusal.notFound }
        let updated = feed.places.map(\.latest).max() ?? feed.createdAt
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>urn:uuid:\(feed.id(of: "feed"))</id>
            <title>Unread on Agentor</title>
            <author><name>Agentor</name></author>
            <updated>\(updated.ISO8601Format())</updated>
            <link rel="alternate" type="text/html" href="\("\(address)\(Route.home(.dashboard).path)".xml)"/>
            <generator>Agentor</generator>

            """
        for place in feed.places {
            // What was said since is another entry, so that programs tell of it anew.
            let id = feed.id(of: "\(place.slug) \(place.latest.timeIntervalSince1970)")
            let link = "\(address)\(Route.channel(place.slug, .show).path)"
            text += """
                <entry>
                <id>urn:uuid:\(id)</id>
                <title>\(place.words.xml)</title>
                <updated>\(place.latest.ISO8601Format())</updated>
                <link rel="alternate" type="text/html" href="\(link.xml)"/>
                <summary>What was said is not in this feed.</summary>
                </entry>

                """
        }
        return .atom(text + "</feed>\n", updated, for: visit.request)
    }
}

extension UnreadFeed {
    /// Tells nobody whose it is.
    fileprivate func id(of part: String) -> String {
        FormNonce(submitted: account.uuidString).covering(part).uuidString.lowercased()
    }
}
