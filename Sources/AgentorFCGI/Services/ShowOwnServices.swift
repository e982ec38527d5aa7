import AgentorCore
import AgentorViews
import FastCGI

extension ServiceDesk {
    private static let notices = [
        "saved": "The service is saved.", "published": "The service is published.",
        "closed": "The service is closed: nobody can see it any more.",
        "closed-room":
            "The service is closed: nobody can see it any more. Its room stays: those who are in it can go on talking there.",
    ]

    /// `GET /profile/services`: what the viewer offers. Clients offer nothing.
    func showOwnServices(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard viewer.profile == .agent else { throw Refusal.notFound }
        return .html(
            OwnServicesPage(
                frame: visit.frame(.account),
                notice: visit.request.query["done"].flatMap { Self.notices[$0] },
                isUnseen: try profiles.isUnseen(viewer),
                services: try profiles.services(of: viewer).map(OwnServicesPage.Row.init)
            ).html())
    }
}
