import AgentorCore
import ArgumentParser
import FoundationEssentials
import Messaging
import Storage

/// Looks after the bytes of files, while the site serves.
struct StorageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage",
        abstract: "Look after the bytes of files people have sent.",
        discussion: "Takes the environment a worker takes. The site goes on meanwhile.",
        subcommands: [Check.self, Sweep.self, Move.self, Read.self])

    /// What all of them need.
    struct Place {
        let settings: FileSettings
        let keeper: FileKeeper
        let messenger: Messenger

        /// - Parameter opensFiles: for whoever looks into them, which takes the site's keys.
        init(opensFiles: Bool = false) throws {
            let logger = Settings.logger()
            guard let settings = try FileSettings(environment: Settings.environment) else {
                throw ValidationError("AGENTOR_FILES_FOLDER is not set: this site keeps no files.")
            }
            guard settings.isOurs else {
                throw ValidationError(
                    "\(settings.folder) belongs to somebody else: run this as the user the workers run as.")
            }
            self.settings = settings
            let keys =
                opensFiles
                ? try KeySettings(environment: Settings.environment).open(logger: logger) : nil
            let database = try Settings.database(logger: logger)
            messenger = Messenger(
                pool: database.web, housekeepingPool: database.door, keys: keys,
                listeningOn: try Settings.webDatabase(), capacity: 0, logger: logger)
            keeper = settings.keeper(messenger)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read everything back, and say what is missing, damaged, or nobody's.",
            discussion: "It changes nothing. The exit status is 1 when something is missing or damaged.")

        func run() throws {
            let place = try Place()
            let checked = try place.keeper.check { finding in
                switch finding {
                case .missing(let digest): print("missing    \(digest)")
                case .damaged(let digest, let error): print("damaged    \(digest): \(error)")
                case .unowned(let content): print("unused     \(content.digest), \(content.size) bytes")
                }
            }
            print(
                "Intact: \(checked.intact) (\(checked.bytes) bytes). Missing: \(checked.missing). "
                    + "Damaged: \(checked.damaged). Unused: \(checked.unowned).")
            if checked.missing + checked.damaged > 0 { throw ExitCode.failure }
        }
    }

    struct Sweep: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete what nobody owns.",
            discussion: """
                Workers delete what was part of a file ten minutes after it is part of none (two hours, in an S3 store). This also deletes what no \
                file ever knew, as a process leaves it that ends in the wrong moment, once it is a day old.
                """)

        func run() throws {
            let place = try Place()
            while try place.keeper.tidy() {}
            let swept = try place.keeper.sweep()
            print("Deleted: \(swept.count) (\(swept.bytes) bytes), and \(swept.leftovers) unfinished.")
        }
    }

    struct Move: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move what is on the disk to the S3 store.",
            discussion: """
                Set AGENTOR_S3_ENDPOINT and what goes with it for the workers first, and restart them: they then keep what \
                comes in the S3 store, and find what is still on the disk there. This may be broken off and begun again.
                """)

        func run() throws {
            let place = try Place()
            guard let store = place.settings.store as? MovingStore else {
                throw ValidationError("AGENTOR_S3_ENDPOINT is not set: there is nowhere to move to.")
            }
            var (count, bytes) = (0, Int64(0))
            var damaged: [ContentDigest] = []
            var last: ContentDigest?
            repeat {
                let moved = try store.move(after: last, limit: 100)
                count += moved.count
                bytes += moved.bytes
                damaged += moved.damaged
                last = moved.last
            } while last != nil
            for digest in damaged { print("damaged    \(digest)") }
            print("Moved: \(count) (\(bytes) bytes). Damaged, and left where they are: \(damaged.count).")
            if !damaged.isEmpty { throw ExitCode.failure }
        }
    }

    struct Read: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Have texts and PDF files found by what they say that were sent before that was searched.",
            discussion: """
                Files that are sent are read as they come. This may be broken off and begun again, and looks at no file twice.
                """)

        func run() throws {
            let place = try Place(opensFiles: true)
            let reading = try place.keeper.readEarlier { digest, error in
                print("left       \(digest?.rawValue ?? "?"): \(error)")
            }
            print("Read: \(reading.files), of which \(reading.texts) say something. Left: \(reading.left).")
            if reading.left > 0 { throw ExitCode.failure }
        }
    }
}
