import FoundationEssentials
import Postgres
import TestDatabase
import Testing

private protocol Echoable: PostgresValue, Equatable {
    static var sqlName: String { get }
}

private struct Echo<V: Echoable>: Statement {
    static var sql: String { "select $1::\(V.sqlName), null::\(V.sqlName)" }
    var value: V?

    func bind(to parameters: inout Parameters) {
        parameters.append(value)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> V? {
        let value = try columns.next(V?.self)
        guard try columns.next(V?.self) == nil else { throw PostgresError(.decoding, "NULL expected") }
        return value
    }
}

private struct Literal<V: Echoable, Text: LiteralText>: Statement {
    static var sql: String { "select \(Text.text)::\(V.sqlName)" }

    static func row(from columns: inout Columns) throws(PostgresError) -> V {
        try columns.next()
    }
}

private protocol LiteralText: Sendable {
    static var text: String { get }
}

extension Bool: Echoable { static var sqlName: String { "boolean" } }
extension Int16: Echoable { static var sqlName: String { "smallint" } }
extension Int32: Echoable { static var sqlName: String { "integer" } }
extension Int64: Echoable { static var sqlName: String { "bigint" } }
extension Int: Echoable { static var sqlName: String { "bigint" } }
extension Double: Echoable { static var sqlName: String { "double precision" } }
extension String: Echoable { static var sqlName: String { "text" } }
extension UUID: Echoable { static var sqlName: String { "uuid" } }
extension Date: Echoable { static var sqlName: String { "timestamptz" } }
extension LocalTimestamp: Echoable { static var sqlName: String { "timestamp" } }
extension UInt8: NamedElement { static var arrayName: String { "bytea" } }
extension Bool: NamedElement {}
extension Int16: NamedElement {}
extension Int32: NamedElement {}
extension Int64: NamedElement {}
extension Int: NamedElement {}
extension Double: NamedElement {}
extension String: NamedElement {}
extension UUID: NamedElement {}
extension Date: NamedElement {}
extension LocalTimestamp: NamedElement {}

private protocol NamedElement: PostgresArrayElement, Equatable {
    static var arrayName: String { get }
}

extension NamedElement where Self: Echoable {
    static var arrayName: String { "\(sqlName)[]" }
}

extension Array: Echoable where Element: NamedElement {
    static var sqlName: String { Element.arrayName }
}

extension Array: NamedElement where Element: NamedElement {
    static var arrayName: String { "\(Element.arrayName)[]" }
}

private struct ChannelID: RawRepresentable, PostgresValue, Hashable, NamedElement, Echoable {
    var rawValue: UUID
    static var sqlName: String { "uuid" }
}

private enum Mood: String, PostgresValue, Echoable, NamedElement, CaseIterable {
    case calm, cross
    static var sqlName: String { "mood" }
}

@Suite("Values", .database)
struct ValueTests {
    private func echo<V: Echoable>(_ values: V...) throws {
        let pool = try TestDatabase.current.pool(size: 1)
        for value in values {
            let echoed = try #require(try pool.first(Echo(value: value), as: nobody))
            #expect(echoed == value)
        }
        let null = try #require(try pool.first(Echo<V>(value: nil), as: nobody))
        #expect(null == nil)
    }

    @Test("booleans, integers and floating point numbers return as sent")
    func numbers() throws {
        try echo(true, false)
        try echo(Int16.min, -1, 0, Int16.max)
        try echo(Int32.min, -1, 0, Int32.max)
        try echo(Int64.min, -1, 0, Int64.max)
        try echo(Int.min, -1, 0, Int.max)
        try echo(Double.pi, -0.0, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude)
    }

    @Test("text returns as sent, also empty, long and beyond the basic plane")
    func text() throws {
        try echo("", "plain", "O'Reilly; drop table notes; --", "\\ \" $1", "👩‍👩‍👧 żółć", "\u{1}\n\t")
        try echo(String(repeating: "ß", count: 1_000_000))
    }

    @Test("bytes return as sent, also none and all 256")
    func bytes() throws {
        try echo([UInt8](), Array(0...255), [0, 0, 0])
    }

