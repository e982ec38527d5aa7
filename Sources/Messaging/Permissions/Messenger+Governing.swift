import FoundationEssentials
import Postgres
import Text

/// Something that those in charge of a channel did.
public struct Deed: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable, PostgresValue {
        case role, silenced, unsilenced, removed, banned, unbanned
        case named, described, sorted, pictured, unpictured, paced, retained
        case permitted, opened, archived, restored, moved
        case invited, linked, revoked, admitted
        case mailed, asked, withdrew, asking
        case letIn = "let in"
        case turnedAway = "turned away"
        case tookAway = "took away"
        case locked, unlocked, newcomers
        case letSpeak = "let speak"
        case didNotLetSpeak = "did not let speak"
    }

    public struct Person: Hashable, Sendable {
        public let name: String
        /// Nil for somebody who has none.
        public let handle: String?
    }

    /// Its place: later ones have higher numbers.
    public let number: Int64
    /// Nil for somebody who is gone.
    public let actor: Person?
    public let kind: Kind
    /// To whom; nil where nobody, or somebody who is gone.
    public let subject: Person?
    /// What it became: a role, a name, a moment (RFC 3339), seconds, an action and a role, days, how many, a place.
    public let value: String?
    public let doneAt: Date

    /// How many are on a page.
    public static let onPage = 50
}

/// What came of asking for another address.
public enum Move: String, Sendable, PostgresValue {
    case moved, unchanged, taken
    case tooMany = "too many"
}

extension Messenger {
    /// Says what a channel is called and about.
    /// - Throws: `.notFound` for whoever may not.
    public func describe(_ slug: String, as description: ChannelDescription, by viewer: Identity)
        throws(MessagingError)
    {
        try insist(
            on: DescribeChannel(slug: slug, description: description),
            in: slug, as: viewer)
    }

    /// Chooses the least role for an action.
    /// - Throws: `.notFound` for whoever may not, and for a role the action is not given to.
    public func permit(_ action: ChannelAction, to role: Role, in slug: String, as viewer: Identity)
        throws(MessagingError)
    {
        try insist(on: Permit(slug: slug, action: action, role: role), in: slug, as: viewer)
    }

    /// Says who finds a channel and can join it.
    /// - Throws: `.notFound` for whoever may not.
    public func open(_ slug: String, to visibility: Visibility, as viewer: Identity) throws(MessagingError) {
        try insist(on: OpenChannel(slug: slug, visibility: visibility), in: slug, as: viewer)
    }

    /// Has nothing more said in a channel, or again.
    /// - Throws: `.notFound` for whoever may not.
    public func archive(_ slug: String, _ isWanted: Bool = true, as viewer: Identity) throws(MessagingError) {
        try insist(on: ArchiveChannel(slug: slug, isWanted: isWanted), in: slug, as: viewer)
    }

    /// Gives a channel another address; the one it had leads there for ever.
    /// - Throws: `.notFound` for whoever may not; `.invalid` for what is no address, is reserved, or is another's.
    public func move(_ slug: String, to address: ChannelAddress, as viewer: Identity) throws(MessagingError) {
        switch try change(slug, MoveChannel(slug: slug, wish: address.slug), as: viewer) {
        case .moved, .unchanged: break
        case .taken: throw .invalid(ChannelAddress.taken)
        case .tooMany: throw .invalid(ChannelAddress.tooMany)
        case nil: throw .notFound
        }
    }

    /// Where a channel is now that was at an address before; nil where none is that the viewer may see.
    public func presentSlug(of former: String, as viewer: Identity) throws(MessagingError) -> String? {
        do { return try pool.first(FindPresentSlug(former: former), as: viewer) ?? nil } catch {
            throw .database(error)
        }
    }

    /// What was done in a channel, the last first, before a number; nothing for whoever does not govern it.
    public func deeds(in slug: String, before number: Int64 = .max, as viewer: Identity)
        throws(MessagingError) -> (deeds: [Deed], next: Int64?)
    {
        let found: [Deed]
        do {
            found = try pool.query(
                ListDeeds(slug: slug, before: number, limit: Int32(Deed.onPage + 1)), as: viewer)
        } catch { throw .database(error) }
        let shown = Array(found.prefix(Deed.onPage))
        return (shown, found.count > shown.count ? shown.last?.number : nil)
    }
}

private struct DescribeChannel: ChannelChange {
    let slug: String
    let description: ChannelDescription

    static let sql = "select messaging.describe_channel($1, $2, $3, $4, $5)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(description.name)
        parameters.append(description.description)
        parameters.append(description.subject.category)
        parameters.append(description.subject.language)
    }
}

private struct Permit: ChannelChange {
    let slug: String
    let action: ChannelAction
    let role: Role

    static let sql = "select messaging.permit($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(action)
        parameters.append(role)
    }
}

private struct OpenChannel: ChannelChange {
    let slug: String
    let visibility: Visibility

    static let sql = "select messaging.open_channel($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(visibility)
    }
}

private struct ArchiveChannel: ChannelChange {
    let slug: String
    let isWanted: Bool

    static let sql = "select messaging.archive_channel($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(isWanted)
    }
}

private struct MoveChannel: Statement {
    let slug: String
    let wish: String

    static let sql = "select outcome from messaging.move_channel($1, $2) outcome where outcome is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(wish)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Move { try columns.next(Move.self) }
}

private struct FindPresentSlug: Statement {
    let former: String

    static let sql = "select messaging.present_slug($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(former)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct ListDeeds: Statement {
    let slug: String
    let before: Int64
    let limit: Int32

    static let sql = """
        select number, actor_name, actor_handle, deed, subject_name, subject_handle, value, created_at
        from messaging.deeds($1, $2, $3)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(before)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Deed {
        func person() throws(PostgresError) -> Deed.Person? {
            let name = try columns.next(String?.self)
            let handle = try columns.next(String?.self)
            return name.map { Deed.Person(name: $0, handle: handle) }
        }
        return Deed(
            number: try columns.next(Int64.self), actor: try person(), kind: try columns.next(Deed.Kind.self),
            subject: try person(), value: try columns.next(String?.self), doneAt: try columns.next(Date.self))
    }
}
