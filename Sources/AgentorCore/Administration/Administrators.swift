import Forms
import FoundationEssentials
import Postgres
import Text

/// What administrators see and do in forms. It runs as the role that serves, by functions that ask whether the viewer is an administrator
/// with a second factor, and write what is changed into the log of acts: for anybody else there is nothing.
package struct Administrators: Sendable {
    let database: Database
    let accounts: Accounts

    package init(database: Database, accounts: Accounts) {
        self.database = database
        self.accounts = accounts
    }

    /// What somebody may do here.
    package enum Standing: Sendable {
        case none
        /// An administrator without a second factor, who may do nothing.
        case unproven
        case administrator
    }

    package func standing(of viewer: Viewer) throws(PostgresError) -> Standing {
        switch try database.web.first(AskAdministers(), as: viewer.identity) ?? false {
        case true: .administrator
        case false: Standing.none
        case nil: .unproven
        }
    }

    /// Which people are listed.
    package enum Narrowing: String, CaseIterable, Sendable {
        case suspended, leaving, administrators, moderators
    }

    /// Somebody in a list.
    package struct ListedPerson: Sendable {
        package let id: UUID
        package let name: String
        package let handle: String?
        package let email: String
        package let profile: ProfileKind?
        package let isAdministrator: Bool
        package let isModerator: Bool
        package let isSuspended: Bool
        package let isLeaving: Bool
        package let createdAt: Date
    }

    /// People, those who came last first.
    /// - Parameters:
    ///   - wanted: what an address or a handle begins with, or words of a name; everybody where it is empty.
    ///   - place: whom the page begins after.
    /// - Returns: `limit` of them, and whether there are more.
    package func people(
        _ wanted: String = "", only narrowing: Narrowing? = nil,
        after place: (created: Date, id: UUID)? = nil,
        for viewer: Viewer, limit: Int = 30
    ) throws(PostgresError) -> (people: [ListedPerson], hasMore: Bool) {
        let find = SearchPeople(
            wanted: PlainText.line(wanted), narrowing: narrowing, after: place, most: limit + 1)
        let found = try database.web.query(find, as: viewer.identity)
        return (Array(found.prefix(limit)), found.count > limit)
    }

    /// One person with what administrators know of them.
    package struct Person: Sendable {
        package let id: UUID
        package let name: String
        package let handle: String?
        package let email: String
        package let profile: ProfileKind?
        package let isAdministrator: Bool
        package let isModerator: Bool
        package let suspendedAt: Date?
        package let eraseAfter: Date?
        package let createdAt: Date
        package let hasPassword: Bool
        package let factorSince: Date?
        package let recoveryCodes: Int
        package let lastSeenAt: Date?
        package let reportsMade: Int
        /// The viewer.
        package let isSelf: Bool
        /// Whether a legal hold keeps what they say.
        package let isHeld: Bool
    }

    package struct PersonSession: Sendable {
        package let createdAt: Date
        package let lastSeenAt: Date
        package let method: String?
        package let device: String?
        package let address: String?
    }

    /// A case about what somebody answers for. What was said in it is for moderators.
    package struct PersonCase: Sendable {
        package let id: UUID
        package let kind: ReportSubject.Kind
        package let reporters: Int
        package let openedAt: Date
        package let outcome: OwnReport.Outcome?
    }

    package struct Sight: Sendable {
        package let person: Person
        package let sessions: [PersonSession]
        package let cases: [PersonCase]
        /// The last twenty lines about them.
        package let acts: [AuditEntry]
    }

    /// Looks at somebody, which is a line in the log, once an hour. Nil where there is nobody, or nothing for the viewer.
    package func see(_ id: UUID, for viewer: Viewer) throws(PostgresError) -> Sight? {
        let (people, sessions, cases, acts) = try database.web.query(
            SeePerson(id: id), ListSessionsOf(id: id, idle: accounts.rules.sessionIdle),
            ListCasesAbout(id: id),
            ListAuditLines(AuditQuery(subject: id), below: nil, most: 20), as: viewer.identity,
            access: .readWrite)
        return people.first.map { Sight(person: $0, sessions: sessions, cases: cases, acts: acts) }
    }

    /// Who waits to be let in.
    package func waiting(
        after place: (asked: Date, email: String)? = nil, for viewer: Viewer, limit: Int = 50
    ) throws(PostgresError) -> (people: [Administration.WaitingSummary], hasMore: Bool) {
        let found = try database.web.query(
            ListWaitingPeople(after: place, most: limit + 1), as: viewer.identity)
        return (Array(found.prefix(limit)), found.count > limit)
    }

    /// How the site stands.
    package struct Figures: Sendable {
        package let people: Int
        package let suspended: Int
        package let leaving: Int
        package let administrators: Int
        package let moderators: Int
        package let waiting: Int
        package let openCases: Int
        package let mailWaiting: Int
        /// Within thirty days.
        package let mailGivenUp: Int
        /// The number of the last line of the log.
        package let lastLine: Int64
        package let databaseBytes: Int64
        /// When the mail that has been due longest was, or is; nil where none waits.
        package let oldestDue: Date?
    }

    package func figures(for viewer: Viewer) throws(PostgresError) -> Figures? {
        try database.web.first(ReadFigures(), as: viewer.identity)
    }
}
