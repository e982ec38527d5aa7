import Crypto
import FoundationEssentials
import Postgres
import Synchronization

/// Counts how often agents' pages are looked at: on each day everybody who looks once, as far as their network address tells
/// them apart. What is kept of who looked is a hash under a salt that is thrown away with the day. A page never waits for it:
/// what was noted is written down by `write()`, some seconds later.
package final class PageViews: Sendable {
    private struct View: Hashable {
        let agent: AccountID
        let network: String
    }

    /// What is noted at once; more are not counted.
    private static let limit = 10_000

    private let database: Database
    private let noted = Mutex<Set<View>>([])

    package init(database: Database) {
        self.database = database
    }

    /// - Parameter network: where whoever looks comes from.
    package func note(_ agent: AccountID, from network: String) {
        noted.withLock { noted in
            if noted.count < Self.limit { noted.insert(View(agent: agent, network: network)) }
        }
    }

    /// Writes down what was noted. What cannot be is not counted.
    package func write() throws(PostgresError) {
        let views = noted.withLock { noted in
            defer { noted = [] }
            return noted
        }
        guard !views.isEmpty,
            let today = try database.door.first(
                FindViewSalt(), as: .nobody, access: .readWriteAsynchronous)
        else { return }
        let key = SymmetricKey(data: today.salt)
        let marks = views.map { view in
            Array(
                HMAC<SHA256>.authenticationCode(
                    for: Array("\(view.agent.rawValue) \(view.network)".utf8), using: key
                ).prefix(16))
        }
        _ = try database.door.query(
            CountViews(day: today.day, agents: views.map(\.agent), marks: marks), as: .nobody,
            access: .readWriteAsynchronous)
    }
}

/// Views of somebody's page, of the last fourteen days.
package struct ViewsOfFortnight: Sendable {
    /// Of each of the last seven days, today's at the end.
    package let week: [Int]
    /// Of the seven days before, in all.
    package let weekBefore: Int
}

extension Profiles {
    /// How often the viewer's page was looked at. Days are UTC's.
    package func views(of viewer: Viewer) throws(PostgresError) -> ViewsOfFortnight {
        let views = try database.web.query(ListViews(), as: viewer.identity)
        return ViewsOfFortnight(week: Array(views.suffix(7)), weekBefore: views.prefix(7).reduce(0, +))
    }
}

private struct FindViewSalt: Statement {
    struct Row: Sendable {
        /// "2026-11-22".
        let day: String
        let salt: [UInt8]
    }

    static let sql = "select day::text, salt from agentor.view_salt()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(day: try columns.next(String.self), salt: try columns.next([UInt8].self))
    }
}

private struct CountViews: Statement {
    let day: String
    let agents: [AccountID]
    let marks: [[UInt8]]

    static let sql = """
        select agentor.count_views($1::text::date, $2,
            array(select decode(m, 'hex') from unnest($3::text[]) with ordinality u (m, place) order by place))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(day)
        parameters.append(agents.map(\.rawValue))
        parameters.append(marks.map(\.hex))
    }
}

/// A number for each of the last fourteen days, today's at the end.
private struct ListViews: Statement {
    static let sql = """
        select coalesce(v.views, 0) from generate_series(13, 0, -1) ago
            left join agentor.page_views v
                on v.account_id = agentor.viewer() and v.day = (now() at time zone 'UTC')::date - ago
        order by ago desc
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Int {
        Int(try columns.next(Int32.self))
    }
}
