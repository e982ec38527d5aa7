import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AdministrationDesk {
    private typealias Change = OptionChange

    /// `GET /admin/options?kind=KIND`: what can be chosen in forms.
    func showOptions(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let kind = visit.request.query["kind"].flatMap(Options.Kind.init) ?? .category
        return .html(
            OptionsPage(
                frame: visit.frame(), kind: kind, options: try administrators.options(kind),
                notice: visit.administrationNotice
            ).html())
    }

    /// `GET /admin/options/{kind}`: offering one more.
    func showAddOption(to kind: Options.Kind, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        .html(try addPage(kind, visit, .unsent()).html())
    }

    /// `POST /admin/options/{kind}`
    func addOption(
        to kind: Options.Kind, _ visit: Visit, _ viewer: Viewer, _ form: Fields
    ) throws -> Response {
        let choices = try choices(of: kind)
        return try reasoned(visit, viewer, form, then: kind.address(done: "option-added")) { reason, errors in
            let key = errors.read(Change.keyField(of: kind), form["key"])
            let label = errors.read(Change.labelField, form["label"])
            let shown = errors.read(Change.shownField, form["shown"])
            let next = errors.read(Change.nextField(choices), form["before"])
            guard let key, let label, let shown, let next, errors.isEmpty else { throw errors }
            var change = OptionChange(.add, kind, key)
            (change.label, change.shown, change.next) = (label, shown, next)
            return try administrators.change(change, reason: reason, for: viewer)
        } again: {
            try addPage(kind, visit, $0)
        }
    }

    /// `GET /admin/options/{kind}/{key}/{deed}`
    func showOptionDeed(
        _ route: OptionRoute, _ kind: Options.Kind, _ key: String, _ visit: Visit, _ viewer: Viewer
    ) throws -> Response {
        let option = try option(kind, key)
        return .html(
            try page(
                route, kind, option, visit,
                .unsent(["label": option.label, "shown": option.shown ?? ""])
            ).html())
    }

    /// `POST /admin/options/{kind}/{key}/{deed}`
    func changeOption(
        _ route: OptionRoute, _ kind: Options.Kind, _ key: String, _ visit: Visit, _ viewer: Viewer,
        _ form: Fields
    ) throws -> Response {
        let option = try option(kind, key)
        let choices = try choices(of: kind, but: key)
        return try reasoned(visit, viewer, form, then: kind.address(done: "option")) { reason, errors in
            var change = OptionChange(route.deed, kind, key)
            if route == .rename {
                change.label = errors.read(Change.labelField, form["label"]) ?? ""
                change.shown = errors.read(Change.shownField, form["shown"])
            } else if route == .move {
                change.next = errors.read(Change.nextField(choices), form["before"]) ?? nil
            }
            guard errors.isEmpty else { throw errors }
            return try administrators.change(change, reason: reason, for: viewer)
        } again: {
            try page(route, kind, option, visit, $0)
        }
    }

    private func option(_ kind: Options.Kind, _ key: String) throws -> Options.Option {
        guard let option = try administrators.options(kind).first(where: { $0.key == key }) else {
            throw Refusal.notFound
        }
        return option
    }

    private func choices(of kind: Options.Kind, but key: String? = nil) throws -> [FieldDescription.Choice] {
        try administrators.options(kind).filter { $0.key != key }
            .map { FieldDescription.Choice($0.key, $0.label) }
    }

    private func addPage(_ kind: Options.Kind, _ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: "Offer one more: \(kind.words.lowercased())",
            paragraphs: ["Workers offer it within a minute."],
            address: Route.optionKind(kind, .add).path,
            fields: [
                form.field(Change.keyField(of: kind)), form.field(Change.labelField),
                form.field(Change.shownField),
                form.field(Change.nextField(try choices(of: kind))), form.field(Administrators.reasonField),
            ], button: "Offer it", problem: form.problem,
            links: [.init("Back", kind.address())])
    }

    private func page(
        _ route: OptionRoute, _ kind: Options.Kind, _ option: Options.Option, _ visit: Visit,
        _ form: FilledForm
    ) throws -> QuestionPage {
        let name = option.label.isolated
        let fields =
            switch route {
            case .rename: [form.field(Change.labelField), form.field(Change.shownField)]
            case .move: [form.field(Change.nextField(try choices(of: kind, but: option.key)))]
            case .retire, .restore: [] as [Field]
            }
        return QuestionPage(
            frame: visit.frame(), heading: route.heading(name), paragraphs: [route.explanation],
            address: Route.option(kind, OptionKey(option.key), route).path,
            fields: fields + [form.field(Administrators.reasonField)], button: route.button,
            problem: form.problem, links: [.init("Back", kind.address())])
    }
}

extension OptionRoute {
    fileprivate var deed: OptionChange.Deed {
        switch self {
        case .rename: .rename
        case .move: .move
        case .retire: .retire
        case .restore: .restore
        }
    }

    fileprivate func heading(_ name: String) -> String {
        switch self {
        case .rename: "Call \(name) something else"
        case .move: "Put \(name) elsewhere in its list"
        case .retire: "Offer \(name) no more?"
        case .restore: "Offer \(name) again?"
        }
    }

    fileprivate var explanation: String {
        switch self {
        case .rename: "Also where it was chosen before. Workers show it within a minute."
        case .move: "People read them in this order, wherever one is chosen."
        case .retire: "Whoever has chosen it keeps it; nobody else can choose it any more."
        case .restore: "Everybody can choose it again."
        }
    }

    fileprivate var button: String {
        switch self {
        case .rename, .move: "Save"
        case .retire: "Offer it no more"
        case .restore: "Offer it again"
        }
    }
}

extension Options.Kind {
    /// Where those of it are listed.
    fileprivate func address(done: String = "") -> String {
        AdministrationRoute.options.path([("kind", rawValue), ("done", done)])
    }
}
