import ZoneInfo

/// Where a page of the directory ended: the key of the last agent on it, so that the next page begins behind them whatever
/// has changed before. It has a text for addresses, and whatever else stands there is refused.
package struct DirectoryCursor: Hashable, Sendable {
    let order: DirectoryQuery.Order
    let place: Place

    /// As the database is told it.
    struct Place: Hashable, Sendable, Encodable {
        /// 1 for those with all words where they count more, 2 for the others.
        let `class`: Int
        /// Of the order: microseconds, whole units, thousandths; 0 for the best.
        let key: Int64
        let rank: Int32
        let id: Int32
        /// The day by which newcomers were chosen, "2026-11-22", and whom the first page showed.
        let day: String
        let newcomers: [Int32]
    }

    init(order: DirectoryQuery.Order, place: Place) {
        self.order = order
        self.place = place
    }

    /// Nil for what `text` never is.
    package init?(_ text: String) {
        let text = text.utf8.prefix(200)
        guard let end = text.lastIndex(of: UInt8(ascii: ".")),
            let body = String(text[..<end]), let sum = String(text[text.index(after: end)...]),
            Self.checksum(of: body) == sum
        else { return nil }
        let parts = body.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 7, let order = DirectoryQuery.Order(rawValue: String(parts[0])),
            let place = Int(parts[1]), (1...2).contains(place),
            // What is larger is no moment of this century.
            let key = Int64(parts[2]), (0...4_000_000_000_000_000).contains(key),
            let rank = Int32(parts[3]), let id = Int32(parts[4]), id >= 0,
            let day = CivilTime.Day(String(parts[5])), (2020...2200).contains(day.year)
        else { return nil }
        let newcomers = parts[6].split(separator: "_", omittingEmptySubsequences: false).compactMap {
            Int32($0)
        }
        self.init(
            order: order,
            place: Place(
                class: place, key: key, rank: rank, id: id, day: String(parts[5]), newcomers: newcomers))
        // One text for each cursor.
        guard newcomers.count <= 2, self.body == body else { return nil }
    }

    /// For an address: letters, digits, "-", "_" and ".".
    package var text: String { "\(body).\(Self.checksum(of: body))" }

    private var body: String {
        let newcomers = place.newcomers.map { "\($0)" }.joined(separator: "_")
        return "\(order).\(place.class).\(place.key).\(place.rank).\(place.id).\(place.day).\(newcomers)"
    }

    /// Against slips, not against anybody: whoever makes one up sees another part of the same list.
    private static func checksum(of text: String) -> String {
        let sum = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return String(sum % 46_656, radix: 36)
    }
}
