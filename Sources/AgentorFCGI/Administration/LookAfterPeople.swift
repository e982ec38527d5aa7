import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials

extension AdministrationDesk {
    /// `GET /admin/care`: the rules by which the site looks after people by itself.
    func showCare(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let rules = try keeper(viewer).list()
        return .html(
            CarePage(
                frame: visit.frame(), rules: rules.map { CarePage.Rule($0, viewer.dayAndTime) },
                hasHook: settings.hook != nil, notice: visit.administrationNotice
            ).html())
    }

    /// `GET /admin/care/{name}`: one of them, to be switched and set.
    func showCareRule(_ name: String, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        let listed = try rule(name, viewer)
        return .html(rulePage(listed.rule, visit, .unsent(CareForm.texts(of: listed))).html())
    }

    /// `POST /admin/care/{name}`
    func setCareRule(_ name: String, _ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        let listed = try rule(name, viewer)
        return try reasoned(visit, viewer, form, then: AdministrationRoute.care.path([("done", "care")])) {
            reason, errors in
            let setting = CareForm.read(listed.rule, form, &errors)
            guard let setting, errors.isEmpty else { throw errors }
            let isThere = try keeper(viewer).set(listed.rule, to: setting, reason: reason)
            care.forget()
            return isThere
        } again: {
            rulePage(listed.rule, visit, $0)
        }
    }

    /// `GET /admin/care/{name}/try`: what it would have caught within the last thirty days. Nothing is changed; that it was tried is a
    /// line in the log.
    func tryCareRule(_ name: String, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        let listed = try rule(name, viewer)
        try turns.take(.administer, for: viewer)
        let trial = try keeper(viewer).try(listed.rule, as: listed.setting)
        return .html(
            CareTrialPage(frame: visit.frame(), rule: listed.rule, trial, viewer.dayAndTime).html())
    }

    private func keeper(_ viewer: Viewer) -> CareKeeper {
        CareKeeper(database, address: settings.address, for: viewer)
    }

    private func rule(_ name: String, _ viewer: Viewer) throws -> ListedCareRule {
        guard let rule = CareRule(rawValue: name),
            let listed = try keeper(viewer).list().first(where: { $0.rule == rule })
        else { throw Refusal.notFound }
        return listed
    }

    private func rulePage(_ rule: CareRule, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: rule.label, paragraphs: [rule.purpose],
            address: Route.careRule(rule.rawValue, .set).path,
            fields: CareForm.filled(form, for: rule) + [form.field(Administrators.reasonField)],
            button: "Save", problem: form.problem,
            links: [
                .init("Try it on the last 30 days", Route.careRule(rule.rawValue, .try).path),
                .init("Back to all rules", Route.administration(.care).path),
            ])
    }
}

/// What a rule's form asks.
enum CareForm {
    enum State: String {
        case on, off
    }

    static let state = FormField<State>.radios(
        "state", "This rule", [(.on, "On", nil), (.off, "Off", nil)], missing: "Choose whether it is on.")
    /// A list may be long.
    static let listName = "list"

    private static func number(_ number: CareRule.Number) -> FormField<String> {
        .line(
            number.name, number.label,
            hint: "\(number.range.lowerBound) to \(number.range.upperBound).", limit: 6,
            missing: "Enter a number.")
    }

    private static func list(_ list: CareRule.List) -> FormField<String> {
        .lines(listName, list.label, hint: list.hint, limit: 50_000, missing: nil)
    }

    /// As it is set.
    static func texts(of listed: ListedCareRule) -> Fields {
        Fields(
            [(name: state.name, value: listed.setting.isOn ? "on" : "off")]
                + listed.rule.numbers.map { number in
                    (number.name, listed.setting.numbers[number.name].map(String.init) ?? "")
                } + [(name: listName, value: listed.setting.list.joined(separator: "\n"))])
    }

    static func filled(_ form: FilledForm, for rule: CareRule) -> [Field] {
        [form.field(state)] + rule.numbers.map { form.field(number($0)) }
            + (rule.list.map { [form.field(list($0))] } ?? [])
    }

    static func read(_ rule: CareRule, _ form: Fields, _ errors: inout FormErrors) -> CareSetting? {
        let state = errors.read(state, form[state.name])
        var numbers: [String: Int] = [:]
        for number in rule.numbers {
            guard let text = errors.read(Self.number(number), form[number.name]) else { continue }
            guard let value = Int(text), number.range.contains(value) else {
                errors.add(
                    number.name,
                    FieldError(
                        .outOfRange,
                        "Enter a whole number from \(number.range.lowerBound) to \(number.range.upperBound).")
                )
                continue
            }
            numbers[number.name] = value
        }
        var lines: [String] = []
        if let list = rule.list {
            let text = errors.read(Self.list(list), form[listName] ?? "") ?? ""
            do throws(CareSetting.Failure) { lines = try CareSetting.lines(of: text) } catch {
                errors.add(listName, FieldError(.tooLong, error.words))
            }
        }
        guard let state else { return nil }
        return CareSetting(isOn: state == .on, numbers: numbers, list: lines)
    }
}
