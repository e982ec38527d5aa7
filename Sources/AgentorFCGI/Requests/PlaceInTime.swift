import FoundationEssentials

/// Where a page of a list ends that goes by time, as it stands in an address: microseconds since 1970, then the
/// identifier of whatever is there.
struct PlaceInTime {
    let moment: Date
    let id: UUID

    init(_ moment: Date, _ id: UUID) {
        self.moment = moment
        self.id = id
    }

    /// - Parameter address: nil for what is none, and for moments that no database keeps.
    init?(address: String) {
        let parts = address.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let microseconds = Int64(parts[0]), abs(microseconds) < 1 << 53,
            let id = UUID(uuidString: String(parts[1]))
        else { return nil }
        self.init(Date(timeIntervalSince1970: Double(microseconds) / 1_000_000), id)
    }

    var address: String {
        "\(Int64((moment.timeIntervalSince1970 * 1_000_000).rounded())) \(id.uuidString.lowercased())"
    }
}
