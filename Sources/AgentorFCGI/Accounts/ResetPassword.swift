import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /reset-password?token=`: asks for another password. Looking does not use the link up.
    func showResetPassword(_ visit: Visit) throws(Refusal) -> Response {
        guard let page = try resetPasswordPage(visit, visit.request.query) else {
            return endedPage(visit, again: .forgotPassword, "Send another link")
        }
        return .html(page.html()).greeting(visit, accounts.rules)
    }

    /// `POST /reset-password`
    func resetPassword(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) throws(Refusal)
            -> Response
        {
            guard let page = try resetPasswordPage(visit, form, errors, problem: problem) else {
                return endedPage(visit, again: .forgotPassword, "Send another link")
            }
            return .html(page.html(), status: status)
        }
        guard let link = form["token"].flatMap(Secret.init) else { return try again(.gone) }
        if let seconds = try turn(.codeAddress, for: visit.request.network) {
            return try again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        do {
            let reset = try accounts.reset(link, in: visit.token)
            let password: NewPassword
            do {
                password = try NewPassword(
                    form["password"] ?? "", hasSecondFactor: reset.needsSecondFactor,
                    about: [reset.name, reset.email])
            } catch { return try again(.unprocessableContent, error) }
            try accounts.resetPassword(to: password, code: form["code"] ?? "", by: link, from: visit.arrival)
            postman.nudge()
            return .redirect(to: Route.signIn.path + "?done=password")
        } catch let failure as Accounts.Failure {
            switch failure {
            case .wrongCode: return try again(.unprocessableContent, .wrongCode)
            case .ended: return endedPage(visit, again: .forgotPassword, "Send another link")
            case .tooOften(let seconds):
                return try again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
            default: throw Refusal(failure)
            }
        } catch { throw error as? Refusal ?? .notFound }
    }

    /// Nil when the link is not good, or no longer.
    private func resetPasswordPage(
        _ visit: Visit, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) throws(Refusal) -> QuestionPage? {
        guard let link = form["token"].flatMap(Secret.init) else { return nil }
        let reset: (email: String, name: String, needsSecondFactor: Bool)
        do { reset = try accounts.reset(link, in: visit.token) } catch {
            if case .ended = error { return nil }
            throw Refusal(error)
        }
        let shortest = reset.needsSecondFactor ? NewPassword.minimumWithSecondFactor : NewPassword.minimum
        var fields = [
            Field.newPassword(form.entry("password", errors), label: "New password", shortest: shortest)
        ]
        if reset.needsSecondFactor {
            fields.append(
                .code(
                    form.entry("code", errors), label: "Code from your authenticator app",
                    hint: "Or one of your recovery codes."))
        }
        return QuestionPage(
            frame: visit.frame(), heading: "Choose another password",
            paragraphs: ["For the account of \(reset.email). You are signed out everywhere afterwards."],
            address: Route.resetPassword.path, hidden: [("token", link.text)], fields: fields,
            button: "Change password", problem: problem)
    }
}
