import FoundationEssentials
import Synchronization

/// A time zone: what clocks there show at any moment. A value that is read from the system's time zone database once
/// for each process.
///
/// FoundationEssentials knows no zones without the data of ICU, which Agentor does without.
package struct Zone: Sendable {
    private let offsets: ZoneOffsets

    private init(_ offsets: ZoneOffsets) { self.offsets = offsets }

    package static let utc = Zone(ZoneOffsets(always: 0))

    /// The zone that the system's database has by this name, which is that of a file in it: `Europe/Berlin`.
    ///
    /// There is none if nothing by that name is a zone, and also if the database is missing or cannot be read. Whoever
    /// only wants to show a moment goes on with `.utc` then.
    package init?(named name: String) {
        let known = Self.known.withLock { $0[name] }
        guard let zone = known ?? Self.read(name) else { return nil }
        self = zone
    }

    /// - Parameter bytes: a file in the format TZif.
    package init?(tzif bytes: [UInt8]) {
        guard let offsets = TZif.offsets(in: bytes) else { return nil }
        self.init(offsets)
    }

    /// How many seconds clocks in the zone are ahead of UTC, at a second counted from 1970. No lock, no allocation.
    package func offset(at second: Int) -> Int { offsets.offset(at: second) }

    /// The moments at which clocks are set, in seconds since 1970.
    var changes: [Int] { offsets.changes }

    // MARK: The database

    /// Only what exists is kept, and each zone has a bounded number of names, so this needs no limit of its own.
    private static let known = Mutex<[String: Zone]>([:])

    private static func read(_ name: String) -> Zone? {
        guard isInside(name),
            let file = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)"),
            let zone = Zone(tzif: [UInt8](file))
        else { return nil }
        known.withLock { $0[name] = zone }
        return zone
    }

    /// Whether a name stays inside the database's directory, and is the one way to write it: no zone's name has a dot,
    /// and none of its parts is empty.
    private static func isInside(_ name: String) -> Bool {
        let isWritten = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
        return isWritten
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }
}

/// How far a zone's clocks are ahead of UTC, and since when.
final class ZoneOffsets: Sendable {
    /// In seconds since 1970, ascending.
    let changes: [Int]
    /// In seconds: one before the first change, and one from each change on.
    private let offsets: [Int]
    /// Whether what the last 400 years of `changes` show goes on for ever.
    private let repeats: Bool
    /// What was found last: whoever shows moments shows some of about the same time.
    private let latest = Atomic(0)

    init(always offset: Int) {
        changes = []
        offsets = [offset]
        repeats = false
    }

    /// - Parameters:
    ///   - initial: before the first change.
    ///   - changes: ascending, each with the offset from there on.
    ///   - rule: what holds after the last of them.
    init(initial: Int, changes given: [(moment: Int, offset: Int)], rule: ZoneRule?) {
        var changes: [Int] = []
        var offsets = [initial]
        func add(_ moment: Int, _ offset: Int) {
            if changes.last == moment {
                offsets[offsets.count - 1] = offset
            } else if offsets.last != offset {
                changes.append(moment)
                offsets.append(offset)
            }
        }
        for change in given { add(change.moment, change.offset) }
        if let rule {
            if given.isEmpty { offsets = [rule.standard] }
            // The Gregorian calendar repeats itself after 400 years, days of the week included, and so does a rule. It
            // is worked out for so many years here, and a zone is a sorted list from there on.
            let last = given.last?.moment ?? .min
            let firstYear = given.last.map { CivilDay.year(of: $0.moment) } ?? 1600
            for change in rule.changes(in: firstYear - 1...firstYear + 402) where change.moment > last {
                add(change.moment, change.offset)
            }
        }
        self.changes = changes
        self.offsets = offsets
        repeats = rule?.daylight != nil
    }

    func offset(at moment: Int) -> Int {
        var moment = moment
        if repeats, let last = changes.last, moment >= last {
            moment = last - CivilDay.cycle + (moment - last) % CivilDay.cycle
        }
        let guess = latest.load(ordering: .relaxed)
        if guess == 0 || changes[guess - 1] <= moment, guess == changes.count || moment < changes[guess] {
            return offsets[guess]
        }
        // The first change that is still to come.
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) >> 1
            if changes[middle] <= moment { low = middle + 1 } else { high = middle }
        }
        latest.store(low, ordering: .relaxed)
        return offsets[low]
    }
}
