import AgentorCore
import ArgumentParser
import FoundationEssentials
import Messaging
import Postgres

/// What an operator does with the rules by which the site looks after people by itself. Workers go by what has changed within a second.
struct CareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "care",
        abstract: "Look after the rules by which the site looks after people by itself.",
        discussion: """
            DATABASE_OWNER_URL names the database, as the role that owns the tables. Administrators do the same in forms at \
            /admin/care. Each change and each trial is a line in the log of acts.
            """,
        subcommands: [List.self, Set.self, Try.self])

    /// - Parameter opensTexts: for what reads messages, which takes the environment of a worker.
    private static func withKeeper(opensTexts: Bool = false, _ body: (CareKeeper) throws -> Void) throws {
        let logger = Settings.logger()
        let pool = Pool(
            Pool.Configuration(
                conninfo: try Settings.ownerDatabase(), size: 1, applicationName: "agentor care"),
            logger: logger)
        defer { pool.close() }
        if opensTexts {
            let keys = try KeySettings(environment: Settings.environment).open(logger: logger)
            // It provides the pool with the keys of texts.
            _ = Messenger(
                pool: pool, keys: keys, listeningOn: try Settings.ownerDatabase(), capacity: 0, logger: logger
            )
        }
        try body(
            CareKeeper(
                owner: pool, address: Settings.environment("AGENTOR_ADDRESS") ?? "http://127.0.0.1:8080",
                operatorName: Operator.name))
    }

    private static func find(_ rule: CareRule, _ keeper: CareKeeper) throws -> ListedCareRule {
        guard let listed = try keeper.list().first(where: { $0.rule == rule }) else {
            throw ValidationError("DATABASE_OWNER_URL does not name the owner of the tables.")
        }
        return listed
    }

    private struct Shown: Encodable {
        let rule: String
        let label: String
        let isOn: Bool
        let numbers: [String: Int]
        let list: [String]
        let changedBy: String?
        let changedAt: Date?

        init(_ listed: ListedCareRule) {
            rule = listed.rule.rawValue
            label = listed.rule.label
            isOn = listed.setting.isOn
            numbers = listed.setting.numbers
            list = listed.setting.list
            changedBy = listed.changedBy
            changedAt = listed.changedAt
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List them, with what each goes by.")

        @Flag(help: "Write JSON instead of columns.")
        var json = false

        func run() throws {
            try withKeeper { keeper in
                let rules = try keeper.list()
                if json { return print(try Admin.List.json(rules.map(Shown.init))) }
                print(
                    Columns(["RULE", "STATE", "GOES BY", "WHAT"], rules) { listed in
                        [
                            listed.rule.rawValue, listed.setting.isOn ? "on" : "off",
                            (listed.rule.numbers.map {
                                "\($0.name)=\(listed.setting.numbers[$0.name].map(String.init) ?? "")"
                            }
                                + (listed.rule.list.map { ["\($0.name)=\(listed.setting.list.count) lines"] }
                                    ?? []))
                                .joined(separator: " "), listed.rule.label,
                        ]
                    }.text)
            }
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch one, or set what it goes by.",
            discussion:
                "What is not named stays: agentor care set same-words strangers=8 --reason \"Too eager.\"")

        @Argument(help: ruleHelp)
        var rule: CareRule

        @Argument(help: "Numbers, such as strangers=8.")
        var numbers: [String] = []

        @Flag(help: "Switch it on.")
        var on = false

        @Flag(help: "Switch it off.")
        var off = false

        @Option(
            help: ArgumentHelp("A file with its list, a line each; - for what comes in.", valueName: "file"))
        var list: String?

        @Option(help: "Why, for the log of acts.")
        var reason: String

        func validate() throws {
            if on, off { throw ValidationError("--on and --off do not go together.") }
        }

        func run() throws {
            try withKeeper { keeper in
                var setting = try find(rule, keeper).setting
                if on || off { setting.isOn = on }
                for text in numbers {
                    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                    guard parts.count == 2, let value = Int(parts[1]),
                        let number = rule.numbers.first(where: { $0.name == parts[0] })
                    else { throw ValidationError("\(rule.rawValue) does not go by \(text).") }
                    guard number.range.contains(value) else {
                        throw ValidationError(
                            "\(number.name) is \(number.range.lowerBound) to \(number.range.upperBound).")
                    }
                    setting.numbers[number.name] = value
                }
                if let list {
                    guard rule.list != nil else { throw ValidationError("\(rule.rawValue) has no list.") }
                    setting.list = try lines(of: list)
                }
                do {
                    guard try keeper.set(rule, to: setting, reason: reason) else {
                        throw ValidationError("DATABASE_OWNER_URL does not name the owner of the tables.")
                    }
                    print("Set. Workers go by it now.")
                } catch let obstacle as Administrators.Obstacle { throw ValidationError(obstacle.words) }
            }
        }

        private func lines(of path: String) throws -> [String] {
            let data =
                path == "-"
                ? try FileHandleInput.read() : try Data(contentsOf: URL(filePath: path))
            guard let text = String(validating: data, as: UTF8.self) else {
                throw ValidationError("\(path) is not UTF-8.")
            }
            do { return try CareSetting.lines(of: text) } catch { throw ValidationError(error.words) }
        }
    }

    struct Try: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "See what one would have caught within the last 30 days, on or off.",
            discussion:
                "Nothing is changed. Rules that look at words open them, and take the environment a worker takes."
        )

        @Argument(help: ruleHelp)
        var rule: CareRule

        func run() throws {
            try withKeeper(opensTexts: ![.disposableMail, .lookAlikes].contains(rule)) { keeper in
                let trial = try keeper.try(rule, as: find(rule, keeper).setting)
                print("Looked at: \(trial.looked). Caught: \(trial.caught).")
                for found in trial.catches {
                    print("\(found.moment.formatted(.iso8601))  \(found.handle ?? "-")  \(found.what)")
                }
            }
        }
    }

    private static let ruleHelp = ArgumentHelp(
        "One of \(CareRule.allCases.map(\.rawValue).joined(separator: ", ")).")
}

extension CareRule: ExpressibleByArgument {}

/// Standard input.
private enum FileHandleInput {
    static func read() throws -> Data {
        var text = ""
        while let line = readLine(strippingNewline: false) { text += line }
        return Data(text.utf8)
    }
}
