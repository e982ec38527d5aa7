import FoundationEssentials
import Postgres

/// How soon an agent answers whoever writes to them first.
package struct Responsiveness: Hashable, Sendable {
    /// First messages of the last ninety days that were answered, or have waited for three days.
    package let cases: Int
    /// Those of them that were not answered.
    package let unanswered: Int
    /// Minutes of the agent's working time; nil where more than half were not answered, or there are none.
    package let median: Int?

    /// From how many cases on anything is said of it, and the directory orders by it.
    package static let fewestCases = 10

    package static let none = Responsiveness(cases: 0, unanswered: 0, median: nil)

    package var isKnown: Bool { cases >= Self.fewestCases }
}

extension Directory {
    /// How soon some agents answer; nothing for whom nobody has written to. A hundred at most.
    package func responsiveness(
        of people: [AccountID], for viewer: Viewer?
    ) throws(PostgresError) -> [AccountID: Responsiveness] {
        if people.isEmpty { return [:] }
        let found = try ask(FindResponsiveness(people: people), for: viewer)
        return Dictionary(found.map { ($0.account, $0.responsiveness) }) { first, _ in first }
    }

    /// Reckons for one of those for whom it is time.
    /// - Returns: whether there may be more to do.
    package func reckonResponsiveness() throws(PostgresError) -> Bool {
        try database.door.first(ReckonResponsiveness(), as: .nobody, access: .readWriteAsynchronous) ?? false
    }
}

private struct FindResponsiveness: Statement {
    let people: [AccountID]

    struct Row: Sendable {
        let account: AccountID
        let responsiveness: Responsiveness
    }

    static let sql = "select account, cases, unanswered, median from agentor.answers_of($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(people.map(\.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            account: AccountID(rawValue: try columns.next(UUID.self)),
            responsiveness: Responsiveness(
                cases: Int(try columns.next(Int32.self)), unanswered: Int(try columns.next(Int32.self)),
                median: try columns.next(Int32?.self).map(Int.init)))
    }
}

private struct ReckonResponsiveness: Statement {
    static let sql = "select agentor.reckon_responsiveness()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}
