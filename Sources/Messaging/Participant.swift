import FoundationEssentials
import Postgres

/// Who is speaking. The host decides what the identifier stands for; here it is only compared.
public struct ParticipantID: RawRepresentable, Hashable, Sendable, PostgresValue {
    public let rawValue: UUID

    public init(rawValue: UUID) {
        self.rawValue = rawValue
    }

    /// What every transaction made for this participant says first; the policies read it.
    var identity: Identity {
        Identity(setting: Messenger.identitySetting, value: rawValue.uuidString.lowercased())
    }
}

/// A person as the host introduces them.
public struct Participant: Hashable, Sendable {
    public let id: ParticipantID
    /// 1 to 120 characters.
    public let displayName: String

    public init(id: ParticipantID, displayName: String) {
        self.id = id
        self.displayName = displayName
    }
}
