import AgentorCore
import ArgumentParser
import FoundationEssentials
import Glibc
import Mail
import Postgres
import Text

/// Sends a test letter the way every letter goes, through the outbox, and tells what became of it.
struct SendMail: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Send a test letter, to check the settings.",
        discussion: "DATABASE_URL, and what the site itself needs, are as for serving.")

    @Argument(help: "Where to send it.")
    var address: String

    mutating func validate() throws {
        address = EmailAddress.normalized(address)
        guard EmailAddress.isPlausible(address) else {
            throw ValidationError("“\(address)” is not an address like name@example.com.")
        }
    }

    func run() throws {
        let logger = Settings.logger()
        let settings = try Settings.site(logger: logger)
        let database = try Settings.database(logger: logger)
        defer { database.close() }
        let pool = database.door
        let letter = Letter(
            subject: "A test letter from Agentor",
            paragraphs: ["If you can read this, mail from \(settings.address) arrives."],
            action: Letter.Action("Open Agentor", settings.address))
        let enqueue = EnqueueMail(letter, to: address, keys: settings.keys, expiring: .seconds(600))
        let mail = enqueue.id
        _ = try pool.query(enqueue, as: .nobody, access: .readWrite)
        let postman = settings.postman(pool: pool, logger: logger)
        try postman.start()
        defer { postman.stop() }
        // A worker that serves may have taken it: what counts is what the outbox says.
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            guard let outcome = try pool.first(FindMailOutcome(mail), as: .nobody) else { break }
            if outcome.sentAt != nil { return print("Mail \(mail): sent to \(address).") }
            if let reason = outcome.lastError {
                let prospect = outcome.givenUpAt == nil ? "tried again for ten minutes" : "given up"
                print("Mail \(mail): not sent: \(reason). It is \(prospect).")
                throw ExitCode.failure
            }
            usleep(100_000)
        }
        print("Mail \(mail): not sent within a minute. It is tried for ten.")
        throw ExitCode.failure
    }
}
