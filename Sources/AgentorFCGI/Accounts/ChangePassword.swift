import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /account/password`
    func showChangePassword(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        return .html(try changePasswordPage(visit, viewer, [:]).html())
    }

    /// `POST /account/password`: other browsers are signed out, and the owner is told.
    func changePassword(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) throws(Refusal)
            -> Response
        {
            .html(
                try changePasswordPage(visit, viewer, form, errors, problem: problem).html(), status: status)
        }
        do {
            let hasFactor = try accounts.access(of: viewer).secondFactorSince != nil
            let password: NewPassword
            do {
                password = try NewPassword(
                    form["password"] ?? "", hasSecondFactor: hasFactor, about: [viewer.name, viewer.email])
            } catch { return try again(.unprocessableContent, error) }
            let token = try accounts.changePassword(
                to: password, current: form["current"] ?? "", for: viewer, in: visit.token)
            postman.nudge()
            return .redirect(to: Route.account.path + "?done=password").setting(cookie(token, visit))
        } catch let failure as Accounts.Failure {
            switch failure {
            case .wrongCredentials:
                return try again(
                    .unprocessableContent, FormErrors("current", "That is not your current password."))
            case .tooOften(let seconds):
                return try again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
            // Another change was quicker, and has ended this session or given it another token.
            case .ended: throw .signInFirst
            default: throw Refusal(failure)
            }
        } catch { throw error as? Refusal ?? .notFound }
    }

    private func changePasswordPage(
        _ visit: Visit, _ viewer: Viewer, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) throws(Refusal) -> QuestionPage {
        do {
            let hasPassword = try accounts.hasPassword(viewer)
            let hasFactor = try accounts.access(of: viewer).secondFactorSince != nil
            let current = Field.currentPassword(
                form.entry("current", errors), name: "current", label: "Current password")
            let new = Field.newPassword(
                form.entry("password", errors), label: "New password",
                shortest: hasFactor ? NewPassword.minimumWithSecondFactor : NewPassword.minimum)
            return QuestionPage(
                frame: visit.frame(.account),
                heading: hasPassword ? "Change your password" : "Set a password",
                paragraphs: ["Every other browser will be signed out."], address: Route.accountPassword.path,
                fields: hasPassword ? [current, new] : [new],
                button: hasPassword ? "Change password" : "Set password", problem: problem,
                links: [.init("Back to your account", Route.account.path)])
        } catch { throw Refusal(error) }
    }
}
