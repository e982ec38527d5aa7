import AgentorCore
import ArgumentParser
import FoundationEssentials
import Glibc
import KeyServer
import Logging
import Outgoing

/// Where the site's keys are, and which server opens those that are wrapped. Nothing has been asked of it yet.
struct KeySettings: Sendable {
    enum Source: Hashable, Sendable {
        case file(String)
        case environment
        /// Handed over by systemd.
        case credential
    }

    let source: Source
    let lines: KeyLines
    let server: TransitEngine?

    static let credential = "agentor.keys"
    static let tokenCredential = "agentor.key-server-token"

    /// - Parameters:
    ///   - environment: the value of a variable; nil when it is not set, or empty.
    ///   - transport: instead of libcurl, by which the server is asked otherwise.
    /// - Throws: a `ValidationError` that names the variable and says what it should be. Secrets are not quoted.
    init(environment: (String) -> String?, transport: (any HTTPTransport)? = nil) throws {
        let text: String
        let credential = Self.credential(Self.credential, environment)
        switch (environment("AGENTOR_KEY_FILE"), environment("AGENTOR_KEYS"), credential) {
        case (let path?, nil, nil):
            source = .file(path)
            text = try Self.read(path, for: "AGENTOR_KEY_FILE")
        case (nil, let keys?, nil):
            source = .environment
            text = keys.replacing(",", with: "\n")
        case (nil, nil, let path?):
            source = .credential
            text = try Self.read(path, for: "The credential \(Self.credential)")
        case (nil, nil, nil):
            throw ValidationError(
                "AGENTOR_KEY_FILE is not set. It names a file with the key that seals secrets in the database: "
                    + "a line, as agentor keys new makes it.")
        default:
            throw ValidationError(
                "Set one of AGENTOR_KEY_FILE, AGENTOR_KEYS and the credential \(Self.credential), not several."
            )
        }
        let name = source.words
        do throws(KeyLines.Failure) {
            lines = try KeyLines(parsing: text)
        } catch {
            switch error {
            case .noKey: throw ValidationError("There is no key in \(name).")
            case .tooMany: throw ValidationError("There are more than \(KeyLines.most) keys in \(name).")
            case .malformed(let line):
                throw ValidationError(
                    "Key \(line) in \(name) is neither 64 hexadecimal digits nor like \(WrappedKey.prefix)v1:…."
                )
            }
        }
        server = try Self.server(environment, transport: transport)
        if server == nil, let line = lines.lines.first(where: { $0.key.version != nil }) {
            throw ValidationError(
                "Key \(line.number) in \(name) is wrapped by a key server, and AGENTOR_KEY_SERVER is not set. "
                    + "It is where that server is, such as https://openbao.example:8200.")
        }
    }

    /// The server that wraps keys; nil where none is named.
    static func server(
        _ environment: (String) -> String?, transport: (any HTTPTransport)? = nil
    ) throws -> TransitEngine? {
        guard let address = environment("AGENTOR_KEY_SERVER") else { return nil }
        let authorities = environment("AGENTOR_KEY_SERVER_CA_FILE")
        if let authorities, access(authorities, R_OK) != 0 {
            throw ValidationError(
                "AGENTOR_KEY_SERVER_CA_FILE names a file that cannot be read: \(authorities)")
        }
        let token = try token(environment)
        do throws(TransitEngine.Malformed) {
            return try TransitEngine(
                address: address, mount: environment("AGENTOR_KEY_SERVER_MOUNT") ?? "transit",
                key: environment("AGENTOR_KEY_SERVER_KEY") ?? "agentor", token: token,
                transport: transport ?? CurlTransport(authorities: authorities, goesByProxy: false))
        } catch {
            switch error {
            case .address:
                throw ValidationError(
                    "AGENTOR_KEY_SERVER is not like https://openbao.example:8200; http is for loopback only.")
            case .mount:
                throw ValidationError("AGENTOR_KEY_SERVER_MOUNT is no path like transit or team/transit.")
            case .key: throw ValidationError("AGENTOR_KEY_SERVER_KEY is no name of a key, such as agentor.")
            case .token:
                throw ValidationError(
                    "The token for AGENTOR_KEY_SERVER is none: it has to be one line of visible ASCII characters."
                )
            }
        }
    }

