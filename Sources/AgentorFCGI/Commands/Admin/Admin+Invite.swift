import AgentorCore
import ArgumentParser

extension Admin {
    /// Lets addresses in that have not asked.
    struct Invite: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Invite addresses to create an account.",
            discussion:
                "Each is sent a mail, once more if it was invited before.")

        @Argument(help: ArgumentHelp("The addresses.", valueName: "email"))
        var emails: [String]

        @OptionGroup var reason: ReasonOption

        func run() throws {
            try Admin.withAccounts(reason: reason) { administration, accounts in
                try Admin.each(emails) { email throws(Administration.Failure) in
                    try administration.invite(email, through: accounts)
                        ? "\(email): invited." : "\(email): invited again."
                }
            }
        }
    }

    /// Does something for each address, also after one for which it is not possible; fails in the end if there was one.
    static func each(
        _ emails: [String], _ body: (String) throws(Administration.Failure) -> String
    ) throws {
        var problems: [String] = []
        for email in emails {
            do { print(try body(email)) } catch { problems.append("\(error)") }
        }
        guard problems.isEmpty else { throw Incomplete(description: problems.joined(separator: "\n")) }
    }

    private struct Incomplete: Error, CustomStringConvertible {
        let description: String
    }
}
