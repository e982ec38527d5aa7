import AgentorViews
import FastCGI

extension HomeDesk {
    /// `GET /`
    func showHome(_ visit: Visit) throws -> Response {
        let hasSignedOut = visit.request.query["done"] == "signed-out" && visit.viewer == nil
        return .html(
            HomePage(
                frame: visit.frame(), notice: hasSignedOut ? "You are signed out." : nil,
                agents: showcase.agents(),
                // The page is there while the database is away, too.
                subjects: ((try? options.current()) ?? .none).choices(.category)
            ).html())
    }
}
