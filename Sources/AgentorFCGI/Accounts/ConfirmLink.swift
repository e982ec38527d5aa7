import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /confirm?token=`: what a link from a mail is about, with a button. Looking does nothing, so that a program
    /// that follows the links of mails does nothing either.
    func showConfirmLink(_ visit: Visit) throws(Refusal) -> Response {
        guard let page = try confirmLinkPage(visit, visit.request.query) else { return linkEnded(visit) }
        return .html(page.html()).greeting(visit, accounts.rules)
    }

    /// `POST /confirm`: does it, once.
    func confirmLink(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) throws(Refusal)
            -> Response
        {
            guard let page = try confirmLinkPage(visit, form, errors, problem: problem) else {
                return linkEnded(visit)
            }
            return .html(page.html(), status: status)
        }
        guard let link = form["token"].flatMap(Secret.init) else { return linkEnded(visit) }
        if let seconds = try turn(.codeAddress, for: visit.request.network) {
            return try again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        let outcome: Accounts.LinkOutcome
        do { outcome = try accounts.confirm(link, password: form["password"], from: visit.arrival) } catch {
            switch error {
            case .wrongCredentials:
                let message = "That is not the password you chose when you created the account."
                return try again(.unprocessableContent, FormErrors("password", message))
            case .tooOften(let seconds):
                return try again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
            case .ended, .addressInUse, .notInvited: return linkEnded(visit)
            default: throw Refusal(error)
            }
        }
        postman.nudge()
        func done(_ what: String) -> String {
            (visit.viewer == nil ? Route.signIn : .account).path + "?done=\(what)"
        }
        switch outcome {
        case .entrance(let entrance): return response(to: entrance, visit, next: Route.onboarding.path)
        case .unlocked: return .redirect(to: done("unlocked"))
        case .emailChanged: return .redirect(to: done("email"))
        case .kept: return .redirect(to: done("kept"))
        case .undone(let link): return .redirect(to: Route.resetPassword.path + "?token=\(link.text)")
        case .emailConfirmed:
            return .html(
                QuestionPage(
                    frame: visit.frame(), heading: "This address is confirmed",
                    paragraphs: [
                        "The change is made when the link sent to the other address is confirmed too."
                    ],
                    links: mailboxLink(visit) + [.init("Go to your account", Route.account.path)]
                ).html())
        }
    }

    private func linkEnded(_ visit: Visit) -> Response {
        endedPage(visit, again: .home, "Go to the start page")
    }

    private func confirmLinkPage(
        _ visit: Visit, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) throws(Refusal) -> QuestionPage? {
        guard let link = form["token"].flatMap(Secret.init) else { return nil }
        let subject: Accounts.LinkSubject
        do { subject = try accounts.subject(of: link, in: visit.token) } catch {
            if case .ended = error { return nil }
            throw Refusal(error)
        }
        func page(_ heading: String, _ paragraphs: [String], _ button: String, _ fields: [Field] = [])
            -> QuestionPage
        {
            QuestionPage(
                frame: visit.frame(), heading: heading, paragraphs: paragraphs,
                address: Route.confirmLink.path,
                hidden: [("token", link.text)], fields: fields, button: button, problem: problem)
        }
        switch subject {
        case .signUp(let email, let needsPassword):
            let password = Field.currentPassword(
                form.entry("password", errors),
                hint: "The one you chose when you asked for the account, in another browser.")
            return page(
                "Create your account", ["It will have the address \(email)."], "Create my account",
                needsPassword ? [password] : []
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
