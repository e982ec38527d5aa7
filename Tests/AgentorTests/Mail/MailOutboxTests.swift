import FoundationEssentials
import Mail
import Postgres
import TestDatabase
import Testing
import Threads

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("The outbox", .database(agentorDatabase))
struct MailOutboxTests {
    private let site: Site
    private let database: TestDatabase

    private static let letter = Letter(
        subject: "Confirm your address", paragraphs: ["A word nobody else reads: marzipan."], code: "135790")

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    @discardableResult
    private func enqueue(
        _ letter: Letter = letter, to address: String = "ada@example.com", expiring: Duration? = nil
    ) throws -> MailID {
        let enqueue = EnqueueMail(letter, to: address, keys: site.settings.keys, expiring: expiring)
        _ = try site.database.door.query(enqueue, as: .nobody, access: .readWrite)
        return enqueue.id
    }

    private func claim() throws -> ClaimMail.Row? {
        try site.database.door.first(ClaimMail(lease: .seconds(120)), as: .nobody, access: .readWrite)
    }

    private func outcome(_ id: MailID) throws -> FindMailOutcome.Row {
        try #require(try site.database.door.first(FindMailOutcome(id), as: .nobody))
    }

    private func fail(_ claim: ClaimMail.Row, _ failure: MailFailure = .temporary("busy")) throws -> Bool? {
        try site.database.door.first(
            MailFailed(id: claim.id, attempt: claim.attempt, failure: failure), as: .nobody,
            access: .readWrite)
    }

    /// Time passes for what waits in the outbox.
    private func pass(_ interval: String) throws {
        try database.administer(
            """
            update agentor.outbox set created_at = created_at - $1::interval, expires_at = expires_at - $1::interval,
                next_attempt_at = next_attempt_at - $1::interval, claimed_until = claimed_until - $1::interval
            """, [interval])
    }

    /// Address and content of every mail.
    private func contents() throws -> [[String?]] {
        try database.administer("select address, sealed::text from agentor.outbox")
    }

    @Test("a letter put in the outbox is delivered, once")
    func delivery() throws {
        let id = try enqueue()
        #expect(try outcome(id).attempts == 0)
        #expect(site.postman.deliverDue() == 1)
        #expect(site.mails.letters(to: "ada@example.com") == [Self.letter])
        #expect(site.mails.mails.first?.id == id)
        #expect(try outcome(id).sentAt != nil)
        #expect(site.postman.deliverDue() == 0)
        #expect(site.mails.mails.count == 1)
    }

    @Test("the oldest goes first, and one that fails holds up none")
    func order() throws {
        for number in 1...3 { try enqueue(to: "person\(number)@example.com") }
        #expect(site.postman.deliverDue() == 3)
        #expect(site.mails.mails.map(\.to) == (1...3).map { "person\($0)@example.com" })
        try enqueue(to: "two..people@example.com")
        try enqueue()
        #expect(site.postman.deliverDue() == 1)
    }

