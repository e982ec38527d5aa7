import FoundationEssentials
import Postgres
import Text

/// Makes the viewer known by a name, or calls them by another; nothing is written when it is the same. Whoever has no
/// handle yet gets one made of the name. For a transaction of the host's own, too.
package struct IntroduceParticipant: Statement {
    let name: String

    package init(name: String) {
        self.name = name
    }

    package static let sql = "select messaging.introduce($1, $2, $3)"

    package func bind(to parameters: inout Parameters) {
        parameters.append(name)
        parameters.append(PlainText.skeleton(name))
        parameters.append(Handle.suggestions(for: name).map(\.text))
    }
}

/// Calls the viewer by another handle.
struct ChangeHandle: Statement {
    let handle: Handle

    static let sql = "select messaging.change_handle($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(handle.text)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> HandleOutcome {
        HandleOutcome(rawValue: try columns.next(String.self)) ?? .unknown
    }
}

struct FindOwnHandle: Statement {
    static let sql = "select handle from messaging.users where id = messaging.viewer() and handle is not null"

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

/// Every handle the viewer has or had, the latest first. For a transaction of the host's own.
package struct ListOwnHandles: Statement {
    package struct Row: Sendable {
        package let handle: String
        package let claimedAt: Date
    }

    package init() {}

    package static let sql = """
        select handle, claimed_at from messaging.handles where user_id = messaging.viewer()
        order by claimed_at desc, handle
        """

    package static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(handle: try columns.next(String.self), claimedAt: try columns.next(Date.self))
    }
}

/// Who in a channel has a name that can be taken for somebody's, those who have been there longest first.
struct ListLookAlikes: ParticipantStatement {
    let slug: String
    let participant: ParticipantID
    let limit: Int32

    static let sql = """
        select \(Participant.columns(in: "m.channel_id", role: "m.role"))
        from messaging.users me
        join messaging.users u on u.skeleton = me.skeleton and u.id <> me.id
        join messaging.channel_members m
            on m.channel_id = (select id from messaging.channels where slug = $1) and m.user_id = u.id
        where me.id = $2
        order by m.joined_at, u.id limit $3
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(participant)
        parameters.append(limit)
    }
}

/// Announces that whatever waits for the viewer is to end.
struct Dismiss: Statement {
    static let sql = "select messaging.dismiss()"
}
