import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Postgres
import ZoneInfo

extension ProfileDesk {
    /// `GET /agents/{handle}`: somebody's published profile, for whoever asks. A handle they had leads to theirs.
    func showAgent(_ handle: String, _ visit: Visit) throws -> Response {
        guard let agent = try profiles.agent(handle, for: visit.viewer) else { throw Refusal.notFound }
        let route = Route.agent(agent.handle, .show)
        // Not for ever: they may go back to it.
        if agent.handle != handle { return .redirect(to: route.path) }
        let isOwn = agent.account == visit.viewer?.id
        if !isOwn, visit.viewer?.seen == nil, visit.request.method == .get, !visit.request.isCrawler {
            views.note(agent.account, from: visit.request.network)
        }
        let hours = try visit.viewer.map { try directory.hours(of: $0) }
        var page = AgentPage(
            agent.profile, of: agent.account, picture: agent.picture, named: agent.name,
            handle: agent.handle, visit, hours: hours, options: try options.current(), at: address,
            services: try profiles.services(offeredBy: agent.account, for: visit.viewer),
            works: try profiles.works(shownBy: agent.account, for: visit.viewer), isOwn: isOwn)
        page.add(
            try directory.responsiveness(of: [agent.account], for: visit.viewer)[agent.account] ?? .none)
        if let viewer = visit.viewer, !isOwn {
            page.told = visit.reportedNotice
            page.savedNote = try saved.notes(on: [agent.account], for: viewer)[agent.account]
        }
        return .html(page.html())
    }

    /// `GET /profile/preview`: the viewer's own, as it would be seen.
    func previewProfile(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard let publication = try profiles.publication(of: viewer) else { throw Refusal.notFound }
        return .html(
            try AgentPage(
                publication.profile, of: viewer.id, picture: viewer.picture, named: viewer.name,
                handle: publication.handle, visit, hours: nil, options: options.current(),
                at: address,
                services: try profiles.services(of: viewer).reversed().filter { $0.state == .published },
                works: try profiles.works(of: viewer).filter(\.isShown),
                notice: "This is how your profile looks once you publish it.", isOwn: true
            ).html())
    }
}

extension AgentPage {
    /// - Parameters:
    ///   - hours: when the viewer works; nil for whoever is not signed in.
    ///   - site: the site's address.
    fileprivate init(
        _ profile: AgentProfile, of account: AccountID, picture: String?, named name: String, handle: String,
        _ visit: Visit, hours mine: WorkingHours?, options: Options,
        at site: String, services: [Service], works: [Work], notice: String? = nil, isOwn: Bool
    ) {
        let now = Date()
        let zone = Zone(named: profile.timeZone) ?? .utc
        var sharedDay: SharedDay?
        if let viewer = visit.viewer, let mine, !isOwn {
            sharedDay = SharedDay(
                theirs: profile.hours.spans(by: viewer.zone, at: now),
                mine: mine.spans(by: viewer.zone, at: now),
                both: profile.hours.shared(with: mine, by: viewer.zone, at: now),
                place: viewer.timeZone.zoneLabel)
        }
        self.init(
            frame: visit.frame(.agents), face: account.rawValue, picture: picture, name: name, handle: handle,
            profile: profile, category: options.label(.category, profile.category),
            localTime: zone.local(now).timeOfDay, free: profile.freeLabel(on: zone.local(now), options),
            sharedDay: sharedDay,
            services: services.map { ServiceSummary($0, by: handle, isPublic: notice == nil) },
            works: works.map { WorkCard($0, by: handle, isPublic: notice == nil) },
            canonical: site + Route.agent(handle, .show).path, notice: notice,
            isOwn: isOwn)
    }
}

extension AgentProfile {
    /// When they can begin. A day that has come is now.
    /// - Parameter today: by their own clock.
    func freeLabel(on today: LocalTimestamp, _ options: Options) -> String {
        switch availability {
        case .now, .not: return options.shown(.availability, availability.rawValue)
        case .later:
            guard let freeFrom else { return options.shown(.availability, "later") }
            guard freeFrom > today.isoDay, let day = CivilTime.Day(freeFrom) else {
                return options.shown(.availability, "now")
            }
            return "Free from \(LocalTimestamp.label(of: day, in: today.year))"
        }
    }
}
