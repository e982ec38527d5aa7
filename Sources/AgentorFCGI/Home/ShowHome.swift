import AgentorViews
import FastCGI

extension HomeDesk {
    /// `GET /`
    func showHome(_ visit: Visit) throws -> Response {
        .html(HomePage(frame: visit.frame(), notice: visit.notice).html())
    }
}
