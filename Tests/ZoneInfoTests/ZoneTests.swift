import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import ZoneInfo

@Suite("Time zones")
struct ZoneTests {
    /// Days over the years people meet, and a few far away.
    private static let days: [Int] =
        Array(stride(from: 0, to: 2_145_916_800, by: 29 * 86_400 + 4_567))
        + Array(stride(from: 2_145_916_800, to: 4_102_444_800, by: 83 * 86_400 + 12_345))
        + Array(stride(from: 4_102_444_800, to: 25_000_000_000, by: 2_999 * 86_400))

    /// Rules as a file's last line has them, with what few zones use.
    private static let rules = [
        "EST5EDT,M3.2.0,M11.1.0", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "IST-1GMT0,M10.5.0,M3.5.0/1",
        "IST-2IDT,M3.4.4/26,M10.5.0", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "EST5EDT,0/0,J365/25",
        "ABC3:30:15DEF4:00:30,J60/-26:30:15,300/167:59:59", "<-03>3", "AAA-3BBB,59,J60/3",
        "AAA24BBB,M12.5.6,M1.1.0",
    ]

    @Test("clocks show what PostgreSQL says they show, in every zone one may choose", .database)
    func likePostgreSQL() throws {
        var comparison = Comparison()
        for name in TimeZones.all {
            let zone = try #require(Zone(named: name), "\(name) is no zone")
            comparison.add(name, zone, Self.days)
            comparison.add(
                name, zone, zone.changes.prefix { $0 < 16_000_000_000 }.flatMap { [$0 - 1, $0, $0 + 1] })
        }
        for rule in Self.rules {
            let zone = try #require(Zone(tzif: File(rule: rule).bytes), "\(rule) is no rule")
            comparison.add(rule, zone, Self.days)
            comparison.add(
                rule, zone,
                zone.changes.filter { (0..<8_000_000_000).contains($0) }.flatMap { [$0 - 1, $0, $0 + 1] })
        }
        let pool = try TestDatabase.current.pool(size: 1)
        let result = try pool.query(comparison, as: .nobody)
        #expect(result.first?.compared == comparison.moments.count)
        #expect(result.first?.differing == [])
    }

    @Test("a clock's fractions of a second are the moment's, also before 1970")
    func fractions() throws {
        let berlin = try #require(Zone(named: "Europe/Berlin"))
        #expect(
            berlin.local(Date(timeIntervalSince1970: 1_711_846_799.999_999))
                == LocalTimestamp(
                    year: 2024, month: 3, day: 31, hour: 1, minute: 59, second: 59, microsecond: 999_999))
        #expect(
            berlin.local(Date(timeIntervalSince1970: -0.25))
                == LocalTimestamp(
                    year: 1970, month: 1, day: 1, hour: 0, minute: 59, second: 59, microsecond: 750_000))
        #expect(
            Zone.utc.local(Date(timeIntervalSince1970: 0)) == LocalTimestamp(year: 1970, month: 1, day: 1))
    }

    @Test(
        "only the name of a zone's file names a zone",
        arguments: [
            "", "Mars/Olympus", "Europe", "Europe/", "/Europe/Berlin", "Europe//Berlin",
            "Europe/../Europe/Berlin",
            "./Europe/Berlin", "../zoneinfo/Europe/Berlin", "../../../etc/passwd", "/etc/localtime",
            "zone.tab",
            "Europe/Berlin\0", "Europe/Berlin ", "Europe\\Berlin", "Europe/Berlín",
        ])
    func names(_ name: String) {
        #expect(Zone(named: name) == nil)
    }

    @Test("a file that was cut off anywhere is no zone")
    func truncated() {
        let bytes = File(rule: "CET-1CEST,M3.5.0,M10.5.0/3").bytes
        #expect(Zone(tzif: bytes) != nil)
        for count in 0..<bytes.count { #expect(Zone(tzif: Array(bytes[..<count])) == nil) }
    }

    @Test("a file that contradicts itself is no zone")
    func contradictory() {
        func isZone(_ change: (inout File) -> Void) -> Bool {
            var file = File(rule: "CET-1")
            file.changes = [(0, 0), (100, 0)]
            change(&file)
            return Zone(tzif: file.bytes) != nil
        }
        #expect(isZone { _ in })
        #expect(!isZone { $0.magic = "TZIF" })
        #expect(!isZone { $0.version = 0 })
        #expect(!isZone { $0.changes = [(100, 0), (0, 0)] })
        #expect(!isZone { $0.changes = [(100, 0), (100, 0)] })
        #expect(!isZone { $0.changes = [(0, 1)] })
        #expect(!isZone { $0.changes = [(.min, 0)] })
        #expect(!isZone { $0.offsets = [] })
        #expect(!isZone { $0.offsets = [.min] })
        #expect(!isZone { $0.leapSeconds = 1 })
        #expect(!isZone { $0.standards = 2 })
        #expect(!isZone { $0.extraTimes = .max })
    }

    @Test(
        "a file whose last line is no rule is no zone",
        arguments: [
            "CE-1", "CET", "CET-", "CET-25", "CET-1:60", "<CET-1", "CET-1CEST", "CET-1CEST,M3.5.0",
            "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
            "CET-1CEST,M3.5.0,M10.5.0/168", "CET-1CEST,J0,J365", "CET-1CEST,0,366",
            "CET-1CEST,M3.5.0,M10.5.0,",
            "CET-1CEST,M3.5.0,M99999999999999999999.5.0", "<+é>1",
        ])
    func noRule(_ rule: String) {
        #expect(Zone(tzif: File(rule: rule).bytes) == nil)
    }

    @Test("without a last line, the last offset stays")
    func noLastLine() throws {
        var file = File(rule: "")
        file.offsets = [3600, 7200]
        file.changes = [(0, 1)]
        let zone = try #require(Zone(tzif: file.bytes))
        #expect(zone.local(Date(timeIntervalSince1970: -1)).hour == 0)
        #expect(zone.local(Date(timeIntervalSince1970: 8_640_000_000)).hour == 2)
    }
}

