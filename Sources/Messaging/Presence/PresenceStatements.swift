import FoundationEssentials
import Postgres

/// What the viewer shows of themselves; no row where they have chosen nothing.
struct FindPresenceChoice: Statement {
    static let sql = """
        select status = 'hidden', quiet_until, last_seen_detail, shows_reads, messaging.own_quiet_hours_end()
        from messaging.user_presence where user_id = messaging.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> PresenceChoice {
        var choice = PresenceChoice(
            isHidden: try columns.next(Bool.self), quietUntil: try columns.next(Date?.self),
            lastSeen: try columns.next(PresenceChoice.LastSeen.self), showsReads: try columns.next(Bool.self))
        choice.hoursUntil = try columns.next(Date?.self)
        return choice
    }
}

struct ChoosePresence: Statement {
    let choice: PresenceChoice

    static let sql = "select messaging.choose_presence($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(choice.isHidden)
        parameters.append(choice.quietUntil)
        parameters.append(choice.lastSeen)
        parameters.append(choice.showsReads)
    }
}

/// Keeps that some are here, for when they are not.
struct NoteHere: Statement {
    let participants: [ParticipantID]

    static let sql = "select messaging.note_here($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(participants.map(\.rawValue))
    }
}

/// When somebody was last here; no row where that is not for the viewer to know.
struct FindLastHere: Statement {
    let participant: ParticipantID

    static let sql = "select detail, seen from messaging.last_here($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(participant)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> LastHere {
        LastHere(
            detail: try columns.next(PresenceChoice.LastSeen.self), seen: try columns.next(Date?.self))
    }
}

/// Those in a channel who may be shown, with what they have read.
struct ListRoster: Statement {
    let slug: String

    static let sql = """
        select participant, full_name, handle, joined_at, read_seq from messaging.roster($1, \(Roster.limit))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> PresentMember {
        PresentMember(
            id: try columns.next(ParticipantID.self), name: try columns.next(String.self),
            handle: try columns.next(String?.self), joinedAt: try columns.next(Date.self),
            read: try columns.next(Int64?.self))
    }
}

/// Those in the viewer's conversations who may be shown.
struct ListCircle: Statement {
    static let sql = "select participant, full_name, handle from messaging.circle(\(Roster.limit))"

    static func row(from columns: inout Columns) throws(PostgresError) -> PresentMember {
        PresentMember(
            id: try columns.next(ParticipantID.self), name: try columns.next(String.self),
            handle: try columns.next(String?.self), joinedAt: .distantPast)
    }
}

/// Who has read a message, as far as that is shown.
struct ListSeenBy: Statement {
    let slug: String
    let sequence: Int64

    static let sql = "select participant, full_name, handle, picture from messaging.seen_by($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Participant {
        Participant(
            id: try columns.next(ParticipantID.self), name: try columns.next(String.self),
            handle: try columns.next(String?.self), picture: try columns.next(String?.self))
    }
}
