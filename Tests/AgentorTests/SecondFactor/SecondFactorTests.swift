import AgentorViews
import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("The second factor", .database(agentorDatabase))
struct SecondFactorTests {
    private static let email = "ada@example.com"
    private let site: Site
    private let database: TestDatabase
    private let ada: Browser
    private let factor: OneTimePassword
    private let codes: [String]

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
        (factor, codes) = try await ada.turnOnSecondFactor()
        try database.forgetCodes()
    }

    private func code(_ steps: Int64 = 0) -> String { factor.code(atStep: .step + steps) }

    /// A browser that has given the password.
    private func half() async throws -> Browser {
        let browser = Browser(site)
        try await browser.signIn(Self.email)
        try #require(browser.last.location == "/sign-in/second-factor")
        return browser
    }

    @Test("the password alone opens no session, and the code after it does")
    func signIn() async throws {
        let browser = try await half()
        #expect(try await !browser.isSignedIn())
        #expect(try database.count("agentor.sessions") == 1)
        #expect(try await browser.giveSecondFactor(code()).location == "/dashboard")
        #expect(try await browser.isSignedIn())
    }

    @Test("whoever has given the first factor only is led to signing in from every page that needs somebody")
    func pending() async throws {
        let browser = try await half()
        for route in Route.all where !route.isOpen && !route.isHidden && route != .channels(.list) {
            let response = try await browser.get(route.path)
            #expect(
                response.status == .methodNotAllowed || response.location?.hasPrefix("/sign-in") == true
                    || response.status == .unauthorized && route.isFragment,
                "\(route.path)")
        }
        #expect(try await browser.giveSecondFactor(code()).status == .seeOther)
    }

    @Test("the second factor is taken in the browser that gave the first, and in no other")
    func elsewhere() async throws {
        let browser = try await half()
        let other = Browser(site)
        try await other.get("/sign-in")
        #expect(try await other.post("/sign-in/second-factor", ["code": code()]).status == .gone)
        #expect(try await browser.giveSecondFactor(code()).status == .seeOther)
    }

    @Test("a code is taken once, and none of an earlier half minute after it")
    func replay() async throws {
        #expect(try await half().giveSecondFactor(code(0)).status == .seeOther)
        for again in [code(0), code(-1)] {
            #expect(try await half().giveSecondFactor(again).status == .unprocessableContent)
        }
        #expect(try await half().giveSecondFactor(code(1)).status == .seeOther)
    }

    @Test("a code sent by two browsers at once lets one of them in")
    func atOnce() async throws {
        var browsers: [Browser] = []
        for _ in 0..<3 { browsers.append(try await half()) }
        let code = code(1)
        for browser in browsers { try await browser.get("/sign-in/second-factor") }
        let requests = try browsers.map { try $0.form("/sign-in/second-factor", ["code": code]) }
        let statuses = await answers(of: site, to: requests).map(\.status)
        #expect(statuses.filter { $0 == .seeOther }.count == 1)
        #expect(statuses.filter { $0 == .unprocessableContent }.count == 2)
    }

    @Test(
        "clocks may differ by half a minute to either side, and by no more",
        arguments: [(-3, false), (-1, true), (0, true), (1, true), (3, false)] as [(Int64, Bool)])
    func window(step: Int64, isTaken: Bool) async throws {
        let response = try await half().giveSecondFactor(code(step))
        #expect(response.status == (isTaken ? .seeOther : .unprocessableContent))
    }

    @Test("the code with which it was turned on is not taken again")
    func enrolment() async throws {
        let bea = Browser(site)
        try await bea.signUp("Bea", email: "bea@example.com")
        let (factor, _) = try await bea.turnOnSecondFactor()
        let used = try #require(
            Int64(try database.administer("select max(last_step) from agentor.second_factors")[0][0] ?? ""))
        let other = Browser(site)
        try await other.signIn("bea@example.com")
        #expect(try await other.giveSecondFactor(factor.code(atStep: used)).status == .unprocessableContent)
        #expect(try await other.giveSecondFactor(factor.code(atStep: used + 1)).status == .seeOther)
    }

    @Test("each of ten recovery codes lets in once, however it is typed, and the owner is told")
    func recovery() async throws {
        #expect(codes.count == 10 && Set(codes).count == 10)
        let browser = try await half()
        let typed = codes[0].uppercased().replacing("-", with: " ")
        #expect(try await browser.giveSecondFactor(typed).status == .seeOther)
        site.postman.deliverDue()
        #expect(site.mails.letters(to: Self.email).map(\.subject).contains("A recovery code was used"))
        #expect(try await half().giveSecondFactor(codes[0]).status == .unprocessableContent)
        #expect(try await half().giveSecondFactor(codes[1]).status == .seeOther)
        #expect(try await ada.get("/account/second-factor").text.contains("8"))
    }

    @Test("new recovery codes end the old ones")
    func renewed() async throws {
        try await ada.get("/account/second-factor")
        try await ada.post("/account/second-factor/recovery-codes", [:])
        let fresh = ada.last.text.matches(of: /<li><code>([^<]+)/).map { String($0.1) }
        #expect(fresh.count == 10)
        #expect(Set(fresh).isDisjoint(with: codes))
        #expect(try await half().giveSecondFactor(codes[0]).status == .unprocessableContent)
        #expect(try await half().giveSecondFactor(fresh[0]).status == .seeOther)
    }

    @Test("after five wrong codes the right one does nothing in this browser, and after four it does")
    func attempts() async throws {
        for wrong in [4, 5] {
            let browser = try await half()
            for _ in 0..<wrong {
                #expect(try await browser.giveSecondFactor("1").status == .unprocessableContent)
            }
            try await browser.get("/sign-in")
            let last = try await browser.post("/sign-in/second-factor", ["code": code()])
            #expect(last.status == (wrong == 4 ? .seeOther : .gone))
            try database.forgetCodes()
        }
    }

    @Test("after ten wrong codes in an hour none is taken, whatever browser it is typed into")
    func tenAnHour() async throws {
        for _ in 0..<2 {
            let browser = try await half()
            for _ in 0..<5 { try await browser.giveSecondFactor("1") }
        }
        let refused = try await half().giveSecondFactor(code())
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers["Retry-After"] != nil)
        try database.administer("delete from agentor.throttles")
        #expect(try await half().giveSecondFactor(code()).status == .seeOther)
    }

    @Test("whoever is suspended is told so with the second factor proved, and not before")
    func suspended() async throws {
        try database.administer("update agentor.accounts set suspended_at = now()")
        let browser = try await half()
        #expect(!browser.last.text.contains("suspended"))
        #expect(try await !browser.giveSecondFactor("1").text.contains("suspended"))
        let told = try await browser.giveSecondFactor(code())
        #expect(told.status == .forbidden && told.text.contains("This account is suspended"))
        #expect(try await !browser.isSignedIn())
    }

    @Test("it has to be given within ten minutes")
    func expiry() async throws {
        let browser = try await half()
        try await browser.get("/sign-in/second-factor")
        let request = try browser.form("/sign-in/second-factor", ["code": code()])
        try database.endChallenges()
        #expect(await site.respond(to: request).status == .gone)
    }

    @Test("a code by mail leads to it as a password does")
    func byMail() async throws {
        let browser = Browser(site)
        try await browser.signInByCode(Self.email)
        #expect(browser.last.location == "/sign-in/second-factor")
        #expect(try await !browser.isSignedIn())
        #expect(try await browser.giveSecondFactor(code()).status == .seeOther)
    }

    @Test("choosing another password by mail takes it, and leaves it on")
    func reset() async throws {
        let browser = Browser(site)
        let link = try await browser.askReset(Self.email)
        for wrong in [nil, "", "123456"] {
            let page = try await browser.reset(link, to: "quite another password", code: wrong)
            #expect(page.status == .unprocessableContent)
        }
        try await browser.signIn(Self.email)
        #expect(browser.last.location == "/sign-in/second-factor")
        try await browser.reset(link, to: "quite another password", code: code())
        #expect(browser.last.location == "/sign-in?done=password")
        try await browser.signIn(Self.email, password: "quite another password")
        #expect(browser.last.location == "/sign-in/second-factor")
    }

    @Test("a recovery code used to choose another password is used up, and told of")
    func resetByRecovery() async throws {
        let browser = Browser(site)
        let link = try await browser.askReset(Self.email)
        try await browser.reset(link, to: "quite another password", code: codes[0])
        #expect(browser.last.location == "/sign-in?done=password")
        site.postman.deliverDue()
        #expect(site.mails.letters(to: Self.email).map(\.subject).contains("A recovery code was used"))
        try await browser.signIn(Self.email, password: "quite another password")
        #expect(try await browser.giveSecondFactor(codes[0]).status == .unprocessableContent)
        #expect(try await browser.giveSecondFactor(codes[1]).status == .seeOther)
    }

    @Test(
        "beside it a password may be short, and then it cannot be turned off before the password is long again"
    )
    func shortPassword() async throws {
        let bea = Browser(site)
        try await bea.signUp("Bea", email: "bea@example.com")
        #expect(try await bea.changePassword(to: "kpwzrtmx").status == .unprocessableContent)
        #expect(try await ada.changePassword(to: "kpwzrtmx").location == "/account?done=password")
        #expect(try await ada.get("/account/second-factor").text.contains("cannot be turned off"))
        try await ada.post("/account/second-factor/turn-off", [:])
        #expect(ada.last.location == "/account/second-factor")
        #expect(try database.count("agentor.second_factors") == 1)
        try await ada.changePassword(to: "quite another password", from: "kpwzrtmx")
        try await ada.get("/account/second-factor")
        try await ada.post("/account/second-factor/turn-off", [:])
        #expect(ada.last.location == "/account/second-factor?done=off")
        #expect(try database.count("agentor.second_factors") == 0)
        #expect(try database.count("agentor.recovery_codes") == 0)
        try await Browser(site).signIn(Self.email, password: "quite another password")
    }

    @Test(
        "a short password and no second factor do not come together, in whatever order they are asked for at once"
    )
    func shortPasswordAtOnce() async throws {
        try await ada.get("/account/password")
        let short = try ada.form("/account/password", ["current": Browser.password, "password": "kpwzrtmx"])
        _ = try await database.answering(short, of: site, during: "delete from agentor.second_factors")
        #expect(try database.count("agentor.accounts where has_short_password") == 0)
    }

    @Test("it is turned on by a right code only, and by a secret of this browser")
    func setUp() async throws {
        let bea = Browser(site)
        try await bea.signUp("Bea", email: "bea@example.com")
        let factor = try await bea.beginSecondFactor()
        let other = try await bea.another("bea@example.com")
        let others = try await other.beginSecondFactor()
        #expect(factor.secret != others.secret)
        try await bea.get("/account/second-factor/set-up")
        for wrong in ["", "000", others.code(atStep: .step)] {
            try await bea.post("/account/second-factor/set-up", ["code": wrong])
            #expect(bea.last.status == .unprocessableContent)
        }
        #expect(try database.count("agentor.second_factors") == 1)
        try await bea.post("/account/second-factor/set-up", ["code": factor.code(atStep: .step)])
        #expect(bea.last.status == .ok)
        #expect(try database.count("agentor.second_factors") == 2)
        #expect(try await !other.isSignedIn())
    }

    @Test("pages with a secret on them are kept by no cache, and leak their address to no other site")
    func caching() async throws {
        let bea = Browser(site)
        try await bea.signUp("Bea", email: "bea@example.com")
        let factor = try await bea.beginSecondFactor()
        var pages = [bea.last]
        pages.append(
            try await bea.post("/account/second-factor/set-up", ["code": factor.code(atStep: .step)]))
        try await bea.get("/account/second-factor")
        pages.append(try await bea.post("/account/second-factor/recovery-codes", [:]))
        pages.append(try await bea.get("/account/download/agentor-data.json"))
        try await bea.changePassword(to: "quite another password")
        pages.append(try await bea.get(try bea.link(to: "bea@example.com")))
        pages.append(try await bea.get(try await bea.askReset("bea@example.com")))
        for page in pages {
            #expect(page.status == .ok)
            #expect(page.headers["Cache-Control"] == "no-store")
            #expect(["same-origin", "strict-origin"].contains(page.headers["Referrer-Policy"]))
        }
        #expect(try await bea.get("/account").headers["Cache-Control"] == "private, no-cache")
    }

    @Test("with it on, proving again who one is takes a code of the app, and no password or recovery code")
    func stepUp() async throws {
        try database.letProofsAge()
        #expect(
            try await ada.get("/account/password").location == "/account/prove?next=%2Faccount%2Fpassword")
        try await ada.get("/account/prove")
        for wrong in [["password": Browser.password], ["code": codes[0]], ["code": "000000"]] {
            try await ada.post("/account/prove", wrong)
            #expect(ada.last.status == .unprocessableContent)
        }
        try await ada.post("/account/prove", ["code": code(), "next": "/account/password"])
        #expect(ada.last.location == "/account/password")
        #expect(try await ada.get("/account/password").status == .ok)
    }
}
