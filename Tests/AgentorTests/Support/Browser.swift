import AgentorCore
import Compression
import FastCGI
import FoundationEssentials
import IdentityProviders
import Logging
import Mail
import Messaging
import Postgres
import Scanning
import TestDatabase
import Testing

@testable import AgentorFCGI

/// A database as `agentor migrate` leaves it.
let agentorDatabase = DatabaseBlueprint { database in
    try Schema.migrate(on: database.owner, logger: TestDatabase.logger)
}

extension Site {
    /// The site on the test's own database. Hears of changes only when told to, and sends mail only when
    /// `postman.deliverDue()` is called.
    static func forTest(
        listening: Bool = false, transport: any MailTransport = Letterbox(),
        rules: AccountRules = AccountRules(), paces: Throttle.Paces = .usual,
        providers: Providers = .none, address: String = "http://127.0.0.1:8080",
        files: FileKeeper.Limits? = nil, keptIn folder: String? = nil,
        scanner: MalwareScanner? = nil, capacity: Int = 100, showsPublicLog: Bool = false,
        hook: HookSettings? = nil, logger: Logger = TestDatabase.logger,
        compress: @escaping Compress = { GzipPart($0) }
    ) throws -> Site {
        let test = try TestDatabase.current
        let database = Database(web: test.pool(size: 8), door: test.doorPool(size: 8))
        var settings = try SiteSettings.forTest(transport: transport, address: address)
        settings.paces = paces
        settings.hook = hook
        let care = Care(
            database: database, keys: settings.keys, address: address, hasHook: hook != nil, lifetime: .zero)
        let messenger = Messenger(
            pool: database.web, housekeepingPool: database.door, keys: settings.keys, readingFirst: care,
            listeningOn: test.app,
            capacity: capacity, logger: TestDatabase.logger)
        if listening { try messenger.start() }
        settings.rules = rules
        settings.providers = providers
        settings.showsPublicLog = showsPublicLog
        return Site(
            database: database, messenger: messenger, settings: settings,
            postman: settings.postman(pool: database.door, logger: TestDatabase.logger),
            logger: logger, care: care,
            files: files.map { .forTest(messenger, in: folder, scanner: scanner, limits: $0) },
            compress: compress)
    }

    /// Erases what is due, as a worker does once a minute.
    func eraseDue() {
        Caretaker(
            accounts: accounts, messenger: messenger, directory: Directory(database: database),
            views: PageViews(database: database), missed: settings.missedMail(database),
            pushes: settings.pushes(database), moderation: settings.moderation(database),
            care: settings.care(database), hook: nil, files: nil,
            logger: TestDatabase.logger
        ).eraseDue()
    }
}

/// Asks the site in process as a browser would: keeps the cookie, fills in forms, follows nothing.
final class Browser {
    let site: Site
    /// What the site is told to be reached by.
    var host = "127.0.0.1:8080"
    /// The session's cookie, as the browser sends it.
    var cookie: String?
    /// The cookie it is recognised by.
    var device: String?
    /// The cookie with a link into a channel that it has followed.
    var link: String?
    private(set) var last = Response()

    init(_ site: Site) {
        self.site = site
    }

    @discardableResult
    func get(_ address: String, _ headers: Headers = [:]) async throws -> Response {
        try await send(.get, address, headers)
    }

    /// Submits a form with the token and the nonce of the page last loaded, unless others are given.
    @discardableResult
    func post(_ address: String, _ fields: [String: String], _ headers: Headers = [:]) async throws
        -> Response
    {
        var fields = fields
        for name in ["csrf", "nonce"] where fields[name] == nil { fields[name] = hidden(name) }
        return try await send(
            .post, address, headers, Body(form: Fields(fields.map { (name: $0.key, value: $0.value) })))
    }

