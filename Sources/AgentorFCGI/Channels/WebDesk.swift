import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// Channels on the web, for whoever is in none of them. Their pages stand at the addresses members go to, so those ask here before they
/// turn somebody away.
struct WebDesk: Sendable {
    let messenger: Messenger
    let directory: ChannelDirectory
    let options: OptionShelf
    let turns: Turns
    /// Of the site.
    let address: String

    /// What is asked for of a channel.
    enum Shown {
        case channel
        case thread(Int64)
        case message(Int64)
    }

    /// What is shown in place of a refusal, because nobody is signed in, or whoever is does not see it as a member.
    /// - Returns: nil where it is refused for something else, and where nothing is on the web.
    func page(
        _ shown: Shown, of slug: String, _ visit: Visit, insteadOf error: any Error
    ) throws -> Response? {
        guard visit.request.isReading, !visit.wantsJSON else { return nil }
        switch visit.refusal(of: error) {
        case .signInFirst, .notFound: return try page(shown, of: slug, visit)
        default: return nil
        }
    }
}
