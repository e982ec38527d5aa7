import AgentorCore
import ArgumentParser
import FoundationEssentials

extension Admin {
    /// Lists accounts or the waiting list, as columns or as JSON.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the accounts, or the waiting list.",
            discussion: "Days are those of UTC. “Last seen” lags up to five minutes behind.")

        @Flag(help: "List who waits to be let in, and who was let in and has no account yet.")
        var waiting = false

        @Option(help: "Only accounts with this role: member or admin.")
        var role: AccountRole?

        @Flag(help: "Only accounts that are suspended.")
        var suspended = false

        @Flag(help: "Write JSON instead of columns.")
        var json = false

        func validate() throws {
            guard !waiting || (role == nil && !suspended) else {
                throw ValidationError("--waiting lists no accounts: leave out --role and --suspended.")
            }
        }

        func run() throws {
            let idle = try Settings.accountRules().sessionIdle
            try Admin.withDatabase { administration in
                if waiting {
                    let list = try administration.waitingList()
                    print(json ? try Self.json(list) : Self.columns(list))
                } else {
                    let list = try administration.accounts(role: role, onlySuspended: suspended, idle: idle)
                    print(json ? try Self.json(list) : Self.columns(list))
                }
            }
        }

        /// Keys in alphabetical order, moments as RFC 3339.
        static func json(_ list: some Encodable) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .iso8601
            encoder.keyEncodingStrategy = .convertToSnakeCase
            return String(decoding: try encoder.encode(list), as: UTF8.self)
        }

        static func columns(_ list: [Administration.AccountSummary]) -> String {
            let titles = [
                "ADDRESS", "NAME", "ROLE", "STATE", "SECOND FACTOR", "SESSIONS", "CREATED", "LAST SEEN",
            ]
            return Columns(titles, list) { account in
                [
                    account.email, account.name, account.role.rawValue, account.state,
                    account.hasSecondFactor ? "yes" : "no", "\(account.sessions)", account.createdAt.day,
                    account.lastSeenAt?.day ?? "never",
                ]
            }.text
        }

        static func columns(_ list: [Administration.WaitingSummary]) -> String {
            Columns(["ADDRESS", "NAME", "ASKED", "LET IN"], list) { entry in
                [entry.email, entry.name, entry.askedAt.day, entry.admittedAt?.day ?? "no"]
            }.text
        }
    }
}

extension AccountRole: ExpressibleByArgument {}

extension Administration.AccountSummary {
    fileprivate var state: String {
        let leaving = leavingUntil.map { "leaving until \($0.day)" }
        let states = [suspendedAt == nil ? nil : "suspended", leaving].compactMap(\.self)
        return states.isEmpty ? "active" : states.joined(separator: ", ")
    }
}

extension Date {
    /// 2026-02-28, in UTC.
    fileprivate var day: String { formatted(.iso8601.year().month().day()) }
}
