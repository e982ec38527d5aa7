import AgentorCore
import ArgumentParser

extension Admin {
    /// Gives a role, from the next request on.
    struct Promote: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make somebody an administrator.")

        @OptionGroup var address: AddressArgument

        @OptionGroup var reason: ReasonOption

        func run() throws {
            try Admin.withDatabase(reason: reason) { administration in
                let isNew = try administration.promote(address.email)
                print(isNew ? "They are an administrator now." : "They were an administrator already.")
            }
        }
    }
}
