import AgentorCore
import ArgumentParser

extension Admin {
    /// Completes a sign-up whose mail did not arrive.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Complete a sign-up whose mail did not arrive.",
            discussion: """
                Of the sign-ups of the last ten minutes with this address it takes the newest. Whoever asked for it \
                chose the name and the password, and can sign in afterwards: be sure that they own the address.
                """)

        @OptionGroup var address: AddressArgument

        @OptionGroup var reason: ReasonOption

        func run() throws {
            try Admin.withAccounts(reason: reason) { administration, accounts in
                switch try administration.verify(address.email, through: accounts) {
                case .account(_, let name): print("The account of \(name) is created.")
                case .waitingList: print("The address is confirmed, and on the waiting list.")
                }
            }
        }
    }
}
