import AgentorCore
import ArgumentParser
import Postgres

/// What an operator does with the log of what administrators, moderators and operators have done.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Look at the log of what administrators, moderators and operators have done.",
        discussion: """
            DATABASE_OWNER_URL names the database, as the role that owns the tables. Each line holds the hash of the one before \
            it, so that a line that was changed or removed is noticed.
            """,
        subcommands: [Verify.self, Export.self])

    private static func withLog(_ body: (AuditLog) throws -> Void) throws {
        let pool = Pool(
            Pool.Configuration(
                conninfo: try Settings.ownerDatabase(), size: 1, applicationName: "agentor audit",
                statementTimeout: nil),
            logger: Settings.logger())
        defer { pool.close() }
        try body(AuditLog(pool: pool))
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "See whether every line is there and as it was.",
            discussion: """
                Prints how many lines there are and the hash of the last. Keep both elsewhere: whoever can write into the database as \
                its owner can write a whole log anew, and a kept hash tells it. The exit code is 1 when something is wrong.
                """)

        @Option(help: ArgumentHelp("A hash that was kept, of line --number.", valueName: "hash"))
        var head: String?

        @Option(help: ArgumentHelp("Which line the hash was kept of.", valueName: "n"))
        var number: Int64?

        func validate() throws {
            guard (head == nil) == (number == nil) else {
                throw ValidationError("--head and --number go together.")
            }
            guard head == nil || kept != nil else {
                throw ValidationError("--head is 64 hexadecimal digits, and --number 1 or more.")
            }
        }

        private var kept: AuditLog.Head? {
            guard let head, let number else { return nil }
            return AuditLog.Head(number: number, hexadecimal: head)
        }

        func run() throws {
            try withLog { log in
                do {
                    let head = try log.verify(against: kept)
                    print("lines  \(head.number)")
                    print("hash   \(head.hexadecimal)")
                } catch let damage as AuditLog.Damage {
                    print("\(damage)")
                    throw ExitCode.failure
                }
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the log as JSON, a line each.",
            discussion: """
                The hash of a line is the SHA-256 of the line without its last member, "hash": what stands before ,"hash": and a closing \
                brace.
                """)

        func run() throws {
            try withLog { log in try log.export { print($0) } }
        }
    }
}
