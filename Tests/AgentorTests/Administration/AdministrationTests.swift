import FastCGI
import FoundationEssentials
import Logging
import Messaging
import Postgres
import TestDatabase
import Testing
import Threads

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Administration", .database(agentorDatabase))
struct AdministrationTests {
    private let site: Site
    private let administration: Administration
    /// As the commands have them: on the owner's pool.
    private let accounts: Accounts

    private static let email = "ada@example.com"

    init() throws {
        site = try Site.forTest()
        (administration, accounts) = try site.administration()
    }

    /// Somebody who has signed up and is signed in.
    private func ada() async throws -> Browser {
        let browser = Browser(site)
        try await browser.signUp("Ada", email: Self.email)
        return browser
    }

    private func isSignedIn(_ browser: Browser) async throws -> Bool {
        try await browser.get("/account").location?.hasPrefix("/sign-in") != true
    }

    private func account(_ email: String = email) throws -> Administration.AccountSummary {
        try #require(try administration.accounts().first { $0.email == email })
    }

    /// Turns the second factor on, for somebody signed in.
    private func setUpSecondFactor(_ browser: Browser) throws -> OneTimePassword {
        let factor = OneTimePassword()
        let id = try account().id.uuidString
        let sealed = try accounts.sealSecret(factor.secret, of: AccountID(rawValue: account().id))
        try TestDatabase.current.administer(
            "insert into agentor.second_factors (account_id, sealed, is_bound) values ($1, decode($2, 'hex'), true)",
            [id, sealed.hex])
        return factor
    }

    private func guess(_ browser: Browser, times: Int) async throws {
        for _ in 0..<times { try await browser.signIn(Self.email, password: "not this one at all") }
    }

    // MARK: Creating

    @Test(
        "an account created with a password can be signed in to, and its owner has yet to agree to the terms")
    func createWithPassword() async throws {
        let draft = try AccountDraft(email: " Ada@Example.com", name: "Ada Lovelace")
        let password = try draft.password(Browser.password)
        _ = try administration.create(draft, password: password)
        let browser = Browser(site)
        try await browser.signIn(Self.email)
        #expect(browser.last.location == "/dashboard")
        #expect(try await browser.get("/dashboard").location?.hasPrefix("/terms/agree") == true)
        try await browser.get("/terms/agree")
        try await browser.post("/terms/agree", [:])
        #expect(try await browser.get("/onboarding").status == .ok)
        #expect(site.mails.letters(to: Self.email).isEmpty)
    }

    @Test(
        "an account created without a password has its owner choose one by a link that is good for seven days"
    )
    func createWithLink() async throws {
        let draft = try AccountDraft(email: Self.email, name: "Ada", role: .admin)
        _ = try administration.create(draft, through: accounts)
        #expect(try account().role == .admin)
        let browser = Browser(site)
        let letter = try #require(browser.letter(to: Self.email))
        #expect(letter.subject == "You have an Agentor account")
        let link = try browser.link(to: Self.email)
        let left = try TestDatabase.current.administer(
            "select round(extract(epoch from expires_at - created_at)) from agentor.challenges")
        #expect(left[0][0] == "604800")
        #expect(try await browser.get(link).text.contains("ada@example.com"))
        let token = try #require(browser.hidden("token"))
        try await browser.post("/reset-password", ["token": token, "password": Browser.password])
        #expect(browser.last.location == "/sign-in?done=password")
        try await browser.signIn(Self.email)
        #expect(browser.last.location == "/dashboard")
        #expect(try await browser.get(link).status == .gone)
    }

