import AgentorCore
import AgentorViews
import FastCGI

extension PortfolioDesk {
    private static let notices = [
        "saved": "The work is saved. Nobody but you sees it.",
        "shown": "The work is shown with your profile.",
        "hidden": "The work is a draft again: nobody but you sees it.", "deleted": "The work is deleted.",
    ]

    /// `GET /profile/portfolio`: what the viewer shows of their work. Clients show nothing.
    func showPortfolio(_ visit: Visit) throws -> Response {
        let viewer = try owner(visit)
        return .html(
            PortfolioPage(
                frame: visit.frame(.account),
                notice: visit.request.query["done"].flatMap { Self.notices[$0] },
                isUnseen: try profiles.isUnseen(viewer), works: try profiles.works(of: viewer)
            ).html())
    }
}
