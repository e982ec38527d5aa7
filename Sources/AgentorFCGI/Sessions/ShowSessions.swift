import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension SessionDesk {
    /// Of how many times that an administrator looked the page says so. The download of one's data has all.
    private static let viewLimit = 20

    /// `GET /account/sessions`: where the viewer is signed in, and when administrators looked at the site as they see it.
    func showSessions(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let sessions = try accounts.sessions(of: viewer)
        let views = try accounts.views(of: viewer, limit: Self.viewLimit)
        let rules = accounts.rules
        let now = Date()
        return .html(
            SessionsPage(
                frame: visit.frame(.account), notice: visit.notice,
                sessions: sessions.map { session in
                    SessionsPage.Item(
                        id: session.id, device: session.device,
                        place: session.address == "127.0.0.1" || session.address == "::1"
                            ? "this machine" : session.address,
                        method: session.method.words,
                        lastSeen: Moment(session.lastSeen, relativeTo: now),
                        began: Moment(session.began, relativeTo: now), isThis: session.id == viewer.session)
                },
                rule:
                    "A session ends after \(rules.sessionIdle.days) without use, and after \(rules.sessionLifetime.days) at the latest.",
                views: views.map { view in
                    SessionsPage.View(
                        began: viewer.dayAndTime(view.began),
                        ended: view.ended.map { viewer.zone.local($0).timeOfDay } ?? "now",
                        reason: view.reason)
                }
            ).html())
    }
}

extension SignInMethod {
    fileprivate var words: String {
        switch self {
        case .password: "with a password"
        case .mail: "with a code by mail"
        case .provider: "with another account"
        case .signUp: "by creating the account"
        }
    }
}

extension Duration {
    fileprivate var days: String {
        let days = components.seconds / 86_400
        return days == 1 ? "1 day" : "\(days) days"
    }
}

extension Moment {
    /// As long ago as it is: "just now", "5 minutes ago", "3 days ago".
    init(_ date: Date, relativeTo now: Date) {
        let seconds = Int(now.timeIntervalSince(date))
        func ago(_ number: Int, _ unit: String) -> String {
            "\(number) \(unit)\(number == 1 ? "" : "s") ago"
        }
        let label =
            switch seconds {
            case ..<60: "just now"
            case ..<3_600: ago(seconds / 60, "minute")
            case ..<86_400: ago(seconds / 3_600, "hour")
            default: ago(seconds / 86_400, "day")
            }
        self.init(datetime: date.formatted(.iso8601), label: label)
    }
}
