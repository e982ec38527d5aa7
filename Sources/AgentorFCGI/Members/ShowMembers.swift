import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

extension ChannelDesk {
    /// `GET /channels/{slug}/members?q=NAME&after=PLACE`
    func showMembers(_ slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let channel = try messenger.channel(slug, as: viewer.identity)
        guard channel.isMember, channel.direct == nil else { throw Refusal.notFound }
        let sought = String(PlainText.line(visit.request.query["q"] ?? "").prefix(60))
        let place = visit.request.query["after"].flatMap(MemberPosition.init(address:))
        let found = try messenger.memberPage(
            of: slug, called: sought.hasPrefix("@") ? String(sought.dropFirst()) : sought, after: place,
            as: viewer.identity)
        let requests =
            place == nil && sought.isEmpty && channel.allows(.invite)
            ? try messenger.joinRequests(to: slug, as: viewer.identity) : []
        return .html(
            MembersPage(
                frame: visit.frame(.channels), slug: slug, channel: channel.name,
                membersLabel: ChannelSummary(channel).membersLabel,
                people: found.members.map { MemberRow($0, in: channel, for: viewer) }, sought: sought,
                isCut: found.isCut,
                next: found.next.map {
                    "\(Route.channel(slug, .members).path)?after=\($0.address.percentEncoded)"
                },
                mayInvite: channel.allows(.invite), mayManage: channel.allows(.manageMembers),
                requests: requests.map { MembersPage.Request($0, in: viewer.zone) },
                notice: visit.request.query["done"].flatMap { Self.done[$0] }
            ).html())
    }

    private static let done = [
        "removed": "Removed. They read the channel no more.", "banned": "Removed, and kept out.",
        "let-in": "They are in the channel now, and are told.",
        "declined": "Declined. They are told, but not by whom.",
    ]

    /// `GET /channels/{slug}/bans`
    func showBans(_ slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let channel = try channel(slug, allowing: [.manageMembers], visit)
        let people = try messenger.bans(of: slug, as: viewer.identity).map { ban in
            MemberRow(
                face: ban.participant.rawValue, name: ban.name, picture: ban.picture, handle: ban.handle,
                badge: nil,
                hasLookAlike: false,
                state: ban.until.map { "until \(viewer.zone.local($0).dayAndTime)" } ?? "for good",
                address: nil)
        }
        return .html(
            BansPage(
                frame: visit.frame(.channels), slug: slug, channel: channel.name, people: people,
                mayRemoveMessages: channel.allows(.moderate),
                notice: visit.request.query["done"] == "unban" ? "They can come back." : nil
            ).html())
    }
}

extension MemberRow {
    init(_ member: Member, in channel: Channel, for viewer: Viewer) {
        let somebody = member.participant
        var state = "since \(viewer.zone.local(member.joinedAt).longDay)"
        if let until = member.silencedUntil {
            state += ", writes nothing until \(viewer.zone.local(until).dayAndTime)"
        }
        let isManaged =
            channel.allows(.manageMembers)
            && (channel.role == .admin || somebody.role < channel.role ?? .guest)
        self.init(
            face: somebody.id.rawValue, name: somebody.name, picture: somebody.picture,
            handle: somebody.handle,
            badge: somebody.role == .guest ? "Guest" : somebody.badge, hasLookAlike: somebody.hasLookAlike,
            state: state,
            address: isManaged ? somebody.handle.map { Route.member(channel.slug, $0, .show).path } : nil)
    }
}

extension MemberPosition {
    var address: String { PlaceInTime(joinedAt, participant.rawValue).address }

    init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(joinedAt: place.moment, participant: ParticipantID(rawValue: place.id))
    }
}
