import Postgres

/// Slow mode: how many seconds a member waits between two messages in a channel. Those in charge of it do not.
public enum Pace: Int, Hashable, Sendable, CaseIterable {
    case any = 0
    case tenSeconds = 10
    case minute = 60
    case tenMinutes = 600
    case hour = 3600

    /// "40 seconds", "10 minutes": rounded up.
    static func words(_ seconds: Int) -> String {
        let (count, unit) =
            switch seconds {
            case ..<61: (seconds, "second")
            case ..<3601: ((seconds + 59) / 60, "minute")
            default: ((seconds + 3599) / 3600, "hour")
            }
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    /// Nil where nobody waits.
    public var words: String? { self == .any ? nil : Self.words(rawValue) }
}

extension Messenger {
    /// Sets how long members wait between two messages.
    /// - Throws: `.notFound` for whoever is not in charge of such a channel.
    public func setPace(_ pace: Pace, in slug: String, as viewer: Identity) throws(MessagingError) {
        let isDone: Bool?
        do {
            isDone = try pool.first(SetPace(slug: slug, pace: pace), as: viewer, access: .readWrite)
        } catch { throw .database(error) }
        if isDone != true { throw .notFound }
    }
}

private struct SetPace: Statement {
    let slug: String
    let pace: Pace

    static let sql = "select messaging.set_pace($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(Int32(pace.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}
