import AgentorViews
import FastCGI
import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("The site", .database(agentorDatabase))
struct SiteTests {
    private let site: Site
    private let browser: Browser

    init() throws {
        site = try Site.forTest()
        browser = Browser(site)
    }

    @Test(
        "what is not there is answered as not found",
        arguments: [
            "/nothing", "/channels/UPPER", "/channels/a/b", "/nothing/", "/sign-out/", "/evil.example//",
            "/.git/config",
            "",
        ])
    func notFound(path: String) async throws {
        let request = Request(path: path)
        let response = await site.respond(to: request)
        #expect(response.status == .notFound)
        #expect(response.text.contains("There is nothing here"))
    }

    @Test(
        "a slash too many leads to the page for good, with its query, and never to another host",
        arguments: [
            ("/sign-in/?next=%2Fchannels", "/sign-in?next=%2Fchannels"), ("/channels//", "/channels"),
            ("//", "/"),
            ("//channels///design/log/", "/channels/design/log"), ("//account", "/account"),
        ])
    func slashes(asked: String, meant: String) async throws {
        for method in [Method.get, .head] {
            let response = try await browser.send(method, asked)
            #expect(response.status == .movedPermanently)
            #expect(response.location == meant)
        }
        let body = Body(form: ["email": "ada@example.com"])
        #expect(try await browser.send(.post, "/sign-in/", [:], body).status == .notFound)
    }

    @Test("programs that look for them find what crawlers leave alone and where a password is changed")
    func wellKnown() async throws {
        let ada = try await Browser.person("Ada", on: site)
        for who in [browser, ada] {
            let robots = try await who.get("/robots.txt")
            #expect(robots.status == .ok && robots.headers["Content-Type"] == "text/plain; charset=utf-8")
            #expect(robots.text.hasPrefix("User-agent: *\n"))
            let password = try await who.get("/.well-known/change-password")
            #expect(password.status == .seeOther && password.location == "/account/password")
            let neighbour = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"
            #expect(try await who.get(neighbour).status == .notFound)
        }
        // All that only members see, and all that a mail leads to.
        let disallowed = try await browser.get("/robots.txt").text.split(separator: "\n").dropFirst().map {
            $0.replacing("Disallow: ", with: "")
        }
        for route in Route.all where route.conditions.isPage || route.conditions.hasSecretAddress {
            let isForAll = [.anybody, .loopback].contains(route.conditions.access)
            guard !isForAll || route.conditions.hasSecretAddress, !route.path.hasPrefix("/sign-in/") else {
                continue
            }
            #expect(disallowed.contains { route.path.hasPrefix($0) }, "\(route)")
        }
    }

    @Test("a request that cannot be read is answered without a word about who is signed in")
    func unread() {
        #expect(!site.refusal(of: RequestError.malformedHead).text.contains("Sign in"))
    }

    @Test("whoever is signed in stays so on a page that says there is nothing")
    func notFoundSignedIn() async throws {
        let ada = try await Browser.person("Ada", on: site)
        #expect(try await ada.get("/nothing").text.contains("Sign out"))
    }

    @Test("a method an address does not take is refused, and those it takes are named")
    func method() async throws {
        #expect(try await browser.send(.other("DELETE"), "/sign-in").status == .methodNotAllowed)
        #expect(browser.last.headers["Allow"] == "GET, HEAD, POST")
        #expect(try await browser.send(.post, "/", [:], Body(form: [:])).status == .methodNotAllowed)
        #expect(browser.last.headers["Allow"] == "GET, HEAD")
        #expect(try await browser.get("/sign-out").status == .methodNotAllowed)
        #expect(try await browser.send(.head, "/").status == .ok)
    }

    @Test(
        "the signed-out are led to signing in, and back",
        arguments: [
            "/dashboard", "/channels/new", "/channels/design", "/onboarding",
            "/onboarding/agent-profile",
        ])
    func signedOut(path: String) async throws {
        try await browser.get(path)
        #expect(browser.last.status == .seeOther)
        #expect(browser.last.location == "/sign-in?next=\(path.replacing("/", with: "%2F"))")
    }

    @Test("every page forbids foreign scripts, frames and sniffing")
    func headers() async throws {
        for path in ["/", "/sign-in", "/nothing", "/dashboard"] {
            let headers = try await browser.get(path).headers
            let policy = try #require(headers["Content-Security-Policy"])
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(headers["X-Content-Type-Options"] == "nosniff")
            #expect(headers["Referrer-Policy"] == "same-origin")
        }
    }

    @Test("a form with a wrong, missing or foreign token changes nothing")
    func forgedToken() async throws {
        let other = Browser(site)
        try await other.get("/sign-up")
        let foreign = try #require(other.hidden("csrf"))
        let fields = ["name": "Ada", "email": "ada@example.com", "password": Browser.password]
        for token in ["", "00", foreign, String(repeating: "0", count: 64)] {
            try await browser.get("/sign-up")
            let page = try await browser.post("/sign-up", fields.merging(["csrf": token]) { $1 })
            #expect(page.status == .forbidden)
            #expect(page.text.contains("This form has expired"))
        }
        #expect(try TestDatabase.current.administer("select from agentor.accounts").isEmpty)
    }

