import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Text

extension ModerationDesk {
    /// `GET /moderation/decided?decision=KIND&by=HANDLE&before=PLACE`: a page of what was decided, the latest first.
    func showDecided(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let query = visit.request.query
        let place = query["before"].flatMap(ReportPosition.init(address:))
        // A kind there is none of asks for all; whoever has decided nothing has an empty list.
        let filter = DecidedFilter(
            outcome: query["decision"].flatMap(CaseDecision.Outcome.init),
            decider: query["by"].flatMap { $0.isEmpty ? nil : String($0.prefix(100)) })
        let found = try moderation.decided(filter, before: place, for: viewer)
        let next = found.next.map { Self.address(of: filter, before: $0) }
        return try visit.present(found) {
            DecidedJSON(cases: $0.cases.map(DecidedJSON.Case.init), next: next)
        } page: { found in
            .html(
                DecidedPage(
                    frame: visit.frame(),
                    tabs: ModerationTabs(.decided, appeals: try moderation.appeals(for: viewer).count),
                    rows: found.cases.map {
                        DecidedPage.Row($0, decided: viewer.dayAndTime($0.decidedAt))
                    }, filter: filter, deciders: try moderation.deciders(for: viewer),
                    isFirst: place == nil, next: next
                ).html())
        }
    }

    private static func address(of filter: DecidedFilter, before place: ReportPosition) -> String {
        let query = [
            ("decision", filter.outcome?.rawValue), ("by", filter.decider), ("before", place.address),
        ]
        let parts = query.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
        return "\(Route.moderation(.decided).path)?\(parts.joined(separator: "&"))"
    }
}
