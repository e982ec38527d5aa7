import AgentorCore
import AgentorViews
import FastCGI

extension ProfileDesk {
    /// `GET /profile/withdraw`
    func askToWithdrawProfile(_ visit: Visit) throws -> Response {
        .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Show your profile to nobody?",
                paragraphs: [
                    "It is found no more, and its address leads nowhere. What you wrote stays as it is, and you can publish it again.",
                    "Conversations go on as they are.",
                ], address: Route.profiles(.withdraw).path, button: "Show it to nobody", weight: .grave,
                links: [.init("Back to your profile", Route.profiles(.own).path)]
            ).html())
    }

    /// `POST /profile/withdraw`
    func withdrawProfile(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.saveProfile, for: viewer)
        try profiles.withdraw(for: viewer)
        return .redirect(to: Route.profiles(.own).path(done: "withdrawn"))
    }
}
