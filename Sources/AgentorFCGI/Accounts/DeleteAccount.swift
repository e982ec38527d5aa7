import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension AccountDesk {
    private var graceDays: Int { Int(accounts.rules.gracePeriod.components.seconds / 86_400) }

    /// `GET /account/delete`
    func showDeleteAccount(_ visit: Visit) throws -> Response {
        .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Delete your account",
                paragraphs: [
                    "You are signed out everywhere at once. After \(graceDays) days your account is erased, with your profile, and what you wrote in channels is removed. That cannot be undone.",
                    "Until then you can change your mind, by signing in or by a link we send you. What the law has us keep is kept for as long, where nobody on the site sees it.",
                ], address: Route.account(.delete).path, button: "Delete my account", weight: .grave,
                links: [
                    .init("Download my data first", Route.account(.download).path),
                    .init("Keep my account", Route.account(.show).path),
                ]
            ).html())
    }

    /// `POST /account/delete`
    func deleteAccount(_ visit: Visit, _ form: Fields) throws -> Response {
        try accounts.leave(visit.admitted())
        postman.nudge()
        var response = Response.html(
            QuestionPage(
                frame: PageFrame(csrf: visit.token.formToken()), heading: "Your account will be deleted",
                paragraphs: [
                    "You are signed out, and it is erased in \(graceDays) days. The mail we have sent you has a link to keep it."
                ], links: mailbox.links(for: visit) + [.init("Go to the start page", Route.home(.start).path)]
            ).html()
        ).setting(visit.noCookie)
        response.headers["Clear-Site-Data"] = "\"cache\""
        return response
    }
}
