import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension AdministrationDesk {
    /// `GET /admin/health`: what is stored, what waits and since when.
    func showSiteHealth(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        guard let health = try administrators.health(for: viewer) else { throw Refusal.notFound }
        return .html(
            SiteHealthPage(
                frame: visit.frame(), health, quotas: try administrators.greatestQuotas(for: viewer),
                quota: settings.files.map { Int64($0.limits.quota) }, siteKeys: settings.keys.count,
                hasHook: settings.hook != nil, viewer.dayAndTime
            ).html())
    }
}
