/// What holds after the last change a file lists: a standard time, and maybe another for a part of each year. In a
/// file it is what POSIX has for the variable TZ, with the hours that RFC 9636 adds.
struct ZoneRule {
    struct Daylight {
        var offset: Int
        /// From here, on the clock of standard time,
        var start: Yearly
        /// until here, on its own.
        var end: Yearly
    }

    /// In seconds ahead of UTC.
    var standard: Int
    var daylight: Daylight?

    /// A day that comes every year, and a time on its clock.
    struct Yearly {
        enum Day {
            /// `J`: 1 to 365, with no number for 29 February.
            case numberedWithoutLeapDay(Int)
            /// 0 to 365, from 1 January on.
            case numbered(Int)
            /// `M`: a day of the week, counted from Sunday; the fifth week is the month's last.
            case weekday(month: Int, week: Int, day: Int)
        }

        var day: Day
        /// In seconds after midnight; may be on another day.
        var time: Int

        /// In seconds since 1970, as if clocks showed UTC.
        func moment(in year: Int) -> Int {
            let newYear = CivilDay.number(year: year, month: 1, day: 1)
            let date =
                switch day {
                case .numbered(let number): newYear + number
                case .numberedWithoutLeapDay(let number):
                    newYear + number - 1 + (number > 59 && CivilDay.isLeap(year) ? 1 : 0)
                case .weekday(let month, let week, let day):
                    Self.date(year: year, month: month, week: week, day: day)
                }
            return date * CivilDay.seconds + time
        }

        private static func date(year: Int, month: Int, week: Int, day: Int) -> Int {
            let first = CivilDay.number(year: year, month: month, day: 1)
            let next = month == 12 ? (year + 1, 1) : (year, month + 1)
            let following = CivilDay.number(year: next.0, month: next.1, day: 1)
            let date = first + CivilDay.modulo(day - CivilDay.weekday(first), 7) + (week - 1) * 7
            return date < following ? date : date - 7
        }
    }

    /// What happens in some years, in order. Where one part of the year begins as the other ends, the last of the two
    /// counts.
    func changes(in years: ClosedRange<Int>) -> [(moment: Int, offset: Int)] {
        guard let daylight else { return [] }
        return years.flatMap { year -> [(moment: Int, offset: Int)] in
            let start = daylight.start.moment(in: year) - standard
            let end = daylight.end.moment(in: year) - daylight.offset
            return start == end ? [] : [(end, standard), (start, daylight.offset)]
        }.enumerated().sorted { left, right in
            // An end stands before the start of the same moment: daylight time may last the whole year.
            (left.element.moment, left.offset % 2) < (right.element.moment, right.offset % 2)
        }.map(\.element)
    }
}

extension ZoneRule {
    /// - Parameter text: `CET-1CEST,M3.5.0,M10.5.0/3`, or `<-03>3` in a zone without two times.
    init?(posix text: [UInt8]) {
        var text = PosixText(rest: text[...])
        guard text.skipName(), let west = text.signedTime(maximumHours: 24) else { return nil }
        standard = -west
        daylight = nil
        guard !text.rest.isEmpty else { return }

        guard text.skipName() else { return nil }
        var offset = standard + 3600
        if text.rest.first != UInt8(ascii: ",") {
            guard let west = text.signedTime(maximumHours: 24) else { return nil }
            offset = -west
        }
        guard let start = text.yearly(), let end = text.yearly(), text.rest.isEmpty else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }
}

/// What is left to read of a rule.
private struct PosixText {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Three letters or more; in angle brackets also digits and signs.
    mutating func skipName() -> Bool {
        let isQuoted = skip("<")
        let name = rest.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): isQuoted
            default: false
            }
        }
        rest = rest[name.endIndex...]
        return name.count >= 3 && (!isQuoted || skip(">"))
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest[digits.endIndex...]
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range.contains(number) ? number : nil
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    mutating func signedTime(maximumHours: Int) -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign == 1 { _ = skip("+") }
        guard let hours = number(0...maximumHours) else { return nil }
        var seconds = hours * 3600
        if skip(":") {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if skip(":") {
                guard let more = number(0...59) else { return nil }
                seconds += more
            }
        }
        return sign * seconds
    }

    /// `,date[/time]`.
    mutating func yearly() -> ZoneRule.Yearly? {
        guard skip(","), let day = day() else { return nil }
        guard skip("/") else { return ZoneRule.Yearly(day: day, time: 2 * 3600) }
        guard let time = signedTime(maximumHours: 167) else { return nil }
        return ZoneRule.Yearly(day: day, time: time)
    }

    private mutating func day() -> ZoneRule.Yearly.Day? {
        if skip("J") { return number(1...365).map { .numberedWithoutLeapDay($0) } }
        guard skip("M") else { return number(0...365).map { .numbered($0) } }
        guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
            let day = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }
}

/// Days of the proleptic Gregorian calendar, numbered from 1970-01-01
/// (after Howard Hinnant, "chrono-compatible low-level date algorithms").
enum CivilDay {
    static let seconds = 86_400
    /// Seconds in 400 years, after which the calendar repeats itself.
    static let cycle = 146_097 * seconds

    static func number(year: Int, month: Int, day: Int) -> Int {
        // Years begin in March here, so that the leap day comes last.
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear - modulo(marchYear, 400)) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The year of a moment in UTC, or the one before it or after it on the days around New Year.
    static func year(of moment: Int) -> Int {
        // 146,097 days are 400 years: exact enough, and for any moment.
        let days = (moment - modulo(moment, seconds)) / seconds
        return 1970 + (days * 400 - modulo(days * 400, 146_097)) / 146_097
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// 0 is Sunday.
    static func weekday(_ day: Int) -> Int { modulo(day + 4, 7) }

    /// Never negative.
    static func modulo(_ value: Int, _ divisor: Int) -> Int {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
