import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Postgres
import ZoneInfo

/// Which page of a channel an address asks for: `?before=SEQ`, `?around=SEQ`, `?on=DAY`.
struct SoughtPage {
    private(set) var place: ChannelPlace
    /// Where the asked for day, or what came after it, begins: the address to go on to.
    private(set) var beginning: Int64?
    /// Up to where the viewer had read when they followed a link to what is new.
    private(set) var lastRead: Int64?
    private(set) var day = Entry()
    private var asked: CivilTime.Day?
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
            let said = CivilTime.Day(zone.local(first.sentAt)), asked < said
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
        guard let wanted = CivilTime.Day(day.value) else {
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
        let start = Date(timeIntervalSince1970: Double(zone.start(of: wanted)))
        beginning = try messenger.firstMessage(since: start, in: slug, as: visit.identity)
        isAfterAll = beginning == nil
        if let beginning, visit.wantsJSON { place = .around(beginning) }
    }
}

extension CivilTime.Day {
    /// The day a clock shows.
    init?(_ local: LocalTimestamp) { self.init(year: local.year, month: local.month, day: local.day) }

    /// "Sunday, 22 November 2026"
    var label: String { LocalTimestamp(year: year, month: month, day: day).longDay }
}

extension LocalTimestamp {
    /// "14:02" of today, "yesterday 14:02", "22 November, 14:02", or with its year.
    fileprivate func lately(at now: Date, in zone: Zone) -> String {
        let today = zone.local(now)
        let day = CivilTime.Day(self)
        if day == CivilTime.Day(today) { return timeOfDay }
        if day?.next == CivilTime.Day(today) { return "yesterday \(timeOfDay)" }
        return year == today.year ? dayAndTime : "\(brief(on: today)), \(timeOfDay)"
    }
}
