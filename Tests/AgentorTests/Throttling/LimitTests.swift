import FastCGI
import TestDatabase
import TestProvider
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// What one network address may do, whoever it says it is.
@Suite("Limits of a network address", .database(agentorDatabase))
struct LimitTests {
    private static let email = "ada@example.com"
    private static let limits: [(path: String, fields: [String: String], limit: Throttle.Limit)] = [
        ("/sign-in", ["email": email, "password": "not this one at all"], .signInAddress),
        ("/sign-up", ["name": "Ada", "email": email, "password": Browser.password], .signUpAddress),
        ("/sign-up", ["name": "Ada", "email": email, "password": Browser.password], .mailFrom),
        ("/sign-in/code", ["email": email], .mailFrom),
        ("/sign-in/second-factor", ["code": "1"], .codeAddress),
        ("/sign-in/unlock", ["email": email], .mailFrom),
        ("/forgot-password", ["email": email], .mailFrom),
    ]

    /// Takes all turns the address of the tests' browsers has.
    private func useUp(_ limit: Throttle.Limit, _ site: Site) throws {
        while try site.throttle.take(limit, for: "127.0.0.1") == nil {}
    }

    @Test(
        "a form says how long to wait, keeps what was typed, and leaves other addresses alone",
        arguments: limits.indices)
    func forms(index: Int) async throws {
        let (path, fields, limit) = Self.limits[index]
        let site = try Site.forTest()
        let browser = Browser(site)
        try await browser.get("/sign-in")
        try useUp(limit, site)
        let request = try browser.form(path, fields)
        let refused = await site.respond(to: request)
        #expect(refused.status == .tooManyRequests)
        #expect((1...3600).contains(refused.headers["Retry-After"].flatMap { Int($0) } ?? 0))
        #expect(try TestDatabase.current.count("agentor.outbox") == 0)
        if let email = fields["email"] { #expect(refused.text.contains("value=\"\(email)\"")) }
        var elsewhere = request
        elsewhere.remoteAddress = "192.0.2.1"
        #expect(await site.respond(to: elsewhere).status != .tooManyRequests)
    }

    /// What would be refused if it were looked at.
    private static let unusable: [(path: String, fields: [String: String], limit: Throttle.Limit)] = [
        ("/sign-in", ["email": " ", "password": "x"], .signInAddress),
        ("/sign-up", ["name": "", "email": "nobody", "password": "x"], .signUpAddress),
        ("/sign-up", ["name": "", "email": "nobody", "password": "x"], .mailFrom),
        ("/sign-up/confirm", ["code": "x"], .codeAddress),
        ("/sign-in/code", ["email": "nobody"], .mailFrom),
        ("/sign-in/second-factor", ["code": "x"], .codeAddress),
        ("/sign-in/unlock", ["email": "nobody"], .mailFrom),
        ("/sign-in/join", ["name": ""], .signUpAddress),
        ("/forgot-password", ["email": "nobody"], .mailFrom),
    ]

    @Test("a limit stands before anything is done with what was typed", arguments: unusable.indices)
    func limitFirst(index: Int) async throws {
        let (path, fields, limit) = Self.unusable[index]
        let site = try Site.forTest()
        let browser = Browser(site)
        try await browser.askForAccount("Ada", email: Self.email)
        try await browser.get("/sign-in")
        let request = try browser.form(path, fields)
        let looked = await site.respond(to: request).status
        #expect([.unprocessableContent, .gone].contains(looked), "\(looked)")
        try useUp(limit, site)
        #expect(await site.respond(to: request).status == .tooManyRequests)
    }

    @Test("a limit of an account stands before what its owner typed too")
    func limitOfAccountFirst() async throws {
        let site = try Site.forTest()
        let ada = try await Browser.person("Ada", on: site)
        let id = try #require(try TestDatabase.current.administer("select id from agentor.accounts")[0][0])
        let channel = try await ada.createChannel()
        try await ada.get("/channels/new")
        let forms: [(path: String, fields: [String: String], limit: Throttle.Limit)] = [
            ("\(channel)/messages", ["message": ""], .sendMessage),
            ("/channels", ["name": ""], .createChannel),
            ("/onboarding/agent-profile", [:], .saveProfile),
            ("/onboarding/client-profile", [:], .saveProfile),
            ("/account/name", ["name": ""], .account),
        ]
        let requests = try forms.map { try ada.form($0.path, $0.fields) }
        for request in requests {
            #expect(await site.respond(to: request).status == .unprocessableContent, "\(request.path)")
        }
        for form in forms { while try site.throttle.take(form.limit, for: id.uppercased()) == nil {} }
        // Messages come back within half a second.
        try TestDatabase.current.administer(
            "update agentor.throttles set whole_at = whole_at + interval '1 hour'")
        for request in requests {
            #expect(await site.respond(to: request).status == .tooManyRequests, "\(request.path)")
        }
    }

    @Test("messages are limited in each conversation too, and go on in others")
    func messagesHere() async throws {
        let site = try Site.forTest()
        let ada = try await Browser.person("Ada", on: site)
        let (busy, quiet) = (try await ada.createChannel("Busy"), try await ada.createChannel("Quiet"))
        let id = try #require(try TestDatabase.current.administer("select id from agentor.accounts")[0][0])
        let subject = "\(id.uppercased()) \(busy.dropFirst("/channels/".count))"
        while try site.throttle.take(.sendMessageHere, for: subject) == nil {}
        try TestDatabase.current.administer(
            "update agentor.throttles set whole_at = whole_at + interval '1 hour'")
        let refused = try await ada.say("one too many", in: busy)
        #expect(refused.status == .tooManyRequests && refused.text.contains("one too many"))
        #expect(try await ada.say("elsewhere", in: quiet).status == .seeOther)
    }

    @Test(
        "messages are limited by their bytes too, those of one account alone, and short ones go on for long")
    func messageBytes() async throws {
        let site = try Site.forTest()
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel()
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        let id = try #require(
            try TestDatabase.current.administer("select id from agentor.accounts where full_name = 'Ada'")[0][
                0])
        // As if somebody had sent the longest messages all day: then there is room for 32 KiB, not for twice that.
        let limit = Throttle.Limit.messageBytes
        guard case .steady(let burst, _) = limit.pace else { fatalError("their bytes come back one by one") }
        try TestDatabase.current.administer(
            """
            insert into agentor.throttles (key, whole_at) values ($1, now() + make_interval(secs => $2))
            """, [limit.key(for: id.uppercased()), "\(burst - 550)"])
        let long = String(repeating: "🪵", count: 8_000)
        #expect(try await ada.say(long, in: channel).status == .seeOther)
        let refused = try await ada.say(long, in: channel)
        #expect(refused.status == .tooManyRequests && refused.headers["Retry-After"] != nil)
        #expect(refused.text.contains("🪵"))
        #expect(try await ada.say("short", in: channel).status == .seeOther)
        #expect(try await bo.say(long, in: channel).status == .seeOther)
    }

