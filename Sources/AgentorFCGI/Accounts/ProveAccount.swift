import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /account/prove?next=`: asks somebody signed in to prove again who they are. Where that takes a code by
    /// mail, `?send` was chosen by a button.
    func showProveAccount(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        return .html(try proveAccountPage(visit, viewer, visit.request.query).html())
    }

    /// `POST /account/prove`: the session goes on under a new token.
    func proveAccount(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        let next = form["next"].flatMap(localAddress)
        if form["send"] != nil { return try sendProofCode(visit, viewer, form) }
        do {
            let typed = form["password"] ?? form["code"] ?? ""
            let token = try accounts.prove(typed, by: viewer, from: visit.arrival)
            return .redirect(to: next ?? Route.account.path).setting(cookie(token, visit))
        } catch {
            switch error {
            case .wrongCredentials:
                return .html(
                    try proveAccountPage(
                        visit, viewer, form, FormErrors("password", "That is not your password.")
                    ).html(), status: .unprocessableContent)
            case .wrongCode, .ended:
                return .html(
                    try proveAccountPage(visit, viewer, form, .wrongCode).html(),
                    status: .unprocessableContent)
            case .tooOften(let seconds):
                return .html(
                    try proveAccountPage(visit, viewer, form, problem: tooOften(seconds)).html(),
                    status: .tooManyRequests
                ).retry(after: seconds)
            default: throw Refusal(error)
            }
        }
    }

    private func sendProofCode(_ visit: Visit, _ viewer: Viewer, _ form: Fields) throws(Refusal) -> Response {
        var wait = try turn(.mailFrom, for: visit.request.network)
        if wait == nil { wait = try mailTurns(to: viewer.email, visit) }
        if let seconds = wait {
            let page = try proveAccountPage(visit, viewer, form, problem: tooOften(seconds))
            return .html(page.html(), status: .tooManyRequests).retry(after: seconds)
        }
        do { try accounts.askCode(email: viewer.email, nonce: form.nonce, from: visit.arrival) } catch {
            throw Refusal(error)
        }
        postman.nudge()
        return .redirect(to: Route.proveAccount.address(next: form["next"].flatMap(localAddress)))
    }

    private func proveAccountPage(
        _ visit: Visit, _ viewer: Viewer, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) throws(Refusal) -> QuestionPage {
        let proof: Accounts.Proof
        let isSent: Bool
        do {
            proof = try accounts.proof(of: viewer)
            isSent = try accounts.pendingCode(in: visit.token) == viewer.email
        } catch { throw Refusal(error) }
        let next = Fields.hidden(next: form["next"].flatMap(localAddress))
        func page(
            _ paragraph: String, _ field: [Field], _ button: String,
            _ hidden: [(name: String, value: String)] = [],
            links: [QuestionPage.Link] = []
        ) -> QuestionPage {
            QuestionPage(
                frame: visit.frame(.account), heading: "Confirm that it is you",
                paragraphs: ["What comes next is sensitive.", paragraph],
                address: Route.proveAccount.path, hidden: next + hidden, fields: field, button: button,
                problem: problem, links: links + [.init("Back to your account", Route.account.path)],
                nonce: FormNonce().value)
        }
        switch proof {
        case .password:
            return page(
                "Type your password once more.", [.currentPassword(form.entry("password", errors))], "Confirm"
            )
        case .secondFactor:
            return page(
                "Type the code your authenticator app shows now.",
                [.code(form.entry("code", errors), label: "Code from your authenticator app")], "Confirm")
        case .mail where isSent:
            return page(
                "We have sent a code to \(viewer.email).", [.code(form.entry("code", errors))], "Confirm",
                links: mailboxLink(visit))
        case .mail:
            return page(
                "You have no password, so we send a code to \(viewer.email).", [], "Send the code",
                [("send", "code")])
        }
    }
}
