import Postgres

/// Somebody in a channel, as everybody there is shown them.
public struct Participant: Hashable, Sendable, Identifiable {
    public let id: ParticipantID
    public let name: String
    /// Nobody else's, nor like anybody else's: what tells people of one name apart. Nil where the host gives none, and for
    /// somebody who is gone.
    public let handle: String?
    /// Names a picture of theirs (`Messenger.publicPicture`); nil where they have none.
    public let picture: String?
    /// As what they belong to the channel; `.member` for somebody who has left it, too.
    public let role: Role
    /// Whether somebody else in the channel has a name that can be taken for theirs (UTS #39).
    public let hasLookAlike: Bool

    package init(
        id: ParticipantID, name: String, handle: String?, picture: String? = nil, role: Role = .member,
        hasLookAlike: Bool = false
    ) {
        self.id = id
        self.name = name
        self.handle = handle
        self.picture = picture
        self.role = role
        self.hasLookAlike = hasLookAlike
    }
}

extension Participant {
    /// Of a row `u` of `users`.
    /// - Parameters:
    ///   - channel: an expression for the channel's identifier.
    ///   - role: an expression for their role there.
    static func columns(in channel: String, role: String) -> String {
        // Few are like anybody else at all. A function, because a statement is set up with all its sub-selects, used or
        // not, and those of policies are many.
        """
        u.id, u.full_name, u.handle, u.picture, \(role),
        case when u.is_resembled then messaging.has_look_alike(\(channel), u.id) else false end
        """
    }

    init(from columns: inout Columns) throws(PostgresError) {
        id = try columns.next(ParticipantID.self)
        name = try columns.next(String.self)
        handle = try columns.next(String?.self)
        picture = try columns.next(String?.self)
        role = try columns.next(Role?.self) ?? .member
        hasLookAlike = try columns.next(Bool.self)
    }
}

/// A statement that selects `Participant.columns`.
protocol ParticipantStatement: Statement where Row == Participant {}

extension ParticipantStatement {
    static func row(from columns: inout Columns) throws(PostgresError) -> Participant {
        try Participant(from: &columns)
    }
}
