import AgentorCore
import AgentorViews
import FoundationEssentials
import Messaging
import Postgres
import ZoneInfo

// What messaging returns, as the pages show it.

extension ChannelSummary {
    init(_ channel: Channel) {
        self.init(
            slug: channel.slug, name: channel.name, description: channel.description,
            isPrivate: channel.visibility == .private, memberCount: channel.memberCount)
    }

    init(_ listed: ListedChannel, in zone: Zone) {
        self.init(listed.channel)
        unread = listed.unread
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
                    slug: slug, seq: message.sequence, changed: message.changed,
                    authorID: message.author.rawValue,
                    author: message.authorName,
                    sent: Moment(
                        datetime: LocalTimestamp(utc: message.sentAt).isoInstant,
                        label: local.timeOfDay),
                    sentAt: Int64(message.sentAt.timeIntervalSince1970), day: day, dayLabel: dayLabel,
                    text: message.text))
        }
    }
}

extension Excerpt {
    /// Its messages as a list that is shown whole, with the times of the viewer's zone.
    func list(of slug: String, in timeZone: String) -> RenderedMessages {
        once("list \(timeZone)") {
            ChannelMessagesFragment(
                messages: [MessageItem](messages, of: slug, in: .named(timeZone)).marked()
            ).rendered()
        }
    }

    /// Its messages as what is put into a list shown already.
    func changes(of slug: String, in timeZone: String) -> [UInt8] {
        once("changes \(timeZone)") {
            ChannelMessagesFragment(messages: [MessageItem](messages, of: slug, in: .named(timeZone))).html()
        }
    }
}

extension ChannelPage.Member {
    init(_ member: Member) {
        self.init(
            name: member.displayName,
            role: member.role == .member ? nil : member.role == .admin ? "administrator" : "moderator")
    }
}

extension Visit {
    /// The viewer's, or universal time where nobody is known.
    var timeZone: String { viewer?.timeZone ?? "UTC" }
}

extension Viewer {
    var zone: Zone { .named(timeZone) }
}

extension Zone {
    /// Universal time where the system has no data of the zone.
    static func named(_ name: String) -> Zone { Zone(named: name) ?? .utc }
}

extension LocalTimestamp {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    /// "14:05"
    var timeOfDay: String { "\(two(hour)):\(two(minute))" }

    /// "2026-11-22"
    var isoDay: String { "\(year)-\(two(month))-\(two(day))" }

    /// "2026-11-22T14:05:09Z", of a clock in UTC.
    var isoInstant: String { "\(isoDay)T\(timeOfDay):\(two(second))Z" }

    /// "Sunday, 22 November 2026"
    var longDay: String { "\(Self.weekdays[weekday]), \(day) \(Self.months[month - 1]) \(year)" }

    /// "22 November, 14:05"
    var dayAndTime: String { "\(day) \(Self.months[month - 1]), \(timeOfDay)" }

    func moment(label: String) -> Moment { Moment(datetime: "\(isoDay)T\(timeOfDay)", label: label) }

    /// From 0 for Sunday: Sakamoto's method.
    private var weekday: Int {
        let offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
        let year = month < 3 ? self.year - 1 : self.year
        return (year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + day) % 7
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
