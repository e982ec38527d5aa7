import AgentorCore
import ArgumentParser

extension Admin {
    /// Says who decides about reports.
    struct Moderator: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say who decides about reports.",
            subcommands: [Add.self, Remove.self, List.self, Two.self])

        struct Add: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Make somebody a moderator.",
                discussion: "They need a second factor to see what was reported.")

            @OptionGroup var address: AddressArgument

            @OptionGroup var reason: ReasonOption

            func run() throws {
                try Admin.withDatabase(reason: reason) { administration in
                    let isNew = try administration.setModerator(address.email, isWanted: true)
                    print(isNew ? "They are a moderator now." : "They were a moderator already.")
                }
            }
        }

        struct Remove: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Make a moderator none, and give back what they had taken.")

            @OptionGroup var address: AddressArgument

            @OptionGroup var reason: ReasonOption

            func run() throws {
                try Admin.withDatabase(reason: reason) { administration in
                    let isNew = try administration.setModerator(address.email, isWanted: false)
                    print(isNew ? "They are no moderator any more." : "They were no moderator.")
                }
            }
        }

        struct Two: ParsableCommand {
            enum Wish: String, ExpressibleByArgument, CaseIterable { case on, off }

            static let configuration = CommandConfiguration(
                abstract: "Say whether grave decisions take two moderators.",
                discussion:
                    "Taking something away, closing a channel and suspending an account then wait for a second one, who sees who proposed it, and why."
            )

            @Argument(help: "on or off.")
            var wish: Wish

            @OptionGroup var reason: ReasonOption

            func run() throws {
                try Admin.withDatabase(reason: reason) { administration in
                    let isNew = try administration.setTwoModerators(wish == .on)
                    print(
                        isNew
                            ? wish == .on ? "They take two now." : "They take one now." : "It was so already."
                    )
                }
            }
        }

        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(abstract: "List the moderators.")

            @Flag(help: "Write JSON instead of columns.")
            var json = false

            func run() throws {
                try Admin.withDatabase { administration in
                    let list = try administration.moderators()
                    if json {
                        print(try Admin.List.json(list))
                    } else {
                        let titles = ["ADDRESS", "NAME", "SECOND FACTOR"]
                        print(
                            Columns(titles, list) { moderator in
                                [
                                    moderator.email, moderator.name,
                                    moderator.hasSecondFactor ? "yes" : "no: they see nothing",
                                ]
                            }.text)
                    }
                }
            }
        }
    }
}
