import FastCGI
import Messaging

extension ChannelDesk {
    /// `POST /channels/{slug}/typing`: the viewer is writing something, which others are shown for five seconds.
    func type(in slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        // Counted in memory: nothing is written for it.
        guard messenger.takeTurnToType(ParticipantID(rawValue: viewer.id.rawValue)) else {
            throw Refusal.tooOften(seconds: 1)
        }
        try messenger.type(in: slug, as: viewer.identity)
        return Response(status: .noContent)
    }
}
