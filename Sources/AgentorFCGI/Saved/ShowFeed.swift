import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Text
import ZoneInfo

extension SavedDesk {
    /// `GET /saved/feed?token=TOKEN`: a saved search as an Atom feed (RFC 4287), for whoever holds its token: the agents who fit,
    /// the last published first, without whom its owner is not shown. Nobody is identified for it, and no cookie is given.
    func showFeed(_ visit: Visit) throws -> Response {
        try turns.take(.feed, for: visit.request.network)
        guard let token = visit.request.query["token"].flatMap(Secret.init), let feed = try saved.feed(token)
        else { throw Refusal.notFound }
        let form = SearchForm(saved: feed.query)
        let zone = Zone(named: feed.timeZone) ?? .utc
        let query = form.query(for: feed.hours, today: CivilTime.Day(zone.day(of: Date())))
        let agents = try directory.agents(query, in: feed)
        let updated = agents.map(\.publishedAt).max() ?? feed.createdAt
        return .atom(text(feed, form, agents, updated, try options.current()), updated, for: visit.request)
    }

    private func text(
        _ feed: SearchFeed, _ form: SearchForm, _ agents: [PublicAgent], _ updated: Date, _ options: Options
    ) -> String {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>urn:uuid:\(feed.search.uuidString.lowercased())</id>
            <title>\(feed.name.xml)</title>
            <subtitle>\(form.description(options).xml)</subtitle>
            <updated>\(updated.ISO8601Format())</updated>
            <link rel="alternate" type="text/html" href="\("\(address)\(form.address)".xml)"/>
            <generator>Agentor</generator>

            """
        for agent in agents {
            // Stays when they take another handle, and tells nobody which of two searches they are in.
            let id = FormNonce(submitted: feed.search.uuidString).covering(agent.account.rawValue.uuidString)
            let about = [
                options.label(.category, agent.profile.category), agent.profile.location,
                agent.profile.rate ?? "",
            ]
            text += """
                <entry>
                <id>urn:uuid:\(id.uuidString.lowercased())</id>
                <title>\(agent.profile.headline.xml)</title>
                <author><name>\(agent.name.xml)</name></author>
                <published>\(agent.since.ISO8601Format())</published>
                <updated>\(agent.publishedAt.ISO8601Format())</updated>
                <link rel="alternate" type="text/html" href="\("\(address)\(Route.agent(agent.handle, .show).path)".xml)"/>
                <summary>\(about.filter { !$0.isEmpty }.joined(separator: ", ").xml)</summary>
                </entry>

                """
        }
        return text + "</feed>\n"
    }
}
