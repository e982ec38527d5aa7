import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

extension Site {
    /// `GET /channels?after=NAME&id=ID`: the viewer's channels, and a page of those to discover.
    func showChannels(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.onboarded()
        let position = visit.request.query["after"].flatMap(ChannelPosition.init(address:))
        let pageLength = 20
        let mine: [ListedChannel]
        var found: [ListedChannel]
        do {
            mine =
                position == nil
                ? try messenger.channels(of: viewer.id.participant, zone: viewer.timeZone) : []
            found = try messenger.discover(
                after: position, as: viewer.id.participant, zone: viewer.timeZone, limit: pageLength + 1)
        } catch { throw Refusal(error) }
        var next: String?
        if found.count > pageLength {
            found.removeLast()
            next = found.last.map { ChannelPosition(name: $0.channel.name, id: $0.id).address }
        }
        return .html(
            ChannelsPage(
                frame: visit.frame(.channels), mine: mine.map(ChannelSummary.init),
                discover: found.map(ChannelSummary.init), next: next, isFirstPage: position == nil
            ).html())
    }
}

extension ChannelPosition {
    /// As it stands in an address: the identifier, then the name.
    fileprivate var address: String { "\(id.rawValue.uuidString.lowercased()) \(name)" }

    fileprivate init?(address: String) {
        let parts = address.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let id = UUID(uuidString: String(parts[0])) else { return nil }
        self.init(name: String(parts[1]), id: ChannelID(rawValue: id))
    }
}
