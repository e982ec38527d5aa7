import FoundationEssentials
import Messaging
import Postgres

extension Administration {
    package func retention() throws(Failure) -> Retention {
        do { return try pool.first(FindRetention(), as: .nobody) ?? .forGood } catch {
            throw .database(error)
        }
    }

    /// Sets for how long the whole site keeps messages and files.
    /// - Returns: false when it was so already.
    package func setRetention(_ retention: Retention) throws(Failure) -> Bool {
        let set = SetSiteRetention(retention: retention, operatorName: operatorName, reason: reason)
        return try change { transaction in try transaction.first(set) == "done" }
    }

    // MARK: Legal holds

    /// What is held, the latest first.
    package func holds() throws(Failure) -> [LegalHold] {
        do { return try pool.query(ListHolds(before: nil, most: 10_000), as: .nobody) } catch {
            throw .database(error)
        }
    }

    /// Whom or what an address is of: an account's, or a channel's.
    package func holdSubject(email: String) throws(Failure) -> HoldSubject {
        .participant(ParticipantID(rawValue: try find(email).id.rawValue))
    }

    /// - Throws: `.noChannel` where there is none.
    package func holdSubject(channel slug: String) throws(Failure) -> HoldSubject {
        let id: UUID?
        do { id = try pool.first(FindChannel(slug: slug), as: .nobody) } catch { throw .database(error) }
        guard let id else { throw .noChannel(slug) }
        return .channel(ChannelID(rawValue: id))
    }

    /// Places a hold, or lifts it.
    /// - Returns: false when it was so already.
    package func setHold(on subject: HoldSubject, isWanted: Bool) throws(Failure) -> Bool {
        try change { transaction in
            let result =
                switch subject {
                case .participant(let id):
                    try transaction.first(
                        HoldPerson(
                            id: id.rawValue, isWanted: isWanted, operatorName: operatorName, reason: reason))
                case .channel(let id):
                    try transaction.first(
                        HoldChannel(
                            id: id.rawValue, isWanted: isWanted, operatorName: operatorName, reason: reason))
                }
            return result == "done"
        }
    }

    /// Writes into the log that what is held was taken along.
    package func noteExport(of subject: HoldSubject) throws(Failure) {
        _ = try change { transaction in
            try transaction.run(
                RecordOperatorAct(
                    operatorName: operatorName, action: "hold.exported", subjectKind: subject.kind,
                    subject: subject.id, label: nil, reason: reason, details: [:]))
            return true
        }
    }
}

extension HoldSubject {
    fileprivate var kind: String {
        switch self {
        case .channel: "channel"
        case .participant: "account"
        }
    }

    fileprivate var id: UUID {
        switch self {
        case .channel(let id): id.rawValue
        case .participant(let id): id.rawValue
        }
    }
}

private struct FindRetention: Statement {
    static let sql = "select message_days, file_days from messaging.retention"

    static func row(from columns: inout Columns) throws(PostgresError) -> Retention {
        Retention(
            messageDays: try columns.next(Int32?.self).map(Int.init),
            fileDays: try columns.next(Int32?.self).map(Int.init))
    }
}

private struct FindChannel: Statement {
    let slug: String

    static let sql = "select id from messaging.channels where slug = $1"

    func bind(to parameters: inout Parameters) { parameters.append(slug) }

    static func row(from columns: inout Columns) throws(PostgresError) -> UUID { try columns.next(UUID.self) }
}
