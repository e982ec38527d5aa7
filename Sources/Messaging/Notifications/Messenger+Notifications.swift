import Postgres

extension Messenger {
    /// Says what counts for the viewer in a channel or a direct conversation; nil for what they have chosen for all.
    /// - Throws: `.notFound` for somebody who is no member.
    public func setLevel(
        _ level: NotificationLevel?, in slug: String, as viewer: Identity
    ) throws(MessagingError) {
        let isThere: Bool?
        do {
            isThere = try pool.first(ChooseLevel(slug: slug, level: level), as: viewer, access: .readWrite)
        } catch { throw .database(error) }
        if isThere != true { throw .notFound }
    }

    public func notificationChoice(as viewer: Identity) throws(MessagingError) -> NotificationChoice {
        do { return try pool.first(FindNotificationChoice(), as: viewer) ?? NotificationChoice() } catch {
            throw .database(error)
        }
    }

    /// - Parameter zone: by whose clocks the viewer's hours are meant, as the tz database names it.
    public func choose(
        _ choice: NotificationChoice, in zone: String, as viewer: Identity
    ) throws(MessagingError) {
        let statement = ChooseNotifications(choice: choice, zone: zone)
        do { _ = try pool.query(statement, as: viewer, access: .readWrite) } catch {
            throw .database(error)
        }
    }
}

/// Whether there is such a channel of the viewer's.
struct ChooseLevel: Statement {
    let slug: String
    let level: NotificationLevel?

    static let sql = "select messaging.choose_level($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(level)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

struct FindNotificationChoice: Statement {
    static let sql = """
        select coalesce(chosen.default_level, 'everything'), coalesce(chosen.keywords, '{}'),
            p.quiet_days, p.quiet_from, p.quiet_to
        from (select messaging.viewer() as id) me
        left join messaging.notification_choices chosen on chosen.user_id = me.id
        left join messaging.user_presence p on p.user_id = me.id
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> NotificationChoice {
        var choice = NotificationChoice(
            level: try columns.next(NotificationLevel.self), keywords: try columns.next([String].self))
        let days = try columns.next(Int16?.self)
        let begins = try columns.next(Int16?.self)
        let ends = try columns.next(Int16?.self)
        if let days, let begins, let ends {
            choice.quietHours = QuietHours(on: .init(rawValue: Int(days)), from: Int(begins), to: Int(ends))
        }
        return choice
    }
}

struct ChooseNotifications: Statement {
    let choice: NotificationChoice
    let zone: String

    static let sql = "select messaging.choose_notifications($1, $2, $3, $4, $5, $6)"

    func bind(to parameters: inout Parameters) {
        parameters.append(choice.level)
        parameters.append(choice.keywords)
        parameters.append(choice.quietHours.map { Int32($0.days.rawValue) })
        parameters.append(choice.quietHours.map { Int32($0.begins) })
        parameters.append(choice.quietHours.map { Int32($0.ends) })
        parameters.append(zone)
    }
}
