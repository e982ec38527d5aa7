import FoundationEssentials

/// What the box of a text is bound to: it opens nowhere else.
struct TextPlace: Sendable {
    let channel: ChannelID
    let author: ParticipantID
    /// The message's, or the file's; for what was only begun `TextPlace.begun`, which no message has.
    let nonce: UUID

    /// For what somebody says who asks to come in.
    static let asked = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))
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
