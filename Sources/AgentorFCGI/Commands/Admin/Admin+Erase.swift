import AgentorCore
import ArgumentParser

extension Admin {
    /// Deletes an account with all it owns.
    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have an account erased within a minute.",
            discussion: """
                The workers erase it with its profile and what it wrote, and send a last mail. It cannot be taken back. While a \
                legal hold is on it, its owner is let in no more, and it is erased once the hold is lifted.
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
                let isHeld = try !administration.erase(address.email)
                print(
                    isHeld
                        ? "A legal hold keeps it. It is erased once that is lifted."
                        : "It is erased within a minute, while workers run.")
            }
        }
    }
}
