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
        try change { transaction in
            guard try transaction.first(KeepFor(retention: retention)) == true else { return false }
            let days = [("messages", retention.messageDays), ("files", retention.fileDays)]
            try record(
                "retention.set", nil, kind: "site",
                Dictionary(
                    uniqueKeysWithValues: days.compactMap { name, days in days.map { (name, "\($0)") } }),
                in: &transaction)
            return true
        }
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
            guard try transaction.first(SetHold(subject: subject, isWanted: isWanted)) == true else {
                return false
            }
            try record(subject, isWanted ? "held" : "released", in: &transaction)
            return true
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

    private func record(
        _ subject: HoldSubject, _ deed: String, in transaction: inout Transaction
    ) throws(PostgresError) {
        _ = try transaction.run(
            RecordOperatorAct(
                operatorName: operatorName, action: "\(subject.kind).\(deed)", subjectKind: subject.kind,
                subject: subject.id, label: nil, reason: reason, details: [:]))
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

private struct KeepFor: Statement {
    let retention: Retention

    static let sql = "select messaging.set_site_retention($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(retention.messageDays.map { Int32(clamping: $0) })
        parameters.append(retention.fileDays.map { Int32(clamping: $0) })
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private struct FindChannel: Statement {
    let slug: String

    static let sql = "select id from messaging.channels where slug = $1"

    func bind(to parameters: inout Parameters) { parameters.append(slug) }

    static func row(from columns: inout Columns) throws(PostgresError) -> UUID { try columns.next(UUID.self) }
}

private struct SetHold: Statement {
    let subject: HoldSubject
    let isWanted: Bool

    static let sql = """
        select case when $3 then messaging.place_hold($1, $2) else messaging.lift_hold($1, $2) end
        """

    func bind(to parameters: inout Parameters) {
        switch subject {
        case .channel(let id):
            parameters.append(id)
            parameters.append(nil as ParticipantID?)
        case .participant(let id):
            parameters.append(nil as ChannelID?)
            parameters.append(id)
        }
        parameters.append(isWanted)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}
