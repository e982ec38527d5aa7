import Crypto
import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Tokens of forms", .database(agentorDatabase))
struct FormTokenTests {
    private let site: Site

    init() throws {
        site = try Site.forTest()
    }

    private func token(of browser: Browser) async throws -> String {
        try await browser.get("/account/name")
        return try #require(browser.hidden("csrf"))
    }

    private func send(_ token: String, as browser: Browser, name: String = "Ada") async throws -> Status {
        try await browser.post("/account/name", ["name": name, "csrf": token]).status
    }

    @Test("two pages of one session carry different bytes, half by half, and the forms of both are taken")
    func masked() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let first = try await token(of: ada)
        let second = try await token(of: ada)
        #expect(first.count == 128 && second.count == 128)
        #expect(first.prefix(64) != second.prefix(64) && first.suffix(64) != second.suffix(64))
        for _ in 0..<2 {
            #expect(try await send(first, as: ada) == .seeOther)
            #expect(try await send(second, as: ada) == .seeOther)
        }
    }

    @Test("what is under the mask stands on no page")
    func hidden() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let code = try unmasked(try #require(ada.cookie))
        for path in ["/account", "/account/name", "/channels/new", "/dashboard", "/sign-in"] {
            #expect(try await !ada.get(path).text.contains(code), "\(path)")
        }
    }

    @Test("a token of somebody else, a cut one, a longer one and a changed one are refused")
    func refused() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let own = try await token(of: ada)
        let another = try await token(of: ada)
        let foreign = try await token(of: eve)
        func mixed(_ mask: String, _ rest: String) -> String { String(mask.prefix(64) + rest.suffix(64)) }
        let wrong: [String] = [
            foreign, String(own.prefix(64)), String(own.suffix(64)), String(own.dropLast()),
            String(own.dropLast(2)), "\(own)0", "\(own)00", "\(own)\(own)",
            String(own.dropLast()) + (own.hasSuffix("0") ? "1" : "0"),
            mixed(own, another), mixed(foreign, own),
            String(repeating: "0", count: 128), String(repeating: "0", count: 64), "",
        ]
        for wrong in wrong {
            #expect(try await send(wrong, as: ada, name: "Mallory") == .forbidden, "\(wrong)")
        }
        #expect(try await send(own, as: ada) == .seeOther)
        #expect(try TestDatabase.current.count("agentor.accounts where full_name = 'Mallory'") == 0)
    }

    @Test("a form that was open before tokens were masked is taken")
    func opened() async throws {
        let ada = try await Browser.person("Ada", on: site)
        #expect(try await send(unmasked(try #require(ada.cookie)), as: ada) == .seeOther)
    }

    /// What vouches for the forms of a cookie.
    private func unmasked(_ cookie: String) throws -> String {
        let secret = try #require([UInt8](hex: String(cookie.suffix(64))))
        return HMAC<SHA256>.authenticationCode(
            for: Array("form".utf8), using: SymmetricKey(data: secret)
        ).hex
    }

    @Test(
        "pages that show a secret show nothing of what a request says, so that nobody can try it out beside the secret"
    )
    func secrets() async throws {
        let email = "ada@example.com"
        let ada = Browser(site)
        try await ada.signUp("Ada", email: email)
        let marks: Headers = [
            "User-Agent": "chosen-elsewhere", "Referer": "http://127.0.0.1:8080/chosen-elsewhere",
            "Accept-Language": "chosen-elsewhere",
        ]
        let query = ["done", "next", "code", "password", "name", "email", "q", "after", "nonce", "problem"]
            .map { "\($0)=chosen-elsewhere" }.joined(separator: "&")
        func looksAlone(_ address: String, as browser: Browser) async throws -> String {
            let page = try await browser.get(address + (address.contains("?") ? "&" : "?") + query, marks)
            #expect(page.status == .ok, "\(address)")
            #expect(!page.text.contains("chosen-elsewhere"), "\(address)")
            return page.text
        }
        // The same secret each time it is looked at, which is what could be tried out.
        let setUp = try await looksAlone("/account/second-factor/set-up", as: ada)
        let secret = try #require(
            setUp.firstMatch(of: /<code class="secret">([^<]+)</)
        ).output.1
        #expect(try await looksAlone("/account/second-factor/set-up", as: ada).contains(secret))
        let reset = try await Browser(site).askReset(email)
        let resetting = Browser(site)
        #expect(try await looksAlone(reset, as: resetting).contains(reset.suffix(64)))
        let other = Browser(site)
        try await other.askForAccount("Bo", email: "bo@example.com")
        let confirm = try other.link(to: "bo@example.com")
        #expect(try await looksAlone(confirm, as: other).contains(confirm.suffix(64)))
    }
}