    @Test("an address in use makes no second account, whatever its case")
    func createTwice() async throws {
        _ = try await ada()
        let draft = try AccountDraft(email: "ADA@example.com", name: "Eve", role: .admin)
        #expect(throws: Administration.Failure.self) {
            try administration.create(draft, through: accounts)
        }
        let error = #expect(throws: Administration.Failure.self) {
            try administration.create(draft, password: try draft.password(Browser.password))
        }
        guard case .addressInUse(Self.email) = error else {
            Issue.record("not \(String(describing: error))")
            return
        }
        #expect(try administration.accounts().map(\.name) == ["Ada"])
        #expect(try account().role == .member)
    }

    @Test("what cannot be an account is refused field by field, a weak password too")
    func drafts() throws {
        let errors = #expect(throws: FormErrors.self) { try AccountDraft(email: "ada at home", name: " ") }
        #expect(errors?["email"] != nil)
        #expect(errors?["name"] != nil)
        let draft = try AccountDraft(email: Self.email, name: "Ada")
        for weak in ["", "too short", "aaaaaaaaaaaaaaaaaaaa"] {
            #expect(throws: FormErrors.self) { try draft.password(weak) }
        }
    }

    // MARK: Verifying

    @Test(
        "a sign-up whose mail did not arrive becomes an account, and whoever asked signs in with their password"
    )
    func verify() async throws {
        let browser = Browser(site)
        try await browser.askForAccount("Ada", email: Self.email)
        let code = try #require(browser.letter(to: Self.email)?.code)
        try await browser.get("/sign-up/confirm")
        let csrf = try #require(browser.hidden("csrf"))
        let others = Browser(site)
        try await others.askForAccount("Bea", email: "bea@example.com")
        let mails = site.mails.mails.count
        guard
            case .account(let id, let name) = try administration.verify("ADA@example.com", through: accounts)
        else {
            Issue.record("no account")
            return
        }
        #expect(name == "Ada")
        #expect(try administration.accounts().map(\.id) == [id.rawValue])
        site.postman.deliverDue()
        #expect(site.mails.mails.count == mails + 1, "only the mail to Bea")
        try await browser.post("/sign-up/confirm", ["code": code, "csrf": csrf])
        #expect(browser.last.status == .gone)
        try await browser.signIn(Self.email)
        #expect(browser.last.location == "/dashboard")
    }

    @Test("of several sign-ups with an address the newest is completed")
    func verifyNewest() async throws {
        try await Browser(site).askForAccount("Earlier", email: Self.email)
        try await Browser(site).askForAccount("Later", email: Self.email)
        _ = try administration.verify(Self.email, through: accounts)
        #expect(try account().name == "Later")
    }

    @Test("without a sign-up that waits there is nothing to verify")
    func verifyNothing() async throws {
        func verify() -> Administration.Failure? {
            #expect(throws: Administration.Failure.self) {
                _ = try administration.verify(Self.email, through: accounts)
            }
        }
        guard case .noPendingSignUp = verify() else { throw Unexpected() }
        try await Browser(site).askForAccount("Ada", email: Self.email)
        try TestDatabase.current.administer(
            """
            update agentor.challenges
            set created_at = now() - interval '1 hour', expires_at = now() - interval '1 second'
            """)
        guard case .noPendingSignUp = verify() else { throw Unexpected() }
        _ = try await ada()
        let other = Browser(site)
        try await other.askForAccount("Eve", email: Self.email)
        guard case .addressInUse = verify() else { throw Unexpected() }
        #expect(try administration.accounts().map(\.name) == ["Ada"])
    }

    @Test("verifying keeps to who may have an account")
    func verifyByTheRules() async throws {
        var rules = AccountRules()
        rules.registration = .waitingList
        let listed = try Site.forTest(rules: rules)
        try await Browser(listed).askForAccount("Ada", email: Self.email)
        guard
            case .waitingList = try administration.verify(
                Self.email, through: try listed.administration().accounts)
        else { throw Unexpected() }
        #expect(try administration.waitingList().map(\.email) == [Self.email])

        rules.registration = .invitation
        let invited = try Site.forTest(rules: rules)
        try await Browser(invited).askForAccount("Bea", email: "bea@example.com")
        let error = #expect(throws: Administration.Failure.self) {
            _ = try administration.verify("bea@example.com", through: try invited.administration().accounts)
        }
        guard case .notInvited = error else { throw Unexpected() }
        #expect(try administration.accounts().isEmpty)
    }

    // MARK: Roles

    @Test("promoting makes an administrator of whoever signs in from then on, once: earlier sessions end")
    func promote() async throws {
        let browser = try await ada()
        #expect(try viewer(in: browser)?.isAdministrator == false)
        #expect(try administration.promote(Self.email))
        #expect(try viewer(in: browser) == nil)
        try await browser.signIn(Self.email)
        #expect(try viewer(in: browser)?.isAdministrator == true)
        #expect(try !administration.promote(Self.email))
        #expect(try viewer(in: browser) != nil)
    }

    private func viewer(in browser: Browser) throws -> Viewer? {
        let token = try #require(
            browser.cookie?.split(separator: "=").last.flatMap { SessionToken(cookie: String($0)) })
        return try site.accounts.viewer(for: token)?.viewer
    }

    @Test("the last active administrator stays one, unless that is forced")
    func demote() async throws {
        _ = try await ada()
        try await Browser(site).signUp("Bea", email: "bea@example.com")
        #expect(try !administration.demote(Self.email))
        #expect(try administration.promote(Self.email))
        #expect(try administration.promote("bea@example.com"))
        #expect(try administration.suspend("bea@example.com"))
        let error = #expect(throws: Administration.Failure.self) { try administration.demote(Self.email) }
        guard case .lastAdministrator = error else { throw Unexpected() }
        #expect(try administration.restore("bea@example.com"))
        #expect(try administration.demote(Self.email))
        #expect(try account().role == .member)
        #expect(throws: Administration.Failure.self) { try administration.demote("bea@example.com") }
        #expect(try administration.demote("bea@example.com", isForced: true))
    }

    // MARK: Suspending

    @Test(
        "whoever is suspended is signed out with their next request, and told why only with the right password"
    )
    func suspend() async throws {
        let browser = try await ada()
        #expect(try await isSignedIn(browser))
        #expect(try administration.suspend("Ada@Example.com"))
        #expect(try await !isSignedIn(browser))
        try await browser.signIn(Self.email, password: "not this one at all")
        #expect(!browser.last.text.contains("suspended"))
        try await browser.signIn(Self.email)
        #expect(browser.last.status == .forbidden)
        #expect(browser.last.text.contains("This account is suspended"))
        #expect(try await !isSignedIn(browser))
        #expect(try account().suspendedAt != nil)

        #expect(try !administration.suspend(Self.email))
        #expect(try administration.restore(Self.email))
        #expect(try !administration.restore(Self.email))
        try await browser.signIn(Self.email)
        #expect(try await isSignedIn(browser))
    }

    @Test("suspending ends held requests and half-done sign-ins", .timeLimit(.minutes(1)))
    func suspendHeld() async throws {
        let site = try Site.forTest(listening: true)
        defer { site.messenger.stop() }
        let browser = try await Browser.person("Ada", on: site)
        let channel = try await browser.createChannel()
        let email = try #require(try administration.accounts().first?.email)
        let poll = Request(
            path: "\(channel)/changes", query: ["after": "0"], host: "127.0.0.1:8080",
            headers: ["Cookie": try #require(browser.cookie)])
        async let held = site.respond(to: poll)
        while site.messenger.waiting == 0 { try await Task.sleep(for: .milliseconds(5)) }
        let began = ContinuousClock.now
        #expect(try administration.suspend(email))
        #expect(await held.status == .noContent)
        #expect(ContinuousClock.now - began < .seconds(20))

        #expect(try administration.restore(email))
        let other = Browser(site)
        try await other.get("/sign-in/code")
        try await other.post("/sign-in/code", ["email": email])
        let code = try #require(other.letter(to: email)?.code)
        #expect(try administration.suspend(email))
        #expect(try administration.restore(email))
        try await other.get("/sign-in/code/confirm")
        try await other.post("/sign-in/code/confirm", ["code": code])
        #expect(try await !isSignedIn(other))
    }

    @Test("revoking sessions signs out everywhere, and says how many that were")
    func revoke() async throws {
        let browser = try await ada()
        let other = Browser(site)
        try await other.signIn(Self.email)
        try await Browser(site).signUp("Bea", email: "bea@example.com")
        #expect(try administration.revokeSessions(of: Self.email) == 2)
        #expect(try await !isSignedIn(browser))
        #expect(try await !isSignedIn(other))
        #expect(try account("bea@example.com").sessions == 1)
        #expect(try administration.revokeSessions(of: Self.email) == 0)
        try await browser.signIn(Self.email)
        #expect(try await isSignedIn(browser))
    }

    @Test("everybody can be signed out at once, and whoever is half way in begins again")
    func revokeAll() async throws {
        let browser = try await ada()
        let bea = Browser(site)
        try await bea.signUp("Bea", email: "bea@example.com")
        let other = Browser(site)
        try await other.get("/sign-in/code")
        try await other.post("/sign-in/code", ["email": Self.email])
        let code = try #require(other.letter(to: Self.email)?.code)
        #expect(try administration.revokeAllSessions() == 2)
        for browser in [browser, bea] { #expect(try await !isSignedIn(browser)) }
        #expect(try TestDatabase.current.count("agentor.devices") == 0)
        try await other.get("/sign-in/code/confirm")
        try await other.post("/sign-in/code/confirm", ["code": code])
        #expect(try await !isSignedIn(other))
        #expect(try administration.revokeAllSessions() == 0)
        try await browser.signIn(Self.email)
        #expect(try await isSignedIn(browser))
    }

    @Test("signing everybody out gives up while accounts stay locked, and has changed nothing")
    func revokeAllBehindALock() async throws {
        let browser = try await ada()
        let database = try TestDatabase.current
        let other = try database.connection()
        _ = try other.run("begin; select from agentor.accounts for update")
        let pool = Pool(
            Pool.Configuration(conninfo: database.owner, size: 1, statementTimeout: nil),
            logger: TestDatabase.logger)
        let patient = Administration(pool: pool, logger: TestDatabase.logger)
        let failure = await #expect(throws: Administration.Failure.self) {
            try await Thread.run { try patient.revokeAllSessions() }
        }
        guard case .database(let error) = failure else { throw try #require(failure) }
        #expect(error.kind == .server(.lockNotAvailable))
        _ = try other.run("rollback")
        #expect(try await isSignedIn(browser))
    }

    // MARK: Unlocking

    @Test("unlocking lets strangers and browsers that are known sign in again at once")
    func unlock() async throws {
        let known = try await ada()
        known.cookie = nil
        let stranger = Browser(site)
        for browser in [known, stranger] {
            try await guess(browser, times: 10)
            try await browser.signIn(Self.email)
            #expect(browser.last.status == .tooManyRequests)
        }
        #expect(try administration.unlock("ADA@example.com"))
        for browser in [known, stranger] {
            try await browser.signIn(Self.email)
            #expect(browser.last.location == "/dashboard")
        }
    }

    @Test("unlocking forgives codes too, and nobody else’s failures")
    func unlockCodes() async throws {
        _ = try await ada()
        #expect(try !administration.unlock(Self.email))
        for subject in [Self.email, "somebody else"] {
            for _ in 0..<10 { _ = try site.throttle.take(.secondFactor, for: subject) }
            #expect(try site.throttle.take(.secondFactor, for: subject) != nil)
        }
        #expect(try administration.unlock(Self.email))
        #expect(try site.throttle.take(.secondFactor, for: Self.email) == nil)
        #expect(try site.throttle.take(.secondFactor, for: "somebody else") != nil)
    }

    // MARK: The second factor

    @Test("a lost second factor is taken away, the owner is told, and can undo it")
    func resetFactor() async throws {
        let browser = try await ada()
        #expect(try !administration.resetSecondFactor(of: Self.email, through: accounts))
        _ = try setUpSecondFactor(browser)
        let other = Browser(site)
        try await other.signIn(Self.email)
        #expect(other.last.location == "/sign-in/second-factor")
        #expect(try administration.resetSecondFactor(of: Self.email, through: accounts))
        #expect(try await !isSignedIn(browser))
        #expect(try await other.get("/sign-in/second-factor").status != .ok)
        let letter = try #require(browser.letter(to: Self.email))
        #expect(letter.subject == "Your second factor was turned off")
        let link = try browser.link(to: Self.email)
        try await other.signIn(Self.email)
        #expect(try await isSignedIn(other))
        #expect(try !account().hasSecondFactor)

        try await browser.get(link)
        let token = try #require(browser.hidden("token"))
        try await browser.post("/confirm", ["token": token])
        #expect(try account().hasSecondFactor)
        #expect(try await !isSignedIn(other))
    }

    @Test("a password that only a second factor allows goes with it", arguments: [true, false])
    func resetFactorWithShortPassword(isShort: Bool) async throws {
        let browser = try await ada()
        _ = try setUpSecondFactor(browser)
        try TestDatabase.current.administer(
            "update agentor.accounts set has_short_password = $1", [isShort ? "t" : "f"])
        #expect(try administration.resetSecondFactor(of: Self.email, through: accounts))
        try await browser.signIn(Self.email)
        #expect((browser.last.location == "/dashboard") != isShort)
    }

    // MARK: The waiting list

    @Test("inviting lets an address in and writes to it, also when it has to be done again")
    func invite() async throws {
        #expect(try administration.invite("Ada@example.com", through: accounts))
        #expect(try !administration.invite(Self.email, through: accounts))
        site.postman.deliverDue()
        let letters = site.mails.letters(to: Self.email)
        #expect(letters.map(\.subject) == ["You are invited to Agentor", "You are invited to Agentor"])
        #expect(letters.last?.action?.address == "http://127.0.0.1:8080/sign-up")
        let list = try administration.waitingList()
        #expect(list.map(\.email) == [Self.email])
        #expect(list[0].admittedAt != nil)
    }

    @Test("nobody is invited who has an account, and nothing that is no address")
    func inviteRefused() async throws {
        _ = try await ada()
        let mails = site.mails.mails.count
        for email in [Self.email, "ada at home", ""] {
            #expect(throws: Administration.Failure.self) {
                try administration.invite(email, through: accounts)
            }
        }
        site.postman.deliverDue()
        #expect(site.mails.mails.count == mails)
        #expect(try administration.waitingList().isEmpty)
    }

    @Test("addresses are let in one by one or by how long they have waited, and told once")
    func admit() async throws {
        for (name, days) in [("a", 1), ("b", 3), ("c", 2), ("d", 4)] {
            try TestDatabase.current.administer(
                """
                insert into agentor.waiting_list (email, asked_at)
                values ($1, now() - make_interval(days => $2::integer))
                """, ["\(name)@example.com", "\(days)"])
        }
        #expect(try administration.admit("A@example.com", through: accounts))
        #expect(try !administration.admit("a@example.com", through: accounts))
        #expect(throws: Administration.Failure.self) {
            try administration.admit("e@example.com", through: accounts)
        }
        let admitted = try administration.admit(longestWaiting: 2, through: accounts)
        #expect(Set(admitted) == ["d@example.com", "b@example.com"])
        let waiting = try administration.waitingList().filter { $0.admittedAt == nil }
        #expect(waiting.map(\.email) == ["c@example.com"])
        site.postman.deliverDue()
        #expect(
            site.mails.mails.map(\.to).sorted() == ["a@example.com", "b@example.com", "d@example.com"])
    }

    // MARK: Erasing

    @Test("an account to be erased is closed at once, cannot be kept, and is gone when the caretaker looks")
    func erase() async throws {
        let browser = try await ada()
        try await browser.get("/account/delete")
        try await browser.post("/account/delete", [:])
        let link = try browser.link(to: Self.email)
        try administration.erase(Self.email)
        try await browser.signIn(Self.email)
        #expect(browser.last.status == .forbidden)
        #expect(try await browser.get(link).status == .gone)
        site.eraseDue()
        #expect(try administration.accounts().isEmpty)
        #expect(browser.letter(to: Self.email)?.subject == "Your account was deleted")
        #expect(throws: Administration.Failure.self) { try administration.erase(Self.email) }
    }

    // MARK: Listing

    @Test("the list shows the state of every account, the oldest first, by role or suspension if asked")
    func list() async throws {
        _ = try await ada()
        try await Browser(site).signUp("Bea", email: "bea@example.com")
        try await Browser(site).signUp("Cleo", email: "cleo@example.com")
        _ = try administration.promote("bea@example.com")
        try await Browser(site).signIn("bea@example.com")
        _ = try administration.suspend("cleo@example.com")
        try TestDatabase.current.administer(
            """
            update agentor.accounts set created_at = '2026-02-03 12:00+00', erase_after = '2026-03-01 00:30+00'
            where email = 'bea@example.com'
            """)
        try TestDatabase.current.administer(
            """
            update agentor.sessions set last_seen_at = now() - interval '15 days' from agentor.accounts a
            where a.id = account_id and a.email = 'ada@example.com'
            """)
        let all = try administration.accounts()
        #expect(all.map(\.email) == ["bea@example.com", Self.email, "cleo@example.com"])
        #expect(all.map(\.sessions) == [1, 0, 0])
        #expect(try administration.accounts(role: .admin).map(\.name) == ["Bea"])
        #expect(try administration.accounts(onlySuspended: true).map(\.name) == ["Cleo"])
        let lines = Admin.List.columns(all).split(separator: "\n")
        let titles =
            "ADDRESS           NAME  ROLE    STATE                     SECOND FACTOR  SESSIONS  CREATED"
        #expect(lines[0].hasPrefix(titles))
        #expect(
            lines[1].hasPrefix(
                "bea@example.com   Bea   admin   leaving until 2026-03-01  no             1         2026-02-03  20"
            ))
        #expect(lines[2].hasPrefix("ada@example.com   Ada   member  active  "))
        #expect(lines[3].hasPrefix("cleo@example.com  Cleo  member  suspended  "))
        #expect(lines.count == 4)
    }

    @Test("as JSON the list has the same, with moments instead of days")
    func json() async throws {
        _ = try await ada()
        let text = try Admin.List.json(try administration.accounts())
        struct Entry: Decodable {
            let email: String
            let role: String
            let hasSecondFactor: Bool
            let createdAt: Date
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .iso8601
        let entries = try decoder.decode([Entry].self, from: Data(text.utf8))
        #expect(entries.map(\.email) == [Self.email])
        #expect(entries[0].role == "member")
        #expect(!entries[0].hasSecondFactor)
        #expect(abs(entries[0].createdAt.timeIntervalSinceNow) < 60)
        #expect(try Admin.List.json([Administration.WaitingSummary]()) == "[\n\n]")
    }

    // MARK: All of them

    @Test("an address without an account is told, by every command")
    func unknown() throws {
        let commands: [(String) throws -> Void] = [
            { _ = try administration.promote($0) }, { _ = try administration.demote($0) },
            { _ = try administration.suspend($0) }, { _ = try administration.restore($0) },
            { _ = try administration.unlock($0) }, { _ = try administration.revokeSessions(of: $0) },
            { _ = try administration.resetSecondFactor(of: $0, through: accounts) },
            { try administration.erase($0) },
        ]
        for command in commands {
            let error = #expect(throws: Administration.Failure.self) { try command("nobody@example.com") }
            #expect(error.map { "\($0)" } == "No account has the address nobody@example.com.")
        }
    }

    @Test("what is done is logged with the account’s identifier, and never with an address or a name")
    func logging() async throws {
        _ = try await ada()
        let id = try account().id.uuidString.lowercased()
        let lines = LogLines()
        let logger = Logger(label: "test") { _ in lines }
        let (administration, accounts) = try site.administration(logger: logger)
        _ = try administration.suspend(Self.email)
        _ = try administration.restore(Self.email)
        _ = try administration.promote(Self.email)
        _ = try administration.revokeSessions(of: Self.email)
        _ = try administration.invite("bea@example.com", through: accounts)
        try administration.erase(Self.email)
        let all = lines.all
        #expect(all.count == 6)
        #expect(all.count { $0.contains(id) } == 5)
        #expect(!all.contains { $0.contains("example.com") || $0.contains("Ada") })
    }

    @Test("the role that serves can do none of it")
    func servingRole() async throws {
        _ = try await ada()
        let serving = Administration(pool: try TestDatabase.current.pool(), logger: TestDatabase.logger)
        #expect(throws: Administration.Failure.self) { try serving.promote(Self.email) }
        #expect(throws: Administration.Failure.self) { try serving.accounts() }
        #expect(throws: Administration.Failure.self) { try serving.waitingList() }
        #expect(try account().role == .member)
    }
}

private struct Unexpected: Error {}

extension Site {
    /// What the commands have, on the test's own database as its owner.
    func administration(
        logger: Logger = TestDatabase.logger, operatorName: String = "operator", reason: String? = nil
    ) throws -> (administration: Administration, accounts: Accounts) {
        let conninfo = try TestDatabase.current.owner
        let pool = Pool(Pool.Configuration(conninfo: conninfo, size: 1), logger: TestDatabase.logger)
        let administration = Administration(
            pool: pool, logger: logger, operatorName: operatorName, reason: reason)
        return (administration, settings.accounts(Database(owner: pool)))
    }
}
