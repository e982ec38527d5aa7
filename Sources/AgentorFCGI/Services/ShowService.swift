import AgentorCore
import AgentorViews
import FastCGI

extension ServiceDesk {
    /// `GET /agents/{handle}/services/{number}`: a published service, for whoever asks.
    func showService(_ number: Int64, of handle: String, _ visit: Visit) throws -> Response {
        guard let agent = try profiles.agent(handle, for: visit.viewer) else { throw Refusal.notFound }
        let route = Route.service(agent.handle, number, .show)
        // Not for ever: they may go back to it.
        if agent.handle != handle { return .redirect(to: route.path) }
        let services = try profiles.services(offeredBy: agent.account, for: visit.viewer)
        guard let service = services.first(where: { $0.number == number }) else { throw Refusal.notFound }
        let options = try options.current()
        var page = ServicePage(
            frame: visit.frame(.agents), agent: agent, service: service,
            category: options.label(.category, service.draft.category), site: address,
            isOwn: agent.account == visit.viewer?.id,
            others: services.filter { $0.number != number }.map { ServiceSummary($0, by: agent.handle) })
        if visit.viewer != nil { page.notice = visit.reportedNotice }
        return .html(page.html())
    }
}
