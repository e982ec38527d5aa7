import FoundationEssentials
import Postgres

/// A wrapped data key of a channel.
struct WrappedKey: Sendable {
    let version: Int32
    let wrapped: [UInt8]
}

/// What is to be known before something can be sealed in a channel.
struct SealingPlace: Sendable {
    let channel: ChannelID
    let viewer: ParticipantID
    /// The newest; nil where there is none yet.
    let key: WrappedKey?
    /// The number the next key has.
    let nextKey: Int32
    /// Of the message that is to be changed, where there is one.
    let nonce: UUID?
}

/// A statement that selects `SealingPlace.columns`, and a nonce.
protocol SealingPlaceStatement: Statement where Row == SealingPlace {}

extension SealingPlaceStatement {
    static func row(from columns: inout Columns) throws(PostgresError) -> SealingPlace {
        let (channel, viewer) = (try columns.next(ChannelID.self), try columns.next(ParticipantID.self))
        let version = try columns.next(Int32?.self)
        let wrapped = try columns.next([UInt8]?.self)
        var key: WrappedKey?
        if let version, let wrapped { key = WrappedKey(version: version, wrapped: wrapped) }
        return SealingPlace(
            channel: channel, viewer: viewer, key: key, nextKey: try columns.next(Int32.self),
            nonce: try columns.next(UUID?.self))
    }
}

extension SealingPlace {
    static let columns = """
        mine.channel_id, mine.user_id, k.version, k.wrapped,
        (select home.last_key + 1 from messaging.channels home where home.id = mine.channel_id)
        """
    /// Of a row `mine` of the viewer's memberships.
    static let key = """
        left join lateral (
            select s.version, s.wrapped from messaging.channel_keys s where s.channel_id = mine.channel_id
            order by s.version desc limit 1
        ) k on true
        """
}

/// No row for somebody who is no member.
struct FindSealingPlace: SealingPlaceStatement {
    let slug: String

    static let sql = """
        select \(SealingPlace.columns), null::uuid
        from messaging.channels c
        join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        \(SealingPlace.key)
        where c.slug = $1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }
}

/// For a message of the viewer's; no row where there is none.
struct FindMessageSealingPlace: SealingPlaceStatement {
    let slug: String
    let sequence: Int64

    static let sql = """
        select \(SealingPlace.columns), m.nonce
        from messaging.channels c
        join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        join messaging.messages m on m.channel_id = c.id and m.seq = $2 and m.user_id = mine.user_id
        \(SealingPlace.key)
        where c.slug = $1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }
}

/// For something that is to be sent later, in a channel its author may have left.
struct FindScheduledSealingPlace: SealingPlaceStatement {
    let id: ScheduledMessage.ID

    static let sql = """
        select \(SealingPlace.columns), mine.nonce
        from messaging.scheduled_messages mine
        \(SealingPlace.key)
        where mine.id = $1 and mine.user_id = messaging.viewer()
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }
}

/// Gives a channel of the viewer's its first data key, unless it has one. Returns the newest; no row where they are no
/// member.
struct AddChannelKey: Statement {
    let id: ChannelKey.ID
    let wrapped: [UInt8]

    static let sql = "select version, wrapped from messaging.add_channel_key($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id.channel)
        parameters.append(id.version)
        parameters.append(wrapped)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> WrappedKey {
        WrappedKey(version: try columns.next(Int32.self), wrapped: try columns.next([UInt8].self))
    }
}

/// For the ring, which acts for nobody.
struct FindWrappedKey: Statement {
    let id: ChannelKey.ID

    static let sql = "select wrapped from messaging.wrapped_key($1, $2) wrapped where wrapped is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(id.channel)
        parameters.append(id.version)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> [UInt8] {
        try columns.next([UInt8].self)
    }
}
