import AgentorCore
import ArgumentParser

extension Admin {
    /// Takes a role away, from the next request on.
    struct Demote: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an administrator a member.")

        @OptionGroup var address: AddressArgument

        @Flag(help: "Also when nobody else is an active administrator.")
        var force = false

        @OptionGroup var reason: ReasonOption

        func run() throws {
            try Admin.withDatabase(reason: reason) { administration in
                let isNew = try administration.demote(address.email, isForced: force)
                print(isNew ? "They are no administrator any more." : "They were no administrator.")
            }
        }
    }
}
