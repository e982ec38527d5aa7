import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension Site {
    private var graceDays: Int { Int(accounts.rules.gracePeriod.components.seconds / 86_400) }

    /// `GET /account/delete`
    func showDeleteAccount(_ visit: Visit) throws(Refusal) -> Response {
        _ = try visit.proved()
        return .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Delete your account",
                paragraphs: [
                    "You are signed out everywhere at once. After \(graceDays) days your account is erased, with your profile, and what you wrote in channels is removed. That cannot be undone.",
                    "Until then you can change your mind, by signing in or by a link we send you.",
                ], address: Route.deleteAccount.path, button: "Delete my account", weight: .grave,
                links: [
                    .init("Download my data first", Route.accountData.path),
                    .init("Keep my account", Route.account.path),
                ]
            ).html())
    }

    /// `POST /account/delete`
    func deleteAccount(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        do { try accounts.leave(viewer) } catch { throw Refusal(error) }
        postman.nudge()
        var response = Response.html(
            QuestionPage(
                frame: PageFrame(csrf: visit.token.formToken), heading: "Your account will be deleted",
                paragraphs: [
                    "You are signed out, and it is erased in \(graceDays) days. The mail we have sent you has a link to keep it."
                ], links: mailboxLink(visit) + [.init("Go to the start page", Route.home.path)]
            ).html()
        ).setting(visit.noCookie)
        response.headers["Clear-Site-Data"] = "\"cache\""
        return response
    }

    /// `GET /account/keep`: where somebody is led who signs in to an account that is to be erased.
    func showKeepAccount(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.signedIn()
        guard viewer.isLeaving else { return .redirect(to: Route.account.path) }
        let day: String
        do {
            day =
                try accounts.access(of: viewer).eraseAfter.map { $0.formatted(.iso8601.year().month().day()) }
                ?? ""
        } catch { throw Refusal(error) }
        return .html(
            QuestionPage(
                frame: visit.frame(), heading: "Your account is to be deleted",
                paragraphs: ["As you asked, it is erased after \(day). You can keep it."],
                address: Route.keepAccount.path, button: "Keep my account"
            ).html())
    }

    /// `POST /account/keep`
    func keepAccount(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.signedIn()
        do { try accounts.stay(viewer) } catch { throw Refusal(error) }
        return .redirect(to: Route.account.path + "?done=kept")
    }
}
