import AgentorCore
import AgentorViews
import FastCGI

extension TermsDesk {
    /// `GET /terms/agree?next=`: asks somebody who agreed to an earlier version.
    func showAgreeToTerms(_ visit: Visit) throws -> Response {
        let next = visit.request.query.next
        if try visit.admitted().hasAgreed { return .redirect(to: next ?? Route.home(.dashboard).path) }
        return .html(
            QuestionPage(
                frame: visit.frame(), heading: "The terms have changed",
                paragraphs: ["Read them, and agree to go on. Without that you can still download your data."],
                address: Route.terms(.agree).path, hidden: Fields.hidden(next: next), button: "I agree",
                links: [.init("Read the terms of \(Terms.version)", Route.terms(.show).path)]
            ).html())
    }

    /// `POST /terms/agree`
    func agreeToTerms(_ visit: Visit, _ form: Fields) throws -> Response {
        try accounts.agree(visit.admitted())
        return .redirect(to: form.next ?? Route.home(.dashboard).path)
    }
}
