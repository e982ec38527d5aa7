import AgentorCore
import ArgumentParser

extension Admin {
    /// Creates an account. A password is never an argument, where others on the machine could read it.
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create an account whose address you vouch for.",
            discussion: """
                Its owner is sent a link to choose a password, good for seven days, unless you set one. They are asked \
                to agree to the terms when they first sign in.
                """)

        @Argument(help: "Its address.")
        var email: String

        @Argument(help: "The full name of its owner.")
        var name: String

        @Flag(name: .customLong("admin"), help: "Make it an administrator.")
        var isAdministrator = false

        @Flag(help: "Take the password from the first line of standard input, and send no mail.")
        var passwordStdin = false

        @OptionGroup var reason: ReasonOption

        func run() throws {
            let draft: AccountDraft
            var password: NewPassword?
            do {
                draft = try AccountDraft(email: email, name: name, role: isAdministrator ? .admin : .member)
                if passwordStdin { password = try draft.password(readLine() ?? "") }
            } catch { throw Administration.Failure.unusable(error) }
            if let password {
                try Admin.withDatabase(reason: reason) { administration in
                    _ = try administration.create(draft, password: password)
                }
                print("Created. They can sign in with the password.")
            } else {
                try Admin.withAccounts(reason: reason) { administration, accounts in
                    _ = try administration.create(draft, through: accounts)
                }
                print("Created. A link to choose a password is on its way to them.")
            }
        }
    }
}
