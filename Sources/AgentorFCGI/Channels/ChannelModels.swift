import AgentorCore
import AgentorViews
import FoundationEssentials
import Messaging
import Postgres
import TemplateRuntime
import ZoneInfo

// What messaging returns, as the pages show it.

extension ChannelSummary {
    init(_ channel: Channel) {
        self.init(
            slug: channel.slug, name: channel.name, description: channel.description,
            isPrivate: channel.visibility == .private, memberCount: channel.memberCount)
        isOnWeb = channel.visibility == .webPublic
        hasThreads = channel.lastReply > 0
        pace = channel.pace.words
        retention = channel.retention.limited(by: channel.siteRetention).words
        isInCharge = channel.allows(.manageChannel) || channel.allows(.govern)
        mayInvite = channel.allows(.invite)
        requests = channel.waitingRequests.flatMap { $0 == 0 ? nil : $0 }
        waiting = channel.waitingMessages.flatMap { $0 == 0 ? nil : $0 }
        isArchived = channel.isArchived
        pinCount = channel.pinCount
        picture = channel.picture
        if channel.isMember {
            let level = channel.level ?? (channel.direct == nil ? nil : .everything)
            levelLabel = "Counts for you: \(level?.label.lowercased() ?? "as in all channels")"
        }
    }

    init(_ listed: ListedChannel, in zone: Zone) {
        self.init(listed.channel)
        unread = listed.unread
        mentions = listed.mentions == 0 ? nil : listed.mentions
        if listed.channel.lastSequence > 0 {
            let local = zone.local(listed.updatedAt)
            activity = local.moment(label: local.dayAndTime)
        }
    }
}

extension [MessageItem] {
    /// Most messages stand under the same day as the one before, which is then spelt once for all of them.
    init(_ messages: [Message], of slug: String, in zone: Zone) {
        self = []
        reserveCapacity(messages.count)
        for message in messages {
            let local = zone.local(message.sentAt)
            let day = local.isoDay
            let dayLabel = last.flatMap { $0.day == day ? $0.dayLabel : nil } ?? local.longDay
            append(
                MessageItem(
                    message, of: slug,
                    sent: Moment(
                        datetime: LocalTimestamp(utc: message.sentAt).isoInstant,
                        label: local.timeOfDay),
                    day: day, dayLabel: dayLabel, lastReply: message.replies.map { zone.lastReply($0) }))
        }
    }
}

/// A list of messages as everybody sees it, and its bytes to be compressed.
struct SharedList {
    let rendered: RenderedMessages
    let bytes: SharedBytes

    init(_ rendered: RenderedMessages, compress: @escaping Compress) {
        self.rendered = rendered
        bytes = SharedBytes(rendered.shared.html, compress: compress)
    }

    /// With what one viewer alone sees.
    func pieces(_ marks: [Int64: [MessageMark]]) -> [BodyPiece] {
        rendered.pieces(marks).map { piece in
            switch piece {
            case .shared(let range): .shared(bytes, range)
            case .own(let bytes): .own(bytes)
            }
        }
    }
}

extension Excerpt {
    /// Its messages as a list that is shown whole, with the times of a zone.
    func list(of slug: String, in timeZone: String, compress: @escaping Compress) -> SharedList {
        once("list \(timeZone)") {
            SharedList(
                ChannelMessagesFragment(
                    messages: [MessageItem](messages, of: slug, in: .named(timeZone)).marked()
                ).rendered(), compress: compress)
        }
    }

    /// Its messages as what is put into a list shown already.
    func changes(of slug: String, in timeZone: String, compress: @escaping Compress) -> SharedBytes {
        once("changes \(timeZone)") {
            let messages = [MessageItem](messages, of: slug, in: .named(timeZone))
            return SharedBytes(ChannelMessagesFragment(messages: messages).html(), compress: compress)
        }
    }
}

extension Visit {
    /// The viewer's, or universal time where nobody is known.
    var timeZone: String { viewer?.timeZone ?? "UTC" }
}

extension Zone {
    fileprivate func lastReply(_ replies: Replies) -> Moment {
        let local = local(replies.lastSentAt)
        return local.moment(label: local.dayAndTime)
    }
}

extension Viewer {
    var zone: Zone { .named(timeZone) }
}

extension Zone {
    /// Universal time where the system has no data of the zone.
    static func named(_ name: String) -> Zone { Zone(named: name) ?? .utc }
}
