import FoundationEssentials
import Messaging
import Postgres

// Calls of the functions in `Definitions/care.sql`.

extension CareSetting {
    /// As it is stored.
    private struct Stored: Codable {
        var numbers: [String: Int] = [:]
        var list: (name: String, lines: [String])?

        init() {}

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            for key in values.allKeys {
                if let number = try? values.decode(Int.self, forKey: key) {
                    numbers[key.stringValue] = number
                } else {
                    list = (key.stringValue, try values.decode([String].self, forKey: key))
                }
            }
        }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: Key.self)
            for (name, number) in numbers { try values.encode(number, forKey: Key(stringValue: name)) }
            if let list { try values.encode(list.lines, forKey: Key(stringValue: list.name)) }
        }
    }

    init(isOn: Bool, stored json: String) {
        let stored = try? JSONDecoder().decode(Stored.self, from: Data(json.utf8))
        self.init(isOn: isOn, numbers: stored?.numbers ?? [:], list: stored?.list?.lines ?? [])
    }

    func stored(for rule: CareRule) -> String {
        var stored = Stored()
        stored.numbers = numbers
        if let list = rule.list { stored.list = (list.name, self.list) }
        guard let json = try? JSONEncoder().encode(stored) else { return "{}" }
        return String(decoding: json, as: UTF8.self)
    }
}

struct ReadCareSettings: Statement {
    static let sql = "select name, is_on, settings from agentor.care_settings()"

    /// Nil for a rule that this version does not know.
    static func row(from columns: inout Columns) throws(PostgresError) -> (CareRule, CareSetting)? {
        let rule = CareRule(rawValue: try columns.next(String.self))
        let (isOn, settings) = (try columns.next(Bool.self), try columns.next(String.self))
        return rule.map { ($0, CareSetting(isOn: isOn, stored: settings)) }
    }
}

struct ListCareRules: Statement {
    static let sql = "select name, is_on, settings, changed_by, changed_at from agentor.listed_care_rules()"

    static func row(from columns: inout Columns) throws(PostgresError) -> ListedCareRule? {
        let rule = CareRule(rawValue: try columns.next(String.self))
        let (isOn, settings) = (try columns.next(Bool.self), try columns.next(String.self))
        let (changer, moment) = (try columns.next(String?.self), try columns.next(Date?.self))
        return rule.map {
            ListedCareRule(
                rule: $0, setting: CareSetting(isOn: isOn, stored: settings), changedBy: changer,
                changedAt: moment)
        }
    }
}

struct ChangeCareRule: Statement {
    let rule: CareRule
    let setting: CareSetting
    let reason: String
    /// Nil in a form.
    let operatorName: String?

    static let sql = "select agentor.change_care_rule($1, $2, $3, $4, $5)"

    func bind(to parameters: inout Parameters) {
        parameters.append(rule.rawValue)
        parameters.append(setting.isOn)
        parameters.append(setting.stored(for: rule))
        parameters.append(reason)
        parameters.append(operatorName)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct WeighFirstMessage: Statement {
    let message: FirstMessage
    let marks: [[UInt8]]
    let found: String?
    let hasHook: Bool
    let sealed: [UInt8]?

    static let sql = "select agentor.weigh_first_message($1, $2, $3, $4, $5, $6, $7)"

    func bind(to parameters: inout Parameters) {
        switch message.recipients {
        case .people(let people):
            parameters.append(people.map(\.rawValue))
            parameters.append(String?.none)
        case .conversation(let slug):
            parameters.append([UUID]())
            parameters.append(slug)
        }
        parameters.append(message.nonce)
        parameters.append(marks)
        parameters.append(found)
        parameters.append(hasHook)
        parameters.append(sealed)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct AskNewness: Statement {
    static let sql = "select agentor.own_newness()"

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct FlagOwn: Statement {
    let thing: Care.PublicThing
    let mark: [UInt8]
    let found: [UInt8]

    static let sql = "select agentor.flag_own($1, $2, $3, $4, $5)"

    func bind(to parameters: inout Parameters) {
        switch thing {
        case .person:
            parameters.append("person")
            parameters.append("")
            parameters.append(Int32(0))
        case .service(let number):
            parameters.append("service")
            parameters.append("")
            parameters.append(Int32(clamping: number))
        case .channel(let slug):
            parameters.append("channel")
            parameters.append(slug)
            parameters.append(Int32(0))
        }
        parameters.append(mark)
        parameters.append(found)
    }
}

struct TidyCare: Statement {
    static let sql = "select agentor.tidy_care()"
}

struct ListRecentFirstMessages: Statement {
    struct Row: Sendable {
        let account: UUID
        let handle: String?
        let accountSince: Date?
        let stranger: UUID?
        /// Nil where they cannot be read.
        let words: String?
        let saidAt: Date
    }

    let rule: CareRule
    let operatorName: String?
    let most: Int

    static let sql = """
        select account, handle, account_since, stranger, words, said_at from agentor.recent_first_messages($1, $2, $3)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(rule.rawValue)
        parameters.append(operatorName)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let (account, handle) = (try columns.next(UUID.self), try columns.next(String?.self))
        let (since, stranger) = (try columns.next(Date?.self), try columns.next(UUID?.self))
        let stored: StoredText = try columns.nextText()
        return Row(
            account: account, handle: handle, accountSince: since, stranger: stranger, words: stored.words,
            saidAt: try columns.next(Date.self))
    }
}

struct ListRecentAccounts: Statement {
    struct Row: Sendable {
        let account: UUID
        let handle: String?
        let domain: String
        let createdAt: Date
    }

    let rule: CareRule
    let operatorName: String?
    let most: Int

    static let sql = "select account, handle, domain, created_at from agentor.recent_accounts($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(rule.rawValue)
        parameters.append(operatorName)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            account: try columns.next(UUID.self), handle: try columns.next(String?.self),
            domain: try columns.next(String.self), createdAt: try columns.next(Date.self))
    }
}

struct ListRecentLookAlikes: Statement {
    struct Row: Sendable {
        let account: UUID
        let handle: String?
        let resembles: String?
        let createdAt: Date
    }

    let operatorName: String?
    let most: Int
    let days: Int

    static let sql = """
        select account, handle, resembles, created_at from agentor.recent_look_alikes('look-alikes', $1, $2, $3)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(operatorName)
        parameters.append(Int32(clamping: most))
        parameters.append(Int32(clamping: days))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            account: try columns.next(UUID.self), handle: try columns.next(String?.self),
            resembles: try columns.next(String?.self), createdAt: try columns.next(Date.self))
    }
}
