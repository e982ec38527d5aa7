import ArgumentParser
import Logging

/// Looks at everything that can be looked at, and says on one page how it is and what to do.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at settings and database, and say what is wrong and what to do.",
        discussion: """
            Takes the environment a worker takes; with DATABASE_OWNER_URL it looks at more. It changes nothing that is \
            kept. The exit status is 1 when something is broken.
            """)

    @Flag(help: "Say nothing of what is fine.")
    var quiet = false

    func run() throws {
        // Whatever goes wrong is on the page.
        var logger = Settings.logger()
        logger.logLevel = .critical
        let examination = Examination(
            patient: Patient(environment: { Settings.environment($0) }, logger: logger))
        let findings = examination.findings()
        for finding in findings where !quiet || finding.verdict != .fine {
            print(finding.lines.joined(separator: "\n"))
        }
        if !quiet { for omission in examination.omissions { print("not seen   \(omission)") } }
        let broken = findings.count { $0.verdict == .broken }
        let warnings = findings.count { $0.verdict == .warning }
        if !quiet || broken + warnings > 0 {
            print(
                broken + warnings == 0
                    ? "All is well."
                    : "Broken: \(broken). Warnings: \(warnings). Fine: \(findings.count - broken - warnings)."
            )
        }
        if broken > 0 { throw ExitCode.failure }
    }
}
