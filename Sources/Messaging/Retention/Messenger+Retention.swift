import FoundationEssentials
import Postgres

extension Messenger {
    /// Sets for how long a channel keeps messages and files. What the installation keeps for a shorter time goes then.
    /// - Throws: `.notFound` for whoever is not in charge of such a channel.
    public func setRetention(_ retention: Retention, in slug: String, as viewer: Identity)
        throws(MessagingError)
    {
        try insist(on: SetRetention(slug: slug, retention: retention), in: slug, as: viewer)
    }

    /// What the installation keeps, for any participant.
    public func siteRetention(as viewer: Identity) throws(MessagingError) -> Retention {
        do { return try pool.first(FindSiteRetention(), as: viewer) ?? .forGood } catch {
            throw .database(error)
        }
    }

    /// Takes away a little of what is too old, and of what a hold has kept that was lifted. Any process may, again and again;
    /// they share the work. All channels are looked at once an hour.
    /// - Returns: whether there may be more to do.
    public func expireSome() throws(MessagingError) -> Bool {
        do throws(PostgresError) {
            if try housekeepingPool.first(DropReleased(), as: .nobody, access: .readWrite) == true {
                return true
            }
            guard let place = expiring.withLock({ $0.begin() }) else { return false }
            guard let look = try housekeepingPool.first(ListExpiring(after: place), as: .nobody) else {
                return false
            }
            let failures = look.due.compactMap(failure)
            expiring.withLock { $0.end(at: look.last) }
            if let failure = failures.first { throw failure }
            return look.last != nil
        } catch { throw .database(error) }
    }

    /// Takes away all that is too old in a channel; the others need not wait for one in which that fails.
    private func failure(in channel: ChannelID) -> PostgresError? {
        let expire = Expire(channel: channel)
        do {
            while try housekeepingPool.first(expire, as: .nobody, access: .readWrite) == true {}
            return nil
        } catch { return error }
    }
}

/// Where a look for what is too old goes on.
struct Expiring: Sendable {
    static let interval = Duration.seconds(3600)
    /// Channels looked at in one go.
    static let look: Int32 = 1_000
    /// Messages taken away in one transaction, while nobody writes in their channel.
    static let atOnce: Int32 = 100

    private static let start = ChannelID(rawValue: TextPlace.begun)
    private var place = start
    private var next = ContinuousClock.now

    /// Nil before it is time.
    func begin() -> ChannelID? { next <= .now ? place : nil }

    /// - Parameter last: nil where there were no more.
    mutating func end(at last: ChannelID?) {
        place = last ?? Self.start
        if last == nil { next = .now + Self.interval }
    }
}

private struct SetRetention: ChannelChange {
    let slug: String
    let retention: Retention

    static let sql = "select messaging.set_retention($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(retention.messageDays.map { Int32(clamping: $0) })
        parameters.append(retention.fileDays.map { Int32(clamping: $0) })
    }
}

private struct FindSiteRetention: Statement {
    static let sql = "select message_days, file_days from messaging.retention"

    static func row(from columns: inout Columns) throws(PostgresError) -> Retention {
        Retention(
            messageDays: try columns.next(Int32?.self).map(Int.init),
            fileDays: try columns.next(Int32?.self).map(Int.init))
    }
}

private struct DropReleased: Statement {
    static let sql = "select messaging.drop_released()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private struct ListExpiring: Statement {
    let after: ChannelID

    struct Row: Sendable {
        let last: ChannelID?
        let due: [ChannelID]
    }

    static let sql = "select last, due from messaging.expiring($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(Expiring.look)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let last = try columns.next(ChannelID?.self)
        return Row(last: last, due: try columns.next([UUID].self).map { ChannelID(rawValue: $0) })
    }
}

private struct Expire: Statement {
    let channel: ChannelID

    static let sql = "select messaging.expire($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(Expiring.atOnce)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}
