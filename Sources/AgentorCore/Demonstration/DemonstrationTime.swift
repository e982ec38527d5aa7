import FoundationEssentials
import ZoneInfo

/// A time of day, some days ago, by a speaker's own clock.
struct DemonstrationTime: Sendable {
    /// Before the day it is in UTC at the moment of loading.
    let days: Int
    /// From 0 to 1,439.
    let minute: Int

    private static let day = 86_400

    /// - Parameter clock: such as `09:05`.
    init?(days: Int, at clock: String) {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard (0...365).contains(days), parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
            let hour = UInt8(parts[0]), hour < 24, let minute = UInt8(parts[1]), minute < 60
        else { return nil }
        self.days = days
        self.minute = Int(hour) * 60 + Int(minute)
    }

    /// Seconds since 1970.
    fileprivate func second(before today: Int, in zone: Zone) -> Int {
        let local = (today - days) * Self.day + minute * 60
        // Clocks may be set between the two: what they show before is near enough.
        return local - zone.offset(at: local - zone.offset(at: local))
    }

    /// When things were said, one after the other, as seen at a moment: all of it in the past. A conversation that
    /// would still go on then is moved back by whole days, which keeps its times of day. What would come before what
    /// was said earlier, because clocks have been changed meanwhile, comes a second after it.
    static func moments(_ times: [(DemonstrationTime, Zone)], before now: Date) -> [Date] {
        let now = Int(now.timeIntervalSince1970)
        var today = now / day
        while true {
            var last = Int.min
            let seconds = times.map { time, zone in
                last = max(time.second(before: today, in: zone), last == .min ? .min : last + 1)
                return last
            }
            if last < now - 60 { return seconds.map { Date(timeIntervalSince1970: TimeInterval($0)) } }
            today -= 1
        }
    }
}

extension DemonstrationTalk {
    /// When its messages were sent.
    func moments(before now: Date) -> [Date] {
        DemonstrationTime.moments(messages.map { ($0.time, $0.zone) }, before: now)
    }
}
