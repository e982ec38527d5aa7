import FoundationEssentials
import ZoneInfo

/// When somebody works on a day like today, by the clock of their zone.
package struct WorkingHours: Hashable, Sendable {
    /// Minutes after midnight. An end that is not after the beginning is on the next day.
    private let from: Int
    private let length: Int
    private let zone: String

    private static let day = 24 * 60

    /// Of whoever has not said: from nine to five.
    package init(in zone: String) {
        self.init(from: 9 * 60, until: 17 * 60, in: zone)
    }

    init(from: Int, until: Int, in zone: String) {
        self.from = from
        length = until > from ? until - from : until - from + Self.day
        self.zone = zone
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
        WorkingHours(
            from: Self.minutes(worksFrom) ?? 9 * 60, until: Self.minutes(worksUntil) ?? 17 * 60, in: timeZone)
    }

    /// - Parameter time: "09:00".
    private static func minutes(_ time: String?) -> Int? {
        let parts = (time ?? "").split(separator: ":").compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 60 + parts[1] : nil
    }
}
