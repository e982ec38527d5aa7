import AgentorCore
import AgentorViews
import FastCGI

extension PortfolioDesk {
    /// `POST /profile/portfolio/{number}/state`: shows a work of the viewer's with their profile, or makes it a draft again.
    func setWorkState(_ number: Int64, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try owner(visit)
        try turns.take(.saveProfile, for: viewer)
        guard let state = form["state"], state == "shown" || state == "draft",
            try profiles.show(work: Int(number), state == "shown", for: viewer)
        else { throw Refusal.notFound }
        return .redirect(to: Route.portfolio(.list).path(done: state == "shown" ? "shown" : "hidden"))
    }
}
