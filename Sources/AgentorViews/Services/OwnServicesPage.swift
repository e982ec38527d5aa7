import AgentorCore

/// `/profile/services`: what the viewer offers, and who sees it.
package struct OwnServicesPage: Sendable {
    package struct Row: Sendable {
        package var title: String
        package var price: String?
        package var edit: String
        package var state: String
        /// Where its room is opened.
        package var opening: String
        /// The slug of its room; nil for none.
        package var room: String?
        package var hasRoom: Bool
        package var isDraft: Bool
        package var isPublished: Bool
        package var isClosed: Bool
        package var isHidden: Bool

        package init(_ service: Service) {
            title = service.draft.title
            price = service.draft.priceLabel
            edit = Route.ownService(Int64(service.number), .edit).path
            state = Route.ownService(Int64(service.number), .state).path
            opening = Route.ownService(Int64(service.number), .room).path
            room = service.room
            hasRoom = service.hasRoom
            isDraft = service.state == .draft
            isPublished = service.state == .published
            isClosed = service.state == .closed
            isHidden = service.isHidden
        }
    }

    package var frame: PageFrame
    package var notice: String?
    /// Whether the profile they belong to is shown to nobody.
    package var isUnseen: Bool
    package var services: [Row]

    package init(frame: PageFrame, notice: String? = nil, isUnseen: Bool, services: [Row]) {
        self.frame = frame
        self.notice = notice
        self.isUnseen = isUnseen
        self.services = services
    }

    package var hasServices: Bool { !services.isEmpty }
    package var isWaiting: Bool { isUnseen && services.contains(where: \.isPublished) }
}