    @discardableResult
    func send(_ method: Method, _ address: String, _ headers: Headers = [:], _ body: Body = .empty)
        async throws -> Response
    {
        last = await site.respond(to: try request(method, address, headers, body))
        for set in last.headers.all("Set-Cookie") {
            let pair = String(set.prefix { $0 != ";" })
            if pair.contains("agentor-device=") {
                device = pair
            } else if pair.contains("agentor-join=") {
                link = pair.hasSuffix("=") ? nil : pair
            } else {
                cookie = pair.hasSuffix("=") ? nil : pair
            }
        }
        return last
    }

    /// What would be sent now.
    func request(
        _ method: Method, _ address: String, _ headers: Headers = [:], _ body: Body = .empty
    ) throws -> Request {
        let parts = address.split(separator: "?", maxSplits: 1)
        let query = parts.count > 1 ? Fields(query: Array(parts[1].utf8)) : [:]
        var headers = headers
        let cookies = [cookie, device, link].compactMap(\.self)
        if !cookies.isEmpty { headers["Cookie"] = cookies.joined(separator: "; ") }
        return Request(
            method: method, path: String(parts[0]), query: query, host: host, headers: headers, body: body,
            limits: .site)
    }

    /// The value of a hidden field of the page last loaded.
    func hidden(_ name: String) -> String? {
        let text = last.text
        guard let start = text.firstRange(of: "name=\"\(name)\" value=\"")?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }

    // MARK: Journeys

    static let password = "a password nobody has"

    /// Asks for an account; the address has yet to be confirmed.
    func askForAccount(_ name: String, email: String) async throws {
        try await get("/sign-up")
        try await post("/sign-up", ["name": name, "email": email, "password": Self.password])
        try #require(last.location == "/sign-up/confirm", "signing up failed: \(last.text)")
    }

    /// Signs up, with the code from the mail.
    func signUp(_ name: String, email: String? = nil) async throws {
        let email = email ?? "\(UUID().uuidString.lowercased())@example.com"
        try await askForAccount(name, email: email)
        let code = try #require(letter(to: email)?.code)
        try await get("/sign-up/confirm")
        try await post("/sign-up/confirm", ["code": code])
        try #require(last.location == "/onboarding", "confirming failed: \(last.text)")
    }

    /// The last letter sent to an address; what waits is sent first.
    func letter(to email: String) -> Letter? {
        site.postman.deliverDue()
        return site.mails.letters(to: email).last
    }

    /// The address of the action of the last letter, without the site's.
    func link(to email: String) throws -> String {
        let address = try #require(letter(to: email)?.action?.address)
        return address.replacing(site.settings.address, with: "")
    }

    func signIn(_ email: String, password: String = Browser.password) async throws {
        try await get("/sign-in")
        try await post("/sign-in", ["email": email, "password": password])
    }

    /// A person who has told who they are.
    static func person(_ name: String, on site: Site) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signUp(name)
        try await browser.get("/onboarding/client-profile")
        try await browser.post(
            "/onboarding/client-profile",
            ["company": "Company", "need": "Help", "budget": "open", "time-zone": "Europe/Lisbon"])
        try #require(browser.last.location == "/dashboard")
        return browser
    }

    /// Creates a channel and returns its address.
    func createChannel(_ name: String = "Design", visibility: String = "public") async throws -> String {
        try await get("/channels/new")
        try await post("/channels", ["name": name, "description": "", "visibility": visibility])
        return try #require(last.location)
    }

    @discardableResult
    func say(_ text: String, in channel: String) async throws -> Response {
        try await get(channel)
        return try await post("\(channel)/messages", ["message": text])
    }
}

extension Response {
    var text: String { String(decoding: body, as: UTF8.self) }
    var location: String? { headers["Location"] }

    /// The text with what follows the body.
    var whole: String { get throws { String(decoding: try wholeBytes, as: UTF8.self) } }

    var wholeBytes: [UInt8] {
        get throws {
            var bytes = body
            while let piece = try rest?() { bytes += piece }
            return bytes
        }
    }

    /// The page without what is another each time it is shown.
    var lasting: String { text.replacing(/name="(csrf|nonce)" value="[^"]*"/, with: "") }
}
