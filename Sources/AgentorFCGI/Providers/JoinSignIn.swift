import AgentorCore
import AgentorViews
import FastCGI
import Forms
import IdentityProviders

extension ProviderDesk {
    /// `GET /sign-in/join`: nobody has an account with the address the provider vouches for. Is one to be created?
    func showJoinSignIn(_ visit: Visit) throws -> Response {
        let name = try pendingJoin(visit).identity.name ?? ""
        return .html(try joinPage(visit, .unsent(["name": name])).html())
    }

    /// `POST /sign-in/join`: creates an account without a password.
    func joinSignIn(_ visit: Visit, _ form: Fields) throws -> Response {
        try turns.take(.signUpAddress, for: visit.request.network)
        return try visit.submit(form) {
            do {
                let entrance = try accounts.join(name: PersonName(form["name"] ?? ""), from: visit.arrival)
                postman.nudge()
                return visit.response(to: entrance, next: Route.profiles(.onboarding).path)
            } catch Accounts.Failure.ended, Accounts.Failure.addressInUse {
                throw Self.visitEnded
            } catch Accounts.Failure.outOfReach {
                return notAdmitted(
                    visit, "This address cannot be used here", AccountRules.outOfReach.message,
                    .init("Create account with another address", Route.signUp(.ask).path))
            } catch Accounts.Failure.domainNotAllowed {
                return notAdmitted(
                    visit, "This address cannot be used here",
                    "Accounts here do not have addresses of its domain.",
                    .init("Create account with another address", Route.signUp(.ask).path))
            } catch Accounts.Failure.notInvited {
                return notAdmitted(
                    visit, "Agentor is by invitation",
                    "New accounts are by invitation here, and this address has not been invited.",
                    .init("Go to the start page", Route.home(.start).path))
            }
        } again: {
            try joinPage(visit, $0).html()
        }
    }

    private func notAdmitted(
        _ visit: Visit, _ heading: String, _ paragraph: String, _ link: QuestionPage.Link
    ) -> Response {
        .html(
            QuestionPage(frame: visit.frame(), heading: heading, paragraphs: [paragraph], links: [link])
                .html(),
            status: .forbidden)
    }

    private func pendingJoin(_ visit: Visit) throws -> Accounts.NewConnection {
        guard let pending = try accounts.pendingJoin(in: visit.token) else { throw Self.visitEnded }
        return pending
    }

    private func joinPage(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        let pending = try pendingJoin(visit)
        let label = providers[pending.provider]?.label ?? pending.provider
        return QuestionPage(
            frame: visit.frame(.signUp), heading: "Create your account",
            paragraphs: [
                "With \(pending.identity.email ?? "your address"), which \(label) says is yours. You sign in with your account there, or with a code by mail.",
                "By creating an account you agree to the terms.",
            ], address: Route.connections(.join).path,
            fields: [form.field(PersonName.field)], button: "Create account",
            problem: form.problem,
            links: [
                .init("Read the terms", Route.terms(.show).path),
                .init("I have an account with another address", Route.signIn(.password).path),
            ])
    }
}
