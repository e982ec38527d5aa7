import AgentorCore
import ArgumentParser
import FoundationEssentials
import Postgres

/// How often things may be done.
struct LimitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Look after how often things may be done.",
        discussion: """
            What is set here, or by administrators at /admin/limits, goes before what the file of AGENTOR_LIMITS_FILE says, which \
            goes before what the code says. Workers read the file when they start, and go by what is set within a few seconds. \
            Each change is a line in the log of acts. DATABASE_OWNER_URL names the database, as the role that owns the tables.
            """,
        subcommands: [List.self, Set.self, Reset.self], defaultSubcommand: List.self)

    private static func withKeeper(_ body: (LimitKeeper) throws -> Void) throws {
        let pool = Pool(
            Pool.Configuration(
                conninfo: try Settings.ownerDatabase(), size: 1, applicationName: "agentor limits"),
            logger: Settings.logger())
        defer { pool.close() }
        try body(
            LimitKeeper(
                owner: pool, file: try SiteSettings.paces(Settings.environment), operatorName: Operator.name))
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List how often things may be done, as this site has it.",
            discussion: "Without DATABASE_OWNER_URL, what is set in the database is left out.")

        @Flag(help: "Write the table of docs/limits.md: what holds where nothing is chosen.")
        var markdown = false

        func run() throws {
            if markdown { return print(LimitsCommand.table) }
            guard Settings.environment("DATABASE_OWNER_URL") != nil else {
                let paces = try SiteSettings.paces(Settings.environment)
                return print(
                    Columns(["NAME", "PACE", "USUALLY", "WHAT", "FROM"], Throttle.Limit.all) { limit in
                        [limit.name, paces[limit].text, limit.pace.text, limit.things, limit.source]
                    }.text)
            }
            try withKeeper { keeper in
                let titles = ["NAME", "PACE", "USUALLY", "DECIDED BY", "WHAT", "FROM"]
                print(
                    Columns(titles, try keeper.list()) { listed in
                        let limit = listed.limit
                        let source =
                            switch listed.source {
                            case .usual: "-"
                            case .file: "file"
                            case .set(let by, _): by ?? "operator"
                            case .ignored(let pace): "not \(pace.text), which cannot be"
                            }
                        return [
                            limit.name, listed.pace.text, limit.pace.text, source, limit.things, limit.source,
                        ]
                    }.text)
            }
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set one.",
            discussion:
                "As the columns PACE and NAME show it: agentor limits set \"message here\" 20 every 2 --reason \"A quiet place.\""
        )

        @OptionGroup var named: NameArgument

        @Argument(help: "Such as 60 every 0.5, or 10 in 3600: times are in seconds.")
        var pace: [String]

        @OptionGroup var reason: WhyOption

        func run() throws {
            let limit = try named.limit
            let text = pace.joined(separator: " ")
            guard let pace = Throttle.Pace(text: text) else {
                throw ValidationError(
                    "\(text) is not like \(limit.pace.text), with a whole number up to 1000000 and seconds from 0.001 to 2592000."
                )
            }
            try LimitsCommand.change(limit, to: pace, reason)
            print("Set. Workers go by it within a few seconds.")
        }
    }

    struct Reset: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take what is set away: the file, or the code, decides again.")

        @OptionGroup var named: NameArgument

        @OptionGroup var reason: WhyOption

        func run() throws {
            try LimitsCommand.change(try named.limit, to: nil, reason)
            print("It is as it comes. Workers go by that within a few seconds.")
        }
    }

    private static func change(_ limit: Throttle.Limit, to pace: Throttle.Pace?, _ why: WhyOption) throws {
        try withKeeper { keeper in
            do {
                guard try keeper.set(limit, to: pace, seen: nil, reason: why.reason) else {
                    throw ValidationError("DATABASE_OWNER_URL does not name the owner of the tables.")
                }
            } catch let obstacle as Administrators.Obstacle {
                throw ValidationError(obstacle.words)
            } catch LimitKeeper.Failure.otherKind {
                throw ValidationError("\(limit.name) takes a pace like \(limit.pace.text).")
            } catch LimitKeeper.Failure.tooTight(let floor) {
                throw ValidationError(
                    "\(limit.name) is \(floor.text) or more\(limit.excuse).")
            }
        }
    }

    /// The limit a command is about.
    struct NameArgument: ParsableArguments {
        @Argument(help: "Its name, in quotation marks where it has spaces.")
        var name: String

        var limit: Throttle.Limit {
            get throws {
                guard let limit = Throttle.Limit.all.first(where: { $0.name == name }) else {
                    throw ValidationError("There is no limit “\(name)”; agentor limits lists them.")
                }
                return limit
            }
        }
    }

    /// Why one is set, which is not left out.
    struct WhyOption: ParsableArguments {
        @Option(name: [.long, .customLong("why")], help: "Why, for the log that administrators read.")
        var reason: String

        func validate() throws {
            guard reason.utf8.count <= 2_000 else {
                throw ValidationError("A reason has 2,000 bytes at most.")
            }
        }
    }

    /// As `docs/limits.md` has it.
    static var table: String {
        let rows = Throttle.Limit.all.map { limit in
            "| `\(limit.name)` | `\(limit.pace.text)` | \(limit.things) | \(limit.source) | \(limit.purpose) |"
        }
        return (["| name | pace | what | from | why |", "|---|---|---|---|---|"] + rows).joined(
            separator: "\n")
    }
}
