import FoundationEssentials
import Postgres

/// Has the viewer block or mute somebody, or neither. No row where there is nobody.
struct KeepAway: Statement {
    let participant: ParticipantID
    /// Nil for neither.
    let kind: Block.Kind?

    enum Row: String, Sendable, PostgresValue {
        case changed, unchanged
        case tooMany = "too many"
    }

    static let sql = "select outcome from messaging.keep_away($1, $2) outcome where outcome is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(participant)
        parameters.append(kind)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        try columns.next(Row.self)
    }
}

/// How the viewer keeps away from somebody; no row where they do not.
struct FindBlock: Statement {
    let participant: ParticipantID

    static let sql = "select kind from messaging.blocks where blocker = messaging.viewer() and blocked = $1"

    func bind(to parameters: inout Parameters) {
        parameters.append(participant)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Block.Kind {
        try columns.next(Block.Kind.self)
    }
}

/// Of some people those whose messages are folded away for the viewer.
struct ListFolded: Statement {
    let participants: [ParticipantID]

    typealias Row = (participant: ParticipantID, kind: Block.Kind)

    static let sql = """
        select blocked, kind from messaging.blocks where blocker = messaging.viewer() and blocked = any ($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(participants.map(\.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        (try columns.next(ParticipantID.self), try columns.next(Block.Kind.self))
    }
}

/// Of some messages with a thread those in whose thread nobody has said anything after a place but people who are folded away.
struct ListQuietThreads: Statement {
    let heads: [UUID]
    let after: Int64

    static let sql = """
        select h.seq from messaging.messages h
        where h.id = any ($1) and not exists (
            select from messaging.messages r
            where r.parent_id = h.id and r.seq > $2 and not r.is_deleted and \(Block.isUnfolded("r.user_id")))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(heads)
        parameters.append(after)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int64 {
        try columns.next(Int64.self)
    }
}

/// Everybody whose messages are folded away for the viewer.
struct ListAllFolded: Statement {
    static let sql = "select blocked from messaging.blocks where blocker = messaging.viewer()"

    static func row(from columns: inout Columns) throws(PostgresError) -> ParticipantID {
        try columns.next(ParticipantID.self)
    }
}

/// Who is apart from the viewer, and who is folded away for them: two ranges of an index.
struct ListDistances: Statement {
    struct Row: Sendable {
        let participant: ParticipantID
        let isApart: Bool
        let fold: Block.Kind?
    }

    static let sql = "select participant, is_apart, is_folded from messaging.distances()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let participant = try columns.next(ParticipantID.self)
        let isApart = try columns.next(Bool.self)
        let isFolded = try columns.next(Bool.self)
        return Row(
            participant: participant, isApart: isApart, fold: isFolded ? isApart ? .block : .mute : nil)
    }
}

extension Distances {
    init(_ rows: [ListDistances.Row]) {
        for row in rows {
            if row.isApart { apart.insert(row.participant) }
            if let fold = row.fold { folded[row.participant] = fold }
        }
    }
}

/// A page of those the viewer keeps away from, the last first: found by columns of one index.
struct ListBlocks: Statement {
    let after: BlockPosition?
    let limit: Int32

    static let sql = """
        select page.blocked, u.full_name, u.handle, u.picture, page.kind, page.created_at
        from (
            select blocked, kind, created_at from messaging.blocks
            where blocker = messaging.viewer()
                and (created_at, blocked) < (
                    coalesce($1, 'infinity'), coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
            order by created_at desc, blocked desc limit $3
        ) page
        join messaging.users u on u.id = page.blocked
        order by page.created_at desc, page.blocked desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.since)
        parameters.append(after?.participant)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Block {
        Block(
            participant: try columns.next(ParticipantID.self), name: try columns.next(String.self),
            handle: try columns.next(String?.self), picture: try columns.next(String?.self),
            kind: try columns.next(Block.Kind.self),
            since: try columns.next(Date.self))
    }
}
