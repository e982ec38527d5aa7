import AgentorCore
import AgentorViews
import FastCGI
import Text

extension Site {
    /// `GET /account/email`: asks for another address, or says what a change waits for.
    func showChangeEmail(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        let pending: Accounts.PendingEmail?
        do { pending = try accounts.pendingEmail(of: viewer) } catch { throw Refusal(error) }
        guard let pending else { return .html(changeEmailPage(visit, viewer, [:]).html()) }
        func said(_ isConfirmed: Bool) -> String { isConfirmed ? "is confirmed" : "is not confirmed yet" }
        return .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Confirm both addresses",
                paragraphs: [
                    "We have sent a link to each address. Your address changes when both are confirmed, within ten minutes.",
                    "The old address, \(viewer.email), \(said(pending.isConfirmedByOld)). The new address, \(pending.address), \(said(pending.isConfirmedByNew)).",
                ], address: Route.cancelAccountEmail.path, button: "Call it off", weight: .second,
                links: mailboxLink(visit) + [.init("Back to your account", Route.account.path)]
            ).html())
    }

    /// `POST /account/email`: sends a link to the old and to the new address.
    func changeEmail(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) -> Response {
            .html(changeEmailPage(visit, viewer, form, errors, problem: problem).html(), status: status)
        }
        func later(_ seconds: Int) -> Response {
            again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        if let seconds = try turn(.mailFrom, for: visit.request.network) { return later(seconds) }
        var errors = FormErrors()
        let email = errors.email(form["email"] ?? "", by: accounts.rules)
        if email == EmailAddress.normalized(viewer.email) {
            errors.add("email", "This is your address already.")
        }
        guard errors.isEmpty else { return again(.unprocessableContent, errors) }
        if let seconds = try mailTurns(to: email, visit, and: viewer.id.rawValue.uuidString) {
            return later(seconds)
        }
        do { try accounts.askEmail(email, for: viewer) } catch { throw Refusal(error) }
        postman.nudge()
        return .redirect(to: Route.accountEmail.path)
    }

    /// `POST /account/email/cancel`
    func cancelEmail(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        do { try accounts.cancelEmail(of: viewer) } catch { throw Refusal(error) }
        return .redirect(to: Route.account.path + "?done=cancelled")
    }

    private func changeEmailPage(
        _ visit: Visit, _ viewer: Viewer, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.account), heading: "Change your address",
            paragraphs: [
                "It is \(viewer.email) now. We send a link to both addresses; both have to be confirmed."
            ],
            address: Route.accountEmail.path,
            fields: [.email(form.entry("email", errors), label: "New email")],
            button: "Send the links", problem: problem,
            links: [.init("Back to your account", Route.account.path)])
    }
}
