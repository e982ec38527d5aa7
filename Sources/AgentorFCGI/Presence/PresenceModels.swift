import AgentorCore
import AgentorViews
import FoundationEssentials
import Messaging
import ZoneInfo

extension Presence {
    /// Who is there, in a line; nil for nobody.
    func words(isOfTwo: Bool) -> String? {
        let present = members.filter { $0.status != nil }
        if isOfTwo {
            return present.first.flatMap { member in member.status.map { "\(member.name): \($0.words)" } }
        }
        let here = present.filter { $0.status == .here }.map { "\u{2068}\($0.name)\u{2069}" }
        return here.isEmpty ? nil : "Here now: \(named(here))"
    }

    /// Who has read a message of the viewer's.
    func readers(of message: Message) -> [PresentMember] {
        members.filter { ($0.read ?? 0) >= message.sequence && $0.joinedAt <= message.sentAt }
    }
}

extension Messenger {
    /// Who of a channel is there, for a member; nil where there are too many to show.
    func presence(in channel: Channel, by visit: Visit) throws -> Presence? {
        guard let viewer = visit.viewer, channel.isMember, channel.memberCount > 1 else { return nil }
        let member = ParticipantID(rawValue: viewer.id.rawValue)
        return try presenceAtHand(in: channel.slug, for: member)
            ?? presence(in: channel.slug, as: visit.identity)
    }

    /// What a page needs to say of who has read what: nothing where the viewer has written nothing on it, or the channel is
    /// too large for that.
    func receipts(on page: Excerpt, of channel: Channel, by visit: Visit) throws -> Presence? {
        guard channel.memberCount <= Presence.receiptLimit, page.lastMessage(of: visit.viewer) != nil else {
            return nil
        }
        return try presence(in: channel, by: visit)
    }
}

extension Excerpt {
    /// The last a viewer has said.
    func lastMessage(of viewer: Viewer?) -> Message? {
        messages.last { !$0.isDeleted && $0.author.id.rawValue == viewer?.id.rawValue }
    }
}

extension LastHere {
    /// "Last seen today", as finely as they wish.
    func words(in zone: Zone, now: Date = .now) -> String {
        guard let seen else { return "Last seen more than a week ago" }
        switch detail {
        case .minutes: return "Last seen \(zone.local(seen).brief(on: zone.local(now)))"
        case .week: return "Last seen this week"
        case .day, .nothing:
            let today = Zone.utc.local(now)
            let day = Zone.utc.local(seen)
            if day.isoDay == today.isoDay { return "Last seen today" }
            if day.isoDay == Zone.utc.local(now.addingTimeInterval(-86_400)).isoDay {
                return "Last seen yesterday"
            }
            return "Last seen \(day.brief(on: today))"
        }
    }
}
