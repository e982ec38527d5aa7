import AgentorCore
import ArgumentParser
import Messaging

extension Admin {
    /// Says for how long things are kept.
    struct Keep: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say for how long messages and files are kept.",
            discussion:
                "Without options it says how it is. What is older is deleted within some hours, for everybody and for good. A channel can keep things for a shorter time, and not for longer."
        )

        @Option(help: ArgumentHelp("Days for which messages are kept; 0 for good.", valueName: "days"))
        var messages: Int?

        @Option(
            help: ArgumentHelp(
                "Days for which files are kept; 0 for as long as their message.", valueName: "days"))
        var files: Int?

        @OptionGroup var reason: ReasonOption

        func validate() throws {
            for days in [messages, files].compactMap(\.self) where !(0...Retention.mostDays).contains(days) {
                throw ValidationError("Days are a number from 1 to \(Retention.mostDays), or 0.")
            }
        }

        func run() throws {
            try Admin.withDatabase(reason: reason) { administration in
                var retention = try administration.retention()
                if messages != nil || files != nil {
                    func days(_ wanted: Int?, _ kept: Int?) -> Int? {
                        wanted.map { $0 == 0 ? nil : $0 } ?? kept
                    }
                    retention = Retention(
                        messageDays: days(messages, retention.messageDays),
                        fileDays: days(files, retention.fileDays))
                    if try !administration.setRetention(retention) { print("It was so already.") }
                }
                print(
                    retention.words
                        ?? "Messages and files are kept for good, unless a channel says otherwise.")
            }
        }
    }
}
