import Messaging

extension Participant {
    /// What marks those in charge of a channel, in a box that no text can draw; nil for everybody else.
    package var badge: String? {
        switch role {
        case .admin: "Administrator"
        case .moderator: "Moderator"
        case .member, .guest: nil
        }
    }
}
