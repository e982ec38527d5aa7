import AgentorViews
import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("What browsers ask ahead of time", .database(agentorDatabase))
struct AheadOfTimeTests {
    static let headers: [Headers] = [
        ["Sec-Purpose": "prefetch"], ["Sec-Purpose": "prefetch;prerender"],
        ["Sec-Purpose": "prefetch;anonymous-client-ip"], ["Purpose": "prefetch"], ["X-Moz": "prefetch"],
        ["X-Purpose": "preview"],
    ]

    @Test("nothing is read, begun, counted or kept by it, whatever the address", arguments: headers)
    func nothingDone(ahead: Headers) async throws {
        let site = try Site.forTest()
        let database = try TestDatabase.current
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel("Design")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.say("unread by Bo", in: channel)
        func state() throws -> [[String?]] {
            try database.administer(
                "select (select md5(string_agg(s::text, '' order by s::text)) from agentor.sessions s), "
                    + "(select count(*) from agentor.challenges), (select count(*) from agentor.outbox), "
                    + "(select md5(string_agg(t::text, '' order by t::text)) from agentor.throttles t), "
                    + "(select md5(string_agg(m::text, '' order by m::text)) from messaging.channel_members m)"
            )
        }
        try database.administer("update agentor.sessions set last_seen_at = now() - interval '2 days'")
        let before = try state()
        let cookie = bo.cookie
        for route in Route.all {
            for path in [
                route.path, "\(channel)?x", "\(channel)/log", "\(channel)/live", "\(channel)/changes?after=0",
            ] {
                let answer = try await bo.get(path, ahead)
                #expect(answer.status == .serviceUnavailable && answer.headers["Cache-Control"] == "no-store")
                #expect(answer.headers.all("Set-Cookie").isEmpty)
            }
        }
        #expect(try state() == before)
        #expect(bo.cookie == cookie)
        // Somebody who looks has read it.
        #expect(
            try await bo.get(channel, ["Sec-Purpose": "", "Purpose": "unknown"]).text.contains("unread by Bo")
        )
        #expect(try state() != before)
    }

    @Test(
        "nothing can be read a second time that has been asked for ahead: no page is given away",
        arguments: headers)
    func fresh(ahead: Headers) async throws {
        let browser = Browser(try Site.forTest())
        #expect(try await browser.get("/sign-in", ahead).status == .serviceUnavailable)
        #expect(browser.cookie == nil)
        #expect(try await browser.get("/sign-in").status == .ok)
        #expect(browser.cookie != nil)
    }
}
