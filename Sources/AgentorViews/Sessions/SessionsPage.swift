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

    package var frame: PageFrame
    package var notice: String?
    package var sessions: [Item]
    /// "Sessions end after 14 days without use, and after 30 days at the latest."
    package var rule: String

    package init(frame: PageFrame, notice: String? = nil, sessions: [Item], rule: String) {
        self.frame = frame
        self.notice = notice
        self.sessions = sessions
        self.rule = rule
    }

    package var hasOthers: Bool { sessions.count > 1 }
}
