import AgentorCore
import AgentorViews
import FastCGI

extension ProfileDesk {
    /// `POST /profile/publish`: shows the viewer's profile to everybody, as it is written now.
    func publishProfile(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.saveProfile, for: viewer)
        guard try profiles.publish(for: viewer) != nil else { throw Refusal.notFound }
        if let shown = try profiles.publication(of: viewer) {
            try care.look(
                at: .person, called: "the page of @\(shown.handle)",
                at: Route.agent(shown.handle, .show).path,
                [
                    ("Headline", shown.profile.headline), ("About", shown.profile.about),
                    ("Skills", shown.profile.skills.joined(separator: ", ")),
                ], for: viewer)
        }
        return .redirect(to: Route.profiles(.own).path(done: "published"))
    }
}
