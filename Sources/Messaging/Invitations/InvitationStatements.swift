import FoundationEssentials
import Postgres

struct Invite: Statement {
    let slug: String
    let participant: ParticipantID
    let role: Role

    static let sql = "select outcome from messaging.invite($1, $2, $3) outcome where outcome is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(participant)
        parameters.append(role)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Invited {
        try columns.next(Invited.self)
    }
}

struct InviteByLink: Statement {
    let slug: String
    let hash: [UInt8]
    let role: Role
    let seconds: Int32
    let uses: Int?

    static let sql =
        "select link from messaging.invite_by_link($1, $2, $3, $4, $5) link where link is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(hash)
        parameters.append(role)
        parameters.append(seconds)
        parameters.append(uses.map { Int32(clamping: $0) })
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> UUID { try columns.next(UUID.self) }
}

struct RevokeInvitation: ChannelChange {
    let slug: String
    let invitation: UUID

    static let sql = "select messaging.revoke_invitation($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(invitation)
    }
}

struct ListInvitations: Statement {
    let slug: String

    static let sql = """
        select id, participant, full_name, handle, picture, invited_by, role, uses_left, expires_at, created_at,
            is_mailed
        from messaging.invitations($1, \(Invitation.listed))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Invitation {
        let id = try columns.next(UUID.self)
        let participant = try columns.next(ParticipantID?.self)
        let name = try columns.next(String?.self)
        let handle = try columns.next(String?.self)
        let picture = try columns.next(String?.self)
        return Invitation(
            id: id,
            invitee: participant.map {
                Invitation.Invitee(id: $0, name: name ?? "", handle: handle, picture: picture)
            },
            inviter: try columns.next(String.self), role: try columns.next(Role.self),
            usesLeft: try columns.next(Int32?.self).map(Int.init), expiresAt: try columns.next(Date.self),
            createdAt: try columns.next(Date.self), isMailed: try columns.next(Bool.self))
    }
}

struct ListOwnInvitations: Statement {
    static let sql = """
        select id, slug, name, description, member_count, is_public, picture, inviter_name, inviter_handle, role,
            expires_at, false
        from messaging.own_invitations(\(OfferedChannel.listed))
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> OfferedChannel {
        try OfferedChannel(from: &columns, invitation: columns.next(UUID.self))
    }
}

struct FindLinkedChannel: Statement {
    let hash: [UInt8]

    static let sql = """
        select slug, name, description, member_count, is_public, picture, inviter_name, inviter_handle, role, expires_at,
            is_member
        from messaging.linked_channel($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OfferedChannel {
        try OfferedChannel(from: &columns, invitation: nil)
    }
}

struct AnswerInvitation: Statement {
    let invitation: UUID
    let isAccepted: Bool

    static let sql = "select messaging.answer_invitation($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(invitation)
        parameters.append(isAccepted)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct EnterByLink: Statement {
    let hash: [UInt8]

    static let sql = "select messaging.enter_by_link($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

extension OfferedChannel {
    fileprivate init(from columns: inout Columns, invitation: UUID?) throws(PostgresError) {
        self.init(
            invitation: invitation, slug: try columns.next(String.self), name: try columns.next(String.self),
            description: try columns.next(String.self), memberCount: Int(try columns.next(Int32.self)),
            isPublic: try columns.next(Bool.self), picture: try columns.next(String?.self),
            inviter: try columns.next(String.self), inviterHandle: try columns.next(String?.self),
            role: try columns.next(Role.self), expiresAt: try columns.next(Date.self),
            isMember: try columns.next(Bool.self))
    }
}
