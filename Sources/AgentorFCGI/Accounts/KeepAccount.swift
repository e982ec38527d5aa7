import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension AccountDesk {
    /// `GET /account/keep`: where somebody is led who signs in to an account that is to be erased.
    func showKeepAccount(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard viewer.isLeaving else { return .redirect(to: Route.account(.show).path) }
        let day = try accounts.access(of: viewer).eraseAfter.map {
            $0.formatted(.iso8601.year().month().day())
        }
        return .html(
            QuestionPage(
                frame: visit.frame(), heading: "Your account is to be deleted",
                paragraphs: ["As you asked, it is erased after \(day ?? ""). You can keep it."],
                address: Route.account(.keep).path, button: "Keep my account"
            ).html())
    }

    /// `POST /account/keep`
    func keepAccount(_ visit: Visit, _ form: Fields) throws -> Response {
        try accounts.stay(visit.admitted())
        return .redirect(to: Route.account(.show).path(done: "kept"))
    }
}