    @Test("a transaction that is rolled back leaves no mail")
    func rollback() throws {
        struct Regret: Error {}
        let enqueue = EnqueueMail(Self.letter, to: "ada@example.com", keys: site.settings.keys)
        #expect(throws: Regret.self) {
            try site.database.door.transaction(as: .nobody) { transaction in
                try transaction.run(enqueue)
                throw Regret()
            }
        }
        #expect(site.postman.deliverDue() == 0)
        #expect(try contents().isEmpty)
        try site.database.door.transaction(as: .nobody) { transaction in _ = try transaction.run(enqueue) }
        #expect(site.postman.deliverDue() == 1)
    }

    @Test(
        "an address with white space, brackets or control characters fails the transaction",
        arguments: [
            "ada@example.com\r\nRCPT TO:<eve@example.com>", "a b@example.com", "<a@example.com>", "a",
            "a@b@c",
        ])
    func hostileAddress(address: String) throws {
        let error = #expect(throws: PostgresError.self) { try enqueue(to: address) }
        #expect(error?.constraint == "outbox_address_check")
        #expect(try contents().isEmpty)
    }

    @Test("workers share the mails: each goes out once")
    func sharing() async throws {
        for number in 0..<20 { try enqueue(to: "person\(number)@example.com") }
        let counts = try await Thread.run(times: 4) { [site] _ in site.postman.deliverDue() }
        #expect(counts.reduce(0, +) == 20)
        #expect(Set(site.mails.mails.map(\.to)).count == 20)
        #expect(site.mails.mails.count == 20)
    }

    @Test("a mail another transaction is looking at is passed over, not waited for")
    func skipLocked() throws {
        let first = try enqueue()
        let second = try enqueue(to: "bea@example.com")
        try site.database.door.transaction(as: .nobody) { transaction in
            let held = try transaction.first(ClaimMail(lease: .seconds(120)))
            #expect(held?.id == first)
            #expect(try claim()?.id == second)
            #expect(try claim() == nil)
        }
    }

    @Test("a mail whose worker died is taken up again when the lease is over, as the same mail")
    func lease() throws {
        let id = try enqueue()
        let lost = try #require(try claim())
        #expect(try claim() == nil)
        #expect(site.postman.deliverDue() == 0)
        try pass("119 seconds")
        #expect(site.postman.deliverDue() == 0)
        try pass("1 second")
        #expect(site.postman.deliverDue() == 1)
        #expect(site.mails.mails.map(\.id) == [id])
        #expect(try outcome(id).attempts == 2)
        // The first worker comes round after all: what is sent stays sent.
        #expect(try fail(lost) == nil)
        #expect(try outcome(id).sentAt != nil)
    }

    @Test("only the latest claim can report a failure, but whoever sent it did")
    func overtaken() throws {
        let id = try enqueue()
        let first = try #require(try claim())
        try pass("2 minutes")
        let second = try #require(try claim())
        #expect(second.attempt == 2)
        #expect(try fail(first, .permanent("no")) == nil)
        #expect(try outcome(id).givenUpAt == nil)
        #expect(try fail(second, .permanent("no")) == true)
        _ = try site.database.door.query(MailSent(id: first.id), as: .nobody, access: .readWrite)
        #expect(try outcome(id).sentAt != nil)
        #expect(try outcome(id).givenUpAt == nil)
    }

    @Test(
        "attempts come after 30 seconds, then twice as long each time, up to four hours, give or take a fifth"
    )
    func backoff() throws {
        try enqueue()
        var expected = 30.0
        for attempt in 1...14 {
            let claim = try #require(try claim())
            #expect(claim.attempt == attempt)
            #expect(try fail(claim) == false)
            let row = try database.administer(
                "select extract(epoch from next_attempt_at - now())::float8::text from agentor.outbox")
            let pause = try #require(row.first?[0].flatMap { Double($0) })
            // A tenth of a second has passed at most.
            #expect(pause > expected * 0.8 - 1 && pause <= expected * 1.2, "after attempt \(attempt)")
            #expect(try self.claim() == nil)
            try database.administer("update agentor.outbox set next_attempt_at = now()")
            expected = min(expected * 2, 4 * 3600)
        }
    }

    @Test("a temporary failure is tried again, and the same mail arrives")
    func retry() throws {
        let id = try enqueue()
        site.mails.fail(with: .temporary("the server is busy"))
        #expect(site.postman.deliverDue() == 0)
        #expect(try outcome(id).lastError == "the server is busy")
        site.mails.fail(with: nil)
        #expect(site.postman.deliverDue() == 0)
        try pass("36 seconds")
        #expect(site.postman.deliverDue() == 1)
        #expect(site.mails.mails.first?.messageID == "<\(id)@agentor.example>")
        #expect(try outcome(id).lastError == nil)
    }

    @Test("after a permanent refusal a mail is given up, and erased")
    func refusal() throws {
        let id = try enqueue()
        site.mails.fail(with: .permanent("the server answered: 550 no such user"))
        site.postman.deliverDue()
        let outcome = try outcome(id)
        #expect(outcome.givenUpAt != nil)
        #expect(outcome.lastError == "the server answered: 550 no such user")
        #expect(try contents() == [[nil, nil]])
        try pass("1 day")
        site.mails.fail(with: nil)
        #expect(site.postman.deliverDue() == 0)
    }

    @Test("after three days a mail is given up, and erased")
    func givingUp() throws {
        let id = try enqueue()
        site.mails.fail(with: .temporary("busy"))
        site.postman.deliverDue()
        try pass("71 hours 59 minutes 50 seconds")
        // The next attempt would come too late.
        site.postman.deliverDue()
        #expect(try outcome(id).attempts == 2)
        #expect(try outcome(id).givenUpAt != nil)
        #expect(try contents() == [[nil, nil]])
    }

    @Test("a mail nobody has tried for three days is not sent any more")
    func tooLate() throws {
        let id = try enqueue()
        try pass("3 days")
        #expect(site.postman.deliverDue() == 0)
        #expect(try outcome(id).givenUpAt != nil)
        #expect(try outcome(id).attempts == 0)
        #expect(try contents() == [[nil, nil]])
    }

    @Test("a letter with an end of its own is not sent after it")
    func expiry() throws {
        let code = try enqueue(expiring: .seconds(600))
        try enqueue(to: "bea@example.com", expiring: .seconds(100 * 86_400))
        try pass("10 minutes")
        #expect(site.postman.deliverDue() == 1)
        #expect(site.mails.mails.map(\.to) == ["bea@example.com"])
        #expect(try outcome(code).givenUpAt != nil)
        let longest = try database.administer("select max(expires_at - created_at)::text from agentor.outbox")
        #expect(longest == [["3 days"]])
    }

    @Test("what was sent is erased, and its times are kept for a month")
    func erasure() throws {
        let id = try enqueue()
        #expect(try contents() != [[nil, nil]])
        site.postman.deliverDue()
        #expect(try contents() == [[nil, nil]])
        try database.administer("update agentor.outbox set sent_at = sent_at - interval '31 days'")
        // Old rows are swept now and then: one report in a hundred.
        for _ in 0..<2000 where try site.database.door.first(FindMailOutcome(id), as: .nobody) != nil {
            _ = try site.database.door.query(
                MailSent(id: MailID(rawValue: UUID())), as: .nobody, access: .readWrite)
        }
        #expect(try site.database.door.first(FindMailOutcome(id), as: .nobody) == nil)
    }

    @Test("what a letter says cannot be read by SQL, nor with another key, nor led to another address")
    func sealing() throws {
        try enqueue()
        let row = try #require(
            try database.administer("select o::text, sealed::text from agentor.outbox o").first)
        for secret in ["marzipan", "135790", "Confirm"] {
            #expect(row[0]?.contains(secret) == false)
            #expect(row[1]?.contains(Array(secret.utf8).hex) == false)
        }
        let other = try SealingKeys(parsing: String(repeating: "11", count: 32))
        let claim = try #require(try claim())
        #expect(claim.letter.letter(claim.id, to: "ada@example.com", keys: site.settings.keys) == Self.letter)
        #expect(claim.letter.letter(claim.id, to: "ada@example.com", keys: other) == nil)
        #expect(claim.letter.letter(claim.id, to: "eve@example.com", keys: site.settings.keys) == nil)
        let another = MailID(rawValue: UUID())
        #expect(claim.letter.letter(another, to: "ada@example.com", keys: site.settings.keys) == nil)
    }

    @Test("a mail led to another address is not sent")
    func redirected() throws {
        let id = try enqueue()
        try database.administer("update agentor.outbox set address = 'eve@example.com'")
        #expect(site.postman.deliverDue() == 0)
        #expect(try outcome(id).lastError?.contains("cannot be opened") == true)
        #expect(site.mails.mails.isEmpty)
    }

    @Test("a sender that is none loses no mail")
    func noSender() throws {
        let id = try enqueue()
        let postman = Postman(
            pool: site.database.door, keys: site.settings.keys, transport: site.mails, from: "Agentor",
            compose: { _ in ("", []) }, logger: TestDatabase.logger)
        #expect(postman.deliverDue() == 0)
        #expect(try outcome(id).givenUpAt == nil)
        try pass("36 seconds")
        #expect(site.postman.deliverDue() == 1)
    }

    @Test(
        "the serving role reaches the outbox through its functions only",
        arguments: [
            "select id from agentor.outbox", "select sealed from agentor.outbox",
            "update agentor.outbox set next_attempt_at = now()", "delete from agentor.outbox",
            "insert into agentor.outbox (address, sealed, expires_at) values ('a@b.example', '\\x00', now())",
        ])
    func noGrant(sql: String) throws {
        let error = #expect(throws: PostgresError.self) { try database.serve(sql, as: "") }
        #expect(error?.sqlState == .insufficientPrivilege)
    }

    @Test("while the database is away nothing is sent; what was sent before is not sent again afterwards")
    func outage() throws {
        try enqueue()
        let relay = try Relay(to: database.door)
        defer { relay.finish() }
        let pool = Pool(
            Pool.Configuration(conninfo: relay.conninfo, size: 1, connectTimeout: .seconds(1)),
            logger: TestDatabase.logger)
        // The connection breaks after the server has taken the mail.
        let box = Letterbox()
        let postman = Postman(
            pool: pool, keys: site.settings.keys, transport: Breaking(box: box, relay: relay),
            from: site.settings.from, compose: { _ in ("", []) }, logger: TestDatabase.logger)
        #expect(postman.deliverDue() == 0)
        #expect(box.mails.count == 1)
        #expect(postman.deliverDue() == 0)
        relay.start()
        try pass("1 day")
        #expect(postman.deliverDue() == 0)
        #expect(box.mails.count == 1)
        #expect(try contents() == [[nil, nil]])
    }

    private struct Breaking: MailTransport {
        let box: Letterbox
        let relay: Relay

        func deliver(_ mail: MailMessage) throws(MailFailure) {
            try box.deliver(mail)
            relay.stop()
        }
    }

    @Test("the thread delivers when nudged, and by itself within seconds, until it is stopped")
    func thread() async throws {
        try site.postman.start()
        try await Task.sleep(for: .milliseconds(100))
        try enqueue()
        site.postman.nudge()
        try await site.mails.has(1, within: .seconds(5))
        try enqueue()
        try await site.mails.has(2, within: .seconds(5))
        await Thread.stop(site.postman)
        try enqueue()
        site.postman.nudge()
        try await Task.sleep(for: .milliseconds(1500))
        #expect(site.mails.mails.count == 2)
        #expect(site.postman.deliverDue() == 0)
    }
}

extension Thread {
    fileprivate static func stop(_ postman: Postman) async {
        _ = try? await Thread.run { postman.stop() }
    }
}

extension Letterbox {
    fileprivate func has(_ count: Int, within duration: Duration) async throws {
        let deadline = ContinuousClock.now + duration
        while mails.count < count, .now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(mails.count == count)
    }
}
