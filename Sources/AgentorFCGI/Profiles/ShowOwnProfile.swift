import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension ProfileDesk {
    private static let notices = [
        "saved": "Your profile is saved.",
        "published": "Your profile is published: everybody can see it now.",
        "withdrawn": "Your profile is shown to nobody any more.",
        "restored": "Your profile is written as it was then. Nobody sees it before you publish it.",
    ]

    /// `GET /profile`: who sees the viewer's profile, what it lacks, and what was published before. Clients have none that
    /// others see: theirs is the form.
    func showOwnProfile(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard let publication = try profiles.publication(of: viewer) else {
            return .redirect(to: Route.profiles(.client).path)
        }
        let query = visit.request.query
        let versions = try profiles.versions(of: viewer, before: query["before"].flatMap { Int($0) })
        let shown = versions.prefix(Profiles.versionLimit)
        return .html(
            OwnProfilePage(
                frame: visit.frame(.account), notice: query["done"].flatMap { Self.notices[$0] },
                publication: publication, versions: shown.map { OwnProfilePage.Version($0, for: viewer) },
                hasPortfolio: visit.intake.keeper != nil,
                older: versions.count > shown.count
                    ? "\(Route.profiles(.own).path)?before=\(shown.last?.number ?? 0)" : nil
            ).html())
    }
}

extension OwnProfilePage.Version {
    fileprivate init(_ version: AgentVersion, for viewer: Viewer) {
        self.init(
            number: version.number, publishedAt: viewer.moment(version.publishedAt),
            headline: version.profile.headline, isShown: version.isShown)
    }
}

extension Viewer {
    /// "22 November 2026, 14:05" by their clock.
    func moment(_ date: Date) -> Moment {
        let time = zone.local(date)
        return time.moment(label: "\(time.day) \(time.monthOfYear), \(time.timeOfDay)")
    }
}
