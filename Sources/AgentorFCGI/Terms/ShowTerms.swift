import AgentorCore
import AgentorViews
import FastCGI

extension TermsDesk {
    /// `GET /terms`
    func showTerms(_ visit: Visit) throws -> Response {
        .html(TermsPage(frame: visit.frame(), version: Terms.version).html())
    }
}
