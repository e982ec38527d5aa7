import AgentorCore
import AgentorViews
import FastCGI

extension NotificationDesk {
    /// `GET /account/notifications/push`: whether browsers say that there is something new. The page's script has this one do so.
    func showPushes(_ visit: Visit) throws -> Response {
        .html(try page(visit).html())
    }

    /// `POST`: `endpoint`, `p256dh` and `auth` as the browser's push service gave them out; with `end` that one no more, or, without an
    /// endpoint, none of the viewer's.
    func choosePushes(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            if form["end"] != nil {
                try pushes.unsubscribe(endpoint: form["endpoint"], for: viewer)
            } else {
                let isTaken = try pushes.subscribe(
                    endpoint: form["endpoint"] ?? "", publicKey: form["p256dh"] ?? "",
                    secret: form["auth"] ?? "", for: viewer)
                guard isTaken else { throw FormProblem("This browser said nothing by which it can be told.") }
            }
            return .redirect(to: Route.notifications(.push).path)
        } again: {
            try page(visit, problem: $0.problem).html()
        }
    }

    private func page(_ visit: Visit, problem: String? = nil) throws -> PushPage {
        let viewer = try visit.admitted()
        return PushPage(
            frame: visit.frame(.account), key: try pushes.publicKey(for: viewer),
            count: try pushes.count(of: viewer), problem: problem)
    }
}
