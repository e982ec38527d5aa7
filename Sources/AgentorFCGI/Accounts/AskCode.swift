import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /sign-in/code?next=`: asks where to send a code to sign in with.
    func showAskCode(_ visit: Visit) throws -> Response {
        let form = visit.request.query
        if visit.viewer != nil { return .redirect(to: form.next ?? Route.home(.dashboard).path) }
        return .html(askCodePage(visit, .unsent(["next": form.next ?? ""])).html()).greeting(visit)
    }

    /// `POST /sign-in/code`
    func askCode(_ visit: Visit, _ form: Fields) throws -> Response {
        try askByMail(visit, form, page: askCodePage) { email, nonce in
            try accounts.askCode(email: email, nonce: nonce, from: visit.arrival)
        } then: {
            .redirect(to: Route.signIn(.confirmCode).path(next: form.next))
        }
    }

    private func askCodePage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.signIn), heading: "Sign in with a code",
            paragraphs: ["We send a code to your address. No password is needed."],
            address: Route.signIn(.code).path, hidden: Fields.hidden(next: form.fields.next),
            fields: [form.field(.email())], button: "Send the code", problem: form.problem,
            links: [.init("Sign in with a password", Route.signIn(.password).path(next: form.fields.next))],
            nonce: form.nonce.value)
    }

    /// What asking for a mail takes, whatever it is about: an address, and turns for it. Whether there is an account
    /// with it makes no difference here.
    func askByMail(
        _ visit: Visit, _ form: Fields, page: (Visit, FilledForm) -> QuestionPage,
        _ ask: (String, FormNonce) throws -> Void, then: () -> Response
    ) throws -> Response {
        try visit.submit(form) {
            try turns.take(.mailFrom, for: visit.request.network)
            var errors = FormErrors()
            guard let email = errors.read(.email(), form["email"]) else { throw errors }
            try turns.takeForMail(to: email, visit)
            try ask(email, form.nonce)
            postman.nudge()
            return then()
        } again: {
            page(visit, $0).html()
        }
    }

    /// What there is to do after asking for a mail with a link.
    func mailSentPage(_ visit: Visit, again: Route) -> Response {
        .html(
            QuestionPage(
                frame: visit.frame(), heading: "Check your mail",
                paragraphs: [
                    "We have sent a mail to that address. If there is an account with it, the mail has a link that is good for ten minutes."
                ],
                links: mailbox.links(for: visit) + [
                    .init("No mail? Check the address and send another", again.path)
                ]
            ).html())
    }
}
