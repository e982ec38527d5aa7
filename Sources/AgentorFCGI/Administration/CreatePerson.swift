import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials

extension AdministrationDesk {
    private static let role = FormField<AccountRole>.radios(
        "role", "Here as",
        [
            (.member, "Member", nil),
            (.admin, "Administrator", "Sees and does all that you do here, with a second factor."),
        ], missing: "Choose one.", otherwise: .member)

    /// `GET /admin/people/new`
    func showCreatePerson(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        .html(createPage(visit, .unsent()).html())
    }

    /// `POST /admin/people/new`: an account whose address the administrator vouches for.
    func createPerson(_ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        var created: UUID?
        let response = try reasoned(
            visit, viewer, form, then: AdministrationRoute.people.path([("done", "created")])
        ) { reason, errors in
            let email = errors.read(.email(), form["email"])
            let name = errors.read(PersonName.field, form[PersonName.field.name])
            let role = errors.read(Self.role, form[Self.role.name])
            guard let email, let name, let role, errors.isEmpty else { throw errors }
            created = try administrators.create(
                AccountDraft(email: email, name: name, role: role), reason: reason, for: viewer)
            return true
        } again: {
            createPage(visit, $0)
        }
        return created.map { .redirect(to: Route.person($0, .show).path(done: "created")) } ?? response
    }

    private func createPage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: "Create an account",
            paragraphs: [
                "You vouch for the address. Its owner is sent a link to choose a password, good for seven days, and is asked to agree to the terms when they first sign in."
            ],
            address: Route.administration(.create).path,
            fields: [
                form.field(.email()), form.field(PersonName.field), form.field(Self.role),
                form.field(Administrators.reasonField),
            ], button: "Create the account", problem: form.problem,
            links: [.init("Back to people", Route.administration(.people).path)])
    }

    /// `GET /admin/people/verify`
    func showCompleteSignUp(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        .html(completePage(visit, .unsent()).html())
    }

    /// `POST /admin/people/verify`: completes the newest sign-up that waits for its code.
    func completeSignUp(_ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        var isAccount = true
        let response = try reasoned(
            visit, viewer, form, then: AdministrationRoute.people.path([("done", "verified")])
        ) { reason, errors in
            let email = errors.read(.email(), form["email"])
            guard let email, errors.isEmpty else { throw errors }
            guard let result = try administrators.verify(email, reason: reason, for: viewer) else {
                return false
            }
            isAccount = result
            return true
        } again: {
            completePage(visit, $0)
        }
        return isAccount
            ? response : .redirect(to: AdministrationRoute.waiting.path([("done", "waits")]))
    }

    private func completePage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: "Complete a sign-up whose mail did not arrive",
            paragraphs: [
                "Of the sign-ups of the last ten minutes with this address the newest is taken. Whoever asked for it chose the name and the password: be sure that they own the address."
            ],
            address: Route.administration(.verify).path,
            fields: [form.field(.email()), form.field(Administrators.reasonField)],
            button: "Complete the sign-up", problem: form.problem,
            links: [.init("Back to people", Route.administration(.people).path)])
    }
}