    @Test("identifiers return as sent")
    func identifiers() throws {
        try echo(UUID(), UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF") ?? UUID())
        try echo(ChannelID(rawValue: UUID()))
    }

    @Test("moments are exact to the microsecond, and infinities are the distant past and future")
    func moments() throws {
        try echo(Date(timeIntervalSince1970: 0), .distantPast, .distantFuture)
        let pool = try TestDatabase.current.pool(size: 1)
        for microseconds in [
            0, 1, 999_999, 1_753_000_000_123_456, -1, -4_000_000_000_000_001, 4_102_444_800_000_001,
        ] {
            let date = Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
            let text = try #require(try pool.first(EpochMicroseconds(date: date), as: nobody))
            #expect(text.microseconds == microseconds)
            #expect(
                try pool.first(EpochMicroseconds(date: text.date), as: nobody)?.microseconds == microseconds)
        }
    }

    @Test("a date the server cannot hold is an error, and nothing is sent")
    func impossibleDates() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        for seconds in [Double.nan, .infinity, 1e300] {
            let error = try failure {
                try pool.query(Echo(value: Date(timeIntervalSince1970: seconds)), as: nobody)
            }
            #expect(error.kind == .encoding)
        }
        let error = try failure {
            try pool.query(Echo(value: LocalTimestamp(year: .max, month: 1, day: 1)), as: nobody)
        }
        #expect(error.kind == .encoding)
    }

