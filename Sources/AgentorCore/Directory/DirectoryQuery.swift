import FoundationEssentials
import Text
import ZoneInfo

/// What somebody looks for in the directory. Whatever is put into it, what is no code, day, time or zone is not asked for,
/// and what is too long or too much is cut off.
package struct DirectoryQuery: Hashable, Sendable {
    /// The order of a page.
    package enum Order: String, Sendable, CaseIterable {
        /// Those who have the words where they count more, then by how much is told and how lately.
        case best
        case newest
        /// The lowest first, of those who ask for the currency of `rate`; without one it is `best`.
        case rate
        case responsive
    }

    /// Whole units an hour.
    package struct Rate: Hashable, Sendable {
        /// ISO 4217.
        package var currency: String
        /// Nil asks for no limit, only for the currency of the order.
        package var atMost: Int?

        package init(currency: String, atMost: Int?) {
            self.currency = currency
            self.atMost = atMost
        }
    }

    package enum Availability: Hashable, Sendable {
        case any, now
        /// A month after that day at the latest.
        case month(of: CivilTime.Day)
    }

    /// Hours of a day in common with somebody who works from one time until another, which may be on the next day.
    package struct Overlap: Hashable, Sendable {
        /// 1 to 24.
        package var hours: Int
        /// By the zone's clock: "09:00".
        package var from: String
        package var until: String
        package var zone: String

        package init(hours: Int, from: String, until: String, zone: String) {
            self.hours = hours
            self.from = from
            self.until = until
            self.zone = zone
        }

        /// - Parameter own: when whoever looks works.
        package init(hours: Int, of own: WorkingHours) {
            self.init(hours: hours, from: own.opens, until: own.closes, zone: own.zone)
        }
    }

    /// As typed. The first eight words count, of the first 200 characters.
    package var words = ""
    /// Any of them.
    package var categories: [String] = []
    /// All of them, as agents write them or in other words that are known for them.
    package var skills: [String] = []
    /// ISO 639, all of them.
    package var languages: [String] = []
    /// ISO 3166-1, any of them.
    package var countries: [String] = []
    package var rate: Rate?
    package var availability = Availability.any
    package var hasPicture = false
    package var overlap: Overlap?
    package var order = Order.best
    /// What the page follows on; nil for the first. One of another order is not looked at.
    package var page: DirectoryCursor?

    package init() {}

    /// Whether there is anything that leaves somebody out.
    package var isAsking: Bool {
        var nothing = DirectoryQuery()
        nothing.order = order
        nothing.page = page
        return self != nothing
    }

    static let wordsLimit = 200
    /// Values of each filter.
    package static let valuesLimit = 12
    static let valueLimit = 60
}

// MARK: As the database is asked

extension DirectoryQuery {
    /// JSON of what the functions in `directory.sql` call `asked`.
    var asked: String { json(Asked(self)) }

    /// JSON of what they call `after`; nil for a first page.
    var after: String? {
        guard let page, page.order == order else { return nil }
        return json(page.place)
    }
}

private func json(_ value: some Encodable) -> String {
    (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}

private struct Asked: Encodable {
    let words: String
    let categories: [String]
    let skills: [String]
    let languages: [String]
    let countries: [String]
    let currency: String?
    let atMost: Int?
    /// A day, or "today".
    let freeBy: String?
    let hasPicture: Bool
    let overlap: Overlap?
    let order: String

    struct Overlap: Encodable {
        let minutes: Int
        let from: String
        let until: String
        let zone: String
    }

    init(_ query: DirectoryQuery) {
        words = PlainText.line(String(query.words.unicodeScalars.prefix(DirectoryQuery.wordsLimit)))
        categories = Self.values(query.categories)
        skills = Self.values(query.skills)
        languages = Self.values(query.languages) {
            (2...3).contains($0.utf8.count) && $0.isMade(of: "a"..."z")
        }
        countries = Self.values(query.countries, where: Self.isCountry)
        let rate = query.rate.flatMap { Self.isCurrency($0.currency) ? $0 : nil }
        currency = rate?.currency
        atMost = rate?.atMost.map { min(max($0, 1), 10_000_000) }
        freeBy =
            switch query.availability {
            case .any: nil
            case .now: "today"
            case .month(let day): day.monthLater.map(\.text)
            }
        hasPicture = query.hasPicture
        overlap = query.overlap.flatMap { overlap in
            guard Zone(named: overlap.zone) != nil, CivilTime.TimeOfDay(overlap.from) != nil,
                CivilTime.TimeOfDay(overlap.until) != nil
            else { return nil }
            return Overlap(
                minutes: min(max(overlap.hours, 1), 24) * 60, from: overlap.from, until: overlap.until,
                zone: overlap.zone)
        }
        order = query.order.rawValue
    }

    private static func values(_ values: [String], where isGood: (String) -> Bool = { _ in true }) -> [String]
    {
        var kept: [String] = []
        for value in values where kept.count < DirectoryQuery.valuesLimit {
            let value = PlainText.line(String(value.unicodeScalars.prefix(DirectoryQuery.valueLimit)))
            if !value.isEmpty, isGood(value), !kept.contains(value) { kept.append(value) }
        }
        return kept
    }

    private static func isCountry(_ code: String) -> Bool {
        code.utf8.count == 2 && code.isMade(of: "A"..."Z")
    }

    private static func isCurrency(_ code: String) -> Bool {
        code.utf8.count == 3 && code.isMade(of: "A"..."Z")
    }
}

extension String {
    fileprivate func isMade(of letters: ClosedRange<Unicode.Scalar>) -> Bool {
        unicodeScalars.allSatisfy(letters.contains)
    }
}

extension CivilTime.Day {
    /// The same day of the next month, or its last.
    fileprivate var monthLater: Self? {
        let (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        for day in stride(from: day, through: 28, by: -1) {
            if let found = Self(year: year, month: month, day: day) { return found }
        }
        return Self(year: year, month: month, day: day)
    }

    /// "2026-11-22".
    fileprivate var text: String {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = "\(number)"
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
    }
}
