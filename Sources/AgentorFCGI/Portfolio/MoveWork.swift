import AgentorCore
import AgentorViews
import FastCGI

extension PortfolioDesk {
    /// `POST /profile/portfolio/{number}/move`: up or down by one; at the end nothing happens.
    func moveWork(_ number: Int64, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try owner(visit)
        try turns.take(.mark, for: viewer)
        let move: Profiles.WorkMove
        switch form["move"] {
        case "up": move = .up
        case "down": move = .down
        default: throw Refusal.notFound
        }
        guard try profiles.move(work: Int(number), move, for: viewer) else { throw Refusal.notFound }
        return .redirect(to: "\(Route.portfolio(.list).path)#work-\(number)")
    }
}
