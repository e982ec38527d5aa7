import FastCGI
import Mail
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Invitations by mail", .database(agentorDatabase))
struct MailedInvitationTests {
    private static let email = "nia@example.org"
    private let site: Site
    private let database: TestDatabase
    private let ada: Browser
    private let channel: String

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        ada = try await Browser.person("Ada", on: site)
        channel = try await ada.createChannel("Between us", visibility: "private")
    }

    @discardableResult
    private func invite(_ email: String = email, as role: String = "member", by browser: Browser? = nil)
        async throws
        -> Response
    {
        let browser = browser ?? ada
        try await browser.get("\(channel)/invitations")
        return try await browser.post("\(channel)/invitations", ["handle": email, "role": role])
    }

    private func letters(to email: String = email) -> [Letter] {
        site.postman.deliverDue()
        return site.mails.letters(to: email).filter { $0.unsubscribing != nil }
    }

    private func path(_ letter: Letter?) throws -> String {
        String(try #require(letter?.action).address.dropFirst("http://127.0.0.1:8080".count))
    }

    @Test("somebody without an account signs up by the link, with any address, and comes in, once")
    func signingUp() async throws {
        #expect(try await invite("  Nia@Example.org ").location == "\(channel)/invitations?done=mailed")
        let page = try await ada.get("\(channel)/invitations").text
        #expect(page.contains(Self.email) && page.contains("Send again"))
        let letter = try #require(letters().first)
        #expect(letter.paragraphs[0].contains("Ada") && letter.paragraphs[0].contains("Between us"))
        let path = try path(letter)
        let nia = Browser(site)
        #expect(try await nia.get(path).location?.hasPrefix("/sign-in?next=") == true)
        try await nia.signUp("Nia")
        try await nia.get("/onboarding/client-profile")
        try await nia.post(
            "/onboarding/client-profile",
            ["company": "Company", "need": "Help", "budget": "open", "time-zone": "Europe/Lisbon"])
        #expect(nia.last.location == path)
        #expect(try await nia.get(path).text.contains("Between us"))
        #expect(nia.link == nil)
        #expect(try await nia.post(path, [:]).location == channel)
        #expect(try await nia.get(channel).text.contains("<textarea"))
        let bo = try await Browser.person("Bo", on: site)
        #expect(try await bo.get(path).status == .notFound)
        #expect(
            try database.administer("select from agentor.mailed_invitations").isEmpty, "no address is kept")
        #expect(try await ada.get("\(channel)/record").text.contains("invited somebody by mail"))
    }

    @Test("the answer is the same for an address with an account, and no address is kept that is not sealed")
    func sameAnswer() async throws {
        let bo = Browser(site)
        try await bo.signUp("Bo", email: "bo@example.org")
        let known = try await invite("bo@example.org")
        let unknown = try await invite()
        #expect(known.location == unknown.location && known.status == unknown.status)
        #expect(letters(to: "bo@example.org").count == 1 && letters().count == 1)
        let kept = try database.administer(
            "select string_agg(i::text, '') || string_agg(m::text, '') from messaging.channel_invites i, agentor.mailed_invitations m"
        )
        for word in ["example", "example".utf8.map { String($0, radix: 16) }.joined()] {
            #expect(kept[0][0]?.contains(word) == false)
        }
        for bad in ["nia@", "a@b@", "nia@example"] {
            let refused = try await invite(bad)
            #expect(refused.status == .unprocessableContent && refused.text.contains(bad), "\(bad)")
        }
        #expect(try await invite("cy@example.org", as: "moderator").status == .unprocessableContent)
        #expect(try await ada.get("/invitations").status == .ok)
    }

    @Test("it is taken back, and sent again with another link, by whoever sent it alone")
    func again() async throws {
        try await invite()
        let first = try path(letters().first)
        let page = try await ada.get("\(channel)/invitations").text
        let resend = String(
            try #require(page.firstMatch(of: /\/channels\/[a-z0-9-]+\/invitations\/[0-9a-f-]+\/resend/)?.0))
        let eve = try await Browser.person("Eve", on: site)
        try await eve.get("/channels")
        #expect(try await eve.post(resend, [:]).status == .notFound)
        try await ada.get("\(channel)/invitations")
        #expect(try await ada.post(resend, [:]).location == "\(channel)/invitations?done=mailed")
        #expect(letters().count == 2)
        let second = try path(letters().last)
        #expect(try await eve.get(first).status == .notFound)
        #expect(try await eve.get(second).status == .ok)
        try await ada.get("\(channel)/invitations")
        try await ada.post(resend.replacing("/resend", with: "/revoke"), [:])
        #expect(try await eve.get(second).status == .notFound)
        #expect(try database.administer("select from agentor.mailed_invitations").isEmpty)
    }

    @Test("one click has no invitation go to an address any more, and whoever invites is not told")
    func unsubscribing() async throws {
        try await invite()
        let link = try #require(letters().first?.unsubscribing)
        let path = String(link.dropFirst("http://127.0.0.1:8080".count))
        let page = try await Browser(site).get(path)
        #expect(page.status == .ok && page.text.contains("No more invitations by mail?"))
        try await invite()
        #expect(letters().count == 2, "looking ends nothing")
        let click = Body(form: ["List-Unsubscribe": "One-Click"])
        #expect(
            try await Browser(site).send(.post, String(path.dropLast(2)) + "00", [:], click).status
                == .forbidden)
        for _ in 1...2 { #expect(try await Browser(site).send(.post, path, [:], click).status == .ok) }
        #expect(try await invite().location == "\(channel)/invitations?done=mailed")
        #expect(letters().count == 2)
        try await invite("other@example.org")
        #expect(letters(to: "other@example.org").count == 1)
    }

    @Test(
        "no mail goes to whoever has blocked the one who invites, who is not told; and only so many in a day")
    func limits() async throws {
        _ = try await Browser.person("Bo", on: site)
        let email = try #require(
            try database.administer("select email from agentor.accounts where full_name = 'Bo'")[0][0])
        try database.administer(
            """
            insert into messaging.blocks (blocker, blocked, kind)
            select b.id, a.id, 'block' from messaging.users a, messaging.users b
            where a.full_name = 'Ada' and b.full_name = 'Bo'
            """)
        #expect(try await invite(email).location == "\(channel)/invitations?done=mailed")
        #expect(letters(to: email).isEmpty)
        for number in 2...20 { #expect(try await invite("p\(number)@example.org").status == .seeOther) }
        let late = try await invite("late@example.org")
        #expect(late.status == .tooManyRequests && late.text.contains("late@example.org"))
    }
}
