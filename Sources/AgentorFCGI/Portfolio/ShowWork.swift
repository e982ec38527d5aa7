import AgentorCore
import AgentorViews
import FastCGI

extension PortfolioDesk {
    /// `GET /agents/{handle}/work/{number}`: a work that is shown, for whoever asks.
    func showWork(_ number: Int64, of handle: String, _ visit: Visit) throws -> Response {
        guard let agent = try profiles.agent(handle, for: visit.viewer) else { throw Refusal.notFound }
        // Not for ever: they may go back to it.
        if agent.handle != handle { return .redirect(to: Route.work(agent.handle, number, .show).path) }
        let works = try profiles.works(shownBy: agent.account, for: visit.viewer)
        guard let index = works.firstIndex(where: { $0.number == number }) else { throw Refusal.notFound }
        var page = WorkPage(
            frame: visit.frame(.agents), agent: agent, works: works, at: index, site: address,
            isOwn: agent.account == visit.viewer?.id)
        if visit.viewer != nil { page.notice = visit.reportedNotice }
        return .html(page.html())
    }
}
