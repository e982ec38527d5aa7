import AgentorCore
import AgentorViews
import ArgumentParser
import FoundationEssentials
import IdentityProviders
import Logging
import Mail
import Messaging
import Postgres
import Text

/// What a site has to know about where it runs.
struct SiteSettings: Sendable {
    /// Where people reach it, without a slash at the end: for links in mails.
    let address: String
    let keys: SealingKeys
    /// Where mails go.
    let transport: any MailTransport
    /// Who mails are from: `Agentor <no-reply@agentor.example>`.
    let from: String
    /// Who may have an account, and for how long sessions last.
    var rules = AccountRules()
    /// Where people may have accounts to sign in with.
    var providers = Providers.none
    /// How long something is unread before somebody who is away gets a mail of it.
    var missedAfter = MissedMail.patience
    /// Where files are kept; nil where they cannot be sent.
    var files: FileSettings?
    /// How often things may be done.
    var paces = Throttle.Paces.usual
    /// Whether push services may be on networks of one's own, and without TLS: for trying it out.
    var pushesPrivately = false
    /// Whether everybody may read what was decided, without names.
    var showsPublicLog = false
    /// A service of the operator's that is told of first messages; nil for none.
    var hook: HookSettings?

    func accounts(_ database: Database) -> Accounts {
        Accounts(database: database, keys: keys, address: address, rules: rules, paces: paces)
    }

    func missedMail(_ database: Database) -> MissedMail {
        MissedMail(database: database, keys: keys, address: address, patience: missedAfter)
    }

    func pushes(_ database: Database) -> Pushes {
        Pushes(
            database: database, keys: keys,
            contact: address.hasPrefix("https:")
                ? address : "mailto:\(Mailbox(from)?.address ?? "nobody@localhost")",
            isPrivateAllowed: pushesPrivately)
    }

    func mailedInvitations(_ database: Database) -> MailedInvitations {
        MailedInvitations(database: database, keys: keys, address: address) { secret in
            Route.invitationLink(secret.text, .enter).path
        }
    }

    func messageSearches(_ database: Database) -> MessageSearches {
        MessageSearches(database: database, keys: keys)
    }

    func care(_ database: Database) -> Care {
        Care(database: database, keys: keys, address: address, hasHook: hook != nil)
    }

    func hookCaller(_ database: Database) -> HookCaller? {
        hook.map { HookCaller(database: database, keys: keys, settings: $0) }
    }

    func reports(_ database: Database) -> Reports { Reports(database: database, keys: keys) }

    func moderation(_ database: Database) -> Moderation {
        Moderation(database: database, keys: keys, address: address)
    }

    func fileKeeper(_ messenger: Messenger) -> FileKeeper? {
        files.map { $0.keeper(messenger) }
    }

    func postman(pool: Pool, logger: Logger) -> Postman {
        Postman(
            pool: pool, keys: keys, transport: transport, from: from, compose: LetterPage.compose,
            logger: logger)
    }
}

// MARK: From the environment

