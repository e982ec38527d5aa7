import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension Site {
    /// `POST /account/sessions/{id}/end`: signs out one browser, from its next request on, and ends what it waits for.
    func endSession(_ id: String, _ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        guard let session = UUID(uuidString: id) else { throw .notFound }
        do { try accounts.end(session, of: viewer) } catch { throw Refusal(error) }
        return .redirect(to: Route.sessions.path + "?done=ended")
    }
}
