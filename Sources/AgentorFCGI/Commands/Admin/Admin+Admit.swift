import AgentorCore
import ArgumentParser

extension Admin {
    /// Lets addresses in from the waiting list.
    struct Admit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let addresses in from the waiting list, and tell them by mail.")

        @Argument(help: ArgumentHelp("The addresses.", valueName: "email"))
        var emails: [String] = []

        @Option(help: ArgumentHelp("Let in those who have waited longest, at most so many.", valueName: "n"))
        var all: Int?

        @OptionGroup var reason: ReasonOption

        func validate() throws {
            guard emails.isEmpty != (all == nil) else {
                throw ValidationError("Name addresses, or use --all: one of both.")
            }
            guard (1...1000).contains(all ?? 1) else { throw ValidationError("--all is 1 to 1000.") }
        }

        func run() throws {
            try Admin.withAccounts(reason: reason) { administration, accounts in
                if let all {
                    let admitted = try administration.admit(longestWaiting: all, through: accounts)
                    for email in admitted { print("\(email): let in.") }
                    if admitted.isEmpty { print("Nobody waits.") }
                } else {
                    try Admin.each(emails) { email throws(Administration.Failure) in
                        try administration.admit(email, through: accounts)
                            ? "\(email): let in." : "\(email): was let in before."
                    }
                }
            }
        }
    }
}
