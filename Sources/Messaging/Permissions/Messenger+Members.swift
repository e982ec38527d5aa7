import FoundationEssentials
import Postgres

/// Somebody in a channel, as its list of members has them.
public struct Member: Hashable, Sendable {
    public let participant: Participant
    public let joinedAt: Date
    /// Until when they say nothing there; nil for no longer.
    public let silencedUntil: Date?
}

/// Where one page of a channel's members ends and the next begins.
public struct MemberPosition: Hashable, Sendable {
    public let joinedAt: Date
    public let participant: ParticipantID

    public init(joinedAt: Date, participant: ParticipantID) {
        self.joinedAt = joinedAt
        self.participant = participant
    }
}

/// A page of a channel's members.
public struct ListedMembers: Sendable {
    /// Whoever came first, first; those that were looked for, whoever is in charge first.
    public let members: [Member]
    /// Nil on the last page, and for those that were looked for.
    public let next: MemberPosition?
    /// Whether more were found than are shown.
    public let isCut: Bool

    /// How many are on a page.
    public static let onPage = 50
}

/// Somebody who is kept out of a channel.
public struct Ban: Hashable, Sendable {
    public let participant: ParticipantID
    public let name: String
    /// Nil for somebody who has none.
    public let handle: String?
    /// As `Participant.picture`.
    public let picture: String?
    /// Nil for good.
    public let until: Date?
    public let since: Date

    /// How many are shown: the last ones.
    public static let listed = 100
}

/// For how long those in charge have a member say nothing.
public enum Silence: Int, Hashable, Sendable, CaseIterable {
    case none = 0
    case hour = 3_600
    case day = 86_400
    case week = 604_800
    case month = 2_592_000
}

extension Messenger {
    /// Members of a channel of the viewer's.
    /// - Parameter beginning: letters that their handle, or a word of their name, begins with, in any case; empty for everybody.
    public func memberPage(
        of slug: String, called beginning: String = "", after position: MemberPosition? = nil,
        as viewer: Identity
    ) throws(MessagingError) -> ListedMembers {
        let wanted = beginning.lowercased()
        let found: [Member]
        do {
            found = try pool.query(
                FindMembers(
                    slug: slug, beginning: wanted.isEmpty ? nil : wanted, after: position,
                    limit: Int32(ListedMembers.onPage + 1)), as: viewer)
        } catch { throw .database(error) }
        let shown = Array(found.prefix(ListedMembers.onPage))
        let isCut = found.count > shown.count
        return ListedMembers(
            members: shown,
            next: isCut && wanted.isEmpty
                ? shown.last.map { MemberPosition(joinedAt: $0.joinedAt, participant: $0.participant.id) }
                : nil,
            isCut: isCut)
    }

    /// One member of a channel of the viewer's.
    /// - Throws: `.notFound` where there is none.
    public func member(_ participant: ParticipantID, of slug: String, as viewer: Identity)
        throws(MessagingError) -> Member
    {
        let found: [Member]
        do { found = try pool.query(FindMember(slug: slug, participant: participant), as: viewer) } catch {
            throw .database(error)
        }
        guard let member = found.first else { throw .notFound }
        return member
    }

    /// What somebody is in a channel of the viewer's; nil for whoever is not in it.
    public func role(of participant: ParticipantID, in slug: String, as viewer: Identity)
        throws(MessagingError) -> Role?
    {
        do {
            return try pool.first(FindMember(slug: slug, participant: participant), as: viewer)?.participant
                .role
        } catch { throw .database(error) }
    }

    /// Gives a member another role: lower than the viewer's own, unless they are administrator.
    /// - Throws: `.notFound` for whoever may not; `.lastAdministrator` where nobody would be in charge any more.
    public func give(
        _ role: Role, to participant: ParticipantID, in slug: String, as viewer: Identity
    ) throws(MessagingError) {
        switch try change(slug, GiveRole(slug: slug, participant: participant, role: role), as: viewer) {
        case .changed, .unchanged: break
        case .last: throw .lastAdministrator
        case nil: throw .notFound
        }
    }

    /// Has a member of a lower role say nothing in a channel for a while, or again.
    /// - Throws: `.notFound` for whoever may not.
    public func silence(
        _ participant: ParticipantID, for while: Silence, in slug: String, as viewer: Identity
    ) throws(MessagingError) {
        try insist(
            on: SilenceMember(slug: slug, participant: participant, seconds: Int32(`while`.rawValue)),
            in: slug,
            as: viewer)
    }

    /// Takes a member of a lower role out of a channel: their waits in it end, and they read it no more.
    /// - Throws: `.notFound` for whoever may not.
    public func remove(_ participant: ParticipantID, from slug: String, as viewer: Identity)
        throws(MessagingError)
    {
        try insist(
            on: RemoveMember(slug: slug, participant: participant, isBanned: false, until: nil), in: slug,
            as: viewer)
    }

