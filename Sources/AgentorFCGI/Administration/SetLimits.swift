import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials

extension AdministrationDesk {
    /// The name of the field that says what the limit was when its form was shown.
    private static var seen: String { "seen" }

    /// `GET /admin/limits`: how often things may be done.
    func showLimits(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let limits = try keeper(of: viewer).list()
        return .html(
            LimitsPage(
                frame: visit.frame(), limits: limits.map { LimitsPage.Limit($0, viewer.dayAndTime) },
                notice: visit.administrationNotice
            ).html())
    }

    /// `GET /admin/limits/{name}`
    func showLimit(_ limit: Throttle.Limit, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        let listed = try find(limit, viewer)
        let fields: Fields = [
            "most": "\(listed.pace.most)", "seconds": Throttle.Pace.seconds(listed.pace.span),
        ]
        return .html(try page(of: listed, listed.revision, visit, .unsent(fields)).html())
    }

    /// `POST /admin/limits/{name}`
    func setLimit(
        _ limit: Throttle.Limit, _ visit: Visit, _ viewer: Viewer, _ form: Fields
    ) throws -> Response {
        let (most, span) = (LimitKeeper.mostField(of: limit), LimitKeeper.spanField(of: limit))
        return try change(limit, visit, viewer, form) { errors in
            let count = errors.read(most, form[most.name])
            let milliseconds = errors.read(span, form[span.name])
            guard let count, let milliseconds, errors.isEmpty else { throw errors }
            return Throttle.Pace(isSteady: limit.pace.isSteady, most: count, milliseconds: milliseconds)
        } again: {
            try page(of: $0, $1, visit, $2)
        }
    }

    /// `GET /admin/limits/{name}/reset`
    func showResetLimit(_ limit: Throttle.Limit, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        let listed = try find(limit, viewer)
        return .html(resetPage(of: listed, listed.revision, visit, .unsent()).html())
    }

    /// `POST /admin/limits/{name}/reset`
    func resetLimit(
        _ limit: Throttle.Limit, _ visit: Visit, _ viewer: Viewer, _ form: Fields
    ) throws -> Response {
        try change(limit, visit, viewer, form) { errors in
            guard errors.isEmpty else { throw errors }
            return nil
        } again: {
            resetPage(of: $0, $1, visit, $2)
        }
    }

    /// - Parameters:
    ///   - pace: what it is set to; nil for what holds without.
    ///   - page: of a limit as it is now, with what whoever sends the form has been told of it.
    private func change(
        _ limit: Throttle.Limit, _ visit: Visit, _ viewer: Viewer, _ form: Fields,
        to pace: (inout FormErrors) throws -> Throttle.Pace?,
        again page: (ListedLimit, String?, FilledForm) throws -> QuestionPage
    ) throws -> Response {
        var seen = form[Self.seen]
        return try reasoned(
            visit, viewer, form, then: AdministrationRoute.limits.path([("done", "limit")])
        ) { reason, errors in
            let pace = try pace(&errors)
            do {
                let isThere = try keeper(of: viewer).set(limit, to: pace, seen: seen, reason: reason)
                turns.throttle.forget()
                return isThere
            } catch LimitKeeper.Failure.outdated {
                let now = try find(limit, viewer)
                seen = now.revision
                throw FormProblem(
                    "Somebody else has changed this limit since you opened the form: it is \(now.pace.words) now. Your words are kept below. Save again to put them in its place.",
                    code: .outdated)
            }
        } again: {
            try page(find(limit, viewer), seen, $0)
        }
    }

    private func keeper(of viewer: Viewer) -> LimitKeeper {
        LimitKeeper(database, file: settings.paces, for: viewer)
    }

    private func find(_ limit: Throttle.Limit, _ viewer: Viewer) throws -> ListedLimit {
        guard let listed = try keeper(of: viewer).list().first(where: { $0.limit == limit }) else {
            throw Refusal.notFound
        }
        return listed
    }

    private func page(
        of listed: ListedLimit, _ seen: String?, _ visit: Visit, _ form: FilledForm
    ) throws -> QuestionPage {
        let limit = listed.limit
        return QuestionPage(
            frame: visit.frame(), heading: "How often: \(limit.name)",
            paragraphs: [
                limit.words, "It is \(listed.pace.words). Without a change here it is \(listed.unset.words).",
            ], address: Route.limit(limit, .set).path, hidden: hidden(seen),
            fields: [
                form.field(LimitKeeper.mostField(of: limit)), form.field(LimitKeeper.spanField(of: limit)),
                form.field(Administrators.reasonField),
            ], button: "Save", problem: form.problem,
            links: (listed.isSet ? [.init("Take the change back", Route.limit(limit, .reset).path)] : [])
                + [.init("Back to all limits", Route.administration(.limits).path)])
    }

    private func resetPage(
        of listed: ListedLimit, _ seen: String?, _ visit: Visit, _ form: FilledForm
    ) -> QuestionPage {
        let limit = listed.limit
        return QuestionPage(
            frame: visit.frame(), heading: "Take the change back: \(limit.name)?",
            paragraphs: [
                limit.words, "It is \(listed.pace.words) now, and \(listed.unset.words) afterwards.",
            ], address: Route.limit(limit, .reset).path, hidden: hidden(seen),
            fields: [form.field(Administrators.reasonField)], button: "Take the change back",
            problem: form.problem,
            links: [.init("Back to all limits", Route.administration(.limits).path)])
    }

    private func hidden(_ seen: String?) -> [(name: String, value: String)] {
        seen.map { [(Self.seen, $0)] } ?? []
    }
}
