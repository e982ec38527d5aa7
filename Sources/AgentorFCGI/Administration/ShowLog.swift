import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Synchronization

extension AdministrationDesk {
    /// `GET /admin/log?who=NAME&action=KIND&since=DAY&until=DAY&about=ID&below=NUMBER`
    func showLog(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let query = visit.request.query
        func text(_ name: String) -> String { String((query[name] ?? "").prefix(100)) }
        let (who, action, since, until) = (text("who"), text("action"), text("since"), text("until"))
        let about = query["about"].flatMap { UUID(uuidString: $0) }
        let wanted = AuditQuery(
            actor: who.isEmpty ? nil : who, subject: about, action: action.isEmpty ? nil : action,
            since: Self.day(since), until: Self.day(until)?.addingTimeInterval(86_400))
        let (lines, hasMore) = try administrators.log(
            wanted, below: query["below"].flatMap { Int64($0) }, for: viewer)
        return .html(
            LogPage(
                frame: visit.frame(), acts: lines.map { ActLine($0, viewer.dayAndTime) }, who: who,
                action: action, since: since, until: until, about: about?.segment,
                next: hasMore
                    ? lines.last.map {
                        AdministrationRoute.log.path([
                            ("who", who), ("action", action), ("since", since), ("until", until),
                            ("about", about?.segment ?? ""), ("below", "\($0.number)"),
                        ])
                    } : nil
            ).html())
    }

    /// The beginning of a day, in UTC; nil for what is none.
    private static func day(_ text: String) -> Date? { try? Date("\(text)T00:00:00Z", strategy: .iso8601) }

    /// `GET /admin/log/export`: all of it, a line each, made while it is sent; who asks for it is looked at anew for every piece. That it
    /// was taken is a line, too.
    func exportLog(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        try turns.take(.archive, for: viewer)
        guard try administrators.noteExport(for: viewer) else { throw Refusal.notFound }
        let place = Place()
        return Response(
            headers: [
                "Content-Type": "application/x-ndjson; charset=utf-8",
                "Content-Disposition": "attachment; filename=\"agentor-log.ndjson\"",
            ]
        ) { [administrators] in
            guard let piece = try administrators.exported(after: place.last.withLock { $0 }, for: viewer)
            else { return nil }
            place.last.withLock { $0 = piece.last }
            return piece.bytes
        }
    }

    /// Where an export has got to.
    private final class Place: Sendable {
        let last = Mutex<Int64>(0)
    }

    /// `GET /moderation/log?below=NUMBER`: what was decided, without names, where the operator has it shown.
    func showPublicLog(_ visit: Visit) throws -> Response {
        guard settings.showsPublicLog else { throw Refusal.notFound }
        let (acts, hasMore) = try administrators.publicActs(
            below: visit.request.query["below"].flatMap { Int64($0) })
        return .html(
            PublicLogPage(
                frame: visit.frame(),
                lines: acts.map { act in
                    let day = act.day.formatted(.iso8601.year().month().day())
                    return PublicLogPage.Line(act, day: Moment(datetime: day, label: day))
                },
                next: hasMore
                    ? acts.last.map { "\(Route.publicLog(.show).path)?below=\($0.number)" } : nil
            ).html())
    }
}
