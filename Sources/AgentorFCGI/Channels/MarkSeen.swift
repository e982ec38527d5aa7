import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/seen?upto=CURSOR&thread=SEQ`: what a browser without scripts asks for once it has drawn messages (`SeenPage`).
    func markSeen(_ slug: String, _ visit: Visit) throws -> Response {
        _ = try visit.admitted()
        guard let cursor = visit.request.query["upto"].flatMap({ Int64($0) }), cursor >= 0 else {
            throw Refusal.notFound
        }
        if visit.request.method != .head, visit.request.isFromHere {
            if let thread = visit.request.query["thread"].flatMap({ Int64($0) }) {
                messenger.markThreadRead(slug, thread, upTo: cursor, as: visit.identity)
            } else {
                messenger.markRead(slug, upTo: cursor, as: visit.identity)
            }
        }
        return Response(status: .noContent, headers: ["Cache-Control": "no-store"])
    }
}

extension Visit {
    /// Whether whoever is served a page of messages has seen it. Browsers that load tabs nobody looks at say what they fetch
    /// (`Sec-Fetch-Mode`, over https and on loopback), and what was seen is told by their script's poll (`after`) or by
    /// `SeenPage`. For those that say nothing, plain browsers and programs, asking is reading.
    var isSeenWhenServed: Bool {
        request.method != .head && request.headers["Sec-Fetch-Mode"] == nil
            && request.headers["Sec-Fetch-Dest"] == nil
    }
}
