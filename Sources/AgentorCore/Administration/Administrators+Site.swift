import FoundationEssentials
import Postgres

/// A mail that waits, or was given up within thirty days.
package struct QueuedMail: Sendable {
    package let id: UUID
    /// Nil once it was given up.
    package let address: String?
    package let createdAt: Date
    package let attempts: Int
    package let nextAttemptAt: Date
    package let lastError: String?
    package let isGivenUp: Bool
}

/// A channel, without what is said in it.
package struct GovernedChannel: Sendable {
    package let id: UUID
    package let slug: String
    package let name: String
    package let isPublic: Bool
    package let members: Int
    /// Their handles, ten at most.
    package let administrators: [String]
    package let isArchived: Bool
    /// Whether a legal hold keeps what is said in it.
    package let isHeld: Bool
    package let createdAt: Date
}

/// What an administrator does to a channel.
package enum ChannelDeed: String, CaseIterable, Sendable {
    case archive = "channel.archived"
    case restore = "channel.restored"
    case handOver = "channel.handed-over"
    case hold = "channel.held"
    case release = "channel.released"
}

/// Something that was decided, as everybody may read it.
package struct PublicAct: Sendable {
    package let number: Int64
    /// Its beginning, in UTC.
    package let day: Date
    package let action: String
    /// What kind of thing it was about; nil for a person.
    package let about: String?
    package let outcome: String?
}

extension Administrators {
    package func mails(for viewer: Viewer, limit: Int = 100) throws(PostgresError) -> [QueuedMail] {
        try database.web.query(ListQueuedMails(most: limit), as: viewer.identity)
    }

    /// Has a mail that waits sent at once, or not at all.
    /// - Returns: false where there is nothing for the viewer.
    package func changeMail(_ id: UUID, isWanted: Bool, reason: String, for viewer: Viewer) throws -> Bool {
        let change = ChangeQueuedMail(id: id, isWanted: isWanted, reason: reason)
        return try Self.isDone(
            try database.web.first(change, as: viewer.identity, access: .readWrite) ?? nil)
    }

    package func channels(
        _ wanted: String = "", after place: (created: Date, id: UUID)? = nil, for viewer: Viewer,
        limit: Int = 30
    ) throws(PostgresError) -> (channels: [GovernedChannel], hasMore: Bool) {
        let found = try database.web.query(
            ListGovernedChannels(wanted: wanted, after: place, most: limit + 1), as: viewer.identity)
        return (Array(found.prefix(limit)), found.count > limit)
    }

    /// - Parameter handle: of the member who becomes its administrator, too.
    /// - Returns: false where there is no such channel, or nothing for the viewer.
    package func govern(
        _ id: UUID, _ deed: ChannelDeed, handle: String = "", reason: String, for viewer: Viewer
    ) throws -> Bool {
        let result =
            switch deed {
            case .hold, .release:
                try database.web.first(
                    HoldChannel(id: id, isWanted: deed == .hold, reason: reason), as: viewer.identity,
                    access: .readWrite)
            case .archive, .restore, .handOver:
                try database.web.first(
                    GovernChannel(id: id, deed: deed, handle: handle, reason: reason), as: viewer.identity,
                    access: .readWrite)
            }
        return try Self.isDone(result ?? nil)
    }

    static func isDone(_ result: String?) throws(Obstacle) -> Bool {
        guard let result, result != "unknown" else { return false }
        if let obstacle = Obstacle(rawValue: result) { throw obstacle }
        return true
    }

    // MARK: The log, taken along

    /// Writes down that the viewer takes the log with them.
    /// - Returns: false where there is nothing for them.
    package func noteExport(for viewer: Viewer) throws(PostgresError) -> Bool {
        (try database.web.first(NoteExport(), as: viewer.identity, access: .readWrite) ?? nil) != nil
    }

    /// Some lines as they are exported, each with its end of line, and the number of the last; nil when there are no more.
    package func exported(
        after number: Int64, for viewer: Viewer, limit: Int = 500
    ) throws(PostgresError) -> (bytes: [UInt8], last: Int64)? {
        let lines = try database.web.query(
            ListExportedLines(after: number, most: limit), as: viewer.identity)
        guard let last = lines.last else { return nil }
        var bytes: [UInt8] = []
        for line in lines {
            bytes += line.exported.utf8
            bytes.append(0x0A)
        }
        return (bytes, last.number)
    }

    /// What was decided, without names, the latest first.
    package func publicActs(
        below number: Int64? = nil, limit: Int = 50
    ) throws(PostgresError) -> (acts: [PublicAct], hasMore: Bool) {
        let found = try database.door.query(ListPublicActs(below: number, most: limit + 1), as: .nobody)
        return (Array(found.prefix(limit)), found.count > limit)
    }
}

private struct ListQueuedMails: Statement {
    let most: Int

    static let sql = """
        select id, address, created_at, attempts, next_attempt_at, last_error, is_given_up from agentor.queued_mails($1)
        """

    func bind(to parameters: inout Parameters) { parameters.append(Int32(clamping: most)) }

    static func row(from columns: inout Columns) throws(PostgresError) -> QueuedMail {
        QueuedMail(
            id: try columns.next(UUID.self), address: try columns.next(String?.self),
            createdAt: try columns.next(Date.self), attempts: Int(try columns.next(Int32.self)),
            nextAttemptAt: try columns.next(Date.self), lastError: try columns.next(String?.self),
            isGivenUp: try columns.next(Bool.self))
    }
}

private struct ChangeQueuedMail: Statement {
    let id: UUID
    let isWanted: Bool
    let reason: String

    static let sql = "select agentor.change_mail($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(isWanted)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct ListGovernedChannels: Statement {
    let wanted: String
    let after: (created: Date, id: UUID)?
    let most: Int

    static let sql = """
        select id, slug, name, is_public, members, administrators, is_archived, is_held, created_at
        from agentor.governed_channels($1, $2, $3, $4)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(wanted)
        parameters.append(after?.created)
        parameters.append(after?.id)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> GovernedChannel {
        GovernedChannel(
            id: try columns.next(UUID.self), slug: try columns.next(String.self),
            name: try columns.next(String.self), isPublic: try columns.next(Bool.self),
            members: Int(try columns.next(Int32.self)), administrators: try columns.next([String].self),
            isArchived: try columns.next(Bool.self), isHeld: try columns.next(Bool.self),
            createdAt: try columns.next(Date.self))
    }
}

private struct GovernChannel: Statement {
    let id: UUID
    let deed: ChannelDeed
    let handle: String
    let reason: String

    static let sql = "select agentor.govern_channel($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(deed.rawValue)
        parameters.append(handle)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct NoteExport: Statement {
    static let sql = "select agentor.note_export()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Int64? {
        try columns.next(Int64?.self)
    }
}

private struct ListExportedLines: Statement {
    let after: Int64
    let most: Int

    static let sql = "select number, line, ''::bytea, hash from agentor.exported_lines($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AuditLine {
        AuditLine(
            number: try columns.next(Int64.self), text: try columns.next(String.self),
            previous: try columns.next([UInt8].self), hash: try columns.next([UInt8].self))
    }
}

private struct ListPublicActs: Statement {
    let below: Int64?
    let most: Int

    static let sql = """
        select number, day::timestamp at time zone 'UTC', action, about, outcome from agentor.public_acts($1, $2)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(below)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> PublicAct {
        PublicAct(
            number: try columns.next(Int64.self), day: try columns.next(Date.self),
            action: try columns.next(String.self), about: try columns.next(String?.self),
            outcome: try columns.next(String?.self))
    }
}