    private static func token(_ environment: (String) -> String?) throws -> String {
        let credential = credential(tokenCredential, environment)
        let text: String
        switch (
            environment("AGENTOR_KEY_SERVER_TOKEN_FILE"), environment("AGENTOR_KEY_SERVER_TOKEN"), credential
        ) {
        case (let path?, nil, nil): text = try read(path, for: "AGENTOR_KEY_SERVER_TOKEN_FILE")
        case (nil, let token?, nil): text = token
        case (nil, nil, let path?): text = try read(path, for: "The credential \(tokenCredential)")
        case (nil, nil, nil):
            throw ValidationError(
                "AGENTOR_KEY_SERVER is set and AGENTOR_KEY_SERVER_TOKEN_FILE is not. It names a file with the token "
                    + "that may use the key there.")
        default:
            throw ValidationError(
                "Set one of AGENTOR_KEY_SERVER_TOKEN_FILE, AGENTOR_KEY_SERVER_TOKEN and the credential "
                    + "\(tokenCredential), not several.")
        }
        return String(text.prefix { !$0.isNewline })
    }

    /// The path of what systemd hands over under a name; nil where it does not.
    private static func credential(_ name: String, _ environment: (String) -> String?) -> String? {
        environment("CREDENTIALS_DIRECTORY").map { "\($0)/\(name)" }.flatMap {
            access($0, F_OK) == 0 ? $0 : nil
        }
    }

    private static func read(_ path: String, for name: String) throws -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let text = String(validating: data, as: UTF8.self)
        else { throw ValidationError("\(name) names a file that cannot be read: \(path)") }
        return text
    }
}

extension KeySettings.Source {
    var words: String {
        switch self {
        case .file(let path): "AGENTOR_KEY_FILE, \(path)"
        case .environment: "AGENTOR_KEYS"
        case .credential: "the credential \(KeySettings.credential)"
        }
    }
}

extension KeyLines.Key {
    /// Of the server's key that has wrapped it; nil for one in plain.
    var version: Int? { if case .wrapped(let key) = self { key.version } else { nil } }
}

// MARK: Opening

extension KeySettings {
    /// The keys there are, and the lines that cannot be opened, with the reason.
    struct Opened: Sendable {
        let keys: SealingKeys
        let unopened: [(line: Int, reason: String)]
    }

    /// Asks the server once, where anything is wrapped. A line that cannot be opened leaves the others as they are, but for
    /// the first: without the key that seals, others would have to seal in its place.
    /// - Parameters:
    ///   - patience: for how long a server that does not answer is asked again.
    ///   - pause: waits before that.
    /// - Throws: a `KeyServerFailure`.
    func opened(
        patience: Duration = .zero, logger: Logger? = nil, pause: (Duration) -> Void = Self.sleep
    ) throws(KeyServerFailure) -> Opened {
        var opened = try answers(patience: patience, logger: logger, pause: pause)[...]
        var keys: [[UInt8]] = []
        var unopened: [(line: Int, reason: String)] = []
        for line in lines.lines {
            switch line.key {
            case .plain(let key): keys.append(key)
            case .wrapped:
                switch opened.popFirst() {
                case .success(let key)?: keys.append(key)
                case .failure(let failure)?: unopened.append((line.number, failure.reason))
                case nil: break
                }
            }
            if keys.isEmpty, let first = unopened.first {
                throw KeyServerFailure(
                    "Key \(first.line) in \(source.words), by which everything is sealed, cannot be opened by the key server: "
                        + "\(first.reason).")
            }
        }
        return Opened(keys: SealingKeys(keys), unopened: unopened)
    }

    /// The same, with a line in the log for each key that cannot be opened.
    func open(patience: Duration = .zero, logger: Logger? = nil) throws(KeyServerFailure) -> SealingKeys {
        let opened = try opened(patience: patience, logger: logger)
        for (line, reason) in opened.unopened {
            logger?.error(
                "a key cannot be opened by the key server: what it sealed cannot be read",
                metadata: ["key": "\(line)", "reason": "\(reason)"])
        }
        return opened.keys
    }

    private func answers(
        patience: Duration, logger: Logger?, pause: (Duration) -> Void
    ) throws(KeyServerFailure) -> [Result<[UInt8], UnopenedKey>] {
        let wrapped = lines.wrapped
        guard let server, !wrapped.isEmpty else { return [] }
        let deadline = ContinuousClock.now + patience
        var step = Duration.milliseconds(250)
        while true {
            do throws(KeyServerFailure) {
                return try server.open(wrapped)
            } catch {
                // Many workers may have lost the same server.
                let wait = step * Double.random(in: 0.5...1)
                guard error.isPassing, .now + wait < deadline else { throw error }
                logger?.warning("the keys are not opened yet", metadata: ["reason": "\(error)"])
                pause(wait)
                step = min(step * 2, .seconds(4))
            }
        }
    }

    private static func sleep(_ time: Duration) { usleep(UInt32(time / .microseconds(1))) }
}
