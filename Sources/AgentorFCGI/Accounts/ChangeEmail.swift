import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Text

extension AccountDesk {
    /// `GET /account/email`: asks for another address, or says what a change waits for.
    func showChangeEmail(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard let pending = try accounts.pendingEmail(of: viewer) else {
            return .html(changeEmailPage(visit, viewer, .unsent()).html())
        }
        func said(_ isConfirmed: Bool) -> String { isConfirmed ? "is confirmed" : "is not confirmed yet" }
        return .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Confirm both addresses",
                paragraphs: [
                    "We have sent a link to each address. Your address changes when both are confirmed, within ten minutes.",
                    "The old address, \(viewer.email), \(said(pending.isConfirmedByOld)). The new address, \(pending.address), \(said(pending.isConfirmedByNew)).",
                ], address: Route.account(.cancelEmail).path, button: "Call it off", weight: .second,
                links: mailbox.links(for: visit) + [.init("Back to your account", Route.account(.show).path)]
            ).html())
    }

    /// `POST /account/email`: sends a link to the old and to the new address.
    func changeEmail(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            try turns.take(.mailFrom, for: visit.request.network)
            var errors = FormErrors()
            let rules = try accounts.rules(for: form["email"] ?? "")
            guard let email = errors.read(.email(by: rules), form["email"]) else { throw errors }
            if email == EmailAddress.normalized(viewer.email) {
                throw FormErrors("email", .unchanged, "This is your address already.")
            }
            try turns.takeForMail(to: email, visit, and: viewer)
            try accounts.askEmail(email, for: viewer)
            postman.nudge()
            return .redirect(to: Route.account(.email).path)
        } again: {
            changeEmailPage(visit, viewer, $0).html()
        }
    }

    /// `POST /account/email/cancel`
    func cancelEmail(_ visit: Visit, _ form: Fields) throws -> Response {
        try accounts.cancelEmail(of: visit.admitted())
        return .redirect(to: Route.account(.show).path(done: "cancelled"))
    }

    private func changeEmailPage(_ visit: Visit, _ viewer: Viewer, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.account), heading: "Change your address",
            paragraphs: [
                "It is \(viewer.email) now. We send a link to both addresses; both have to be confirmed."
            ],
            address: Route.account(.email).path,
            fields: [form.field(.email(autocomplete: "email").asked("New email"))],
            button: "Send the links", problem: form.problem,
            links: [.init("Back to your account", Route.account(.show).path)])
    }
}
