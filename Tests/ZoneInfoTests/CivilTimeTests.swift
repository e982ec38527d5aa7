import FoundationEssentials
import Postgres
import Testing

@testable import ZoneInfo

@Suite("What clocks show, as moments")
struct CivilTimeTests {
    private func moments(_ zone: String, _ day: String, _ time: String) throws -> [String] {
        let zone = try #require(Zone(named: zone))
        let civil = CivilTime(
            try #require(CivilTime.Day(day)), try #require(CivilTime.TimeOfDay(time)))
        return zone.moments(of: civil).map { moment in
            Date(timeIntervalSince1970: TimeInterval(moment)).formatted(.iso8601)
        }
    }

    @Test("most times come once")
    func once() throws {
        #expect(try moments("Europe/Berlin", "2026-11-22", "14:05") == ["2026-11-22T13:05:00Z"])
        #expect(try moments("Europe/Berlin", "2026-07-01", "0:00") == ["2026-06-30T22:00:00Z"])
        #expect(try moments("Asia/Kathmandu", "2026-07-01", "05:45") == ["2026-07-01T00:00:00Z"])
        #expect(try moments("Pacific/Kiritimati", "2028-02-29", "13:59") == ["2028-02-28T23:59:00Z"])
        #expect(try moments("UTC", "1969-12-31", "23:59") == ["1969-12-31T23:59:00Z"])
    }

    @Test("times that clocks are set forward past do not come, whole days among them")
    func gaps() throws {
        #expect(try moments("Europe/Berlin", "2027-03-28", "02:00") == [])
        #expect(try moments("Europe/Berlin", "2027-03-28", "02:59") == [])
        #expect(try moments("Europe/Berlin", "2027-03-28", "03:00") == ["2027-03-28T01:00:00Z"])
        #expect(try moments("Australia/Lord_Howe", "2026-10-04", "02:15") == [])
        #expect(try moments("Pacific/Apia", "2011-12-30", "12:00") == [])
        #expect(try moments("Pacific/Apia", "2011-12-31", "00:00") == ["2011-12-30T10:00:00Z"])
    }

    @Test("times that clocks are set back to come twice, the first first")
    func twice() throws {
        #expect(
            try moments("Europe/Berlin", "2026-10-25", "02:30")
                == ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"])
        #expect(try moments("Europe/Berlin", "2026-10-25", "03:00") == ["2026-10-25T02:00:00Z"])
        #expect(try moments("America/St_Johns", "2026-11-01", "01:59").count == 2)
    }

    @Test("whatever clocks show at a moment leads back to it, in every zone one may choose")
    func back() throws {
        for name in TimeZones.all {
            let zone = try #require(Zone(named: name))
            let changes = zone.changes.filter { (0..<2_145_916_800).contains($0) }
            for moment in changes.flatMap({ [$0 - 60, $0, $0 + 60, $0 + 3600] })
            where (moment + zone.offset(at: moment)) % 60 == 0 {
                let local = zone.local(moment)
                let civil = CivilTime(
                    try #require(CivilTime.Day(local.day)), try #require(CivilTime.TimeOfDay(local.time)))
                #expect(zone.moments(of: civil).contains(moment), "\(name) \(moment)")
            }
        }
    }

    @Test(
        "only a day of the calendar is one",
        arguments: [
            "", "2026", "2026-2-3", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32",
            "0000-01-01", "+026-01-01", "2026-01-01 ", "2026-01-01-", "２０２６-01-01", "22.11.2026",
        ])
    func days(text: String) {
        #expect(CivilTime.Day(text) == nil)
    }

    @Test(
        "only a time of a clock is one",
        arguments: ["", "14", "14:5", "24:00", "14:60", "-1:00", "14:05:00", "2pm", ":30", "１4:05", "014:05"])
    func times(text: String) {
        #expect(CivilTime.TimeOfDay(text) == nil)
        #expect(CivilTime.TimeOfDay("9:05") == CivilTime.TimeOfDay("09:05"))
    }
}

extension Zone {
    /// What clocks show at a second since 1970, as forms have it.
    fileprivate func local(_ moment: Int) -> (day: String, time: String) {
        let local = LocalTimestamp(
            utc: Date(timeIntervalSince1970: TimeInterval(moment + offset(at: moment))))
        func padded(_ number: Int, _ digits: Int) -> String {
            String(repeating: "0", count: max(0, digits - String(number).count)) + String(number)
        }
        return (
            "\(padded(local.year, 4))-\(padded(local.month, 2))-\(padded(local.day, 2))",
            "\(padded(local.hour, 2)):\(padded(local.minute, 2))"
        )
    }
}
