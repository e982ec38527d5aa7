import AgentorViews
import FastCGI
import Messaging

extension ThreadDesk {
    /// `GET /channels/{slug}/messages/{seq}/thread/changes?after=CURSOR&inbox=DIGEST&hold=UNIQUE`: the poll of the page's
    /// script, which is told of a thread as of a channel.
    func showThreadChanges(of place: Int64, in slug: String, _ visit: Visit) async throws -> Response {
        guard let cursor = visit.request.query["after"].flatMap(Int64.init), cursor >= 0 else {
            do { _ = try visit.admitted() } catch { return try visit.notWaiting(error) }
            return .text("`after` must be a number.\n", status: .badRequest)
        }
        do {
            return visit.changes(
                try await messenger.next(
                    visit.topics(
                        .thread(
                            slug, of: place, after: cursor, marksRead: visit.request.query["past"] == nil),
                        in: slug), as: visit.identity,
                    activity: visit.activity,
                    until: visit.request.query["wait"] == "0" ? .now : .holdDeadline),
                of: slug, by: messenger, compress: compress)
        } catch { return try visit.notWaiting(error) }
    }
}
