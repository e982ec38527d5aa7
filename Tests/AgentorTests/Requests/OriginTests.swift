import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

/// TLS may end before the web server, which then knows nothing of it.
@Suite("The site's own address", .database(agentorDatabase))
struct OriginTests {
    @Test("an address is compared as browsers write it")
    func authority() {
        #expect(SiteOrigin("https://agentor.example").authority == "agentor.example")
        #expect(SiteOrigin("https://Agentor.Example:443").authority == "agentor.example")
        #expect(SiteOrigin("https://agentor.example:8443").authority == "agentor.example:8443")
        #expect(SiteOrigin("http://127.0.0.1:80").authority == "127.0.0.1")
        #expect(SiteOrigin("http://[::1]:8080").authority == "[::1]:8080")
    }

    @Test(
        "a form from the site's own address is taken where TLS ends before, also under an inner host",
        arguments: ["agentor.example", "127.0.0.1:8080", "backend"])
    func ownOrigin(host: String) async throws {
        let site = try Site.forTest(address: "https://agentor.example")
        let browser = Browser(site)
        browser.host = host
        try await browser.get("/sign-up")
        let cookie = try #require(browser.last.headers["Set-Cookie"])
        #expect(cookie.hasPrefix("__Host-agentor-session=") && cookie.contains("; Secure"))
        let fields = ["name": "Ada", "email": "ada@example.com", "password": Browser.password]
        try await browser.post("/sign-up", fields, ["Origin": "https://agentor.example"])
        #expect(browser.last.location == "/sign-up/confirm", "\(browser.last.text)")
    }

    @Test(
        "a form from anywhere else is not, whatever says that TLS ended before",
        arguments: [
            "https://evil.example", "http://agentor.example", "https://agentor.example:8443",
            "https://agentor.example.evil.example", "null",
        ])
    func otherOrigin(origin: String) async throws {
        let site = try Site.forTest(address: "https://agentor.example")
        let browser = Browser(site)
        browser.host = "agentor.example"
        try await browser.get("/sign-in/code")
        let headers: Headers = [
            "Origin": origin, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example",
        ]
        try await browser.post("/sign-in/code", ["email": "ada@example.com"], headers)
        #expect(browser.last.status == .forbidden)
        #expect(browser.last.text.contains("begins with https") == (origin == "http://agentor.example"))
    }

    @Test("an address without TLS gives no other origin a way in")
    func plainAddress() async throws {
        let browser = Browser(try Site.forTest())
        browser.host = "agentor.example"
        try await browser.get("/sign-in/code")
        let headers: Headers = ["Origin": "https://agentor.example", "X-Forwarded-Proto": "https"]
        try await browser.post("/sign-in/code", ["email": "ada@example.com"], headers)
        #expect(browser.last.status == .forbidden)
    }
}
