import Crypto
import FastCGI
import FoundationEssentials
import Outgoing
import Postgres
import Synchronization
import TestDatabase
import Testing
import WebPush

@testable import AgentorCore
@testable import AgentorFCGI

/// Push services in miniature: answer as they are told, and keep what they were asked.
private final class Services: HTTPTransport {
    private let state = Mutex<(answer: HTTPResponse?, asked: [String])>((HTTPResponse(status: 201), []))

    var asked: [String] { state.withLock { $0.asked } }

    func answer(_ status: Int?, retryAfter: Int? = nil) {
        state.withLock { $0.answer = status.map { HTTPResponse(status: $0, retryAfter: retryAfter) } }
    }

    func send(_ request: HTTPRequest, within time: Duration) throws(TransferFailure) -> HTTPResponse {
        let answer = state.withLock { state in
            state.asked.append(request.address)
            return state.answer
        }
        guard let answer else { throw TransferFailure("nobody is there") }
        return answer
    }
}

@Suite("Notices in browsers", .database(agentorDatabase))
struct PushTests {
    private let site: Site
    private let database: TestDatabase
    private let services = Services()
    private let pushes: Pushes
    private let missed: MissedMail

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        pushes = Pushes(
            database: site.database, keys: site.settings.keys, contact: "mailto:me@agentor.example",
            transport: services)
        missed = MissedMail(
            database: site.database, keys: site.settings.keys, address: "http://127.0.0.1:8080",
            patience: .seconds(900))
    }

    private func fields(_ endpoint: String) -> [String: String] {
        let key = P256.KeyAgreement.PrivateKey().publicKey.x963Representation
        return [
            "endpoint": endpoint, "p256dh": Base64URL.encode(key),
            "auth": Base64URL.encode([UInt8](repeating: 7, count: 16)),
        ]
    }

    @discardableResult
    private func subscribe(_ endpoint: String, by browser: Browser) async throws -> Response {
        try await browser.get("/account/notifications/push")
        return try await browser.post("/account/notifications/push", fields(endpoint))
    }

    private func endpoints() throws -> Int {
        try database.administer("select 1 from agentor.push_subscriptions").count
    }

    /// Ada has written to Bo, who has been away for an hour.
    private func miss() async throws -> (Browser, Browser) {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        try await subscribe("https://push.example/bo", by: bo)
        try await ada.get("/channels/new")
        let channel = try #require(
            try await ada.post("/channels", ["name": "Talk", "description": "", "visibility": "public"])
                .location)
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", ["message": "Are you there?"])
        try leave()
        return (ada, bo)
    }

    /// Everything so far has happened an hour ago, and it is time to look.
    private func leave() throws {
        try database.administer(
            """
            update agentor.sessions set last_seen_at = last_seen_at - interval '1 hour';
            update messaging.user_presence set last_seen = last_seen - interval '1 hour';
            update messaging.messages set created_at = created_at - interval '1 hour';
            update agentor.missed_mail set due_at = now(), told_until = told_until - interval '2 hours',
                mailed_at = mailed_at - interval '1 hour'
            """)
    }

    private func tell() throws {
        while try missed.sendOne() {}
        while try pushes.sendOne() {}
    }

    /// How many mails of what they missed somebody got.
    private func mails(to name: String) throws -> Int {
        let address = try #require(
            try database.administer("select email from agentor.accounts where full_name = $1", [name]).first?[
                0])
        site.postman.deliverDue()
        return site.mails.mails.count { $0.to == address && $0.letter.unsubscribing != nil }
    }

    @Test(
        "a browser is told once of what was missed, as often as a mail would come, and where no mail is wanted"
    )
    func told() async throws {
        let (_, bo) = try await miss()
        try tell()
        #expect(services.asked == ["https://push.example/bo"])
        try tell()
        #expect(services.asked.count == 1, "until there is something else")
        try await bo.get("/account/notifications")
        try await bo.post(
            "/account/notifications", ["level": "everything", "keywords": "", "quiet": "none", "mail": "off"])
        #expect(try database.administer("select wish from agentor.missed_mail where pushes") == [["off"]])
        let sent = try mails(to: "Bo")
        #expect(sent == 1)
        let ann = try await Browser.person("Ann", on: site)
        try await ann.get("/channels/talk")
        try await ann.post("/channels/talk/join", [:])
        try await ann.get("/channels/talk")
        try await ann.post("/channels/talk/messages", ["message": "And now?"])
        try leave()
        try tell()
        #expect(services.asked.count == 2)
        #expect(try mails(to: "Bo") == sent)
    }

    @Test("nobody who is there, wants quiet or is suspended has a browser told")
    func untold() async throws {
        _ = try await miss()
        try database.administer("update agentor.sessions set last_seen_at = now()")
        try tell()
        try database.administer(
            """
            update agentor.sessions set last_seen_at = now() - interval '1 hour';
            update agentor.missed_mail set due_at = now();
            update agentor.accounts set suspended_at = now()
            """)
        try tell()
        #expect(services.asked.isEmpty)
        try database.administer(
            "update agentor.accounts set suspended_at = null; update agentor.missed_mail set due_at = now()")
        try tell()
        #expect(services.asked.count == 1)
    }

    @Test("what a service says is kept to: gone is forgotten, later is later, and five times are enough")
    func outcomes() async throws {
        _ = try await miss()
        services.answer(429, retryAfter: 7_200)
        try tell()
        #expect(services.asked.count == 1)
        #expect(
            try database.administer(
                "select due_at > now() + interval '119 minutes' from agentor.push_subscriptions") == [["t"]])
        services.answer(503)
        for attempt in 2...9 {
            try database.administer(
                "update agentor.push_subscriptions set due_at = now() where due_at is not null")
            try tell()
            #expect(services.asked.count == min(attempt, 5))
        }
        #expect(try endpoints() == 1)
        services.answer(410)
        try database.administer("update agentor.push_subscriptions set due_at = now(), attempts = 0")
        try tell()
        #expect(try endpoints() == 0)
        #expect(try database.administer("select 1 from agentor.missed_mail where pushes").isEmpty)
    }

    @Test(
        "it is in the session it was asked for in, ten browsers at most, and whoever uses a browser last has it"
    )
    func subscriptions() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        for number in 1...12 { try await subscribe("https://push.example/\(number)", by: ada) }
        #expect(try endpoints() == 10)
        #expect(
            try await ada.get("/account/notifications/push").text.contains("10 browsers of yours are told."))
        try await subscribe("https://push.example/12", by: bo)
        #expect(try await ada.get("/account/notifications/push").text.contains("9 browsers of yours are"))
        try await bo.get("/account/notifications/push")
        try await bo.post("/account/notifications/push", ["end": "1", "endpoint": "https://push.example/11"])
        #expect(try endpoints() == 10, "another's is not theirs to end")
        try await bo.get("/account/notifications/push")
        try await bo.post("/account/notifications/push", ["end": "1", "endpoint": "https://push.example/12"])
        #expect(try endpoints() == 9)
        try await ada.get("/account/notifications/push")
        try await ada.post("/sign-out", [:])
        #expect(try endpoints() == 0)
    }

    @Test("what no push service gives out is refused, and where it is reached is sealed")
    func sealed() async throws {
        let ada = try await Browser.person("Ada", on: site)
        for endpoint in [
            "", "http://push.example/a", "https://u:p@push.example/", "javascript:1", "http://127.0.0.1/",
        ] {
            #expect(try await subscribe(endpoint, by: ada).status == .unprocessableContent, "\(endpoint)")
        }
        #expect(try endpoints() == 0)
        #expect(try await subscribe("https://push.example/secret-address", by: ada).status == .seeOther)
        #expect(
            try database.administer(
                "select 1 from agentor.push_subscriptions where position('secret-address' in encode(endpoint, 'escape')) > 0"
            ).isEmpty)
        let key = try await ada.get("/account/notifications/push").text.firstMatch(of: /data-key="([^"]+)"/)
        #expect(
            try await ada.get("/account/notifications/push").text.contains(try #require(key).1),
            "the same for good")
        #expect(Base64URL.decode(try #require(key).1.utf8)?.count == 65)
    }
}
