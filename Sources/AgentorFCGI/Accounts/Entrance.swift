import AgentorCore
import AgentorViews
import FastCGI

extension Visit {
    /// Where somebody goes who has proved who they are.
    /// - Parameter next: an address of this site, as `Route.localAddress` lets it through.
    func response(to entrance: Accounts.Entrance, next: String? = nil) -> Response {
        switch entrance {
        case .open(let token): entered(token, next: next)
        case .secondFactor: .redirect(to: Route.secondFactor(.signIn).path(next: next))
        case .waitingList:
            .html(
                QuestionPage(
                    frame: frame(), heading: "You are on the list",
                    paragraphs: [
                        "Your address is confirmed. New accounts are let in a few at a time here, and you get a mail when it is your turn."
                    ], links: [.init("Go to the start page", Route.home(.start).path)]
                ).html())
        }
    }

    /// Gives the browser its new session, and remembers the browser.
    func entered(_ token: SessionToken, next: String?) -> Response {
        .redirect(to: next ?? Route.home(.dashboard).path).setting(cookie(token)).setting(deviceCookie)
    }
}
