import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /account/password`
    func showChangePassword(_ visit: Visit) throws -> Response {
        .html(try changePasswordPage(visit, .unsent()).html())
    }

    /// `POST /account/password`: other browsers are signed out, and the owner is told.
    func changePassword(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            let hasFactor = try accounts.access(of: viewer).secondFactorSince != nil
            let password = try NewPassword(
                form["password"] ?? "", hasSecondFactor: hasFactor, about: [viewer.name, viewer.email])
            do {
                let token = try accounts.changePassword(
                    to: password, current: form["current"] ?? "", for: viewer, in: visit.token)
                postman.nudge()
                return .redirect(to: Route.account(.show).path(done: "password")).setting(visit.cookie(token))
            } catch Accounts.Failure.wrongCredentials {
                throw FormErrors("current", .wrong, "That is not your current password.")
            } catch Accounts.Failure.ended {
                // Another change was quicker, and has ended this session or given it another token.
                throw Refusal.signInFirst
            }
        } again: {
            try changePasswordPage(visit, $0).html()
        }
    }

    private func changePasswordPage(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        let viewer = try visit.admitted()
        let hasPassword = try accounts.hasPassword(viewer)
        let hasFactor = try accounts.access(of: viewer).secondFactorSince != nil
        let current = form.field(.currentPassword("current", "Current password"))
        let new = form.field(NewPassword.field(hasSecondFactor: hasFactor).asked("New password"))
        return QuestionPage(
            frame: visit.frame(.account),
            heading: hasPassword ? "Change your password" : "Set a password",
            paragraphs: ["Every other browser will be signed out."], address: Route.account(.password).path,
            username: viewer.email, fields: hasPassword ? [current, new] : [new],
            button: hasPassword ? "Change password" : "Set password", problem: form.problem,
            links: [.init("Back to your account", Route.account(.show).path)])
    }
}
