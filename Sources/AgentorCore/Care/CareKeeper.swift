import Forms
import FoundationEssentials
import Postgres
import Text

/// A rule in a list, with who set it last.
package struct ListedCareRule: Sendable {
    package let rule: CareRule
    package let setting: CareSetting
    /// Nil for an operator, and as shipped.
    package let changedBy: String?
    package let changedAt: Date?
}

/// What administrators, in forms, and operators, on the machine, do with the rules: the same by the same functions, which write each
/// change into the log of acts.
package struct CareKeeper: Sendable {
    private let pool: Pool
    private let identity: Identity
    /// Nil in a form.
    private let operatorName: String?
    /// Of the site.
    private let address: String

    package init(_ database: Database, address: String, for viewer: Viewer) {
        pool = database.web
        identity = viewer.identity
        operatorName = nil
        self.address = address
    }

    /// - Parameter pool: of the role that owns the tables, provided with the keys of texts.
    package init(owner pool: Pool, address: String, operatorName: String) {
        self.pool = pool
        identity = .nobody
        self.operatorName = operatorName
        self.address = address
    }

    /// All of them, in their order; none for whoever may not see them.
    package func list() throws(PostgresError) -> [ListedCareRule] {
        let found = try pool.query(ListCareRules(), as: identity).compactMap { $0 }
        return CareRule.allCases.compactMap { rule in found.first { $0.rule == rule } }
    }

    /// Sets a rule.
    /// - Returns: false where there is nothing for whoever asks.
    package func set(_ rule: CareRule, to setting: CareSetting, reason: String) throws -> Bool {
        let change = ChangeCareRule(
            rule: rule, setting: setting, reason: PlainText.lines(reason), operatorName: operatorName)
        let result = try pool.first(change, as: identity, access: .readWrite) ?? nil
        guard let result else { return false }
        if let obstacle = Administrators.Obstacle(rawValue: result) { throw obstacle }
        return true
    }

    /// Something that a rule would have caught.
    package struct Catch: Sendable {
        package let account: UUID
        package let handle: String?
        package let moment: Date
        /// What it was, without anything private.
        package let what: String
    }

    /// What a rule would have caught within thirty days.
    package struct Trial: Sendable {
        /// How many were looked at: first messages, or accounts.
        package let looked: Int
        package let caught: Int
        /// The latest of them.
        package let catches: [Catch]
    }

    /// How many first messages or accounts a trial looks at, the latest.
    package static let mostLooked = 5_000
    static let mostShown = 50

    /// What a rule would have caught within the last thirty days, set like this, whether or not it is on. Nothing is changed; that it was
    /// tried is a line in the log.
    package func `try`(_ rule: CareRule, as setting: CareSetting) throws(PostgresError) -> Trial {
        let rules = CareRules([rule: CareSetting(isOn: true, numbers: setting.numbers, list: setting.list)])
        switch rule {
        case .contactData:
            return try tried(rule) { message in
                let found = ContactData(in: message.words ?? "", at: address)
                return found.isEmpty ? nil : "With \(found.words)"
            }
        case .words:
            return try tried(rule) { message in rules.word(in: message.words ?? "").map { "With “\($0)”" } }
        case .sameWords: return try triedSameWords(rules)
        case .newAccounts: return try triedNewAccounts(rules)
        case .hook: return try tried(rule) { _ in "Would be told" }
        case .disposableMail:
            let rows = try pool.query(
                ListRecentAccounts(rule: rule, operatorName: operatorName, most: Self.mostLooked),
                as: identity, access: .readWrite)
            return Self.trial(
                of: rows.count,
                rows.filter { rules.isDisposable($0.domain[...]) }.map {
                    Catch(
                        account: $0.account, handle: $0.handle, moment: $0.createdAt,
                        what: "An address at \($0.domain)")
                })
        case .lookAlikes:
            let rows = try pool.query(
                ListRecentLookAlikes(
                    operatorName: operatorName, most: Self.mostLooked, days: rules.number("days", of: rule)),
                as: identity, access: .readWrite)
            return Self.trial(
                of: rows.count,
                rows.map {
                    Catch(
                        account: $0.account, handle: $0.handle, moment: $0.createdAt,
                        what: "A name like that of \($0.resembles ?? "somebody who is gone")")
                })
        }
    }

    private static func trial(of looked: Int, _ catches: [Catch]) -> Trial {
        Trial(looked: looked, caught: catches.count, catches: Array(catches.prefix(mostShown)))
    }

    private func messages(_ rule: CareRule) throws(PostgresError) -> [ListRecentFirstMessages.Row] {
        try pool.query(
            ListRecentFirstMessages(rule: rule, operatorName: operatorName, most: Self.mostLooked),
            as: identity, access: .readWrite)
    }

    private func tried(
        _ rule: CareRule, _ what: (ListRecentFirstMessages.Row) -> String?
    ) throws(PostgresError) -> Trial {
        let rows = try messages(rule)
        return Self.trial(
            of: rows.count,
            rows.compactMap { row in
                what(row).map {
                    Catch(account: row.account, handle: row.handle, moment: row.saidAt, what: $0)
                }
            })
    }

    private func triedSameWords(_ rules: CareRules) throws(PostgresError) -> Trial {
        let most = rules.number("strangers", of: .sameWords)
        let span = TimeInterval(rules.number("hours", of: .sameWords) * 3_600)
        let rows = try messages(.sameWords)
        var said: [String: [(stranger: UUID, at: Date)]] = [:]
        var catches: [Catch] = []
        for row in rows.reversed() {
            guard let stranger = row.stranger, let known = row.words.flatMap(CareRules.known) else {
                continue
            }
            let key = "\(row.account) \(known)"
            said[key, default: []].append((stranger, row.saidAt))
            let strangers = Set(
                said[key, default: []].filter { $0.at > row.saidAt.addingTimeInterval(-span) }.map(\.stranger)
            )
            if strangers.count >= most {
                catches.append(
                    Catch(
                        account: row.account, handle: row.handle, moment: row.saidAt,
                        what: "The same words to \(strangers.count) strangers"))
            }
        }
        return Self.trial(of: rows.count, catches.reversed())
    }

    private func triedNewAccounts(_ rules: CareRules) throws(PostgresError) -> Trial {
        let span = TimeInterval(rules.number("days", of: .newAccounts) * 86_400)
        let rows = try messages(.newAccounts)
        var begun: [UUID: Int] = [:]
        var catches: [Catch] = []
        for row in rows.reversed() {
            guard let since = row.accountSince, row.saidAt < since.addingTimeInterval(span) else { continue }
            begun[row.account, default: 0] += 1
            guard case .steady(let burst, _) = Throttle.Limit.beginOnFirstDay.pace,
                row.saidAt < since.addingTimeInterval(86_400), begun[row.account, default: 0] > burst
            else { continue }
            catches.append(
                Catch(
                    account: row.account, handle: row.handle, moment: row.saidAt,
                    what: "Conversation \(begun[row.account, default: 0]) of the first day"))
        }
        return Self.trial(of: rows.count, catches.reversed())
    }
}
