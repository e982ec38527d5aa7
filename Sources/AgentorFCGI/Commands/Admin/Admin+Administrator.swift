import AgentorCore
import ArgumentParser

extension Admin {
    /// Says who looks after the site in forms. `promote` and `demote` do the same.
    struct Administrator: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say who looks after the site in forms.",
            subcommands: [Add.self, Remove.self, List.self])

        struct Add: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Make somebody an administrator.",
                discussion: "They need a second factor to see or do anything.")

            @OptionGroup var address: AddressArgument

            @OptionGroup var reason: ReasonOption

            func run() throws {
                try Admin.withDatabase(reason: reason) { administration in
                    let isNew = try administration.promote(address.email)
                    print(isNew ? "They are an administrator now." : "They were an administrator already.")
                }
            }
        }

        struct Remove: ParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Make an administrator none.")

            @OptionGroup var address: AddressArgument

            @OptionGroup var reason: ReasonOption

            @Flag(help: "Also when nobody else is an active administrator.")
            var force = false

            func run() throws {
                try Admin.withDatabase(reason: reason) { administration in
                    let isNew = try administration.demote(address.email, isForced: force)
                    print(isNew ? "They are no administrator any more." : "They were no administrator.")
                }
            }
        }

        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(abstract: "List the administrators.")

            @Flag(help: "Write JSON instead of columns.")
            var json = false

            func run() throws {
                try Admin.withDatabase { administration in
                    let list = try administration.accounts(role: .admin)
                    if json { return print(try Admin.List.json(list)) }
                    print(
                        Columns(["ADDRESS", "NAME", "SECOND FACTOR"], list) { account in
                            [
                                account.email, account.name,
                                account.hasSecondFactor ? "yes" : "no: they see nothing",
                            ]
                        }.text)
                }
            }
        }
    }
}
