import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Text

extension AdministrationDesk {
    /// `GET /admin/people?q=WORDS&only=WHICH&after=PLACE`
    func showPeople(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let query = visit.request.query
        let wanted = String((query["q"] ?? "").prefix(Administrators.searchLimit))
        let only = query["only"].flatMap(Administrators.Narrowing.init)
        let place = query["after"].flatMap(PlaceInTime.init(address:))
        let (people, hasMore) = try administrators.people(
            wanted, only: only, after: place.map { ($0.moment, $0.id) }, for: viewer)
        return .html(
            PeoplePage(
                frame: visit.frame(), wanted: wanted, only: only?.rawValue,
                people: people.map { PeoplePage.Person($0, since: viewer.day($0.createdAt)) },
                next: hasMore
                    ? people.last.map { last in
                        AdministrationRoute.people.path([
                            ("q", wanted), ("only", only?.rawValue ?? ""),
                            ("after", PlaceInTime(last.createdAt, last.id).address),
                        ])
                    } : nil,
                isFirst: place == nil, notice: visit.administrationNotice
            ).html())
    }

    /// `GET /admin/people/{id}`: what administrators know of somebody. That they looked is a line in the log.
    func showPerson(_ id: UUID, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        guard let sight = try administrators.see(id, for: viewer) else { throw Refusal.notFound }
        let isKept = visit.request.query["done"] == "erase" && sight.person.isHeld
        return .html(
            PersonPage(
                frame: visit.frame(), sight, isModerator: viewer.isModerator,
                notice: isKept
                    ? "The account is erased once the legal hold on it is lifted."
                    : visit.administrationNotice, viewer.dayAndTime
            ).html())
    }
}

extension Viewer {
    /// A day of their calendar.
    func day(_ date: Date) -> Moment {
        let local = zone.local(date)
        return local.moment(label: local.longDay)
    }
}
