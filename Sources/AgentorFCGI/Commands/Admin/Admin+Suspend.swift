import AgentorCore
import ArgumentParser

extension Admin {
    /// Closes an account for now.
    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign somebody out everywhere, and let them in no more.",
            discussion: "They are told so when they sign in with the right password. Nothing is deleted.")

        @OptionGroup var address: AddressArgument

        @OptionGroup var reason: ReasonOption

        func run() throws {
            try Admin.withDatabase(reason: reason) { administration in
                let isNew = try administration.suspend(address.email)
                print(isNew ? "Suspended, and signed out everywhere." : "They were suspended already.")
            }
        }
    }
}
