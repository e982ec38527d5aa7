import AgentorCore
import ArgumentParser

extension Admin {
    /// Opens a way in for somebody without their app and codes.
    struct ResetFactor: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the second factor away from somebody who has lost it.",
            discussion: """
                Be sure that it is them. They are signed out everywhere, a password shorter than 15 characters goes \
                too, and a mail tells them, with a link that undoes it.
                """)

        @OptionGroup var address: AddressArgument

        @OptionGroup var reason: ReasonOption

        func run() throws {
            try Admin.withAccounts(reason: reason) { administration, accounts in
                let isNew = try administration.resetSecondFactor(of: address.email, through: accounts)
                print(isNew ? "The second factor is gone, and a mail tells them." : "There was none.")
            }
        }
    }
}
