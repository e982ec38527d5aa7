import AgentorCore
import AgentorViews
import FastCGI
import Forms
import IdentityProviders
import Text

extension AccountDesk {
    /// `GET /sign-up`
    func showSignUp(_ visit: Visit) throws -> Response {
        if visit.viewer != nil { return .redirect(to: Route.home(.dashboard).path) }
        return .html(signUpPage(visit, .unsent()).html()).greeting(visit)
    }

    /// `POST /sign-up`: sends a mail to the address, and asks for the code in it. The answer is the same whether or not
    /// there is an account with the address.
    func signUp(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            try turns.take(.signUpAddress, for: visit.request.network)
            try turns.take(.mailFrom, for: visit.request.network)
            let draft = try SignUpDraft(
                name: form["name"] ?? "", email: form["email"] ?? "", password: form["password"] ?? "",
                nonce: form.nonce, rules: accounts.rules(for: form["email"] ?? ""))
            try turns.takeForMail(to: EmailAddress.normalized(form["email"] ?? ""), visit)
            try accounts.signUp(draft, from: visit.arrival)
            postman.nudge()
            return .redirect(to: Route.signUp(.confirm).path)
        } again: {
            signUpPage(visit, $0).html()
        }
    }

    private func signUpPage(_ visit: Visit, _ form: FilledForm) -> SignUpPage {
        let notice: String? =
            switch accounts.rules.registration {
            case .open: nil
            case .invitation: "New accounts are by invitation here. Use the address that was invited."
            case .waitingList: "New accounts are let in a few at a time here. You are put on the list."
            }
        return SignUpPage(
            frame: visit.frame(.signUp), nonce: form.nonce.value,
            notice: notice,
            fields: [
                form.field(PersonName.field),
                form.field(.email(hint: "You sign in with it. Nobody else sees it.")),
                form.field(NewPassword.field()),
            ],
            problem: form.problem, providers: providers.links(next: nil))
    }
}
