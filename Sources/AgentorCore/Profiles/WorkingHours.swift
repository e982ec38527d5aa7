import FoundationEssentials
import Postgres
import ZoneInfo

/// When somebody works on a day like today, by the clock of their zone.
package struct WorkingHours: Hashable, Sendable {
    /// Minutes after midnight. An end that is not after the beginning is on the next day.
    private let from: Int
    private let length: Int
    let zone: String
    /// Whether they have said so.
    package let isSaid: Bool

    private static let day = 24 * 60

    /// Of whoever has not said: from nine to five.
    package init(in zone: String) {
        self.init(from: 9 * 60, until: 17 * 60, in: zone, isSaid: false)
    }

    init(from: Int, until: Int, in zone: String, isSaid: Bool = true) {
        self.from = from
        length = until > from ? until - from : until - from + Self.day
        self.zone = zone
        self.isSaid = isSaid
    }

    /// - Parameters:
    ///   - from: "09:00"; nil where they have not said.
    ///   - until: the same.
    init(from: String?, until: String?, in zone: String) {
        guard let opens = Self.minutes(from), let closes = Self.minutes(until) else {
            self.init(in: zone)
            return
        }
        self.init(from: opens, until: closes, in: zone)
    }

    /// "09:00", by their clock.
    package var opens: String { Self.time(from) }
    package var closes: String { Self.time((from + length) % Self.day) }

    /// - Parameter time: "09:00".
    private static func minutes(_ time: String?) -> Int? {
        let parts = (time ?? "").split(separator: ":").compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 60 + parts[1] : nil
    }

    private static func time(_ minutes: Int) -> String {
        func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(digits(minutes / 60)):\(digits(minutes % 60))"
    }

    /// The parts of the day on which they work, in minutes after midnight by another zone's clock: one, or two where they
    /// go past midnight there.
    package func spans(by other: Zone, at moment: Date) -> [Range<Int>] {
        let second = Int(moment.timeIntervalSince1970)
        let shift = (other.offset(at: second) - (Zone(named: zone) ?? .utc).offset(at: second)) / 60
        let start = ((from + shift) % Self.day + Self.day) % Self.day
        let end = start + length
        return end <= Self.day ? [start..<end] : [0..<(end - Self.day), start..<Self.day]
    }

    /// The parts of the day on which both work, in minutes after midnight by another zone's clock.
    package func shared(with other: WorkingHours, by zone: Zone, at moment: Date) -> [Range<Int>] {
        spans(by: zone, at: moment).flatMap { mine in
            other.spans(by: zone, at: moment).compactMap { theirs in
                let both = mine.clamped(to: theirs)
                return both.isEmpty ? nil : both
            }
        }
    }
}

extension AgentProfile {
    package var hours: WorkingHours {
        WorkingHours(from: worksFrom, until: worksUntil, in: timeZone)
    }
}

extension Directory {
    /// When the viewer works: as their profile as an agent says, published or not.
    package func hours(of viewer: Viewer) throws(PostgresError) -> WorkingHours {
        try database.web.first(FindWorkingHours(), as: viewer.identity) ?? WorkingHours(in: viewer.timeZone)
    }
}

private struct FindWorkingHours: Statement {
    static let sql = """
        select to_char(p.works_from, 'HH24:MI'), to_char(p.works_until, 'HH24:MI'), a.time_zone
        from agentor.agent_profiles p join agentor.accounts a on a.id = p.account_id
        where p.account_id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> WorkingHours {
        let from = try columns.next(String.self)
        let until = try columns.next(String.self)
        return WorkingHours(from: from, until: until, in: try columns.next(String.self))
    }
}
