import AgentorCore
import ArgumentParser

extension Admin {
    /// Deletes an account with all it owns.
    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have an account erased within a minute.",
            discussion: """
                The workers erase it with its profile and what it wrote, and send a last mail. It cannot be taken back.
                """)

        @OptionGroup var address: AddressArgument

        @Flag(help: "You mean it.")
        var yes = false

        @OptionGroup var reason: ReasonOption

        func validate() throws {
            guard yes else { throw ValidationError("Erasing cannot be taken back: say --yes.") }
        }

        func run() throws {
            try Admin.withDatabase(reason: reason) { administration in
                try administration.erase(address.email)
                print("It is erased within a minute, while workers run.")
            }
        }
    }
}
