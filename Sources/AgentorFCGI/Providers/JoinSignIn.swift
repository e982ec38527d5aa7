import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-in/join`: nobody has an account with the address the provider vouches for. Is one to be created?
    func showJoinSignIn(_ visit: Visit) throws(Refusal) -> Response {
        guard let page = try joinPage(visit, nil) else { return endedPage(visit, again: .signIn, "Sign in") }
        return .html(page.html())
    }

    /// `POST /sign-in/join`: creates an account without a password.
    func joinSignIn(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        if let seconds = try turn(.signUpAddress, for: visit.request.network) {
            throw .tooOften(seconds: seconds)
        }
        let name: PersonName
        do { name = try PersonName(form["name"] ?? "") } catch {
            guard let page = try joinPage(visit, form, error) else {
                return endedPage(visit, again: .signIn, "Sign in")
            }
            return .html(page.html(), status: .unprocessableContent)
        }
        do {
            let entrance = try accounts.join(name: name, from: visit.arrival)
            postman.nudge()
            return response(to: entrance, visit, next: Route.onboarding.path)
        } catch {
            switch error {
            case .ended, .addressInUse: return endedPage(visit, again: .signIn, "Sign in")
            case .domainNotAllowed:
                return .html(
                    QuestionPage(
                        frame: visit.frame(), heading: "This address cannot be used here",
                        paragraphs: ["Accounts here do not have addresses of its domain."],
                        links: [.init("Create account with another address", Route.signUp.path)]
                    ).html(), status: .forbidden)
            case .notInvited:
                return .html(
                    QuestionPage(
                        frame: visit.frame(), heading: "Agentor is by invitation",
                        paragraphs: [
                            "New accounts are by invitation here, and this address has not been invited."
                        ],
                        links: [.init("Go to the start page", Route.home.path)]
                    ).html(), status: .forbidden)
            default: throw Refusal(error)
            }
        }
    }

    private func joinPage(
        _ visit: Visit, _ form: Fields?, _ errors: FormErrors? = nil
    ) throws(Refusal) -> QuestionPage? {
        let pending: Accounts.NewConnection?
        do { pending = try accounts.pendingJoin(in: visit.token) } catch { throw Refusal(error) }
        guard let pending else { return nil }
        let label = settings.providers[pending.provider]?.label ?? pending.provider
        let form = form ?? ["name": pending.identity.name ?? ""]
        return QuestionPage(
            frame: visit.frame(.signUp), heading: "Create your account",
            paragraphs: [
                "With \(pending.identity.email ?? "your address"), which \(label) says is yours. You sign in with your account there, or with a code by mail.",
                "By creating an account you agree to the terms.",
            ], address: Route.joinSignIn.path,
            fields: [.name(form.entry("name", errors), limit: PersonName.limit)], button: "Create account",
            links: [
                .init("Read the terms", Route.terms.path),
                .init("I have an account with another address", Route.signIn.path),
            ])
    }
}
