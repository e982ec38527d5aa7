import AgentorViews
import FastCGI

extension HomeDesk {
    /// `GET /cookies?next=`: whether the browser keeps cookies. It is given one and asked again (`?given`); whoever brings
    /// it goes on to where they wanted.
    func showCookies(_ visit: Visit) -> Response {
        let query = visit.request.query
        let next = query["next"].flatMap(Route.readableAddress)
        let check = Route.home(.cookies).path(next: next)
        guard visit.isNew else { return .redirect(to: next ?? Route.home(.start).path) }
        guard query["given"] != nil else {
            return .redirect(to: check + (next == nil ? "?given" : "&given")).greeting(visit)
        }
        return .html(
            QuestionPage(
                frame: visit.frame(), heading: "Your browser keeps no cookies",
                paragraphs: [
                    "Agentor has just given it a cookie, and it has not come back. By that cookie Agentor knows who has signed in, and that a form is yours: it is all there is, and it goes to nobody else.",
                    "Allow cookies for this site in your browser's settings, also where an extension or a private window blocks them. Then check again.",
                ],
                links: [.init("Check again", check), .init("Go to the start page", Route.home(.start).path)]
            ).html())
    }
}
