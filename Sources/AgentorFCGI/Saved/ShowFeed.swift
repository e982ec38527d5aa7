import AgentorCore
import AgentorViews
import Crypto
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
        let query = form.query(workingIn: feed.timeZone, today: CivilTime.Day(zone.day(of: Date())))
        let agents = try directory.agents(query, in: feed)
        let updated = agents.map(\.publishedAt).max() ?? feed.createdAt
        let body = Array(text(feed, form, agents, updated, try options.current()).utf8)
        var response = Response(
            headers: [
                "Content-Type": "application/atom+xml; charset=utf-8", "X-Robots-Tag": "noindex",
                "ETag": "\"\(SHA256.hash(data: body).prefix(16).map(Self.hex).joined())\"",
                "Last-Modified": updated.httpDate,
            ])
        if visit.request.headers.hasSeen(response.headers) {
            response.status = .notModified
        } else {
            response.body = body
        }
        return response
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

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

extension String {
    /// As text or an attribute of XML, which has no place for control characters.
    fileprivate var xml: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\u{0}"..<"\u{9}", "\u{B}", "\u{C}", "\u{E}"..<" ", "\u{FFFE}", "\u{FFFF}": break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Date {
    /// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
    fileprivate var httpDate: String {
        // "1994-11-06T08:49:37Z"
        let parts = ISO8601Format().split(whereSeparator: { "-T:Z".contains($0) }).map(String.init)
        guard parts.count >= 6, let month = Int(parts[1]), (1...12).contains(month) else { return "" }
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = days[Int((timeIntervalSince1970 / 86_400).rounded(.down)) % 7]
        return "\(day), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) GMT"
    }
}

extension Headers {
    /// Whether whoever asks has what these headers tell of (RFC 9110, 13.2.2).
    fileprivate func hasSeen(_ there: Headers) -> Bool {
        if let tags = self["If-None-Match"] {
            return tags.split(separator: ",").contains { tag in
                let tag = tag.filter { $0 != " " }
                return tag == "*" || tag == there["ETag"] || tag == there["ETag"].map { "W/" + $0 }
            }
        }
        return self["If-Modified-Since"] != nil && self["If-Modified-Since"] == there["Last-Modified"]
    }
}
