import FoundationEssentials
import Mail
import Postgres
import Text

// Calls of the functions of the outbox, in `Definitions/mail.sql`.

extension MailID: PostgresValue {}

/// Puts a letter in the outbox, in the transaction it is run in: rolled back, there is no mail. It is sent to an
/// address as `EmailAddress.normalized`; one with white space, control characters or angle brackets in it fails the
/// transaction.
package struct EnqueueMail: Statement {
    /// In the mail's Message-ID, too.
    package let id: MailID
    private let address: String
    private let letter: SealedLetter
    private let expiry: Double?

    /// - Parameter expiring: after this the letter is worth nothing, and is not sent any more; three days at most.
    package init(_ letter: Letter, to address: String, keys: SealingKeys, expiring: Duration? = nil) {
        let id = MailID(rawValue: UUID())
        self.id = id
        self.address = address
        self.letter = SealedLetter(letter, id, to: address, keys: keys)
        expiry = expiring.map { $0 / .seconds(1) }
    }

    package static let sql = "select agentor.enqueue_mail($1, $2, $3, now() + make_interval(secs => $4))"

    package func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(address)
        parameters.append(letter.bytes)
        parameters.append(expiry)
    }
}

struct ClaimMail: Statement {
    let lease: Duration

    struct Row: Sendable {
        let id: MailID
        let address: String
        let letter: SealedLetter
        let date: Date
        /// From 1. It tells this claim from a later one.
        let attempt: Int
    }

    static let sql = """
        select mail, address, sealed, is_bound, created_at, attempt from agentor.claim_mail(make_interval(secs => $1))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(lease / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(MailID.self), address: try columns.next(String.self),
            letter: SealedLetter(bytes: try columns.next([UInt8].self), isBound: try columns.next(Bool.self)),
            date: try columns.next(Date.self),
            attempt: try columns.next(Int.self))
    }
}

struct MailSent: Statement {
    let id: MailID

    static let sql = "select agentor.mail_sent($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }
}

/// Returns whether the mail is given up; no row when another claim has taken it over.
struct MailFailed: Statement {
    let id: MailID
    let attempt: Int
    let failure: MailFailure

    static let sql = "select is_given_up from agentor.mail_failed($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(Int32(attempt))
        parameters.append(failure.reason)
        parameters.append(failure.isPermanent)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// What the mail server said about addresses beyond ASCII.
struct ServerTakesUTF8: Statement {
    let takesUTF8: Bool

    init(_ takesUTF8: Bool) { self.takesUTF8 = takesUTF8 }

    static let sql = "select agentor.mail_server_takes_utf8($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(takesUTF8)
    }
}

/// Whether the mail server has said within a day that it takes addresses beyond ASCII.
struct MailTakesUTF8: Statement {
    static let sql = "select agentor.mail_takes_utf8()"

    /// Whether mail gets to an address. The database is asked only about those beyond ASCII.
    /// - Parameter email: normalised.
    static func reaches(_ email: String, askedOn pool: Pool) throws(PostgresError) -> Bool {
        guard EmailAddress.needsUTF8(email) else { return true }
        return try pool.first(Self(), as: .nobody) == true
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// What became of a mail so far; no row when it is long gone.
package struct FindMailOutcome: Statement {
    private let id: MailID

    package struct Row: Sendable {
        package let sentAt: Date?
        package let givenUpAt: Date?
        package let attempts: Int
        /// Of the last attempt, if it failed: as `MailFailure.reason`.
        package let lastError: String?
    }

    package init(_ id: MailID) {
        self.id = id
    }

    package static let sql =
        "select sent_at, given_up_at, attempts, last_error from agentor.mail_outcome($1)"

    package func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    package static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            sentAt: try columns.next(Date?.self), givenUpAt: try columns.next(Date?.self),
            attempts: try columns.next(Int.self), lastError: try columns.next(String?.self))
    }
}
