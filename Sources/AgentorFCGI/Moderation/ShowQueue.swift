import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Text

extension ModerationDesk {
    /// `GET /moderation?after=PLACE`: a page of the cases that wait.
    func showQueue(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let place = visit.request.query["after"].flatMap(CasePosition.init(address:))
        let found = try moderation.waiting(after: place, for: viewer)
        let next = found.next.map {
            "\(Route.moderation(.queue).path)?after=\($0.address.percentEncoded)"
        }
        return try visit.present(found) {
            QueueJSON(cases: $0.cases.map(QueueJSON.Case.init), next: next)
        } page: { found in
            .html(
                QueuePage(
                    frame: visit.frame(),
                    tabs: ModerationTabs(.open, appeals: try moderation.appeals(for: viewer).count),
                    cases: found.cases.map { QueuePage.Case($0, opened: viewer.dayAndTime($0.openedAt)) },
                    isFirst: place == nil, next: next,
                    notice: visit.request.query["done"] == "decided"
                        ? "Decided. Whoever reported it can see what became of it." : nil
                ).html())
        }
    }

    /// `GET /moderation/appeals`: what is said against decisions, and waits.
    func showAppeals(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        try visit.present(try moderation.appeals(for: viewer)) {
            AppealsJSON($0)
        } page: { appeals in
            .html(
                AppealsPage(
                    frame: visit.frame(), tabs: ModerationTabs(.appeals, appeals: appeals.count),
                    rows: appeals.map { AppealsPage.Row($0, appealed: viewer.dayAndTime($0.appealedAt)) }
                ).html())
        }
    }
}

extension CasePosition {
    /// How many have reported it, then its place in time.
    var address: String { "\(reporters) \(PlaceInTime(openedAt, id).address)" }

    init?(address: String) {
        let parts = address.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let reporters = Int32(parts[0]),
            let place = PlaceInTime(address: String(parts[1]))
        else { return nil }
        self.init(reporters: Int(reporters), openedAt: place.moment, id: place.id)
    }
}
