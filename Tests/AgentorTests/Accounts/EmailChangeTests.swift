import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Changing the address", .database(agentorDatabase))
struct EmailChangeTests {
    private static let old = "ada@example.com"
    private static let new = "lovelace@example.com"
    private let site: Site
    private let database: TestDatabase
    private let ada: Browser

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        ada = Browser(site)
        try await ada.signUp("Ada", email: Self.old)
    }

    private func address() throws -> String? {
        try database.administer("select email from agentor.accounts order by created_at limit 1")[0][0]
    }

    @Test(
        "it changes when both ends are confirmed, whichever comes first, and everybody is signed out",
        arguments: [true, false])
    func both(isOldFirst: Bool) async throws {
        #expect(try await ada.askEmail(Self.new).location == "/account/email")
        var links = [try ada.link(to: Self.old), try ada.link(to: Self.new)]
        if !isOldFirst { links.reverse() }
        // Another browser: no session is needed, nor does one help.
        let browser = Browser(site)
        #expect(try await browser.follow(links[0]).text.contains("This address is confirmed"))
        #expect(try address() == Self.old)
        #expect(try await ada.isSignedIn())
        #expect(try await browser.follow(links[1]).location == "/sign-in?done=email")
        #expect(try address() == Self.new)
        #expect(try await !ada.isSignedIn())
        try await browser.signIn(Self.new)
        #expect(try await browser.isSignedIn())
        let other = Browser(site)
        try await other.signIn(Self.old)
        #expect(other.last.status == .unprocessableContent)
    }

    @Test("one end alone, confirmed as often as one likes, changes nothing", arguments: [old, new])
    func oneEnd(end: String) async throws {
        try await ada.askEmail(Self.new)
        let link = try ada.link(to: end)
        for _ in 0..<3 { try await ada.follow(link) }
        #expect(ada.last.status == .gone)
        #expect(try address() == Self.old)
        let other = try ada.link(to: end == Self.old ? Self.new : Self.old)
        try await ada.follow(other)
        #expect(try address() == Self.new)
    }

    @Test("both ends confirmed at once change it once")
    func atOnce() async throws {
        try await ada.askEmail(Self.new)
        let links = [try ada.link(to: Self.old), try ada.link(to: Self.new)]
        try await ada.get(links[0])
        let requests = try (links + links).map { try ada.form("/confirm", ["token": String($0.suffix(64))]) }
        let statuses = await answers(of: site, to: requests).map(\.status)
        #expect(try address() == Self.new)
        #expect(statuses.filter { $0 == .seeOther }.count == 1)
        _ = ada.letter(to: Self.old)
        #expect(
            site.mails.letters(to: Self.old).filter { $0.subject == "Your address was changed" }.count == 1)
    }

    @Test("an address taken meanwhile is not taken again")
    func takenMeanwhile() async throws {
        try await ada.askEmail(Self.new)
        let links = [try ada.link(to: Self.old), try ada.link(to: Self.new)]
        try await ada.follow(links[0])
        try await Browser(site).signUp("Eve", email: Self.new)
        #expect(try await ada.follow(links[1]).status == .gone)
        #expect(try address() == Self.old)
        #expect(try database.count("agentor.accounts where email = '\(Self.new)'") == 1)
    }

    @Test("an address in use looks the same to whoever asks, and its owner is told")
    func inUse() async throws {
        try await Browser(site).signUp("Eve", email: Self.new)
        var pages: [String] = []
        for email in [Self.new, "free@example.com"] {
            #expect(try await ada.askEmail(email).location == "/account/email")
            pages.append(try await ada.get("/account/email").text(without: email))
            try await ada.get("/account/email")
            try await ada.post("/account/email/cancel", [:])
        }
        #expect(pages[0] == pages[1])
        #expect(ada.letter(to: Self.new)?.subject == "You have an Agentor account already")
        #expect(ada.letter(to: "free@example.com")?.subject == "Confirm your new address")
    }

    @Test("called off, neither link is good")
    func cancelled() async throws {
        try await ada.askEmail(Self.new)
        let links = [try ada.link(to: Self.old), try ada.link(to: Self.new)]
        try await ada.follow(links[0])
        try await ada.get("/account/email")
        try await ada.post("/account/email/cancel", [:])
        #expect(ada.last.location == "/account?done=cancelled")
        for link in links { #expect(try await ada.follow(link).status == .gone) }
        #expect(try address() == Self.old)
    }

    @Test("half a change of one address does not make a change of another", arguments: [old, new])
    func stale(end: String) async throws {
        try await ada.askEmail(Self.new)
        try await ada.follow(try ada.link(to: end))
        let stale = try ada.link(to: end == Self.old ? Self.new : Self.old)
        try await ada.get("/account/email")
        try await ada.post("/account/email/cancel", [:])
        try await ada.askEmail("third@example.com")
        #expect(try await ada.follow(stale).status == .gone)
        let half = try ada.link(to: end == Self.old ? "third@example.com" : Self.old)
        #expect(try await ada.follow(half).text.contains("This address is confirmed"))
        #expect(try address() == Self.old)
        try await ada.follow(try ada.link(to: end == Self.old ? Self.old : "third@example.com"))
        #expect(try address() == "third@example.com")
    }

    @Test("two changes asked for at once do not make one of halves")
    func rivals() async throws {
        try await ada.get("/account/email")
        let requests = try ["b@example.com", "c@example.com"].map {
            try ada.form("/account/email", ["email": $0])
        }
        _ = await answers(of: site, to: requests)
        let waiting = "agentor.challenges where purpose in ('old-email', 'new-email')"
        #expect(try database.count(waiting) == 2)
    }

    @Test("whatever was sent to the old address lets nobody in afterwards")
    func oldMails() async throws {
        let stranger = Browser(site)
        let reset = try await stranger.askReset(Self.old)
        try await stranger.get("/sign-in/code")
        try await stranger.post("/sign-in/code", ["email": Self.old])
        let code = try #require(stranger.letter(to: Self.old)?.code)
        #expect(try await stranger.get(reset).status == .ok)
        try await ada.askEmail(Self.new)
        try await ada.follow(try ada.link(to: Self.old))
        try await ada.follow(try ada.link(to: Self.new))
        #expect(try await stranger.get(reset).status == .gone)
        try await stranger.get("/sign-in/code")
        #expect(try await stranger.post("/sign-in/code/confirm", ["code": code]).status == .gone)
    }

    @Test("one's own address, and what is none, is refused with the reason")
    func refused() async throws {
        #expect(try await ada.askEmail(" ADA@example.com").text.contains("This is your address already."))
        #expect(try await ada.askEmail("nothing").status == .unprocessableContent)
        #expect(try await ada.askEmail(Self.new).status == .seeOther)
    }
}
