import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension ChannelDesk {
    /// `GET /channels/{slug}/transcript`: what the archive of a conversation holds, and the link to it.
    func showTranscript(of slug: String, _ visit: Visit) throws -> Response {
        let channel = try messenger.channel(slug, as: visit.admitted().identity)
        guard channel.isMember else { throw Refusal.notFound }
        return .html(
            QuestionPage(
                frame: visit.frame(channel.direct == nil ? .channels : .messages),
                heading: "Save \(channel.name.isolated)",
                paragraphs: [
                    "The archive holds all that has been said here and that you can read: as pages that open in a browser without a connection, as JSON for other programs, and the pictures and files themselves, up to 2 GB of them. What was deleted is gone from it, too.",
                    "Each message carries a fingerprint made of it and of the one before, and there is a list of fingerprints of everything in the archive. So anybody can tell later, without Agentor, whether something was changed, removed or put in between. README.txt says how.",
                    "It is for you. Think of those who wrote before you hand it on.",
                ],
                links: [
                    .init("Save \(slug).zip", Route.channel(slug, .transcriptFile).path),
                    .init("Back to the conversation", Route.channel(slug, .show).path),
                ]
            ).html())
    }

    /// `GET /channels/{slug}/transcript.zip`: made while it is sent. Who asks is identified anew for every piece: whoever has left
    /// gets no more.
    func downloadTranscript(of slug: String, _ visit: Visit) throws -> Response {
        let channel = try messenger.channel(slug, as: visit.identity)
        let viewer = try visit.admitted()
        guard channel.isMember else { throw Refusal.notFound }
        try turns.take(.archive, for: viewer)
        var transcript = Transcript(
            of: channel, as: visit.identity, named: viewer.name, in: Zone.named(visit.timeZone), messenger,
            address: address, keepsFiles: visit.intake.keeper != nil)
        return .archive(slug, of: visit.intake.keeper) { try transcript.next() }
    }
}
