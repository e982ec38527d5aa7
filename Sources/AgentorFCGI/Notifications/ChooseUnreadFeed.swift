import AgentorCore
import AgentorViews
import FastCGI

extension NotificationDesk {
    /// `GET /account/notifications/feed`: whether what is unread can be read as a feed.
    func showUnreadFeedChoice(_ visit: Visit) throws -> Response {
        let hasFeed = try feeds.since(of: visit.admitted()) != nil
        return .html(page(visit, hasFeed: hasFeed).html())
    }

    /// `POST`: makes its address, which is told this once and ends the one before; with `end` there is none any more.
    func chooseUnreadFeed(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            if form["end"] != nil {
                try feeds.end(for: viewer)
                return .redirect(to: Route.notifications(.feedChoice).path)
            }
            let token = try feeds.make(for: viewer)
            let made = "\(address)\(Route.notifications(.feed).path)?token=\(token.text)"
            return .html(page(visit, hasFeed: true, made: made).html())
        } again: {
            page(visit, hasFeed: try feeds.since(of: viewer) != nil, problem: $0.problem).html()
        }
    }

    private func page(
        _ visit: Visit, hasFeed: Bool, made: String? = nil, problem: String? = nil
    ) -> UnreadFeedPage {
        UnreadFeedPage(frame: visit.frame(.account), hasFeed: hasFeed, made: made, problem: problem)
    }
}
