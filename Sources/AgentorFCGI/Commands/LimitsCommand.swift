import AgentorCore
import ArgumentParser

/// How often things may be done.
struct LimitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "List how often things may be done, as this site has it.",
        discussion: """
            AGENTOR_LIMITS_FILE names a file with what is to be otherwise: a limit a line, by its name and as the column PACE \
            shows it, such as "message: 120 every 0.25" or "report: 20 in 3600", in seconds. Workers read it when they start.
            """)

    @Flag(help: "Write the table of docs/limits.md: what holds where nothing is chosen.")
    var markdown = false

    func run() throws {
        if markdown { return print(Self.table) }
        let paces = try SiteSettings.paces(Settings.environment)
        print(
            Columns(["NAME", "PACE", "USUALLY", "WHAT", "FROM"], Throttle.Limit.all) { limit in
                [limit.name, paces[limit].text, limit.pace.text, limit.things, limit.source]
            }.text)
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
