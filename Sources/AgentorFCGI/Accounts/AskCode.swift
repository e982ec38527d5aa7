import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-in/code?next=`: asks where to send a code to sign in with.
    func showAskCode(_ visit: Visit) throws(Refusal) -> Response {
        let next = visit.request.query["next"].flatMap(localAddress)
        if visit.viewer != nil { return .redirect(to: next ?? Route.dashboard.path) }
        return .html(askCodePage(visit, ["next": next ?? ""], nonce: FormNonce()).html())
            .greeting(visit, accounts.rules)
    }

    /// `POST /sign-in/code`
    func askCode(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        try askByMail(visit, form, page: askCodePage) { email, nonce throws(Accounts.Failure) in
            try accounts.askCode(email: email, nonce: nonce, from: visit.arrival)
        } then: {
            .redirect(to: Route.confirmSignInCode.address(next: form["next"].flatMap(localAddress)))
        }
    }

    private func askCodePage(
        _ visit: Visit, _ form: Fields, nonce: FormNonce, errors: FormErrors? = nil, problem: String? = nil
    ) -> QuestionPage {
        let next = form["next"].flatMap(localAddress)
        return QuestionPage(
            frame: visit.frame(.signIn), heading: "Sign in with a code",
            paragraphs: ["We send a code to your address. No password is needed."],
            address: Route.signInCode.path, hidden: Fields.hidden(next: next),
            fields: [.email(form.entry("email", errors))], button: "Send the code", problem: problem,
            links: [.init("Sign in with a password", Route.signIn.address(next: next))], nonce: nonce.value)
    }

    /// What asking for a mail takes, whatever it is about: an address, and turns for it. Whether there is an account
    /// with it makes no difference here.
    func askByMail(
        _ visit: Visit, _ form: Fields,
        page: (Visit, Fields, FormNonce, FormErrors?, String?) -> QuestionPage,
        _ ask: (String, FormNonce) throws(Accounts.Failure) -> Void, then: () -> Response
    ) throws(Refusal) -> Response {
        let nonce = form.nonce
        func later(_ seconds: Int) -> Response {
            .html(page(visit, form, nonce, nil, tooOften(seconds)).html(), status: .tooManyRequests)
                .retry(after: seconds)
        }
        if let seconds = try turn(.mailFrom, for: visit.request.network) { return later(seconds) }
        var errors = FormErrors()
        let email = errors.email(form["email"] ?? "")
        guard errors.isEmpty else {
            return .html(page(visit, form, nonce, errors, nil).html(), status: .unprocessableContent)
        }
        if let seconds = try mailTurns(to: email, visit) { return later(seconds) }
        do { try ask(email, nonce) } catch { throw Refusal(error) }
        postman.nudge()
        return then()
    }

    /// What there is to do after asking for a mail with a link.
    func mailSentPage(_ visit: Visit, again: Route) -> Response {
        .html(
            QuestionPage(
                frame: visit.frame(), heading: "Check your mail",
                paragraphs: [
                    "We have sent a mail to that address. If there is an account with it, the mail has a link that is good for ten minutes."
                ],
                links: mailboxLink(visit) + [.init("No mail? Check the address and send another", again.path)]
            ).html())
    }
}