extension Zone {
    /// What clocks in the zone show at a moment.
    func local(_ moment: Date) -> LocalTimestamp {
        LocalTimestamp(moment) { offset(at: $0) }
    }
}

/// Asks the server what clocks show.
private struct Comparison: Statement {
    static let sql = """
        select count(*), coalesce((array_agg(zone || ' ' || moment || ': ' || theirs || ', not ' || ours)
            filter (where ours <> theirs))[:5], '{}')
        from (
            select zone, moment, moment at time zone zone as theirs, ours
            from unnest($1::text[], $2::timestamptz[], $3::timestamp[]) as given (zone, moment, ours)
        ) as compared
        """
    var zones: [String] = []
    var moments: [Date] = []
    var shown: [LocalTimestamp] = []

    mutating func add(_ name: String, _ zone: Zone, _ seconds: [Int]) {
        for second in seconds {
            let moment = Date(timeIntervalSince1970: Double(second))
            zones.append(name)
            moments.append(moment)
            shown.append(zone.local(moment))
        }
    }

    func bind(to parameters: inout Parameters) {
        parameters.append(zones)
        parameters.append(moments)
        parameters.append(shown)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> (compared: Int, differing: [String])
    {
        (try columns.next(), try columns.next())
    }
}

/// A file in the format TZif, as it should be or not.
private struct File {
    var magic = "TZif"
    var version = UInt8(ascii: "2")
    var changes: [(moment: Int, kind: UInt8)] = []
    /// Times the head counts and the data lacks.
    var extraTimes: UInt32 = 0
    var offsets: [Int32] = [0]
    var leapSeconds: UInt32 = 0
    var standards: UInt32 = 0
    var rule: String

    init(rule: String) { self.rule = rule }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
        }
        func head(_ counts: [UInt32]) {
            bytes.append(contentsOf: magic.utf8)
            bytes.append(version)
            bytes.append(contentsOf: [UInt8](repeating: 0, count: 15))
            for count in counts { append(count) }
        }
        head([0, 0, 0, 0, 1, 1])
        bytes.append(contentsOf: [0, 0, 0, 0, 0, 0, 0])
        let times = UInt32(changes.count) &+ extraTimes
        head([0, standards, leapSeconds, times, UInt32(offsets.count), 1])
        for change in changes { append(Int64(change.moment)) }
        for change in changes { append(change.kind) }
        for offset in offsets {
            append(offset)
            bytes.append(contentsOf: [0, 0])
        }
        bytes.append(0)
        for _ in 0..<leapSeconds * 12 + standards { bytes.append(0) }
        bytes.append(contentsOf: "\n\(rule)\n".utf8)
        return bytes
    }
}
