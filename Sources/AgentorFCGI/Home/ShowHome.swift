import AgentorViews
import FastCGI

extension Site {
    /// `GET /`
    func showHome(_ visit: Visit) throws(Refusal) -> Response {
        .html(HomePage(frame: visit.frame()).html())
    }
}
