import FoundationEssentials
import Logging
import Mail
import Postgres
import Synchronization
import Threads

/// Empties the outbox: takes up what is due, sends it, and says what became of it. Every process may have one; they
/// share the mails out among themselves.
///
/// A mail is sent at least once. It is sent twice, with the same Message-ID, when a process dies between the server's
/// word and the database's.
package final class Postman: Sendable {
    /// How long a mail is the claimant's. Longer than a delivery can take.
    private static let lease = Duration.seconds(120)
    /// Between looks into the outbox, for mails of other processes and those that failed before.
    private static let pause = Duration.seconds(1)
    /// Between questions to the server, which may be another one meanwhile: after an answer, and after none.
    private static let askingPause = (heard: Duration.seconds(3600), unheard: Duration.seconds(60))

    private let pool: Pool
    private let keys: SealingKeys
    private let transport: any MailTransport
    private let from: Mailbox?
    private let compose: @Sendable (Letter) -> (text: String, html: [UInt8])
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var running: Running?
        var isStopped = false
        /// Sent, but the database could not be told.
        var untold: [MailID] = []
        var isDatabaseAway = false
    }

    private struct Running {
        let thread: Thread
        /// There may be something to do.
        let nudged: Event
    }

    /// - Parameter from: as `Mailbox` takes it. With anything else no mail is sent, and each attempt says so.
    package init(
        pool: Pool, keys: SealingKeys, transport: any MailTransport, from: String,
        compose: @escaping @Sendable (Letter) -> (text: String, html: [UInt8]), logger: Logger
    ) {
        self.pool = pool
        self.keys = keys
        self.transport = transport
        self.from = Mailbox(from)
        self.compose = compose
        self.logger = logger
    }

    // MARK: The thread

    /// Delivers on a thread of its own, until stopped.
    package func start() throws(SystemError) {
        try state.withLock { state throws(SystemError) in
            guard state.running == nil, !state.isStopped else { return }
            let nudged = try Event()
            state.running = Running(
                thread: try Thread(named: "postman") { [self] in run(nudged) }, nudged: nudged)
        }
    }

    /// There is mail: do not wait for the next look. Called after the transaction with `EnqueueMail` has committed.
    package func nudge() { state.withLock { $0.running }?.nudged.signal() }

    /// Delivers nothing more. A delivery under way may end within two seconds, then it is interrupted; this returns
    /// after five at the latest. What was not sent is sent by another process, or by the next.
    package func stop() {
        let running = state.withLock { state in
            defer { state.isStopped = true }
            return state.isStopped ? nil : state.running
        }
        guard let running else { return }
        running.nudged.signal()
        if running.thread.join(atMost: .seconds(2)) { return }
        transport.interrupt()
        _ = running.thread.join(atMost: .seconds(3))
    }

    private func run(_ nudged: Event) {
        var asking = ContinuousClock.now
        while !isStopped {
            deliverDue()
            if .now >= asking {
                asking = .now + (askServer() ? Self.askingPause.heard : Self.askingPause.unheard)
            }
            // Cleared before the next look, which sees what any nudge until then was for.
            if nudged.wait(atMost: Self.pause) { nudged.clear() }
        }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Asks the server whether it takes addresses beyond ASCII, and tells all processes (`MailTakesUTF8`).
    /// - Returns: whether it answered, and they could be told.
    @discardableResult
    package func askServer() -> Bool {
        do {
            let takesUTF8 = try transport.takesUTF8()
            _ = try pool.query(ServerTakesUTF8(takesUTF8), as: .nobody, access: .readWrite)
            return true
        } catch {
            logger.debug("the mail server was not asked what it takes: \(error)")
            return false
        }
    }

    // MARK: Delivering

    /// One round, on the calling thread: sends what is due now, and returns how many mails were sent. Without a
    /// database there is nothing to do.
    @discardableResult
    package func deliverDue() -> Int {
        var sent = 0
        do throws(PostgresError) {
            try tellUntold()
            while !isStopped, let claim = try claim() {
                if try deliver(claim) { sent += 1 }
            }
            state.withLock { $0.isDatabaseAway = false }
        } catch {
            // An outage is told once.
            let isKnown = state.withLock { state in
                defer { state.isDatabaseAway = true }
                return state.isDatabaseAway
            }
            logger.log(level: isKnown ? .debug : .warning, "mail waits for the database: \(error)")
        }
        return sent
    }

    private func claim() throws(PostgresError) -> ClaimMail.Row? {
        try pool.first(ClaimMail(lease: Self.lease), as: .nobody, access: .readWrite)
    }

    /// Whether the mail was sent.
    private func deliver(_ claim: ClaimMail.Row) throws(PostgresError) -> Bool {
        do throws(MailFailure) {
            try transport.deliver(message(for: claim))
        } catch {
            try report(error, of: claim)
            return false
        }
        logger.info("mail sent", metadata: ["mail": "\(claim.id)", "attempt": "\(claim.attempt)"])
        state.withLock { $0.untold.append(claim.id) }
        try tellUntold()
        return true
    }

    private func message(for claim: ClaimMail.Row) throws(MailFailure) -> MailMessage {
        guard let from else { throw .temporary("the address mail is sent from is not one") }
        guard let letter = claim.letter.letter(claim.id, to: claim.address, keys: keys) else {
            throw .temporary("it cannot be opened: its key is not among the keys")
        }
        let (text, html) = compose(letter)
        return try MailMessage(
            id: claim.id, from: from, to: claim.address, letter: letter, date: claim.date, text: text,
            html: html)
    }

    private func report(_ failure: MailFailure, of claim: ClaimMail.Row) throws(PostgresError) {
        let metadata: Logger.Metadata = [
            "mail": "\(claim.id)", "attempt": "\(claim.attempt)", "reason": "\(failure.reason)",
        ]
        let failed = MailFailed(id: claim.id, attempt: claim.attempt, failure: failure)
        switch try pool.first(failed, as: .nobody, access: .readWrite) {
        case true?: logger.error("mail given up", metadata: metadata)
        case false?: logger.warning("mail not sent; it is tried again", metadata: metadata)
        case nil: logger.warning("mail not sent; another process has it now", metadata: metadata)
        }
    }

    /// Before anything is claimed, so that what was sent is not sent again after the database was away.
    private func tellUntold() throws(PostgresError) {
        for id in state.withLock({ $0.untold }) {
            _ = try pool.query(MailSent(id: id), as: .nobody, access: .readWrite)
            state.withLock { $0.untold.removeAll { $0 == id } }
        }
    }
}
