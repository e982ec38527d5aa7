import AgentorViews
import FastCGI
import Messaging

extension Site {
    /// `GET /channels/{slug}/log?before=SEQ`: the messages of `…/live`, standing still.
    func showChannelLog(_ slug: String, _ visit: Visit) throws(Refusal) -> Response {
        guard let viewer = try? visit.onboarded() else {
            return logEnded(slug, .signedOut(slug: slug), .unauthorized)
        }
        let before = visit.request.query["before"].flatMap { Int64($0) } ?? .max
        do throws(MessagingError) {
            let found = try messenger.conversation(
                slug, before: before, as: viewer.id.participant, zone: viewer.timeZone)
            guard found.channel.isMember else { throw .notFound }
            return log(slug, found.page, .paused)
        } catch {
            guard case .notFound = error else { throw Refusal(error) }
            return logEnded(slug, .unavailable, .notFound)
        }
    }
}
