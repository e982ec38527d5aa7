import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import ZoneInfo

@Suite("Where days begin")
struct DayTests {
    @Test(
        "a day begins where clocks first show it, also where midnight is left out or comes twice",
        arguments: [
            ("Europe/Berlin", "2026-11-22", "2026-11-21T23:00:00"),
            ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00"),
            // At midnight clocks go on to one.
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00"),
            // At one they go back to midnight.
            ("America/Havana", "2018-11-04", "2018-11-04T04:00:00"),
            // At midnight they go back to eleven of the day before.
            ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00"),
            ("Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00"),
            // There was no such day: what came next.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00"),
            ("UTC", "2024-02-29", "2024-02-29T00:00:00"),
        ])
    func begins(name: String, day: String, moment: String) throws {
        let zone = try #require(Zone(named: name))
        let expected = try Date(moment + "Z", strategy: .iso8601)
        let day = try #require(CivilTime.Day(day))
        #expect(zone.start(of: day) == Int(expected.timeIntervalSince1970))
    }

    @Test("in every zone one may choose, whatever clocks do about that day")
    func everywhere() throws {
        var compared = 0
        for name in TimeZones.all {
            let zone = try #require(Zone(named: name))
            for change in zone.changes where (0..<4_102_444_800).contains(change) {
                let day = zone.local(Date(timeIntervalSince1970: Double(change + 86_400)))
                let start = zone.start(
                    of: try #require(CivilTime.Day(year: day.year, month: day.month, day: day.day)))
                let first = zone.local(Date(timeIntervalSince1970: Double(start)))
                let before = zone.local(Date(timeIntervalSince1970: Double(start - 1)))
                #expect(
                    (first.year, first.month, first.day) == (day.year, day.month, day.day), "\(name) \(day)")
                #expect(
                    (before.year, before.month, before.day) != (day.year, day.month, day.day),
                    "\(name) \(day)")
                compared += 1
            }
        }
        #expect(compared > 10_000)
    }

    @Test("the day after is the next there is")
    func next() throws {
        for (day, next) in [
            ("2026-11-22", "2026-11-23"), ("2026-11-30", "2026-12-01"), ("2026-12-31", "2027-01-01"),
            ("2024-02-28", "2024-02-29"), ("2026-02-28", "2026-03-01"),
        ] {
            #expect(try #require(CivilTime.Day(day)).next == CivilTime.Day(next))
        }
        #expect(try #require(CivilTime.Day("9999-12-31")).next == nil)
        #expect(CivilTime.Day(year: 10_000, month: 1, day: 1) == nil)
    }
}
