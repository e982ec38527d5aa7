import FoundationEssentials

/// What one process tells the others through NOTIFY: identifiers and numbers only, and only a hint.
enum Announcement: Hashable, Sendable {
    /// A channel's counter reached a number, by a new message of somebody's. Without an author something that was said
    /// before has changed.
    case changed(ChannelID, sequence: Int64, author: ParticipantID? = nil)
    /// A participant has become a member.
    case joined(ChannelID, ParticipantID)
    /// A participant is no longer a member.
    case parted(ChannelID, ParticipantID)
    /// A participant's waits are to end.
    case dismissed(ParticipantID)
    /// Participants have read a channel up to a number.
    case read(ChannelID, sequence: Int64, [ParticipantID])
    /// A participant has taken a read mark back: how much is unread has to be counted anew.
    case unread(ChannelID, ParticipantID)
    /// Something that was said in a channel is gone: how much is unread there has to be counted anew.
    case deleted(ChannelID)
    /// Participants look at a channel just now.
    case here(ChannelID, [ParticipantID])
    /// Participants are writing something in a channel.
    case typing(ChannelID, [ParticipantID])

    /// Participants are there: they wait somewhere, have just touched a page, or do not want to be disturbed.
    case sign(People.Sign, [ParticipantID])
    /// A participant shows something else of themselves than before.
    case manner(ParticipantID)
    /// A participant has blocked or muted somebody, or was blocked, or is no more: told of each of two, never which it was.
    case distance(ParticipantID)

    /// - Parameter payload: as `messaging.announce` was given it; nil for one this version does not know.
    init?(payload: String) {
        let words = payload.split(separator: " ")
        guard words.count >= 2, let id = UUID(uuidString: String(words[1])) else { return nil }
        let channel = ChannelID(rawValue: id)
        let rest = words.dropFirst(2)
        switch (words[0], rest.first) {
        case ("changed", let number?):
            guard let sequence = Int64(number) else { return nil }
            let author = rest.dropFirst().first
            let participant = author.flatMap(ParticipantID.init(word:))
            guard (author == nil) == (participant == nil) else { return nil }
            self = .changed(channel, sequence: sequence, author: participant)
        case ("joined", let word?):
            guard let participant = ParticipantID(word: word) else { return nil }
            self = .joined(channel, participant)
        case ("parted", let word?):
            guard let participant = ParticipantID(word: word) else { return nil }
            self = .parted(channel, participant)
        case ("unread", let word?):
            guard let participant = ParticipantID(word: word) else { return nil }
            self = .unread(channel, participant)
        case ("deleted", nil):
            self = .deleted(channel)
        case ("dismissed", nil):
            self = .dismissed(ParticipantID(rawValue: id))
        case ("read", let number?):
            guard let sequence = Int64(number) else { return nil }
            self = .read(channel, sequence: sequence, rest.dropFirst().compactMap(ParticipantID.init(word:)))
        case ("here", _?):
            self = .here(channel, rest.compactMap(ParticipantID.init(word:)))
        case ("typing", _?):
            self = .typing(channel, rest.compactMap(ParticipantID.init(word:)))
        case ("held", _): self = .sign(.held, words.dropFirst().compactMap(ParticipantID.init(word:)))
        case ("active", _): self = .sign(.active, words.dropFirst().compactMap(ParticipantID.init(word:)))
        case ("quiet", _): self = .sign(.quiet, words.dropFirst().compactMap(ParticipantID.init(word:)))
        case ("manner", nil): self = .manner(ParticipantID(rawValue: id))
        case ("distance", nil): self = .distance(ParticipantID(rawValue: id))
        default: return nil
        }
    }

    /// How many participants one payload names: PostgreSQL takes fewer than 8,000 bytes.
    static let payloadLimit = 200

    /// What to give to NOTIFY; those the database announces itself have none.
    var payload: String? {
        switch self {
        case .read(let channel, let sequence, let participants):
            "read \(channel.word) \(sequence) \(participants.map(\.word).joined(separator: " "))"
        case .here(let channel, let participants):
            "here \(channel.word) \(participants.map(\.word).joined(separator: " "))"
        case .typing(let channel, let participants):
            "typing \(channel.word) \(participants.map(\.word).joined(separator: " "))"
        case .sign(let sign, let participants):
            "\(sign) \(participants.map(\.word).joined(separator: " "))"
        case .changed, .joined, .parted, .dismissed, .unread, .deleted, .manner, .distance: nil
        }
    }
}

extension ChannelID {
    fileprivate var word: String { rawValue.uuidString.lowercased() }
}

extension ParticipantID {
    fileprivate var word: String { rawValue.uuidString.lowercased() }

    fileprivate init?(word: Substring) {
        guard let id = UUID(uuidString: String(word)) else { return nil }
        self.init(rawValue: id)
    }
}
