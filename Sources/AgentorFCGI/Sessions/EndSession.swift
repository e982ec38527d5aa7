import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension SessionDesk {
    /// `POST /account/sessions/{id}/end`: signs out one browser, from its next request on, and ends what it waits for.
    func endSession(_ session: UUID, _ visit: Visit) throws -> Response {
        try accounts.end(session, of: visit.admitted())
        return .redirect(to: Route.sessions(.list).path(done: "ended"))
    }
}
