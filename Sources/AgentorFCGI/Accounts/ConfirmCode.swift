import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-in/code/confirm?next=`: asks for the code from the mail.
    func showConfirmCode(_ visit: Visit) throws(Refusal) -> Response {
        let next = visit.request.query["next"].flatMap(localAddress)
        if visit.viewer != nil { return .redirect(to: next ?? Route.dashboard.path) }
        guard let page = try confirmCodePage(visit, ["next": next ?? ""]) else {
            return endedPage(visit, again: .signInCode, "Send another code")
        }
        return .html(page.html())
    }

    /// `POST /sign-in/code/confirm`
    func confirmCode(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) throws(Refusal)
            -> Response
        {
            guard let page = try confirmCodePage(visit, form, errors, problem: problem) else {
                return endedPage(visit, again: .signInCode, "Send another code")
            }
            return .html(page.html(), status: status)
        }
        if let seconds = try turn(.codeAddress, for: visit.request.network) {
            return try again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        do {
            let entrance = try accounts.signIn(code: form["code"] ?? "", from: visit.arrival)
            return response(to: entrance, visit, next: form["next"].flatMap(localAddress))
        } catch {
            switch error {
            case .wrongCode: return try again(.unprocessableContent, .wrongCode)
            case .ended: return endedPage(visit, again: .signInCode, "Send another code")
            case .suspended: return suspendedPage(visit)
            default: throw Refusal(error)
            }
        }
    }

    private func confirmCodePage(
        _ visit: Visit, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) throws(Refusal) -> QuestionPage? {
        let email: String?
        do { email = try accounts.pendingCode(in: visit.token) } catch { throw Refusal(error) }
        guard let email else { return nil }
        return QuestionPage(
            frame: visit.frame(), heading: "Check your mail",
            paragraphs: [
                "We have sent a mail to \(email). If there is an account with this address, it has a code."
            ],
            address: Route.confirmSignInCode.path,
            hidden: Fields.hidden(next: form["next"].flatMap(localAddress)),
            fields: [.code(form.entry("code", errors), hint: "Eight digits, good for ten minutes.")],
            button: "Sign in", problem: problem,
            links: mailboxLink(visit) + [
                .init(
                    "No mail? Check the address and send another",
                    Route.signInCode.address(next: form["next"].flatMap(localAddress)))
            ])
    }
}
