import AgentorCore
import ArgumentParser
import Postgres

/// What an operator does with what can be chosen in forms. Workers see it within a minute.
struct OptionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "options",
        abstract: "Look after what can be chosen in forms: categories, currencies, budgets and their like.",
        discussion: """
            DATABASE_OWNER_URL names the database, as the role that owns the tables. Workers offer what has changed within \
            a minute. Nothing is deleted: what is retired stays with who has it, and is offered to nobody else.
            """,
        subcommands: [List.self, Add.self, Label.self, Move.self, Retire.self, Restore.self])

    static func withEditor(_ body: (OptionEditor) throws -> Void) throws {
        let pool = Pool(
            Pool.Configuration(
                conninfo: try Settings.ownerDatabase(), size: 1, applicationName: "agentor options"),
            logger: Settings.logger())
        defer { pool.close() }
        try body(OptionEditor(pool: pool, operatorName: Operator.name))
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List them, in their order.")

        @Argument(help: kindHelp)
        var kind: Options.Kind?

        @Flag(help: "Write JSON instead of columns.")
        var json = false

        func run() throws {
            try withEditor { editor in
                let list = try editor.list(kind)
                if json { return print(try Admin.List.json(list)) }
                print(
                    Columns(["KIND", "KEY", "LABEL", "OTHERS READ", "STATE"], list) { option in
                        [
                            option.kind, option.key, option.label, option.shown ?? option.label,
                            option.isRetired ? "retired" : "offered",
                        ]
                    }.text)
            }
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Offer one more.")

        @OptionGroup var option: OptionArguments

        @Argument(help: "What it is called.")
        var label: String

        @Option(help: "What others read of whoever chose it, where that is not the same.")
        var shown: String?

        @Option(help: ArgumentHelp("Put it before this one, and not at the end.", valueName: "key"))
        var before: String?

        func run() throws {
            try withEditor { editor in
                try editor.add(option.key, label, shown: shown, to: option.kind, before: before)
                print("Added.")
            }
        }
    }

    struct Label: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call one something else, also where it was chosen.")

        @OptionGroup var option: OptionArguments

        @Argument(help: "What it is called.")
        var label: String

        @Option(help: "What others read of whoever chose it, where that is not the same.")
        var shown: String?

        func run() throws {
            try withEditor { editor in
                try editor.rename(option.key, label, shown: shown, in: option.kind)
                print("It is called that now.")
            }
        }
    }

    struct Move: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put one elsewhere in its list.")

        @OptionGroup var option: OptionArguments

        @Option(help: ArgumentHelp("Put it before this one, and not at the end.", valueName: "key"))
        var before: String?

        func run() throws {
            try withEditor { editor in
                try editor.move(option.key, of: option.kind, before: before)
                print("Moved.")
            }
        }
    }

    struct Retire: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Offer one no more. Whoever has it keeps it.")

        @OptionGroup var option: OptionArguments

        func run() throws {
            try withEditor { editor in
                try editor.set(retired: true, option.key, of: option.kind)
                print("It is not offered any more.")
            }
        }
    }

    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Offer one again that was retired.")

        @OptionGroup var option: OptionArguments

        func run() throws {
            try withEditor { editor in
                try editor.set(retired: false, option.key, of: option.kind)
                print("It is offered.")
            }
        }
    }

    private static let kindHelp = ArgumentHelp(
        "\(Options.Kind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind")

    /// The option a command is about.
    struct OptionArguments: ParsableArguments {
        @Argument(help: kindHelp)
        var kind: Options.Kind

        @Argument(help: "Its key, which is kept where it was chosen.")
        var key: String
    }
}

extension Options.Kind: ExpressibleByArgument {}
