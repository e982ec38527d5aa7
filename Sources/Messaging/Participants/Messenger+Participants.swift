import Logging
import Postgres
import Text

extension Messenger {
    /// Makes a participant known, or renames them. Idempotent. Whoever has no handle yet gets one made of the name.
    /// - Parameter name: 1 to 120 characters.
    public func introduce(as participant: Identity, name: String) throws(MessagingError) {
        do {
            _ = try pool.query(IntroduceParticipant(name: name), as: participant, access: .readWrite)
        } catch { throw .database(error) }
    }

    /// Calls a participant by another handle. Those they had stay theirs, and they may go back to them.
    public func changeHandle(to handle: Handle, as participant: Identity) throws(MessagingError)
        -> HandleOutcome
    {
        do {
            return try pool.first(ChangeHandle(handle: handle), as: participant, access: .readWrite)
                ?? .unknown
        } catch { throw .database(error) }
    }

    /// A participant's own handle; nil before they are introduced.
    public func handle(of participant: Identity) throws(MessagingError) -> String? {
        do { return try pool.query(FindOwnHandle(), as: participant).first } catch { throw .database(error) }
    }

    /// Who in a channel has a name that can be taken for a participant's: at most `limit`, those who have been there
    /// longest first. None for a channel the viewer does not belong to.
    public func lookAlikes(
        of participant: ParticipantID, in slug: String, as viewer: Identity, limit: Int = 10
    ) throws(MessagingError) -> [Participant] {
        do {
            return try pool.query(
                ListLookAlikes(slug: slug, participant: participant, limit: Int32(limit)), as: viewer)
        } catch { throw .database(error) }
    }

    /// Ends every wait of a participant, in every process, with `.closing`: their host has ended a session of theirs,
    /// and whoever may still wait asks again.
    public func dismiss(as participant: Identity) throws(MessagingError) {
        do { _ = try pool.query(Dismiss(), as: participant, access: .readWrite) } catch {
            throw .database(error)
        }
    }

    /// Gives those handles, and their names what they are compared by, who were known before there were any. To be run
    /// after every migration; it does nothing when there is nothing to do.
    /// - Parameter conninfo: as the owner of the tables.
    /// - Returns: how many there were.
    @discardableResult
    public static func settleParticipants(
        on conninfo: String, logger: Logger = Logger(label: "messaging")
    ) throws(PostgresError) -> Int {
        let connection = try Connection.open(
            try ConnectionParameters(parsing: conninfo), applicationName: "messaging", timeout: .seconds(10),
            logger: logger)
        var settled = 0
        while true {
            let rows = try connection.run(
                """
                select id, full_name from messaging.users
                where skeleton is null order by created_at, id limit 500
                """)
            if rows.isEmpty { return settled }
            for row in rows {
                guard let id = row[0], let name = row[1] else { continue }
                let handles = Handle.suggestions(for: name).map(\.text).joined(separator: ",")
                try connection.run(
                    "select messaging.name($1, $2, $3, $4)",
                    [id, name, PlainText.skeleton(name), "{\(handles)}"])
            }
            settled += rows.count
        }
    }
}
