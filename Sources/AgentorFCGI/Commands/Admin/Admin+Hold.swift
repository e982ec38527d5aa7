import AgentorCore
import ArgumentParser
import FoundationEssentials
import Messaging
import Postgres

extension Admin {
    /// Legal holds: what is said is kept, whoever deletes it.
    struct Hold: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep all that somebody says, or that is said in a channel, until that is lifted.",
            subcommands: [Place.self, Lift.self, List.self, Export.self])

        /// Whom or what it is about.
        struct Subject: ParsableArguments {
            @Argument(help: ArgumentHelp("The address of an account.", valueName: "email"))
            var email: String?

            @Option(help: ArgumentHelp("The address of a channel, after /channels/.", valueName: "slug"))
            var channel: String?

            func validate() throws {
                if (email == nil) == (channel == nil) {
                    throw ValidationError("Name an account or a channel.")
                }
            }

            func found(_ administration: Administration) throws -> HoldSubject {
                if let channel { return try administration.holdSubject(channel: channel) }
                return try administration.holdSubject(email: email ?? "")
            }
        }

        struct Place: ParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Place a hold.")

            @OptionGroup var subject: Subject

            @OptionGroup var reason: ReasonOption

            func run() throws {
                try Admin.withDatabase(reason: reason) { administration in
                    let isNew = try administration.setHold(on: subject.found(administration), isWanted: true)
                    print(isNew ? "It is on hold now." : "It was on hold already.")
                }
            }
        }

        struct Lift: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Lift a hold: what was deleted meanwhile goes for good.")

            @OptionGroup var subject: Subject

            @OptionGroup var reason: ReasonOption

            func run() throws {
                try Admin.withDatabase(reason: reason) { administration in
                    let isNew = try administration.setHold(on: subject.found(administration), isWanted: false)
                    print(isNew ? "The hold is lifted." : "It was not on hold.")
                }
            }
        }

        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(abstract: "List what is on hold.")

            @Flag(help: "Write JSON instead of columns.")
            var json = false

            func run() throws {
                try Admin.withDatabase { administration in
                    let holds = try administration.holds()
                    if json { return print(try Admin.List.json(holds)) }
                    let titles = ["ON", "SINCE", "BY", "WHY"]
                    print(
                        Columns(titles, holds) { hold in
                            [
                                hold.label, hold.heldAt.formatted(.iso8601), hold.actor ?? "",
                                hold.reason ?? "",
                            ]
                        }.text)
                }
            }
        }

        struct Export: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Write what is kept, a message in JSON on each line.",
                discussion: """
                    With what each said before it was changed, and what was deleted under the hold. It needs the site’s keys, as \
                    serving does. With --files, the bytes of all files are written beside it, too, from where the workers keep \
                    them. That it was done is a line in the log.
                    """)

            @OptionGroup var subject: Subject

            @Option(
                help: ArgumentHelp(
                    "A folder, which is made where there is none, for the bytes of files. Each has the name of its digest, as “contents” says it.",
                    valueName: "folder"))
            var files: String?

            @OptionGroup var reason: ReasonOption

            func run() throws {
                let logger = Settings.logger()
                let folder = try files.map { path in
                    guard let settings = try FileSettings(environment: Settings.environment) else {
                        throw ValidationError("AGENTOR_FILES_FOLDER is not set: this site keeps no files.")
                    }
                    return try ContentFolder(path, store: settings.store)
                }
                var missing = 0
                try Admin.withDatabase(reason: reason, logger: logger) { administration in
                    let subject = try subject.found(administration)
                    try administration.noteExport(of: subject)
                    let encoder = JSONEncoder()
                    encoder.dateEncodingStrategy = .iso8601
                    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                    try KeysCommand.withKeeper(logger: logger) { keeper in
                        try keeper.messages(of: subject) { message in
                            print(String(decoding: try encoder.encode(message), as: UTF8.self))
                            for content in message.contents {
                                if try folder?.write(content.digest) == false {
                                    logger.error(
                                        "a file is missing or damaged",
                                        metadata: ["digest": "\(content.digest)"]
                                    )
                                    missing += 1
                                }
                            }
                        }
                    }
                }
                if missing > 0 { throw ExitCode.failure }
            }
        }
    }
}
