import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

extension ChannelDesk {
    /// `GET /channels?mine=PLACE&after=PLACE`: a page of the viewer's channels, and one of those to discover. Each list goes
    /// on by itself: its next page shows it alone.
    func showChannels(_ visit: Visit) throws -> Response {
        let own = visit.request.query["mine"].flatMap(OwnChannelPosition.init(address:))
        let position = visit.request.query["after"].flatMap(ChannelPosition.init(address:))
        let mine = position == nil ? try messenger.channels(after: own, as: visit.identity) : nil
        let found = own == nil ? try messenger.discover(after: position, as: visit.identity) : nil
        let viewer = try visit.admitted()
        let asked =
            own == nil && position == nil ? try messenger.ownInvitations(as: viewer.identity).count : 0
        let zone = viewer.zone
        let notice: String? =
            switch visit.request.query["done"] {
            case "left": "You are in the channel no more."
            case "unread": "Marked: the message and all after it are unread again."
            default: nil
            }
        return .html(
            ChannelsPage(
                frame: visit.frame(.channels),
                mine: mine.map { mine in
                    .init(
                        channels: mine.channels.map { ChannelSummary($0, in: zone) }, next: mine.next?.address
                    )
                },
                discover: found.map { found in
                    .init(
                        channels: found.channels.map { ChannelSummary($0, in: zone) },
                        next: found.next?.address)
                },
                live: .inbox(beginsAnew: visit.beginsFramesAnew), zone: viewer.timeZone,
                notice: notice,
                invitations: asked == 0 ? nil : asked == 1 ? "1 invitation" : "\(asked) invitations"
            ).html())
    }
}

extension OwnChannelPosition {
    var address: String { PlaceInTime(activity, channel.rawValue).address }

    init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(activity: place.moment, channel: ChannelID(rawValue: place.id))
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
