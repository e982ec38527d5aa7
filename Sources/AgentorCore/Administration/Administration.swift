import Forms
import Logging
import Postgres
import Text

/// What an operator does to accounts from the command line. It runs as the owner of the tables, whose own policies let
/// everything through; the site has no part in it. What is done is logged with the account's identifier, never with its
/// address.
///
/// Doing something a second time changes nothing: those functions return whether there was anything to change.
package struct Administration: Sendable {
    package enum Failure: Error, Sendable {
        /// No account has this address.
        case unknown(String)
        /// No channel has this address.
        case noChannel(String)
        case addressInUse(String)
        /// There would be no active administrator left.
        case lastAdministrator(String)
        /// Nobody has asked for an account with this address within the last ten minutes.
        case noPendingSignUp(String)
        /// Its address would have to be invited first.
        case notInvited(String)
        case notWaiting(String)
        case unusable(FormErrors)
        /// No memory to hash a password with just now.
        case overloaded
        case database(PostgresError)
    }

    let pool: Pool
    let logger: Logger
    /// Who does it, in the log of acts: their name on the machine.
    let operatorName: String
    /// Why, in that log.
    let reason: String?

    /// - Parameter pool: of the role that owns the tables.
    package init(
        pool: Pool, logger: Logger, operatorName: String = "operator", reason: String? = nil
    ) {
        self.pool = pool
        self.logger = logger
        self.operatorName = operatorName
        self.reason = reason
    }
}

// MARK: What the extensions share

extension Administration {
    /// - Parameter email: as an operator types it.
    func find(_ email: String) throws(Failure) -> ManagedAccount {
        let email = EmailAddress.normalized(email)
        let account: ManagedAccount?
        do { account = try pool.first(FindManagedAccount(email: email), as: .nobody) } catch {
            throw .database(error)
        }
        guard let account else { throw .unknown(email) }
        return account
    }

    /// Refuses an address that mail does not get to.
    func mustReach(_ email: String) throws(Failure) {
        let reaches: Bool
        do { reaches = try MailTakesUTF8.reaches(email, askedOn: pool) } catch { throw .database(error) }
        let error = AccountRules.outOfReach
        if !reaches { throw .unusable(FormErrors("email", error.code, error.message)) }
    }

    /// Runs what belongs together.
    func change<R>(_ body: (inout Transaction) throws -> R) throws(Failure) -> R {
        do { return try pool.transaction(as: .nobody, access: .readWrite, body) } catch {
            switch error {
            case let error as Failure: throw error
            case let error as PostgresError: throw .database(error)
            case Accounts.Failure.database(let error): throw .database(error)
            default: throw .overloaded
            }
        }
    }

    /// Ends an account's sessions, with whatever waits under them, and those somebody is half way into; its browsers
    /// are strangers again.
    /// - Returns: how many sessions had not ended before.
    @discardableResult
    func endSessions(of account: AccountID, in transaction: inout Transaction) throws -> Int {
        let (_, _, ended, _) = try transaction.run(
            EnterAs(account: account), DropChallenges(purposes: Challenge.Purpose.entrances),
            EndSessions(account: account), ForgetDevices())
        return ended.count { $0 }
    }

    /// Writes the act into the log of acts: the last statement of the transaction that does it.
    func record(
        _ action: String, _ account: AccountID?, kind: String = "account", label: String? = nil,
        _ details: [String: String] = [:], in transaction: inout Transaction
    ) throws(PostgresError) {
        _ = try transaction.run(
            RecordOperatorAct(
                operatorName: operatorName, action: action, subjectKind: kind, subject: account?.rawValue,
                label: label, reason: reason, details: details))
    }

    func log(_ event: Logger.Message, _ account: AccountID) {
        logger.notice(event, metadata: ["account": "\(account.rawValue.uuidString.lowercased())"])
    }
}

extension Administration.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown(let email): "No account has the address \(email)."
        case .noChannel(let slug): "No channel has the address /channels/\(slug)."
        case .addressInUse(let email): "There is an account with the address \(email) already."
        case .lastAdministrator(let email):
            "\(email) is the last active administrator. Promote another first, or use --force."
        case .noPendingSignUp(let email):
            "No sign-up waits for the address \(email): nobody has asked for it within the last ten minutes."
        case .notInvited(let email): "\(email) has not been invited. Invite it first."
        case .notWaiting(let email): "\(email) is not on the waiting list. To let it in anyway, invite it."
        case .unusable(let errors): errors.entries.map(\.error.message).joined(separator: " ")
        case .overloaded: "There is no memory to hash a password with just now. Try again."
        case .database(let error): "The database failed: \(error)"
        }
    }
}
