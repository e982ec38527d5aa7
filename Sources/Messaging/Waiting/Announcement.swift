import FoundationEssentials

/// What one process tells the others through NOTIFY: identifiers and numbers only, and only a hint.
enum Announcement: Hashable, Sendable {
    /// A channel's counter reached a number.
    case changed(ChannelID, sequence: Int64)
    /// A participant is no longer a member.
    case parted(ChannelID, ParticipantID)
    /// A participant's waits are to end.
    case dismissed(ParticipantID)

    /// - Parameter payload: as `messaging.announce` was given it; nil for one this version does not know.
    init?(payload: String) {
        let words = payload.split(separator: " ")
        guard words.count >= 2, let id = UUID(uuidString: String(words[1])) else { return nil }
        switch (words[0], words.dropFirst(2).first) {
        case ("changed", let number?):
            guard let sequence = Int64(number) else { return nil }
            self = .changed(ChannelID(rawValue: id), sequence: sequence)
        case ("parted", let participant?):
            guard let participant = UUID(uuidString: String(participant)) else { return nil }
            self = .parted(ChannelID(rawValue: id), ParticipantID(rawValue: participant))
        case ("dismissed", nil):
            self = .dismissed(ParticipantID(rawValue: id))
        default: return nil
        }
    }
}
