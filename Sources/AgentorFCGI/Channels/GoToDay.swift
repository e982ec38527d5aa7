import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Postgres
import ZoneInfo

/// A day as an address and a field say it: "2026-11-22".
struct CalendarDay: Equatable {
    let year: Int
    let month: Int
    let day: Int

    init?(_ text: String) {
        let text = text.filter { !$0.isWhitespace }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let areNumbers = text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
        guard areNumbers, parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    init(_ local: LocalTimestamp) { (year, month, day) = (local.year, local.month, local.day) }

    /// When it begins; nil where no calendar has it.
    func start(in zone: Zone) -> Date? {
        zone.start(year: year, month: month, day: day).map { Date(timeIntervalSince1970: Double($0)) }
    }

    /// "Sunday, 22 November 2026"
    var label: String { LocalTimestamp(year: year, month: month, day: day).longDay }
}

extension CalendarDay: Comparable {
    static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

/// Which page of a channel an address asks for: `?before=SEQ`, `?around=SEQ`, `?on=DAY`.
struct SoughtPage {
    private(set) var place: ChannelPlace
    /// Where the asked for day, or what came after it, begins: the address to go on to.
    private(set) var beginning: Int64?
    /// Up to where the viewer had read when they followed a link to what is new.
    private(set) var lastRead: Int64?
    private(set) var day = Entry()
    private var asked: CalendarDay?
    private var isAfterAll = false

    fileprivate init(_ query: Fields) throws(Refusal) {
        place = try ChannelPlace(query)
        lastRead = query["read"].flatMap { Int64($0) }
    }

    static let latest = SoughtPage()

    private init() { place = .latest }

    var isLatest: Bool { place == .latest }
    var status: Status { day.error == nil ? .ok : .unprocessableContent }

    /// As an address says it.
    var query: String {
        let parts = [
            asked == nil ? nil : "on=\(day.value)",
            beginning.map { "around=\($0)" } ?? place.parameter, lastRead.map { "read=\($0)" },
        ]
        let query = parts.compactMap(\.self).joined(separator: "&")
        return query.isEmpty ? "" : "?\(query)" + (beginning.map { "#m-\($0)" } ?? "")
    }

    /// What is said of a day on which nothing was.
    func notice(on page: Excerpt, in zone: Zone) -> String? {
        guard let asked else { return nil }
        if isAfterAll { return "Nothing was said on \(asked.label) or later. These are the latest messages." }
        guard case .around(let place) = place,
            let first = page.messages.first(where: { $0.sequence == place }),
            asked < CalendarDay(zone.local(first.sentAt))
        else { return nil }
        return "Nothing was said on \(asked.label). This is what came next."
    }
}

extension Messenger {
    /// Looks for the day that an address asks for. What is no day is told to programs, and shown beside the field.
    /// - Throws: not found, for what is no place.
    func seek(in slug: String, by visit: Visit) throws -> SoughtPage {
        var sought = try SoughtPage(visit.request.query)
        if let text = visit.request.query["on"] { try sought.find(text, in: slug, self, visit) }
        return sought
    }

    /// What is new above the latest page, where it begins above it.
    func newAbove(_ found: Conversation, by visit: Visit) throws -> ChannelPage.NewAbove? {
        guard let viewer = visit.viewer, let lastRead = found.channel.lastRead, found.page.hasEarlier,
            let top = found.page.messages.first?.sequence, lastRead < top,
            let unread = try unread(after: lastRead, in: found.channel.slug, as: visit.identity),
            unread.first < top
        else { return nil }
        return ChannelPage.NewAbove(
            count: unread.count < Inbox.countLimit ? "\(unread.count)" : "\(Inbox.countLimit)+",
            since: viewer.zone.local(unread.sentAt).lately(at: .now, in: viewer.zone),
            first: unread.first, lastRead: lastRead)
    }
}

extension SoughtPage {
    fileprivate mutating func find(
        _ text: String, in slug: String, _ messenger: Messenger, _ visit: Visit
    ) throws {
        let zone = try visit.admitted().zone
        // Shown again in the field, and no day is longer.
        day.value = String(text.filter { !$0.isWhitespace }.prefix(40))
        guard let wanted = CalendarDay(text), let start = wanted.start(in: zone) else {
            let words =
                day.value.isEmpty
                ? "Choose a day." : "This is no day. Write year, month and day, like 2026-11-22."
            if visit.wantsJSON { throw Refusal.invalid(FormErrors("on", .malformed, words)) }
            day.error = words
            place = .latest
            return
        }
        asked = wanted
        guard place == .latest else { return }
        beginning = try messenger.firstMessage(since: start, in: slug, as: visit.identity)
        isAfterAll = beginning == nil
        if let beginning, visit.wantsJSON { place = .around(beginning) }
    }
}

extension LocalTimestamp {
    /// "14:02" of today, "yesterday 14:02", "22 November, 14:02", or with its year.
    fileprivate func lately(at now: Date, in zone: Zone) -> String {
        let today = CalendarDay(zone.local(now))
        if CalendarDay(self) == today { return timeOfDay }
        // Half a day before this one begins it is yesterday, however many hours either has.
        if let start = today.start(in: zone),
            CalendarDay(zone.local(start.addingTimeInterval(-43_200))) == CalendarDay(self)
        {
            return "yesterday \(timeOfDay)"
        }
        return year == today.year ? dayAndTime : "\(brief(on: zone.local(now))), \(timeOfDay)"
    }
}
