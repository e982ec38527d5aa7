import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `POST /account/sessions/end-others`: signs out every browser but this one.
    func endOtherSessions(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        do { try accounts.endOthers(of: viewer) } catch { throw Refusal(error) }
        return .redirect(to: Route.sessions.path + "?done=others")
    }
}
