import FastCGI
import FoundationEssentials
import Glibc
import Postgres
import TestDatabase
import Testing
import Threads

@testable import AgentorCore
@testable import AgentorFCGI

// How people prove who they are, for the tests of accounts.

extension Browser {
    /// Another browser that has signed in to the same account.
    func another(_ email: String) async throws -> Browser {
        let other = Browser(site)
        try await other.signIn(email)
        return other
    }

    /// Asks for a code and signs in with it.
    func signInByCode(_ email: String) async throws {
        try await get("/sign-in/code")
        try await post("/sign-in/code", ["email": email])
        let code = try #require(letter(to: email)?.code)
        try await get("/sign-in/code/confirm")
        try await post("/sign-in/code/confirm", ["code": code])
    }

    /// Asks for a link to choose another password, and returns it.
    func askReset(_ email: String) async throws -> String {
        try await get("/forgot-password")
        try await post("/forgot-password", ["email": email])
        return try link(to: email)
    }

    /// Chooses another password by a link.
    @discardableResult
    func reset(_ link: String, to password: String, code: String? = nil) async throws -> Response {
        // A page with a form, whether or not the link is good.
        try await get("/forgot-password")
        var fields = ["password": password, "token": String(link.suffix(64))]
        fields["code"] = code
        return try await post("/reset-password", fields)
    }

    /// Opens a link from a mail and presses its button.
    @discardableResult
    func follow(_ link: String, _ fields: [String: String] = [:]) async throws -> Response {
        // A page with a form, whether or not the link is good.
        try await get("/forgot-password")
        return try await post("/confirm", fields.merging(["token": String(link.suffix(64))]) { $1 })
    }

    @discardableResult
    func changePassword(to password: String, from current: String = Browser.password) async throws -> Response
    {
        try await get("/account/password")
        return try await post("/account/password", ["current": current, "password": password])
    }

    /// Asks for another address; the links are in the mails.
    @discardableResult
    func askEmail(_ email: String) async throws -> Response {
        try await get("/account/email")
        return try await post("/account/email", ["email": email])
    }

    /// Turns the second factor on.
    @discardableResult
    func turnOnSecondFactor() async throws -> (factor: OneTimePassword, codes: [String]) {
        let factor = try await beginSecondFactor()
        try await post("/account/second-factor/set-up", ["code": factor.code(atStep: .step)])
        try #require(last.status == .ok, "turning it on failed: \(last.text)")
        return (factor, last.text.matches(of: /<li><code>([^<]+)/).map { String($0.1) })
    }

    /// The secret of the page that sets up an app.
    func beginSecondFactor() async throws -> OneTimePassword {
        try await get("/account/second-factor/set-up")
        let match = try #require(last.text.firstMatch(of: /class="secret">([^<]+)/))
        return OneTimePassword(text: String(match.1))
    }

    /// Signs in up to the second factor, and gives that.
    @discardableResult
    func giveSecondFactor(_ code: String) async throws -> Response {
        try await get("/sign-in/second-factor")
        return try await post("/sign-in/second-factor", ["code": code])
    }

    /// Whether a session is open under the browser's cookie.
    func isSignedIn() async throws -> Bool {
        try await get("/onboarding").location?.hasPrefix("/sign-in") != true
    }
}

extension Int64 {
    /// The step of one-time passwords that it is now.
    static var step: Int64 { Int64(Date().timeIntervalSince1970) / OneTimePassword.period }
}

extension OneTimePassword {
    /// As it is typed into an app.
    init(text: String) {
        self.init(secret: decodeBase32(text))
    }
}

/// RFC 4648; what is not of its alphabet is left out.
private func decodeBase32(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var bits: UInt32 = 0
    var count = 0
    for character in text {
        guard let value = alphabet.firstIndex(of: character) else { continue }
        bits = bits << 5 | UInt32(value)
        count += 5
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
    }
    return bytes
}

extension Response {
    /// The page, without what is different each time it is shown.
    func text(without words: String...) -> String {
        words.reduce(text.replacing(/[0-9a-f]{64}/, with: "").replacing(/[0-9a-f-]{36}/, with: "")) {
            $0.replacing($1, with: "")
        }
    }
}

extension TestDatabase {
    func count(_ sql: String) throws -> Int {
        try administer("select count(*) from \(sql)")[0][0].flatMap { Int($0) } ?? -1
    }

    /// It is as long ago as that since everybody proved who they are.
    func letProofsAge(_ interval: String = "11 minutes") throws {
        try administer("update agentor.sessions set proved_at = now() - interval '\(interval)'")
    }

    /// Everything that waits to be proved ends.
    func endChallenges() throws {
        try administer(
            """
            update agentor.challenges set created_at = now() - interval '2 hours', expires_at = now() - interval '1 second'
            """)
    }

    /// Lets codes of this half minute be taken again, and forgives failures.
    func forgetCodes() throws {
        try administer("update agentor.second_factors set last_step = 0; delete from agentor.throttles")
    }

    /// Answers a request while somebody else is changing the account: what they do is done when the request gets to the
    /// account, and not before.
    func answering(_ request: Request, of site: Site, during sql: String) async throws -> Response {
        let (locked, signal) = AsyncStream.makeStream(of: Void.self)
        // On a thread of its own: tests that run meanwhile may let this one wait for longer than a statement may.
        async let isOvertaken = Thread.run {
            defer { signal.finish() }
            let connection = try self.connection()
            _ = try connection.run("begin; select from agentor.accounts for update; \(sql)")
            signal.yield()
            let deadline = ContinuousClock.now + .seconds(100)
            while try !self.hasSomebodyWaiting(), ContinuousClock.now < deadline { usleep(10_000) }
            let isOvertaken = try self.hasSomebodyWaiting()
            _ = try connection.run("commit")
            return isOvertaken
        }
        for await _ in locked { break }
        let response = await site.respond(to: request)
        try #require(await isOvertaken, "the request did not get to the account")
        return response
    }
}

/// Answers the same requests all at once.
func answers(of site: Site, to requests: [Request]) async -> [Response] {
    await withTaskGroup(of: Response.self) { group in
        for request in requests { group.addTask { await site.respond(to: request) } }
        return await group.reduce(into: []) { $0.append($1) }
    }
}

extension Browser {
    /// A form as it would be sent now.
    func form(_ address: String, _ fields: [String: String]) throws -> Request {
        var fields = fields
        for name in ["csrf", "nonce"] where fields[name] == nil { fields[name] = hidden(name) }
        return try request(
            .post, address, [:], Body(form: Fields(fields.map { (name: $0.key, value: $0.value) })))
    }
}