    @Test("a timestamp without time zone is what the clock on the wall shows")
    func localTimestamps() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        for days in stride(from: -900_000, through: 400_000, by: 997) {
            let moment = try #require(try pool.first(WallClock(days: Int32(days)), as: nobody))
            #expect(moment.read == moment.parts)
        }
        try echo(
            LocalTimestamp(
                year: 2024, month: 2, day: 29, hour: 23, minute: 59, second: 59, microsecond: 999_999),
            LocalTimestamp(year: 1999, month: 12, day: 31, hour: 23),
            LocalTimestamp(year: 1, month: 1, day: 1), LocalTimestamp(year: 294_276, month: 12, day: 31))
        #expect(LocalTimestamp(year: 2024, month: 2, day: 29) < LocalTimestamp(year: 2024, month: 3, day: 1))
        #expect(
            LocalTimestamp(year: 2024, month: 2, day: 29, minute: 1)
                < LocalTimestamp(year: 2024, month: 2, day: 29, minute: 1, microsecond: 1))
    }

    @Test("a clock in UTC shows what the library's formatter writes")
    func clocksInUTC() {
        for seconds in stride(from: -3_000_000_000.0, through: 9_000_000_000, by: 9_999_991) {
            let moment = Date(timeIntervalSince1970: seconds + 0.25)
            let clock = LocalTimestamp(utc: moment)
            #expect(clock.microsecond == 250_000)
            let parts = [clock.month, clock.day, clock.hour, clock.minute, clock.second]
                .map { $0 < 10 ? "0\($0)" : "\($0)" }
            #expect(
                "\(clock.year)-\(parts[0])-\(parts[1])T\(parts[2]):\(parts[3]):\(parts[4])Z"
                    == moment.formatted(.iso8601))
        }
    }

    @Test("arrays of every value return as sent, also empty")
    func arrays() throws {
        try echo([true, false], [])
        try echo([Int16.min, 3], [])
        try echo([Int32.min, 3], [])
        try echo([Int64.min, 3], [])
        try echo([Int.min, 3], [])
        try echo([Double.pi, 3], [])
        try echo(["", "a,b", "{\"}", "NULL", "ü"], [])
        try echo([UUID(), UUID()], [])
        try echo([ChannelID(rawValue: UUID())], [])
        try echo([Date(timeIntervalSince1970: 1.5)], [])
        try echo([LocalTimestamp(year: 2000, month: 1, day: 1)], [])
        try echo([[UInt8]([1, 2, 0]), []], [])
        try echo(Array(0..<100_000))
    }

    @Test("arrays of arrays are refused before anything is sent")
    func nestedArrays() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        #expect(try failure { try pool.query(Echo(value: [[1], [2]]), as: nobody) }.kind == .encoding)
    }

    @Test("an array with NULL inside, or of two dimensions, is a decoding error")
    func unreadableArrays() throws {
        enum WithNull: LiteralText { static var text: String { "'{1,NULL}'" } }
        enum TwoDimensions: LiteralText { static var text: String { "'{{1},{2}}'" } }
        let pool = try TestDatabase.current.pool(size: 1)
        let withNull = try failure { try pool.query(Literal<[Int], WithNull>(), as: nobody) }
        #expect(withNull.kind == .decoding && withNull.message.contains("contains NULL"))
        let nested = try failure { try pool.query(Literal<[Int], TwoDimensions>(), as: nobody) }
        #expect(nested.kind == .decoding && nested.message.contains("2 dimensions"))
    }

    @Test("an enum of the database is a Swift enum, alone and in arrays; an unknown word is an error")
    func enumerations() throws {
        try TestDatabase.current.administer("create type mood as enum ('calm', 'cross', 'curious')")
        try echo(Mood.calm, .cross)
        enum Curious: LiteralText { static var text: String { "'curious'" } }
        enum Two: LiteralText { static var text: String { "'{calm,cross}'" } }
        let pool = try TestDatabase.current.pool(size: 1)
        let error = try failure { try pool.query(Literal<Mood, Curious>(), as: nobody) }
        #expect(error.kind == .decoding && error.message.contains("curious"))
        #expect(try pool.first(Literal<[Mood], Two>(), as: nobody) == [.calm, .cross])
    }

    @Test("an integer reads a narrower one, and never a wider one")
    func widening() throws {
        struct Widths: Statement {
            static let sql = "select 1::smallint, 2::smallint, 3::integer, 4::real"
            static func row(from columns: inout Columns) throws(PostgresError) -> [Double] {
                [
                    Double(try columns.next(Int32.self)), Double(try columns.next(Int.self)),
                    Double(try columns.next(Int64.self)), try columns.next(Double.self),
                ]
            }
        }
        struct Narrow: Statement {
            static let sql = "select 1::bigint"
            static func row(from columns: inout Columns) throws(PostgresError) -> Int32 { try columns.next() }
        }
        let pool = try TestDatabase.current.pool(size: 1)
        #expect(try pool.first(Widths(), as: nobody) == [1, 2, 3, 4])
        #expect(try failure { try pool.query(Narrow(), as: nobody) }.kind == .decoding)
    }

    @Test("text reads varchar, names, characters and JSON")
    func textTypes() throws {
        struct Texts: Statement {
            static let sql =
                "select 'a'::varchar, 'b'::name, 'c'::char(2), 'd'::\"char\", '[1]'::json, '{\"a\": 1}'::jsonb, 'u'"
            static func row(from columns: inout Columns) throws(PostgresError) -> [String] {
                var texts: [String] = []
                for _ in 0..<7 { texts.append(try columns.next()) }
                return texts
            }
        }
        let pool = try TestDatabase.current.pool(size: 1)
        let expected = ["a", "b", "c ", "d", "[1]", "{\"a\": 1}", "u"]
        #expect(try pool.first(Texts(), as: nobody) == expected)
    }
}

private struct EpochMicroseconds: Statement {
    static let sql = "select (extract(epoch from $1::timestamptz) * 1000000)::bigint, $1"
    var date: Date

    func bind(to parameters: inout Parameters) {
        parameters.append(date)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> (microseconds: Int, date: Date) {
        (try columns.next(), try columns.next())
    }
}

/// A timestamp, and its parts as the server sees them.
private struct WallClock: Statement {
    static let sql = """
        select t, array[extract(year from t), extract(month from t), extract(day from t),
            extract(hour from t), extract(minute from t), extract(second from t)]::integer[]
        from (select timestamp '2000-01-01 00:00:00' + make_interval(days => $1, secs => $1 * 86399.0 / 7)) as s (t)
        """
    var days: Int32

    func bind(to parameters: inout Parameters) {
        parameters.append(days)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> (read: [Int], parts: [Int]) {
        let time = try columns.next(LocalTimestamp.self)
        let parts = try columns.next([Int32].self)
        // The server rounds seconds where these are cut.
        return (
            [time.year > 0 ? time.year : time.year - 1, time.month, time.day, time.hour, time.minute],
            parts.prefix(5).map { Int($0) }
        )
    }
}
