import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /terms`
    func showTerms(_ visit: Visit) throws(Refusal) -> Response {
        .html(TermsPage(frame: visit.frame(), version: Terms.version).html())
    }

    /// `GET /terms/agree?next=`: asks somebody who agreed to an earlier version.
    func showAgreeToTerms(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.signedIn()
        let next = visit.request.query["next"].flatMap(localAddress)
        if viewer.hasAgreed { return .redirect(to: next ?? Route.dashboard.path) }
        return .html(
            QuestionPage(
                frame: visit.frame(), heading: "The terms have changed",
                paragraphs: ["Read them, and agree to go on. Without that you can still download your data."],
                address: Route.agreeToTerms.path, hidden: Fields.hidden(next: next), button: "I agree",
                links: [.init("Read the terms of \(Terms.version)", Route.terms.path)]
            ).html())
    }

    /// `POST /terms/agree`
    func agreeToTerms(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.signedIn()
        do { try accounts.agree(viewer) } catch { throw Refusal(error) }
        return .redirect(to: form["next"].flatMap(localAddress) ?? Route.dashboard.path)
    }
}