    @Test("the way to a provider and back is limited too")
    func providers() async throws {
        let site = try Site.forTest(providers: try OpenIDStage().providers)
        let browser = Browser(site)
        try await browser.get("/sign-in")
        try useUp(.authorize, site)
        for address in ["/sign-in/with/test", "/sign-in/with/test/callback?code=1&state=1"] {
            let refused = try await browser.get(address, ["Sec-Fetch-Site": "same-origin"])
            #expect(refused.status == .tooManyRequests, "\(address)")
            #expect(refused.headers["Retry-After"] != nil)
        }
    }

    @Test("a link whose password is guessed in another browser takes ten guesses, and no more from anywhere")
    func guessedLink() async throws {
        let site = try Site.forTest()
        let asked = Browser(site)
        try await asked.askForAccount("Ada", email: Self.email)
        let link = try asked.link(to: Self.email)
        for _ in 0..<10 {
            let page = try await Browser(site).follow(link, ["password": "not this one at all"])
            #expect(page.status == .unprocessableContent)
        }
        let refused = try await Browser(site).follow(link, ["password": Browser.password])
        #expect(refused.status == .tooManyRequests && refused.headers["Retry-After"] != nil)
        #expect(try await asked.follow(link).location == "/onboarding")
    }

    @Test("an account is signed in to from twenty new browsers an hour, and another password lets in more")
    func newDevices() async throws {
        let site = try Site.forTest()
        let ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
        for _ in 0..<20 {
            let browser = Browser(site)
            try await browser.signIn(Self.email)
            try #require(browser.last.status == .seeOther)
        }
        let next = Browser(site)
        try await next.signIn(Self.email)
        #expect(next.last.status == .tooManyRequests && next.last.headers["Retry-After"] != nil)
        #expect(
            next.last.text.contains("choose another password") && next.last.text.contains("/forgot-password"))
        try await next.signInByCode(Self.email)
        #expect(next.last.status == .tooManyRequests && next.last.headers["Retry-After"] != nil)
        #expect(try await !next.isSignedIn())
        ada.cookie = nil
        try await ada.signIn(Self.email)
        #expect(ada.last.status == .seeOther, "a browser that is known is not counted")
        try await next.reset(try await next.askReset(Self.email), to: "quite another password")
        for browser in [next, ada] {
            try await browser.signIn(Self.email, password: "quite another password")
            #expect(browser.last.status == .seeOther)
        }
    }

    @Test("a recovery code that does not let in can be used again, and is told of when it does")
    func recoveryCode() async throws {
        let site = try Site.forTest()
        let ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
        let codes = try await ada.turnOnSecondFactor().codes
        try TestDatabase.current.administer("update agentor.accounts set suspended_at = now()")
        let browser = try await ada.another(Self.email)
        #expect(try await browser.giveSecondFactor(codes[0]).status == .forbidden)
        try TestDatabase.current.administer("update agentor.accounts set suspended_at = null")
        let again = try await ada.another(Self.email)
        #expect(try await again.giveSecondFactor(codes[0]).status == .seeOther)
        site.postman.deliverDue()
        let told = site.mails.letters(to: Self.email).filter { $0.subject == "A recovery code was used" }
        #expect(told.count == 1)
    }

    @Test("a code or a link that is good says how long to wait, and is good afterwards")
    func goodCodes() async throws {
        let site = try Site.forTest()
        let (ada, bea, cleo) = (Browser(site), Browser(site), Browser(site))
        try await ada.signUp("Ada", email: Self.email)
        try await bea.askForAccount("Bea", email: "bea@example.com")
        let code = try #require(bea.letter(to: "bea@example.com")?.code)
        let link = try bea.link(to: "bea@example.com")
        try await bea.get("/sign-up/confirm")
        try await cleo.get("/sign-in/code")
        try await cleo.post("/sign-in/code", ["email": Self.email])
        let signInCode = try #require(cleo.letter(to: Self.email)?.code)
        let reset = try await cleo.askReset(Self.email)
        try await cleo.get("/sign-in/code/confirm")
        func token(_ link: String) -> String { String(link.split(separator: "=")[1]) }
        let requests = [
            try bea.form("/sign-up/confirm", ["code": code]),
            try bea.form("/confirm", ["token": token(link)]),
            try cleo.form("/sign-in/code/confirm", ["code": signInCode]),
            try cleo.form("/reset-password", ["token": token(reset), "password": "quite another password"]),
        ]
        try useUp(.codeAddress, site)
        for request in requests {
            let refused = await site.respond(to: request)
            #expect(refused.status == .tooManyRequests, "\(request.path)")
            #expect(refused.headers["Retry-After"] != nil)
        }
        try TestDatabase.current.administer("delete from agentor.throttles")
        for request in [requests[0], requests[2]] {
            #expect(await site.respond(to: request).status == .seeOther, "\(request.path)")
        }
    }

    @Test("strangers from many networks get thirty mails of a kind to one address, and no more")
    func mails() async throws {
        let site = try Site.forTest()
        let browser = Browser(site)
        for number in 0...30 {
            try await browser.get("/sign-in/code")
            var request = try browser.form("/sign-in/code", ["email": Self.email])
            request.remoteAddress = "192.0.2.\(number)"
            let response = await site.respond(to: request)
            #expect(response.status == (number < 30 ? .seeOther : .tooManyRequests), "\(number)")
            if number == 30 { #expect(response.headers["Retry-After"] != nil) }
        }
    }

    @Test("what one account may change in a row is limited")
    func account() async throws {
        let site = try Site.forTest()
        let ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
        let id = try #require(try TestDatabase.current.administer("select id from agentor.accounts")[0][0])
        while try site.throttle.take(.account, for: id.uppercased()) == nil {}
        try await ada.get("/account/name")
        try await ada.post("/account/name", ["name": "Adele"])
        #expect(ada.last.status == .tooManyRequests && ada.last.headers["Retry-After"] != nil)
    }

    @Test(
        "an IPv6 customer's /64 is one address, and an IPv4 address is one",
        arguments: [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8:1:2::1", "2001:db8:1:2"),
            ("2001:db8::1", "2001:db8:0:0"), ("::1", "0:0:0:0"), ("::", "0:0:0:0"),
            ("2a02:0:0:0:1:2:3:4", "2a02:0:0:0"), ("2a02::7:a:b:c:d", "2a02:0:0:7"),
            ("2a02::8:a:b:c:d", "2a02:0:0:8"), ("2001:DB8:0001:2::192.0.2.1", "2001:db8:1:2"),
            ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::ffff:c000:201", "192.0.2.1"),
            ("unix:", "unix:"),
        ])
    func networks(address: String, network: String) {
        #expect(Request(remoteAddress: address).network == network)
    }
}