    /// Takes a member of a lower role out of a channel, and keeps them out until a moment; nil for good.
    /// - Throws: `.notFound` for whoever may not.
    public func ban(_ participant: ParticipantID, from slug: String, until: Date?, as viewer: Identity)
        throws(MessagingError)
    {
        try insist(
            on: RemoveMember(slug: slug, participant: participant, isBanned: true, until: until), in: slug,
            as: viewer)
    }

    /// Lets somebody come back who was kept out.
    /// - Throws: `.notFound` where nobody was, and for whoever may not.
    public func liftBan(of participant: ParticipantID, in slug: String, as viewer: Identity)
        throws(MessagingError)
    {
        try insist(on: LiftBan(slug: slug, participant: participant), in: slug, as: viewer)
    }

    /// Those who are kept out of a channel, the last first; nobody for whoever may not let them in again.
    public func bans(of slug: String, as viewer: Identity) throws(MessagingError) -> [Ban] {
        do { return try pool.query(ListBans(slug: slug), as: viewer) } catch { throw .database(error) }
    }

    /// Runs a change of a channel, with its row locked.
    func change<S: Statement>(_ slug: String, _ statement: S, as viewer: Identity)
        throws(MessagingError) -> S.Row?
    {
        try locking(slug) { () throws(PostgresError) in
            try pool.query(statement, as: viewer, access: .readWrite).first
        }
    }

    /// The same, where false is that the viewer may not.
    func insist<S: Statement>(on statement: S, in slug: String, as viewer: Identity)
        throws(MessagingError) where S.Row == Bool
    {
        if try change(slug, statement, as: viewer) != true { throw .notFound }
    }
}

/// A statement that returns whether the viewer may.
protocol ChannelChange: Statement where Row == Bool {}

extension ChannelChange {
    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private protocol MemberStatement: Statement where Row == Member {}

extension MemberStatement {
    fileprivate static var columns: String {
        "participant, full_name, handle, picture, role, has_look_alike, joined_at, silenced_until"
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Member {
        Member(
            participant: try Participant(from: &columns), joinedAt: try columns.next(Date.self),
            silencedUntil: try columns.next(Date?.self))
    }
}

private struct FindMembers: MemberStatement {
    let slug: String
    let beginning: String?
    let after: MemberPosition?
    let limit: Int32

    static let sql = """
        select \(columns) from messaging.members(
            $1, $2, coalesce($3, '-infinity'), coalesce($4, '00000000-0000-0000-0000-000000000000'::uuid), $5)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(beginning.map(Self.pattern))
        parameters.append(after?.joinedAt)
        parameters.append(after?.participant)
        parameters.append(limit)
    }

    /// Letters, of which none stands for others.
    private static func pattern(_ text: String) -> String {
        var pattern = ""
        for character in text {
            if "\\%_".contains(character) { pattern += "\\" }
            pattern.append(character)
        }
        return pattern
    }
}

private struct FindMember: MemberStatement {
    let slug: String
    let participant: ParticipantID

    static let sql = "select \(columns) from messaging.one_member($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(participant)
    }
}

private struct GiveRole: Statement {
    let slug: String
    let participant: ParticipantID
    let role: Role

    enum Row: String, Sendable, PostgresValue {
        case changed, unchanged, last
    }

    static let sql = "select outcome from messaging.give_role($1, $2, $3) outcome where outcome is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(participant)
        parameters.append(role)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row { try columns.next(Row.self) }
}

private struct SilenceMember: ChannelChange {
    let slug: String
    let participant: ParticipantID
    let seconds: Int32

    static let sql = "select messaging.silence($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(participant)
        parameters.append(seconds)
    }
}

private struct RemoveMember: ChannelChange {
    let slug: String
    let participant: ParticipantID
    let isBanned: Bool
    let until: Date?

    static let sql = "select messaging.remove_member($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(participant)
        parameters.append(isBanned)
        parameters.append(until)
    }
}

private struct LiftBan: ChannelChange {
    let slug: String
    let participant: ParticipantID

    static let sql = "select messaging.lift_ban($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(participant)
    }
}

private struct ListBans: Statement {
    let slug: String

    static let sql = """
        select participant, full_name, handle, picture, ends_at, created_at
        from messaging.bans($1, \(Ban.listed))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Ban {
        Ban(
            participant: try columns.next(ParticipantID.self), name: try columns.next(String.self),
            handle: try columns.next(String?.self), picture: try columns.next(String?.self),
            until: try columns.next(Date?.self), since: try columns.next(Date.self))
    }
}
