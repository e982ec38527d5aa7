import FastCGI
import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Undoing", .database(agentorDatabase))
struct UndoTests {
    private static let email = "ada@example.com"
    private let site: Site
    private let database: TestDatabase
    private let ada: Browser
    private let owner: Browser

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        ada = Browser(site)
        owner = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
    }

    /// Follows an undo link as the owner and chooses a password.
    private func undo(_ link: String, then password: String = "chosen after undoing") async throws {
        try await owner.follow(link)
        let reset = try #require(owner.last.location)
        try #require(reset.hasPrefix("/reset-password?token="))
        try await owner.reset(reset, to: password)
        try #require(owner.last.location == "/sign-in?done=password", "\(owner.last.text)")
    }

    private func takes(_ password: String, _ email: String = email) async throws -> Bool {
        let browser = Browser(site)
        try await browser.signIn(email, password: password)
        return browser.last.status == .seeOther
    }

    @Test("a changed password: it is gone, everybody is signed out, and the owner chooses another")
    func password() async throws {
        try await ada.changePassword(to: "of somebody else")
        let link = try ada.link(to: Self.email)
        #expect(try await takes("of somebody else"))
        let other = try await ada.isSignedIn()
        #expect(other)
        try await undo(link)
        #expect(try await !ada.isSignedIn())
        #expect(try await !takes("of somebody else"))
        #expect(try await !takes(Browser.password))
        #expect(try await takes("chosen after undoing"))
    }

    @Test("a sign-in from a new browser: it is signed out, and the password it used is gone")
    func signIn() async throws {
        let thief = try await ada.another(Self.email)
        let link = try ada.link(to: Self.email)
        #expect(try await thief.isSignedIn())
        try await undo(link)
        #expect(try await !thief.isSignedIn())
        #expect(try await !takes(Browser.password))
    }

    @Test("a changed address: the old one is back, and the new one lets nobody in")
    func address() async throws {
        try await ada.askEmail("thief@example.com")
        try await ada.follow(try ada.link(to: Self.email))
        try await ada.follow(try ada.link(to: "thief@example.com"))
        let link = try ada.link(to: Self.email)
        #expect(try await takes(Browser.password, "thief@example.com"))
        try await undo(link)
        #expect(try await takes("chosen after undoing"))
        #expect(try await !takes("chosen after undoing", "thief@example.com"))
    }

    @Test("a second factor turned on: it is off")
    func factorOn() async throws {
        try await ada.turnOnSecondFactor()
        try await undo(try ada.link(to: Self.email))
        #expect(try database.count("agentor.second_factors") == 0)
        try await owner.signIn(Self.email, password: "chosen after undoing")
        #expect(try await owner.isSignedIn())
    }

    @Test("a second factor turned off, or replaced: the one before is back")
    func factorOff() async throws {
        let (factor, _) = try await ada.turnOnSecondFactor()
        try database.forgetCodes()
        for isReplaced in [false, true] {
            if isReplaced {
                try await ada.turnOnSecondFactor()
            } else {
                try await ada.get("/account/second-factor")
                try await ada.post("/account/second-factor/turn-off", [:])
            }
            let link = try ada.link(to: Self.email)
            try database.forgetCodes()
            try await owner.follow(link)
            let reset = try #require(owner.last.location)
            try await owner.reset(reset, to: "chosen after undoing", code: factor.code(atStep: .step))
            #expect(owner.last.location == "/sign-in?done=password")
            try database.forgetCodes()
            ada.cookie = nil
            try await ada.signIn(Self.email, password: "chosen after undoing")
            #expect(ada.last.location == "/sign-in/second-factor")
            try await ada.giveSecondFactor(factor.code(atStep: .step))
            #expect(ada.last.location == "/dashboard")
            try database.forgetCodes()
        }
    }

    @Test("recovery codes made after a change are undone with it, and those before are good again")
    func recoveryCodes() async throws {
        let (factor, codes) = try await ada.turnOnSecondFactor()
        let mine = try #require(codes.first)
        try database.forgetCodes()
        ada.cookie = nil
        try await ada.signIn(Self.email)
        try await ada.giveSecondFactor(factor.code(atStep: .step))
        try await ada.get("/account/second-factor")
        try await ada.post("/account/second-factor/recovery-codes", [:])
        let theirs = try #require(ada.last.text.firstMatch(of: /<li><code>([^<]+)/).map { String($0.1) })
        #expect(mine != theirs)
        let link = try ada.link(to: Self.email)
        try await owner.follow(link)
        let reset = try #require(owner.last.location)
        for (code, isTaken) in [(theirs, false), (mine, true)] {
            try await owner.reset(reset, to: "chosen after undoing", code: code)
            #expect((owner.last.location == "/sign-in?done=password") == isTaken)
        }
        site.postman.deliverDue()
        let subjects = site.mails.letters(to: Self.email).map(\.subject)
        #expect(subjects.contains("A change of your account was undone"))
    }

    @Test("an account asked to be deleted after the change: it stays")
    func deletion() async throws {
        try await ada.changePassword(to: "of somebody else")
        let link = try ada.link(to: Self.email)
        try await ada.get("/account/delete")
        try await ada.post("/account/delete", [:])
        #expect(try database.count("agentor.accounts where erase_after is not null") == 1)
        try await undo(link)
        #expect(try database.count("agentor.accounts where erase_after is null") == 1)
    }

    @Test("undoing an early change undoes those after it, and their links do nothing any more")
    func chain() async throws {
        try await ada.changePassword(to: "of somebody else")
        let early = try ada.link(to: Self.email)
        try await ada.turnOnSecondFactor()
        let late = try ada.link(to: Self.email)
        try await ada.askEmail("thief@example.com")
        try await ada.follow(try ada.link(to: Self.email))
        try await ada.follow(try ada.link(to: "thief@example.com"))
        let last = try ada.link(to: Self.email)
        try await undo(early)
        #expect(try await takes("chosen after undoing"))
        #expect(try database.count("agentor.second_factors") == 0)
        for link in [early, late, last] { #expect(try await owner.follow(link).status == .gone) }
        #expect(try await takes("chosen after undoing"))
    }

    @Test("undoing a late change leaves an early one, which can still be undone")
    func late() async throws {
        try await ada.changePassword(to: "of the owner too")
        let early = try ada.link(to: Self.email)
        try await ada.turnOnSecondFactor()
        try await undo(try ada.link(to: Self.email))
        #expect(try await takes("chosen after undoing"))
        #expect(try await owner.get(early).status == .ok)
    }

    @Test("a link is used once, looking uses nothing up, and after seven days it does nothing")
    func once() async throws {
        try await ada.changePassword(to: "of somebody else")
        let link = try ada.link(to: Self.email)
        let days = try database.administer(
            "select extract(epoch from expires_at - created_at) / 86400 = 7 from agentor.challenges where purpose = 'undo'"
        )
        #expect(days == [["t"]])
        for _ in 0..<3 { #expect(try await owner.get(link).status == .ok) }
        #expect(try await takes("of somebody else"))
        try await undo(link)
        #expect(try await owner.follow(link).status == .gone)
        owner.cookie = nil
        try await owner.signIn(Self.email, password: "chosen after undoing")
        try await owner.changePassword(to: "yet another password", from: "chosen after undoing")
        let second = try owner.link(to: Self.email)
        try database.endChallenges()
        #expect(try await ada.follow(second).status == .gone)
        #expect(try await takes("yet another password"))
    }

    @Test("used many times at once it undoes once")
    func atOnce() async throws {
        try await ada.changePassword(to: "of somebody else")
        let link = try ada.link(to: Self.email)
        try await owner.get(link)
        let request = try owner.form("/confirm", ["token": String(link.suffix(64))])
        let responses = await answers(of: site, to: Array(repeating: request, count: 4))
        #expect(responses.filter { $0.status == .seeOther }.count == 1)
        #expect(responses.filter { $0.status == .gone }.count == 3)
    }

    @Test("it undoes nothing of another account")
    func foreign() async throws {
        let eve = Browser(site)
        try await eve.signUp("Eve", email: "eve@example.com")
        try await eve.changePassword(to: "the password of eve")
        try await ada.changePassword(to: "of somebody else")
        try await undo(try eve.link(to: "eve@example.com"))
        #expect(try await takes("of somebody else"))
        #expect(try await ada.isSignedIn())
        #expect(try await !takes("the password of eve", "eve@example.com"))
    }

    @Test("a change that is made while another is undone is not there afterwards")
    func raced() async throws {
        try await ada.changePassword(to: "of somebody else")
        let link = try ada.link(to: Self.email)
        try await owner.get(link)
        let undo = try owner.form("/confirm", ["token": String(link.suffix(64))])
        try await ada.get("/account/password")
        let change = try ada.form(
            "/account/password", ["current": "of somebody else", "password": "once more of theirs"])
        try await ada.get("/account/second-factor/set-up")
        _ = await answers(of: site, to: [undo, change])
        _ = await site.respond(to: undo)
        #expect(try await !takes("of somebody else"))
        #expect(try await !takes("once more of theirs"))
        #expect(try await !ada.isSignedIn())
        #expect(try database.count("agentor.sessions") == 0)
    }
}
