import FoundationEssentials
import Postgres

/// Who is speaking. The host decides what the identifier stands for; here it is only compared.
public struct ParticipantID: RawRepresentable, Hashable, Sendable, PostgresValue {
    public let rawValue: UUID

    public init(rawValue: UUID) {
        self.rawValue = rawValue
    }
}

extension Identity {
    /// A participant as a trusted host names them: see `Messenger.schema(viewer:)`.
    public init(participant: ParticipantID) {
        self.init(setting: "messaging.participant", value: participant.rawValue.uuidString.lowercased())
    }
}
