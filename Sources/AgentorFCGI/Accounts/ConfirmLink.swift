import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /confirm?token=`: what a link from a mail is about, with a button. Looking does nothing, so that a program
    /// that follows the links of mails does nothing either.
    func showConfirmLink(_ visit: Visit) throws -> Response {
        .html(try confirmLinkPage(visit, .unsent(visit.request.query)).html()).greeting(visit)
    }

    /// `POST /confirm`: does it, once.
    func confirmLink(_ visit: Visit, _ form: Fields) throws -> Response {
        guard let link = form["token"].flatMap(Secret.init) else { throw Self.linkEnded }
        return try visit.submit(form) {
            try turns.take(.codeAddress, for: visit.request.network)
            do {
                let outcome = try accounts.confirm(link, password: form["password"], from: visit.arrival)
                postman.nudge()
                return confirmed(outcome, visit)
            } catch Accounts.Failure.wrongCredentials {
                throw FormErrors(
                    "password", .wrong, "That is not the password you chose when you created the account.")
            } catch Accounts.Failure.ended, Accounts.Failure.addressInUse, Accounts.Failure.notInvited {
                throw Self.linkEnded
            }
        } again: {
            try confirmLinkPage(visit, $0).html()
        }
    }

    private func confirmed(_ outcome: Accounts.LinkOutcome, _ visit: Visit) -> Response {
        func done(_ what: String) -> Response {
            .redirect(to: (visit.viewer == nil ? Route.signIn(.password) : .account(.show)).path(done: what))
        }
        return switch outcome {
        case .entrance(let entrance):
            visit.response(to: entrance, next: Route.profiles(.onboarding).path)
        case .unlocked: done("unlocked")
        case .emailChanged: done("email")
        case .kept: done("kept")
        case .undone(let link): .redirect(to: Route.signIn(.resetPassword).path + "?token=\(link.text)")
        case .emailConfirmed:
            .html(
                QuestionPage(
                    frame: visit.frame(), heading: "This address is confirmed",
                    paragraphs: [
                        "The change is made when the link sent to the other address is confirmed too."
                    ],
                    links: mailbox.links(for: visit) + [
                        .init("Go to your account", Route.account(.show).path)
                    ]
                ).html())
        }
    }

    private static let linkEnded = Refusal.ended(again: .home(.start), label: "Go to the start page")

    private func confirmLinkPage(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        guard let link = form.fields["token"].flatMap(Secret.init) else { throw Self.linkEnded }
        let subject = try Self.linkEnded.ifEnded { try accounts.subject(of: link, in: visit.token) }
        func page(
            _ heading: String, _ paragraphs: [String], _ button: String, _ fields: [Field] = [],
            username: String? = nil
        )
            -> QuestionPage
        {
            QuestionPage(
                frame: visit.frame(), heading: heading, paragraphs: paragraphs,
                address: Route.signIn(.confirmLink).path,
                hidden: [("token", link.text)], username: username, fields: fields, button: button,
                problem: form.problem)
        }
        switch subject {
        case .signUp(let email, let needsPassword):
            let password = form.field(
                .currentPassword(
                    hint: "The one you chose when you asked for the account, in another browser."))
            return page(
                "Create your account", ["It will have the address \(email)."], "Create my account",
                needsPassword ? [password] : [], username: needsPassword ? email : nil
            )
        case .unlock:
            return page(
                "Unlock your account", ["You can then sign in with your password at once."], "Unlock")
        case .email(let email):
            return page(
                "Change your address",
                ["The address of your account changes to \(email) when both addresses are confirmed."],
                "Confirm the change"
            )
        case .undo:
            return page(
                "Was this not you?",
                [
                    "This undoes the change the mail is about and all that came after it, signs out everybody, and lets you choose a new password."
                ], "Undo it and sign out everybody")
        case .keep:
            return page(
                "Keep your account", ["It will not be deleted, and everything in it stays as it is."],
                "Keep my account")
        }
    }
}
