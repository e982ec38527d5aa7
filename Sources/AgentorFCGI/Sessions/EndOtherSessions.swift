import AgentorCore
import AgentorViews
import FastCGI

extension SessionDesk {
    /// `POST /account/sessions/end-others`: signs out every browser but this one.
    func endOtherSessions(_ visit: Visit, _ form: Fields) throws -> Response {
        try accounts.endOthers(of: visit.admitted())
        return .redirect(to: Route.sessions(.list).path(done: "others"))
    }
}
