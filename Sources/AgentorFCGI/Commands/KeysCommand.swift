import AgentorCore
import ArgumentParser
import FoundationEssentials
import Glibc
import Logging
import Messaging
import Postgres

/// What an operator does about the keys by which texts are sealed, while others serve.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Look after the keys by which what people write is sealed.",
        discussion: """
            DATABASE_OWNER_URL names the database, as the role that owns the tables; the site's own keys come from where a \
            worker has them (AGENTOR_KEY_FILE, AGENTOR_KEYS or a credential). Each channel and conversation has a data key, \
            which is wrapped by the first of those. Everything here can be interrupted and begun again, and goes on where \
            it stopped. Whatever changes something is a line in the log of acts.
            """,
        subcommands: [
            State.self, New.self, Rewrap.self, Seal.self, Rotate.self, Shred.self,
        ], defaultSubcommand: State.self)

    /// - Parameter logger: where one has been set up.
    static func withKeeper(logger: Logger? = nil, _ body: (KeyKeeper) throws -> Void) throws {
        let logger = logger ?? Settings.logger()
        let keys = try KeySettings(environment: Settings.environment).open(logger: logger)
        let pool = Pool(
            Pool.Configuration(
                conninfo: try Settings.ownerDatabase(), size: 2, applicationName: "agentor keys",
                statementTimeout: nil),
            logger: logger)
        defer { pool.close() }
        try body(KeyKeeper(pool: pool, keys: keys))
    }

    /// Writes an act into the log of acts before it is done.
    static func note(
        _ reason: ReasonOption, _ logger: Logger, _ body: (Administration) throws -> Void
    ) throws {
        try Admin.withDatabase(reason: reason, logger: logger, body)
    }

    struct State: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say where they come from, and how they are. It changes nothing.")

        func run() throws {
            for line in try KeySettings(environment: Settings.environment).description { print(line) }
            try withKeeper { keeper in
                let found = try keeper.examineKeys(rewraps: false)
                let plain = try keeper.plainTexts()
                let moving = try keeper.channelsInRotation()
                print(
                    """
                    data keys                      \(found.keys)
                    wrapped by the first key       \(found.current)
                    wrapped by a former key        \(found.keys - found.current - found.lost)
                    wrapped by none of the keys    \(found.lost)
                    channels being sealed anew     \(moving)
                    texts that are not sealed yet  \(plain >= 1_000_000 ? "a million or more" : "\(plain)")
                    """)
                if found.lost > 0 { throw ExitCode.failure }
            }
        }
    }

    struct Seal: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal what was written before there were keys.")

        @OptionGroup var reason: ReasonOption

        func run() throws {
            let logger = Settings.logger()
            try withKeeper(logger: logger) { keeper in
                if try keeper.plainTexts() > 0 { try note(reason, logger) { try $0.note(.sealed) } }
                var progress = Progress("sealed")
                while true {
                    let count = try keeper.sealSome()
                    progress.add(count)
                    if count > 0 { continue }
                    // What somebody was about just then was left out.
                    if try keeper.passedOver > 0 || keeper.plainTexts() == 0 { break }
                    usleep(200_000)
                }
                progress.end()
                try KeysCommand.tell(keeper)
            }
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Wrap all data keys by the first of the site's keys, after a new one was put above the others.",
            discussion: """
                Restart the workers with the new key first. No text is touched by wrapping. The former key stays below the new one, \
                since it goes on opening second factors and mails that it sealed. With --data each channel gets a new data key, \
                too, and all texts are sealed anew; a change that was interrupted is finished, and no other begun.
                """)

        @Flag(help: "Give each channel a new data key, and seal all texts by it.")
        var data = false

        @OptionGroup var reason: ReasonOption

        func run() throws {
            let logger = Settings.logger()
            try withKeeper(logger: logger) { keeper in
                try note(reason, logger) { try $0.note(.rotated, ["data": data ? "yes" : "no"]) }
                let found = try keeper.examineKeys(rewraps: true)
                print("\(found.current) of \(found.keys) data keys are wrapped by the first key.")
                if found.lost > 0 {
                    print("\(found.lost) are wrapped by none of the keys: they were left as they are.")
                }
                if data { try changeDataKeys(keeper) }
                if found.lost > 0 { throw ExitCode.failure }
            }
        }

        private func changeDataKeys(_ keeper: KeyKeeper) throws {
            var progress = Progress("sealed anew")
            func reseal() throws {
                while let count = try keeper.resealSome() {
                    progress.add(count)
                    if count == 0 { usleep(50_000) }
                }
            }
            let unfinished = try keeper.channelsInRotation()
            if unfinished > 0 { try reseal() }
            // Where more was left than what cannot be opened, a change had been interrupted, and is finished now.
            if unfinished > keeper.passedOver {
                print("A change that was interrupted is finished: \(unfinished) channels were left.")
            } else {
                let begin = try keeper.moment()
                while try keeper.renewSome(olderThan: begin) > 0 {}
                try reseal()
            }
            progress.end()
            try KeysCommand.tell(keeper)
        }
    }

    struct Shred: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Destroy the keys of a channel or conversation, and with them all that was said there.",
            discussion: """
                Nobody can read it any more, also not from a copy of the database that is made from now on. Backups that were made \
                before keep what they have.
                """)

        @Argument(help: "Its address: what follows /channels/.")
        var channel: String

        @Flag(help: "Do it. Without this, nothing is done.")
        var forGood = false

        @OptionGroup var reason: ReasonOption

        func run() throws {
            guard forGood else {
                throw ValidationError("This cannot be undone. Say --for-good to do it.")
            }
            let logger = Settings.logger()
            try withKeeper(logger: logger) { keeper in
                try note(reason, logger) { try $0.noteShredding(of: channel) }
                while try keeper.shred(channel) {}
                print("What was said there can be read by nobody any more.")
            }
        }
    }

    private static func tell(_ keeper: KeyKeeper) throws {
        guard keeper.passedOver > 0 else { return }
        print(
            "Of \(keeper.passedOver) channels something could not be opened with the keys there are: it was left as it is. The keys that are missing go below the first one; what cannot be had any more can be given up with shred."
        )
        throw ExitCode.failure
    }

    /// Says every some seconds how far something is.
    private struct Progress {
        private let verb: String
        private let begin = ContinuousClock.now
        private var told = ContinuousClock.now
        private var count = 0

        init(_ verb: String) { self.verb = verb }

        mutating func add(_ some: Int) {
            count += some
            guard told.duration(to: .now) > .seconds(5) else { return }
            told = .now
            print("\(count) texts \(verb)")
        }

        func end() {
            let seconds = begin.duration(to: .now) / .seconds(1)
            print("\(count) texts \(verb) in \((seconds * 10).rounded() / 10) s")
        }
    }
}