    @Test(
        "a form from another origin is refused, whatever it carries",
        arguments: [
            ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", "http://127.0.0.1:8081"),
            ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
        ])
    func foreignOrigin(header: (name: String, value: String)) async throws {
        try await browser.get("/sign-up")
        let fields = ["name": "Ada", "email": "ada@example.com", "password": Browser.password]
        var headers = Headers()
        headers.add(header.name, header.value)
        #expect(try await browser.post("/sign-up", fields, headers).status == .forbidden)
        try await browser.get("/sign-up")
        #expect(
            try await browser.post("/sign-up", fields, ["Origin": "http://127.0.0.1:8080"]).status
                == .seeOther)
    }

    @Test("a form of another type, or with malformed text, is refused clearly")
    func malformedForms() async throws {
        let json = Body(Array("{}".utf8), contentType: "application/json")
        #expect(try await browser.send(.post, "/sign-in", [:], json).status == .unsupportedMediaType)
        for text in ["email=%FF", "email=%4", "email=%00"] {
            let body = Body(Array(text.utf8), contentType: "application/x-www-form-urlencoded")
            #expect(try await browser.send(.post, "/sign-in", [:], body).status == .badRequest)
        }
        let fields = Body(
            Array(String(repeating: "a=b&", count: 300).utf8),
            contentType: "application/x-www-form-urlencoded")
        #expect(try await browser.send(.post, "/sign-in", [:], fields).status == .contentTooLarge)
    }

    @Test("a database that cannot be reached is a page that says so, and the same process goes on afterwards")
    func lostDatabase() async throws {
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/channels/new")
        let token = try #require(ada.hidden("csrf"))
        let database = try TestDatabase.current
        try database.shutOut()
        let page = try await ada.get("/dashboard")
        #expect(page.status == .serviceUnavailable)
        #expect(page.text.contains("not available just now"))
        #expect(page.headers["Retry-After"] != nil)
        // It is asked again by itself, and by a link; whoever is signed in is not asked to sign in.
        #expect(page.headers["Refresh"].flatMap { Int($0) } != nil)
        #expect(page.text.contains("href=\"/dashboard\">Try again</a>"))
        #expect(!page.text.contains("Sign in") && !page.text.contains("send the form"))
        #expect(
            try await ada.get("/channels?after=a&mine=b").text.contains(
                "href=\"/channels?after=a&amp;mine=b\""))
        // A form is not sent by itself, and its words come back.
        let sent = try await ada.post(
            "/channels", ["csrf": token, "name": "Kept words", "description": "", "visibility": "public"])
        #expect(sent.status == .serviceUnavailable && sent.headers["Refresh"] == nil)
        #expect(sent.text.contains("send the form again") && sent.text.contains("Kept words"))
        #expect(!sent.text.contains("Try again</a>") && !sent.text.contains("Sign in"))
        // Nor is whoever asks for what is not there told that they are signed out.
        #expect(try await !ada.get("/nothing").text.contains("Sign in"))
        #expect(try await ada.get("/healthz").status == .serviceUnavailable)
        try database.letIn()
        #expect(try await ada.get("/dashboard").status == .ok)
    }

    @Test("while nothing can be written, health is not 200 and pages say so, and that it is nobody's mistake")
    func readOnly() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        let database = try TestDatabase.current
        for role in [TestDatabase.appRole, TestDatabase.doorRole] {
            try database.administer(
                "alter role \(role) in database \(database.name) set default_transaction_read_only = on")
        }
        // Whatever was connected then comes back as a role that only reads.
        try database.shutOut()
        try database.letIn()
        #expect(try await ada.get("/healthz").status == .serviceUnavailable)
        #expect(ada.last.text.contains("takes no changes"))
        #expect(try await ada.get(channel).status == .ok)
        let page = try await ada.post("\(channel)/messages", ["message": "into the void"])
        #expect(page.status == .serviceUnavailable)
        #expect(page.text.contains("takes no changes") && page.text.contains("not your fault"))
        #expect(page.text.contains("into the void"))
        for role in [TestDatabase.appRole, TestDatabase.doorRole] {
            try database.administer(
                "alter role \(role) in database \(database.name) reset default_transaction_read_only")
        }
        #expect(try await ada.get("/healthz").status == .ok)
        #expect(try await ada.say("and on", in: channel).status == .seeOther)
    }

    @Test(
        "what is wrong with a database is told apart, and none of it is the person's mistake",
        arguments: [
            ("25006", DatabaseTrouble.readOnly), ("53100", .full), ("53300", .full), ("54000", .full),
            ("57014", .slow), ("55P03", .slow), ("42501", .unfit), ("42P01", .unfit), ("22P05", .unfit),
            ("XX000", .other),
        ])
    func troubles(state: String, trouble: DatabaseTrouble) throws {
        let error = PostgresError(.server(SQLState(rawValue: state)), "as the server says")
        #expect(DatabaseTrouble(error) == trouble)
        let visit = Visit(Request(), by: site.accounts, intake: site.intake)
        let page = visit.page(for: .database(error))
        #expect(page.status == .serviceUnavailable && page.text.contains("not your fault"))
    }
}
