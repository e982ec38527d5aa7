import FoundationEssentials

/// `/account/sessions`: where somebody is signed in.
package struct SessionsPage: Sendable {
    package struct Item: Sendable {
        package var id: UUID
        package var device: String
        package var place: String
        /// How they signed in there: "with a password".
        package var method: String
        package var lastSeen: Moment
        package var began: Moment
        package var isThis: Bool

        package init(
            id: UUID, device: String, place: String, method: String, lastSeen: Moment, began: Moment,
            isThis: Bool
        ) {
            self.id = id
            self.device = device
            self.place = place
            self.method = method
            self.lastSeen = lastSeen
            self.began = began
            self.isThis = isThis
        }
    }

    /// That an administrator looked at the site as the viewer sees it.
    package struct View: Sendable {
        package var began: Moment
        /// The time of day, or "now".
        package var ended: String
        package var reason: String

        package init(began: Moment, ended: String, reason: String) {
            self.began = began
            self.ended = ended
            self.reason = reason
        }
    }

    package var frame: PageFrame
    package var notice: String?
    package var sessions: [Item]
    /// "Sessions end after 14 days without use, and after 30 days at the latest."
    package var rule: String
    /// The latest first.
    package var views: [View]

    package init(
        frame: PageFrame, notice: String? = nil, sessions: [Item], rule: String, views: [View] = []
    ) {
        self.frame = frame
        self.notice = notice
        self.sessions = sessions
        self.rule = rule
        self.views = views
    }

    package var hasViews: Bool { !views.isEmpty }

    package var hasOthers: Bool { sessions.count > 1 }
}
