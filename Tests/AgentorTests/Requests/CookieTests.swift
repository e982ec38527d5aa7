import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Browsers without cookies", .database(agentorDatabase))
struct CookieTests {
    private let site: Site
    private let browser: Browser

    init() throws {
        site = try Site.forTest()
        browser = Browser(site)
    }

    @Test(
        "a form that comes back without a cookie is told so, with its words and a way to check again",
        arguments: [
            ("/sign-in?next=%2Fchannels", "/sign-in", "%2Fsign-in%3Fnext%3D%252Fchannels"),
            ("/sign-up", "/sign-up", "%2Fsign-up"),
            ("/forgot-password", "/forgot-password", "%2Fforgot-password"),
            ("/sign-in/code", "/sign-in/code", "%2Fsign-in%2Fcode"),
        ])
    func told(page: String, form: String, back: String) async throws {
        try await browser.get(page)
        let next = browser.hidden("next").map { ["next": $0.replacing("&#x2F;", with: "/")] } ?? [:]
        let fields = ["email": "ada@example.com", "password": Browser.password]
        browser.cookie = nil
        let answer = try await browser.post(form, fields.merging(next) { $1 })
        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("Your browser sent no cookie"))
        #expect(answer.text.contains("ada@example.com") && !answer.text.contains(Browser.password))
        #expect(answer.text.contains("/cookies?next=\(back)\""), "\(answer.text)")
        #expect(try TestDatabase.current.administer("select from agentor.outbox").isEmpty)
    }

    @Test("checking again leads back where cookies are kept, and says that they are not where they are not")
    func check() async throws {
        let address = "/cookies?next=%2Fsign-in%3Fnext%3D%252Fchannels"
        #expect(try await browser.get(address).location == "\(address)&given")
        #expect(try await browser.get("\(address)&given").location == "/sign-in?next=%2Fchannels")
        let blocking = Browser(site)
        #expect(try await blocking.get(address).status == .seeOther)
        blocking.cookie = nil
        let page = try await blocking.get("\(address)&given")
        #expect(page.status == .ok && page.text.contains("keeps no cookies"))
        #expect(page.text.contains("href=\"\(address)\""))
        // Never to another site, and never to what is sent or held.
        for next in [
            "https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fsign-out", "%2Fsign-in%2Fwith%2Ftest",
        ] {
            #expect(try await browser.get("/cookies?next=\(next)").location == "/")
        }
    }

    @Test("a cookie that is there and another one, or a token nobody gave, is a form that has expired")
    func others() async throws {
        try await browser.get("/sign-in")
        let token = try #require(browser.hidden("csrf"))
        let other = Browser(site)
        try await other.get("/sign-in")
        #expect(try await other.post("/sign-in", ["csrf": token]).text.contains("This form has expired"))
        other.cookie = nil
        for token in ["", "00", String(repeating: "g", count: 64)] {
            let answer = try await other.post("/sign-in", ["csrf": token])
            #expect(answer.status == .forbidden && answer.text.contains("This form has expired"))
        }
        // Browsers do not send cookies with forms of other sites, and say which site it was.
        let foreign = try await other.post("/sign-in", ["csrf": token], ["Origin": "https://evil.example"])
        #expect(foreign.text.contains("This form has expired"))
    }

    @Test("a page opened before signing out keeps its words, and its way back, when it is sent afterwards")
    func restored() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Design")
        try await ada.get(channel)
        let old = ["csrf": try #require(ada.hidden("csrf")), "message": "Written before"]
        let cookie = ada.cookie
        try await ada.post("/sign-out", [:])
        let signedOut = try await ada.post("\(channel)/messages", old)
        #expect(signedOut.status == .forbidden && signedOut.text.contains("Written before"))
        #expect(signedOut.text.contains("/cookies?next=%2Fchannels%2Fdesign"))
        // Another session in the same browser.
        try await ada.get("/sign-in")
        let another = try await ada.post("\(channel)/messages", old)
        #expect(another.status == .forbidden && another.text.contains("Written before"))
        #expect(another.text.contains("href=\"\(channel)\""))
        // The cookie of before, restored with the tab.
        ada.cookie = cookie
        let restored = try await ada.post("\(channel)/messages", old)
        #expect(restored.status == .unauthorized && restored.text.contains("Written before"))
    }

    @Test("whoever wants JSON is told in a word that stays the same")
    func json() async throws {
        try await browser.get("/sign-in")
        browser.cookie = nil
        let answer = try await browser.post("/sign-in", [:], ["Accept": "application/json"])
        #expect(answer.status == .forbidden && answer.text.contains("\"type\":\"no-cookie\""))
    }
}
