import FoundationEssentials

/// What the box of a text is bound to: it opens nowhere else.
struct TextPlace: Sendable {
    let channel: ChannelID
    let author: ParticipantID
    /// The message's; for what was only begun `TextPlace.begun`, which no message has.
    let nonce: UUID

    static let begun = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    /// 48 bytes.
    var bound: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(48)
        for id in [channel.rawValue, author.rawValue, nonce] {
            withUnsafeBytes(of: id.uuid) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
