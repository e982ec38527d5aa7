import Postgres

/// Somebody who can be named in a message.
public struct MemberName: Hashable, Sendable {
    public let name: String
    public let handle: String
}

extension Messenger {
    /// Members of a channel whose handle begins with some letters, in the order of handles: to complete what is typed. The
    /// viewer is left out. None for somebody who is no member.
    public func members(
        of slug: String, called beginning: String, as viewer: Identity, limit: Int = 8
    ) throws(MessagingError) -> [MemberName] {
        do {
            return try pool.query(
                ListMembersCalled(slug: slug, beginning: beginning.lowercased(), limit: Int32(limit)),
                as: viewer)
        } catch { throw .database(error) }
    }
}

struct ListMembersCalled: Statement {
    let slug: String
    let beginning: String
    let limit: Int32

    static let sql = "select full_name, handle from messaging.members_called($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(beginning)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> MemberName {
        MemberName(name: try columns.next(String.self), handle: try columns.next(String.self))
    }
}
