public import FoundationEssentials

/// A moment is a `timestamptz`, exact to the microsecond within 270 years of 2001, where `Date` counts from.
/// The server's infinities are `distantPast` and `distantFuture`, both ways.
extension Date: PostgresValue {
    public static var postgresType: PostgresType { .timestamptz }
    public static var postgresArrayType: PostgresArrayType { .timestamptz }

    /// The server counts from 2000-01-01, Foundation from 2001-01-01.
    fileprivate static let epochDifference = 366.0 * 86_400

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        guard type == .timestamptz else { throw .wrongType(type, for: Date.self) }
        switch try bytes.onlyBigEndian(Int64.self) {
        case .min: self = .distantPast
        case .max: self = .distantFuture
        case let microseconds:
            let seconds = Double(microseconds / 1_000_000) - Self.epochDifference
            self.init(timeIntervalSinceReferenceDate: seconds + Double(microseconds % 1_000_000) / 1_000_000)
        }
    }

    public func encode(into bytes: inout [UInt8]) throws(ValueError) {
        switch self {
        case .distantPast: bytes.append(bigEndian: Int64.min)
        case .distantFuture: bytes.append(bigEndian: Int64.max)
        default:
            let seconds = timeIntervalSinceReferenceDate + Self.epochDifference
            guard let microseconds = Int64(exactly: (seconds * 1_000_000).rounded()) else {
                throw ValueError("the date is out of range")
            }
            bytes.append(bigEndian: microseconds)
        }
    }
}

/// What a clock on the wall shows: a `timestamp` without time zone, proleptic Gregorian; the year 0 is 1 BC.
///
/// For showing a moment in somebody's time zone: `select created_at at time zone $1`.
public struct LocalTimestamp: Hashable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
    public var microsecond: Int

    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    /// What a clock in UTC shows at a moment.
    public init(utc moment: Date) {
        self.init(moment) { _ in 0 }
    }

    /// What a clock shows at a moment.
    /// - Parameter offset: how many seconds the clock is ahead of UTC, at a second counted from 1970.
    public init(_ moment: Date, offset: (_ second: Int) -> Int) {
        let seconds = moment.timeIntervalSinceReferenceDate + Date.epochDifference
        let microseconds = Int((seconds * 1_000_000).rounded())
        let second = floor(microseconds, 1_000_000) + Self.epochSecond
        self.init(microseconds: microseconds + offset(second) * 1_000_000)
    }
}

extension LocalTimestamp: Comparable {
    public static func < (left: LocalTimestamp, right: LocalTimestamp) -> Bool {
        (left.year, left.month, left.day, left.hour) < (right.year, right.month, right.day, right.hour)
            || (left.year, left.month, left.day, left.hour) == (
                right.year, right.month, right.day, right.hour
            )
                && (left.minute, left.second, left.microsecond)
                    < (right.minute, right.second, right.microsecond)
    }
}

extension LocalTimestamp: PostgresValue {
    public static var postgresType: PostgresType { .timestamp }
    public static var postgresArrayType: PostgresArrayType { .timestamp }

    public init(postgres bytes: RawSpan, as type: PostgresType) throws(ValueError) {
        guard type == .timestamp else { throw .wrongType(type, for: LocalTimestamp.self) }
        let microseconds = try bytes.onlyBigEndian(Int64.self)
        guard Self.range.contains(microseconds) else { throw ValueError("the timestamp is infinite") }
        self.init(microseconds: Int(microseconds))
    }

    public func encode(into bytes: inout [UInt8]) throws(ValueError) {
        let isDate = (-4712...294_276).contains(year) && (1...12).contains(month) && (1...31).contains(day)
        let isTime =
            (0...23).contains(hour) && (0...59).contains(minute) && (0...59).contains(second)
            && (0...999_999).contains(microsecond)
        guard isDate, isTime else { throw ValueError("the timestamp is out of range") }
        bytes.append(bigEndian: Int64(microseconds))
    }

    /// From 4714-11-24 BC to the end of 294276, the server's own range.
    private static let range: Range<Int64> = -211_813_488_000_000_000..<9_223_371_331_200_000_000
}

/// Calendar arithmetic on years that begin in March, so that the leap day comes last
/// (after Howard Hinnant, "chrono-compatible low-level date algorithms").
extension LocalTimestamp {
    private static let microsecondsPerDay = 86_400_000_000
    /// Days from 0000-03-01 to the server's epoch, 2000-01-01.
    private static let epochDay = 730_425
    private static let daysPerEra = 146_097
    /// Seconds from 1970 to the server's epoch.
    private static let epochSecond = 946_684_800

    private init(microseconds: Int) {
        let day = floor(microseconds, Self.microsecondsPerDay) + Self.epochDay
        let time = microseconds - (day - Self.epochDay) * Self.microsecondsPerDay

        let era = floor(day, Self.daysPerEra)
        let dayOfEra = day - era * Self.daysPerEra
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1,
            hour: time / 3_600_000_000,
            minute: time / 60_000_000 % 60,
            second: time / 1_000_000 % 60,
            microsecond: time % 1_000_000)
    }

    /// Since the server's epoch.
    fileprivate var microseconds: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = floor(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * Self.daysPerEra + dayOfEra - Self.epochDay
        return days * Self.microsecondsPerDay
            + ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond
    }
}

/// Division that rounds towards the past, also before the epoch.
private func floor(_ value: Int, _ divisor: Int) -> Int {
    let quotient = value / divisor
    return quotient * divisor > value ? quotient - 1 : quotient
}
