import AgentorViews
import FastCGI

extension HomeDesk {
    /// `GET /`
    func showHome(_ visit: Visit) throws -> Response {
        let hasSignedOut = visit.request.query["done"] == "signed-out" && visit.viewer == nil
        let shown = showcase.contents()
        // It is the same for everybody, but for whoever has blocked somebody, or is blocked.
        let agents = shown.agents.filter { agent in
            guard let viewer = visit.viewer else { return true }
            return ((try? profiles.agent(agent.handle, for: viewer)) ?? nil) != nil
        }
        // The page is there while the database is away, too.
        let categories = ((try? options.current()) ?? .none).choices(.category)
        return .html(
            HomePage(
                frame: visit.frame(), notice: hasSignedOut ? "You are signed out." : nil,
                agents: agents.map {
                    HomePage.Agent(
                        $0, shown.samples[$0.account] ?? [], shown.responsiveness[$0.account] ?? .none)
                },
                subjects: categories.map { HomePage.Subject($0, shown.categories[$0.value]?.figures ?? "0") },
                total: shown.total?.agents
            ).html())
    }
}