extension SiteSettings {
    /// - Parameters:
    ///   - environment: the value of a variable; nil when it is not set, or empty.
    ///   - executor: runs what waits for other providers.
    ///   - patience: for how long a key server that does not answer is asked again.
    /// - Throws: a `ValidationError` that names the variable and says what it should be. Secrets are not quoted. Where all
    ///   that is right and a key server does not open the keys, a `KeyServerFailure`.
    init(
        environment: (String) -> String?, executor: (any TaskExecutor)? = nil, patience: Duration = .zero,
        logger: Logger? = nil
    ) throws {
        address = try Self.address(environment("AGENTOR_ADDRESS"))
        let keys = try KeySettings(environment: environment)
        from = environment("AGENTOR_MAIL_FROM") ?? Self.sender(for: address)
        guard let sender = Mailbox(from) else {
            throw ValidationError(
                "AGENTOR_MAIL_FROM is not like Agentor <no-reply@agentor.example>: \(from)")
        }
        transport = try Self.transport(environment, as: sender.host)
        rules = try AccountRules(environment: environment)
        files = try FileSettings(environment: environment)
        paces = try Self.paces(environment)
        if let text = environment("AGENTOR_PUBLIC_LOG") {
            guard let isShown = ["yes": true, "no": false][text] else {
                throw ValidationError("AGENTOR_PUBLIC_LOG is neither yes nor no: \(text)")
            }
            showsPublicLog = isShown
        }
        if let text = environment("AGENTOR_PUSH_PRIVATE") {
            guard let isAllowed = ["yes": true, "no": false][text] else {
                throw ValidationError("AGENTOR_PUSH_PRIVATE is neither yes nor no: \(text)")
            }
            pushesPrivately = isAllowed
        }
        if let text = environment("AGENTOR_MISSED_MINUTES") {
            guard let minutes = Int(text), (1...1440).contains(minutes) else {
                throw ValidationError("AGENTOR_MISSED_MINUTES is not a whole number from 1 to 1440: \(text)")
            }
            missedAfter = .minutes(minutes)
        }
        if let path = environment("AGENTOR_PROVIDERS_FILE") {
            let json = try Self.read(path, for: "AGENTOR_PROVIDERS_FILE")
            do { providers = try Providers(parsing: Array(json.utf8), executor: executor) } catch {
                throw ValidationError("AGENTOR_PROVIDERS_FILE, \(path): \(error).")
            }
        }
        hook = try Self.hook(environment)
        self.keys = try keys.open(patience: patience, logger: logger)
    }

    private static func hook(_ environment: (String) -> String?) throws -> HookSettings? {
        guard let address = environment("AGENTOR_HOOK_URL") else { return nil }
        guard let parts = URLComponents(string: address), ["https", "http"].contains(parts.scheme),
            parts.host?.isEmpty == false, parts.user == nil, parts.fragment == nil
        else { throw ValidationError("AGENTOR_HOOK_URL is not like https://care.example/hook") }
        guard let path = environment("AGENTOR_HOOK_SECRET_FILE") else {
            throw ValidationError(
                "AGENTOR_HOOK_SECRET_FILE is not set. It names a file with the secret of AGENTOR_HOOK_URL.")
        }
        let secret = try read(path, for: "AGENTOR_HOOK_SECRET_FILE").prefix { !$0.isNewline }
        guard let hook = HookSettings(address: address, secret: String(secret)) else {
            throw ValidationError(
                "AGENTOR_HOOK_SECRET_FILE, \(path): the secret is not whsec_ and 24 to 64 bytes in base64.")
        }
        return hook
    }

    /// Accounts without the rest of the site, for what an operator does to them: nothing is sent from here, the workers
    /// send what is put in the outbox.
    static func accounts(
        environment: (String) -> String?, database: Database, logger: Logger? = nil
    ) throws -> Accounts {
        let address = try address(environment("AGENTOR_ADDRESS"))
        let rules = try AccountRules(environment: environment)
        let paces = try paces(environment)
        let keys = try KeySettings(environment: environment).open(logger: logger)
        return Accounts(database: database, keys: keys, address: address, rules: rules, paces: paces)
    }

    static func paces(_ environment: (String) -> String?) throws -> Throttle.Paces {
        let name = "AGENTOR_LIMITS_FILE"
        guard let path = environment(name) else { return .usual }
        let text = try read(path, for: name)
        do throws(Throttle.Paces.Failure) { return try Throttle.Paces(parsing: text) } catch {
            let problem =
                switch error {
                case .malformed(let line):
                    "line \(line) is not like “message: 120 every 0.25” or “report: 20 in 3600”, with whole numbers and seconds"
                case .unknown(let limit): "there is no limit “\(limit)”; agentor limits lists them"
                case .twice(let limit): "“\(limit)” is there twice"
                case .otherKind(let limit, let example): "“\(limit)” takes a line like “\(example)”"
                }
            throw ValidationError("\(name), \(path): \(problem).")
        }
    }

