import AgentorCore
import AgentorViews
import FastCGI

extension ServiceDesk {
    /// `POST /profile/services/{number}/state`: publishes a service of the viewer's, or closes it.
    func setServiceState(_ number: Int64, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.saveProfile, for: viewer)
        guard let state = form["state"].flatMap(Service.State.init), state != .draft,
            try profiles.set(state, of: Int(number), for: viewer)
        else { throw Refusal.notFound }
        if state == .published { try look(at: Int(number), viewer) }
        let hasRoom =
            try state == .closed
            && profiles.services(of: viewer).contains { $0.number == number && $0.room != nil }
        return .redirect(to: Route.services(.list).path(done: hasRoom ? "closed-room" : state.rawValue))
    }
}
