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

    /// A day there is, of the years 1 to 9999.
    package struct Day: Hashable, Comparable, Sendable {
        package let year: Int
        package let month: Int
        package let day: Int
        /// From 1970-01-01.
        let number: Int

        package init?(year: Int, month: Int, day: Int) {
            guard (1...9999).contains(year), (1...12).contains(month), day > 0 else { return nil }
            let next = month == 12 ? (year + 1, 1) : (year, month + 1)
            number = CivilDay.number(year: year, month: month, day: day)
            guard number < CivilDay.number(year: next.0, month: next.1, day: 1) else { return nil }
            (self.year, self.month, self.day) = (year, month, day)
        }

        /// - Parameter text: "2026-11-22".
        package init?(_ text: String) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
                let year = Digits.number(parts[0]), let month = Digits.number(parts[1]),
                let day = Digits.number(parts[2])
            else { return nil }
            self.init(year: year, month: month, day: day)
        }

        /// Nil after the last.
        package var next: Day? {
            Day(year: year, month: month, day: day + 1) ?? Day(year: year, month: month + 1, day: 1)
                ?? Day(year: year + 1, month: 1, day: 1)
        }

        package static func < (left: Day, right: Day) -> Bool { left.number < right.number }
    }

    package struct TimeOfDay: Hashable, Sendable {
        fileprivate let minute: Int

        /// - Parameter hour: 0 to 23.
        package init(hour: Int) { minute = hour * 60 }

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
