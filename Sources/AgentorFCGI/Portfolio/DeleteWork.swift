import AgentorCore
import AgentorViews
import FastCGI

extension PortfolioDesk {
    /// `GET /profile/portfolio/{number}/delete`
    func askToDeleteWork(_ number: Int64, _ visit: Visit) throws -> Response {
        let work = try work(number, of: owner(visit))
        return .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Delete this work?",
                paragraphs: [
                    "“\(work.draft.title.isolated)” is deleted with its pictures, and cannot be brought back."
                ], address: Route.ownWork(number, .delete).path, button: "Delete the work", weight: .grave,
                links: [.init("Back to your work", Route.portfolio(.list).path)]
            ).html())
    }

    /// `POST /profile/portfolio/{number}/delete`
    func deleteWork(_ number: Int64, _ visit: Visit) throws -> Response {
        let viewer = try owner(visit)
        try turns.take(.saveProfile, for: viewer)
        guard try profiles.delete(work: Int(number), for: viewer) else { throw Refusal.notFound }
        return .redirect(to: Route.portfolio(.list).path(done: "deleted"))
    }
}
