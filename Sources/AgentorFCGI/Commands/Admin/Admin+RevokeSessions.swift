import AgentorCore
import ArgumentParser

extension Admin {
    /// Ends all sessions of an account.
    struct RevokeSessions: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign somebody out everywhere.")

        @OptionGroup var address: AddressArgument

        func run() throws {
            try Admin.withDatabase { administration in
                let count = try administration.revokeSessions(of: address.email)
                print(count == 1 ? "One session was ended." : "\(count) sessions were ended.")
            }
        }
    }
}
