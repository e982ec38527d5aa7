import AgentorCore
import ArgumentParser
import KeyServer

/// What is done about the site's own keys. Nothing here writes a file: the lines are printed.
extension KeysCommand {
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key, and print the line to put above the others.",
            discussion: """
                Where AGENTOR_KEY_SERVER is set the server makes the key and wraps it: nobody sees it in plain. Otherwise \
                the line is the key itself. Nothing else changes: put the line where the keys are, restart the workers, \
                and run agentor keys rotate. It is a line in the log of acts where DATABASE_OWNER_URL names a database: \
                for a new site there is none yet.
                """)

        @OptionGroup var reason: ReasonOption

        func run() throws {
            let server = try KeySettings.server(Settings.environment)
            let line = try server?.newKey().text ?? KeyLines.newLine()
            if Settings.environment("DATABASE_OWNER_URL") != nil {
                let logger = Settings.logger()
                do {
                    try note(reason, logger) { administration in
                        try administration.note(.made, ["wrapped": server == nil ? "no" : "yes"])
                    }
                } catch {
                    // By itself it opens and seals nothing: what it is used for later is a line.
                    logger.warning("that a key was made is not in the log of acts: \(error)")
                }
            }
            print(line)
        }
    }

    struct Rewrap: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Have the key server wrap each key by the newest version of its own, and print the lines.",
            discussion: """
                They are the same keys: nothing in the database changes, and workers need no restart. Keys that were in \
                plain are wrapped, too. A line that cannot be opened is printed as it was, and the exit status is 1. Put \
                the lines in place of the old ones only when it is 0:

                  (umask 027 && agentor keys rewrap >key.new) && chgrp agentor key.new && mv key.new key
                """)

        @OptionGroup var reason: ReasonOption

        func run() throws {
            let logger = Settings.logger()
            let settings = try KeySettings(environment: Settings.environment)
            guard let server = settings.server else {
                throw ValidationError("AGENTOR_KEY_SERVER is not set. It is the server that wraps keys.")
            }
            let rewrapped = try settings.rewrapped(by: server)
            if Settings.environment("DATABASE_OWNER_URL") != nil {
                try note(reason, logger) { administration in
                    try administration.note(.rewrapped, ["keys": "\(rewrapped.lines.count)"])
                }
            }
            for line in rewrapped.lines { print(line) }
            guard rewrapped.unopened.isEmpty else {
                for (line, reason) in rewrapped.unopened {
                    logger.error(
                        "a key cannot be wrapped anew, and is left as it was",
                        metadata: ["key": "\(line)", "reason": "\(reason)"])
                }
                throw ExitCode.failure
            }
        }
    }
}

extension KeySettings {
    /// For whoever looks, in the columns of `agentor keys`.
    var description: [String] {
        let keys = lines.lines.map { line in
            let how =
                line.key.version.map { "wrapped by version \($0) of the server's key" } ?? "in plain"
            return "key \(line.number)".padded + how
        }
        return ["keys from".padded + source.words, "key server".padded + (server?.place ?? "none")] + keys
    }

    /// All lines wrapped by the newest version of the server's key. None takes the place of another before the server has
    /// opened both and found the same key: with the old line the only copy would be lost.
    func rewrapped(
        by server: TransitEngine
    ) throws(KeyServerFailure) -> (lines: [String], unopened: [(line: Int, reason: String)]) {
        var wrapped = try server.wrap(lines.plain)[...]
        var rewrapped = try server.rewrap(lines.wrapped)[...]
        let new = lines.lines.map { line in
            let outcome = line.key.version == nil ? wrapped.popFirst() : rewrapped.popFirst()
            return outcome ?? .failure(UnopenedKey(reason: "the server said nothing of it"))
        }
        var before = try server.open(lines.wrapped)[...]
        var after = try server.open(new.compactMap { try? $0.get() })[...]
        var result: (lines: [String], unopened: [(line: Int, reason: String)]) = ([], [])
        for (line, outcome) in zip(lines.lines, new) {
            let (was, old): (Result<[UInt8], UnopenedKey>?, String?) =
                switch line.key {
                case .plain(let key): (.success(key), nil)
                case .wrapped(let key): (before.popFirst(), key.text)
                }
            do throws(UnopenedKey) {
                let key = try outcome.get()
                let opened = after.popFirst()
                guard let was, let opened, try was.get() == opened.get() else {
                    throw UnopenedKey(reason: "what the server has wrapped is another key")
                }
                result.lines.append(key.text)
            } catch {
                guard let old else {
                    throw KeyServerFailure(
                        "Key \(line.number), in plain, cannot be wrapped: \(error.reason).")
                }
                result.lines.append(old)
                result.unopened.append((line.number, error.reason))
            }
        }
        return result
    }
}

extension String {
    fileprivate var padded: String { self + String(repeating: " ", count: max(1, 31 - count)) }
}
