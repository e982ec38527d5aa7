import AgentorCore
import ArgumentParser

extension Admin {
    /// Opens a suspended account.
    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let somebody in again who was suspended.")

        @OptionGroup var address: AddressArgument

        @OptionGroup var reason: ReasonOption

        func run() throws {
            try Admin.withDatabase(reason: reason) { administration in
                let isNew = try administration.restore(address.email)
                print(isNew ? "They can sign in again." : "They were not suspended.")
            }
        }
    }
}
