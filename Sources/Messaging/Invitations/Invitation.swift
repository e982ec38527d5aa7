import FoundationEssentials
import Postgres

/// An invitation into a channel, as those see it who may invite: nobody has answered it yet.
public struct Invitation: Hashable, Sendable, Identifiable {
    public struct Invitee: Hashable, Sendable {
        public let id: ParticipantID
        public let name: String
        /// Nil for somebody who has none.
        public let handle: String?
        /// As `Participant.picture`.
        public let picture: String?
    }

    public let id: UUID
    /// Nil for a link.
    public let invitee: Invitee?
    public let inviter: String
    /// As what they come in.
    public let role: Role
    /// How many more a link lets in; nil for as many as come.
    public let usesLeft: Int?
    public let expiresAt: Date
    public let createdAt: Date
    /// Whether it is a link the host has sent to somebody by mail.
    public let isMailed: Bool

    /// How many are shown: the last ones.
    public static let listed = 200
}

/// An invitation that waits for the viewer's answer, or where a link leads.
public struct OfferedChannel: Hashable, Sendable {
    /// Nil for a link.
    public let invitation: UUID?
    public let slug: String
    public let name: String
    public let description: String
    public let memberCount: Int
    public let isPublic: Bool
    /// As `Channel.picture`.
    public let picture: String?
    public let inviter: String
    /// Nil for somebody who has none.
    public let inviterHandle: String?
    public let role: Role
    public let expiresAt: Date
    /// Whether the viewer is in it already.
    public let isMember: Bool

    /// How many are shown: the last ones.
    public static let listed = 100
}

/// How long a link lets people in.
public enum LinkLife: Int, Hashable, Sendable, CaseIterable {
    case hour = 3_600
    case day = 86_400
    case week = 604_800
    case month = 2_592_000
}

/// What came of inviting somebody.
public enum Invited: String, Sendable, PostgresValue {
    case invited
    /// They are in the channel already.
    case member
    /// They are not to be reached.
    case closed
    case tooMany = "too many"
}

/// What came of an answer.
public enum Entrance: Hashable, Sendable {
    case entered(slug: String)
    case declined
    /// Those in charge keep them out.
    case keptOut
}

extension Messenger {
    /// Invites somebody for thirty days; again is sending it anew.
    /// - Throws: `.notFound` for whoever may not invite as such.
    public func invite(
        _ participant: ParticipantID, to slug: String, as role: Role, by viewer: Identity
    ) throws(MessagingError) -> Invited {
        guard
            let outcome = try change(
                slug, Invite(slug: slug, participant: participant, role: role), as: viewer)
        else { throw .notFound }
        return outcome
    }

    /// Makes a link that lets in whoever has it.
    /// - Parameters:
    ///   - hash: SHA-256 of what the link ends with, which is kept nowhere.
    ///   - uses: how many it lets in; nil for as many as come.
    /// - Throws: `.notFound` for whoever may not invite as such, and where the channel has twenty that hold.
    public func inviteByLink(
        to slug: String, hash: [UInt8], as role: Role, lasting life: LinkLife, uses: Int?, by viewer: Identity
    ) throws(MessagingError) {
        guard
            try change(
                slug,
                InviteByLink(slug: slug, hash: hash, role: role, seconds: Int32(life.rawValue), uses: uses),
                as: viewer) != nil
        else { throw .notFound }
    }

    /// Takes an invitation back: one's own, or anybody's for whoever manages members.
    /// - Throws: `.notFound` where there is none.
    public func revoke(_ invitation: UUID, in slug: String, as viewer: Identity) throws(MessagingError) {
        try insist(on: RevokeInvitation(slug: slug, invitation: invitation), in: slug, as: viewer)
    }

    /// Invitations into a channel that nobody has answered, the last first: the viewer's own, or everybody's for whoever
    /// manages members.
    public func invitations(to slug: String, as viewer: Identity) throws(MessagingError) -> [Invitation] {
        do { return try pool.query(ListInvitations(slug: slug), as: viewer) } catch { throw .database(error) }
    }

    /// What waits for the viewer's answer, the last first.
    public func ownInvitations(as viewer: Identity) throws(MessagingError) -> [OfferedChannel] {
        do { return try pool.query(ListOwnInvitations(), as: viewer) } catch { throw .database(error) }
    }

    /// Answers an invitation of the viewer's.
    /// - Throws: `.notFound` where there is none that holds.
    public func answer(_ invitation: UUID, _ isAccepted: Bool, as viewer: Identity) throws(MessagingError)
        -> Entrance
    {
        let address: String?
        do {
            address =
                try pool.first(
                    AnswerInvitation(invitation: invitation, isAccepted: isAccepted), as: viewer,
                    access: .readWrite)
                ?? nil
        } catch { throw .database(error) }
        return try Entrance(address: address, isAccepted: isAccepted)
    }

    /// Where a link leads.
    /// - Throws: `.notFound` for one that holds no more.
    public func channel(linkedBy hash: [UInt8], as viewer: Identity) throws(MessagingError) -> OfferedChannel
    {
        let found: [OfferedChannel]
        do { found = try pool.query(FindLinkedChannel(hash: hash), as: viewer) } catch {
            throw .database(error)
        }
        guard let channel = found.first else { throw .notFound }
        return channel
    }

    /// Comes in by a link.
    /// - Throws: `.notFound` for one that holds no more.
    public func enter(linkedBy hash: [UInt8], as viewer: Identity) throws(MessagingError) -> Entrance {
        let address: String?
        do { address = try pool.first(EnterByLink(hash: hash), as: viewer, access: .readWrite) ?? nil } catch
        {
            throw .database(error)
        }
        return try Entrance(address: address, isAccepted: true)
    }
}

extension Entrance {
    /// - Parameter address: the channel's; empty for whoever has not come in, nil where nothing led there.
    fileprivate init(address: String?, isAccepted: Bool) throws(MessagingError) {
        guard let address else { throw .notFound }
        self = !isAccepted ? .declined : address.isEmpty ? .keptOut : .entered(slug: address)
    }
}
