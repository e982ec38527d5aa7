import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import Messaging

@Suite("A channel that somebody keeps locked", .database(messagingDatabase))
struct CongestionTests {
    @Test("once one has waited too long, one at a time tries, until one comes through")
    func values() {
        var congestion = Congestion()
        func enter(_ slug: String = "a") -> Bool { congestion.enter(slug) }
        #expect([enter(), enter()] == [true, true], "nobody is held up who need not be")
        congestion.leave("a", isStuck: true)
        #expect([enter(), enter(), enter("b")] == [true, false, true])
        congestion.leave("a", isStuck: true)
        #expect([enter(), enter()] == [true, false])
        congestion.leave("a", isStuck: false)
        #expect([enter(), enter()] == [true, true])
    }

    private func isStuck(_ body: () throws -> some Any) throws -> Bool {
        do {
            _ = try body()
            return false
        } catch MessagingError.database(let error) where error.sqlState == .lockNotAvailable {
            return true
        }
    }

    @Test("sending, joining and leaving give up, reading goes on, and afterwards everything does")
    func database() throws {
        let database = try TestDatabase.current
        let pool = Pool(
            Pool.Configuration(conninfo: database.app, size: 4, lockTimeout: .milliseconds(50)),
            logger: TestDatabase.logger)
        let messenger = Messenger(pool: pool, listeningOn: database.app, logger: TestDatabase.logger)
        let (ada, bo) = (try messenger.person("Ada"), try messenger.person("Bo"))
        let slug = try messenger.createChannel(as: ada)
        let draft = try MessageDraft(text: "hello", nonce: UUID())
        let locker = try database.connection()
        try locker.run("begin; select from messaging.channels for update")
        for _ in 0..<2 {
            #expect(try isStuck { try messenger.send(draft, to: slug, as: ada.identity) })
            #expect(try isStuck { try messenger.join(slug, as: bo.identity) })
            #expect(try isStuck { try messenger.leave(slug, as: ada.identity) })
        }
        #expect(try messenger.texts(in: slug, as: ada).isEmpty)
        try locker.run("commit")
        #expect(try messenger.send(draft, to: slug, as: ada.identity) == 1)
        try messenger.join(slug, as: bo.identity)
        #expect(try messenger.texts(in: slug, as: bo) == ["hello"])
    }
}
