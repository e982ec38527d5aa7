import AgentorCore
import ArgumentParser

extension Admin {
    /// Forgives failed passwords and codes.
    struct Unlock: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let somebody sign in again at once after too many failures.")

        @OptionGroup var address: AddressArgument

        @OptionGroup var reason: ReasonOption

        func run() throws {
            try Admin.withDatabase(reason: reason) { administration in
                let isNew = try administration.unlock(address.email)
                print(isNew ? "Unlocked." : "There were no failures to forgive.")
            }
        }
    }
}
