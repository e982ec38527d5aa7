import AgentorCore
import ArgumentParser

extension Admin {
    /// Ends all sessions of an account, or of all accounts.
    struct RevokeSessions: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign somebody out everywhere, or everybody.")

        @Argument(help: ArgumentHelp("The account's address.", valueName: "email"))
        var email: String?

        @Flag(help: "All accounts, as after a break-in.")
        var everybody = false

        @OptionGroup var reason: ReasonOption

        func validate() throws {
            guard (email == nil) == everybody else {
                throw ValidationError("Name an account's address, or say --everybody.")
            }
        }

        func run() throws {
            try Admin.withDatabase(reason: reason) { administration in
                let count =
                    if let email { try administration.revokeSessions(of: email) } else {
                        try administration.revokeAllSessions()
                    }
                print(count == 1 ? "One session was ended." : "\(count) sessions were ended.")
            }
        }
    }
}
