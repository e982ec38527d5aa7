/// What clocks and calendars on a wall show, to the minute: a moment only once it is said in which zone.
package struct CivilTime: Hashable, Sendable {
    /// From 1970-01-01.
    private let day: Int
    /// After midnight.
    private let minute: Int

    package init(_ day: Day, _ time: TimeOfDay) {
        self.day = day.number
        minute = time.minute
    }

    /// As if clocks showed UTC.
    fileprivate var second: Int { day * CivilDay.seconds + minute * 60 }

    package struct Day: Hashable, Sendable {
        fileprivate let number: Int

        /// - Parameter text: "2026-11-22", a day there is.
        package init?(_ text: String) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
                let year = Digits.number(parts[0]), let month = Digits.number(parts[1]),
                let day = Digits.number(parts[2]), year > 0, (1...12).contains(month), day > 0
            else { return nil }
            let next = month == 12 ? (year + 1, 1) : (year, month + 1)
            number = CivilDay.number(year: year, month: month, day: day)
            guard number < CivilDay.number(year: next.0, month: next.1, day: 1) else { return nil }
        }
    }

    package struct TimeOfDay: Hashable, Sendable {
        fileprivate let minute: Int

        /// - Parameter text: "14:05" or "9:05".
        package init?(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
                let hour = Digits.number(parts[0]), let minute = Digits.number(parts[1]), hour < 24,
                minute < 60
            else { return nil }
            self.minute = hour * 60 + minute
        }
    }
}

private enum Digits {
    static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}

extension Zone {
    /// The moments at which clocks in the zone show something, in seconds since 1970, the first first: none where they are
    /// set forward past it, two where they are set back to it.
    package func moments(of time: CivilTime) -> [Int] {
        let second = time.second
        // Clocks are set by less than a day, so whatever holds then holds a day before or after, or was set in between.
        let offsets = Set(
            [second - CivilDay.seconds, second, second + CivilDay.seconds].map { offset(at: $0) })
        return offsets.map { second - $0 }.filter { $0 + offset(at: $0) == second }.sorted()
    }
}
