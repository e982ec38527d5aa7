import AgentorViews
import Postgres
import ZoneInfo

// Moments as pages show them.

extension LocalTimestamp {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    /// "14:05"
    var timeOfDay: String { Digits.text { $0.add(time: self) } }

    /// "2026-11-22"
    var isoDay: String { Digits.text { $0.add(day: self) } }

    /// "2026-11-22T14:05:09Z", of a clock in UTC.
    var isoInstant: String {
        Digits.text {
            $0.add(day: self)
            $0.add("T")
            $0.add(time: self)
            $0.add(":")
            $0.add(second, digits: 2)
            $0.add("Z")
        }
    }

    /// "Sunday, 22 November 2026"
    var longDay: String { "\(Self.weekdays[weekday]), \(day) \(Self.months[month - 1]) \(year)" }

    /// "14:05" of the same day, "22 Nov" of another of the year, "22 Nov 2025" of one before.
    func brief(on today: LocalTimestamp) -> String {
        if isoDay == today.isoDay { return timeOfDay }
        let shortDay = "\(day) \(Self.months[month - 1].prefix(3))"
        return year == today.year ? shortDay : "\(shortDay) \(year)"
    }

    /// "November 2026"
    var monthOfYear: String { "\(Self.months[month - 1]) \(year)" }

    /// "22 November, 14:05"
    var dayAndTime: String { "\(day) \(Self.months[month - 1]), \(timeOfDay)" }

    /// "22 November", with the year where it is another.
    static func label(of day: CivilTime.Day, in year: Int) -> String {
        let label = "\(day.day) \(months[day.month - 1])"
        return day.year == year ? label : "\(label) \(day.year)"
    }

    func moment(label: String) -> Moment { Moment(datetime: "\(isoDay)T\(timeOfDay)", label: label) }

    /// From 0 for Sunday: Sakamoto's method.
    private var weekday: Int {
        let offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
        let year = month < 3 ? self.year - 1 : self.year
        return (year + year / 4 - year / 100 + year / 400 + offsets[month - 1] + day) % 7
    }

}

/// Writes times for the fifty messages of a page, where interpolation took a tenth of what the page takes.
private struct Digits: ~Copyable {
    private var out: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    static func text(_ write: (inout Digits) -> Void) -> String {
        // The longest year of the database has six digits.
        String(unsafeUninitializedCapacity: 32) { out in
            var digits = Digits(out: out)
            write(&digits)
            return digits.count
        }
    }

    private init(out: UnsafeMutableBufferPointer<UInt8>) { self.out = out }

    mutating func add(day: LocalTimestamp) {
        add(day.year, digits: 4)
        add("-")
        add(day.month, digits: 2)
        add("-")
        add(day.day, digits: 2)
    }

    mutating func add(time: LocalTimestamp) {
        add(time.hour, digits: 2)
        add(":")
        add(time.minute, digits: 2)
    }

    mutating func add(_ mark: Unicode.Scalar) {
        out[count] = UInt8(ascii: mark)
        count += 1
    }

    /// - Parameter digits: at least how many.
    mutating func add(_ number: Int, digits: Int) {
        if number < 0 { add("-") }
        var power = 1
        for _ in 1..<digits { power *= 10 }
        var rest = Int(number.magnitude)
        while rest / power >= 10 { power *= 10 }
        while power > 0 {
            out[count] = UInt8(ascii: "0") + UInt8(rest / power)
            count += 1
            rest %= power
            power /= 10
        }
    }
}