    private static func address(_ text: String?) throws -> String {
        guard let text else {
            throw ValidationError(
                "AGENTOR_ADDRESS is not set. It is where people reach the site, such as https://agentor.example."
            )
        }
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, let host = parts.host,
            !host.isEmpty, parts.path.isEmpty, parts.query == nil, parts.fragment == nil, parts.user == nil,
            ["https", "http"].contains(scheme)
        else {
            throw ValidationError(
                "AGENTOR_ADDRESS is not like https://agentor.example, without a slash at the end: \(text)")
        }
        // Browsers keep no session over plain http, but on loopback.
        guard scheme == "https" || ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host) else {
            throw ValidationError(
                "AGENTOR_ADDRESS must begin with https:// unless it is on loopback: \(text)")
        }
        return text
    }

    private static func sender(for address: String) -> String {
        let host = address.hasPrefix("https:") ? URLComponents(string: address)?.host : nil
        return "Agentor <no-reply@\(host ?? "localhost.localdomain")>"
    }

    /// - Parameter host: servers are greeted as.
    private static func transport(
        _ environment: (String) -> String?, as host: String
    ) throws -> any MailTransport {
        switch (environment("AGENTOR_SMTP_URL"), environment("AGENTOR_MAIL_FOLDER")) {
        case (nil, let path?): return FolderTransport(path: path)
        case (let url?, nil):
            let password = try environment("AGENTOR_SMTP_PASSWORD_FILE").map { path in
                let text = try read(path, for: "AGENTOR_SMTP_PASSWORD_FILE")
                return String(text.prefix { !$0.isNewline })
            }
            do {
                return try SMTPTransport(url: url, password: password, as: host)
            } catch {
                throw ValidationError("AGENTOR_SMTP_URL cannot be used: \(error).")
            }
        case (_?, _?): throw ValidationError("Set AGENTOR_SMTP_URL or AGENTOR_MAIL_FOLDER, not both.")
        case (nil, nil):
            throw ValidationError(
                "AGENTOR_SMTP_URL is not set. It names the server mail is sent through, such as "
                    + "smtp://user:password@mail.example:587.")
        }
    }

    private static func read(_ path: String, for name: String) throws -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let text = String(validating: data, as: UTF8.self)
        else { throw ValidationError("\(name) names a file that cannot be read: \(path)") }
        return text
    }
}

extension AccountRules {
    /// - Parameter environment: the value of a variable; nil when it is not set, or empty.
    /// - Throws: a `ValidationError` that names the variable and says what it should be.
    init(environment: (String) -> String?) throws {
        self.init()
        if let text = environment("AGENTOR_REGISTRATION") {
            guard let registration = Registration(rawValue: text) else {
                let all = Registration.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("AGENTOR_REGISTRATION is none of \(all): \(text)")
            }
            self.registration = registration
        }
        func domains(_ name: String) throws -> [String] {
            let list = (environment(name) ?? "").split { $0 == "," || $0.isWhitespace }.map(Domain.normalized)
            if let odd = list.first(where: { !Self.isDomain($0) }) {
                throw ValidationError("\(name) is a list of domains like example.com; this is none: \(odd)")
            }
            return list
        }
        allowedDomains = try domains("AGENTOR_MAIL_DOMAINS_ALLOWED")
        blockedDomains = try domains("AGENTOR_MAIL_DOMAINS_BLOCKED")
        func days(_ name: String, most: Int) throws -> Duration? {
            guard let text = environment(name) else { return nil }
            guard let days = Int(text), (1...most).contains(days) else {
                throw ValidationError("\(name) is a number of days from 1 to \(most), not \(text)")
            }
            return .days(days)
        }
        sessionLifetime = try days("AGENTOR_SESSION_DAYS", most: 365) ?? sessionLifetime
        sessionIdle = try days("AGENTOR_SESSION_IDLE_DAYS", most: 365) ?? sessionIdle
        gracePeriod = try days("AGENTOR_GRACE_DAYS", most: 365) ?? gracePeriod
    }

    private static func isDomain(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
    }
}
