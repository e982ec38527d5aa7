import Postgres

/// Hours in which somebody does not want to be disturbed, by the clocks of a zone.
public struct QuietHours: Hashable, Sendable {
    /// Days of the week, as a sum: 1 is Monday, 2 Tuesday, 64 Sunday.
    public struct Days: OptionSet, Hashable, Sendable {
        public let rawValue: Int

        public init(rawValue: Int) { self.rawValue = rawValue & 127 }

        public static let all = Days(rawValue: 127)
        public static let working = Days(rawValue: 31)
        public static let weekend = Days(rawValue: 96)
    }

    /// Those on which they begin.
    public var days: Days
    /// Minutes after midnight. Hours that end no later than they begin end on the day after.
    public var begins: Int
    public var ends: Int

    public init(on days: Days, from begins: Int, to ends: Int) {
        self.days = days
        self.begins = begins
        self.ends = ends
    }
}
