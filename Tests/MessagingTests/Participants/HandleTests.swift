import Forms
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing
import Text

@Suite("Handles", .database(messagingDatabase))
struct HandleTests {
    private let database: TestDatabase
    private let messenger: Messenger

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
    }

    private func change(_ person: ParticipantID, to handle: String) throws -> HandleOutcome {
        try messenger.changeHandle(to: #require(Handle(handle)), as: person.identity)
    }

    private func handle(of person: ParticipantID) throws -> String? {
        try messenger.handle(of: person.identity)
    }

    @Test("come with the first introduction, made of the name, and stay when the name changes")
    func first() throws {
        let ada = try messenger.person("Ada Okafor")
        #expect(try handle(of: ada) == "ada-okafor")
        try messenger.introduce(as: ada.identity, name: "Ada Lovelace")
        #expect(try handle(of: ada) == "ada-okafor")
        #expect(try handle(of: messenger.person("يوسف المنصوري"))?.isEmpty == false)
        #expect(try handle(of: messenger.person("♥"))?.hasPrefix("member-") == true)
        #expect(try handle(of: messenger.person("Support"))?.hasPrefix("member-") == true)
    }

    @Test("differ, however many people have one name")
    func namesakes() throws {
        let handles = try (1...12).map { _ in try handle(of: messenger.person("Maria García")) }
        #expect(Set(handles).count == 12 && !handles.contains(nil))
        #expect(
            handles.prefix(5) == [
                "maria-garcia", "maria-garcia-2", "maria-garcia-3", "maria-garcia-4", "maria-garcia-5",
            ])
    }

    @Test("of two people who want one at the same moment one gets it")
    func race() async throws {
        let people = try (1...6).map { try messenger.person("Person \($0)") }
        let outcomes = try await withThrowingTaskGroup(of: HandleOutcome.self) { group in
            for person in people { group.addTask { try change(person, to: "wanted") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .theirs }.count == 1 && outcomes.filter { $0 == .taken }.count == 5)
    }

    @Test(
        "cannot be had that look like another's",
        arguments: ["paul-mills", "pauimills", "pau1mi11s", "paulmil-ls", "paulrnills"])
    func lookAlikes(wish: String) throws {
        _ = try messenger.person("Paul Mills")
        let mallory = try messenger.person("Mallory")
        #expect(try change(mallory, to: wish) == .taken)
        #expect(try handle(of: mallory) == "mallory")
    }

    @Test("that somebody had stay theirs, to go back to and for nobody else")
    func history() throws {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        #expect(try change(ada, to: "countess") == .theirs)
        #expect(try change(bo, to: "ada") == .taken)
        #expect(try change(bo, to: "countess") == .taken)
        #expect(try change(ada, to: "ada") == .theirs)
        #expect(try handle(of: ada) == "ada")
        // One that looks like one's own is one's own.
        #expect(try change(ada, to: "a-da") == .theirs)
        #expect(try change(bo, to: "ada") == .taken)
    }

    @Test("are twenty at most for one person, who may still go back")
    func hoarding() throws {
        let ada = try messenger.person("Ada")
        for number in 2...20 { #expect(try change(ada, to: "a\(number)x") == .theirs) }
        #expect(try change(ada, to: "one-more") == .tooMany)
        #expect(try change(ada, to: "ada") == .theirs)
    }

    @Test("are nobody's who is not introduced")
    func stranger() throws {
        let stranger = ParticipantID(rawValue: UUID())
        #expect(try change(stranger, to: "anything") == .unknown)
        #expect(try handle(of: stranger) == nil)
        #expect(try messenger.changeHandle(to: #require(Handle("anything")), as: .nobody) == .unknown)
    }

    @Test(
        "are taken from the field as people type them",
        arguments: [
            ("ada", "ada"), ("@Ada", "ada"), (" Ada-2 ", "ada-2"), ("a1", "a1"),
            (String(repeating: "a", count: 30), nil),
        ])
    func typed(typed: String, read: String?) throws {
        #expect(try Handle.field.read(typed).text == read ?? typed)
        let ada = try messenger.person("Somebody Else")
        #expect(try change(ada, to: read ?? typed) == .theirs, "the database takes it too")
    }

    @Test(
        "and refused with what is wrong",
        arguments: [
            ("", "missing"), (" ", "missing"), ("a", "malformed"), ("1a", "malformed"), ("a--b", "malformed"),
            ("a-", "malformed"), ("-a", "malformed"), ("a_b", "malformed"), ("а", "malformed"),
            ("аda", "malformed"),
            ("a b", "malformed"), ("a/b", "malformed"), (String(repeating: "a", count: 31), "malformed"),
            ("admin", "reserved"), ("Agentor", "reserved"), ("supp0rt", "reserved"),
        ])
    func refused(typed: String, code: String) throws {
        #expect(throws: FieldError.self) { try Handle.field.read(typed) }
        do { _ = try Handle.field.read(typed) } catch { #expect(error.code.rawValue == code) }
        guard code == "malformed" else { return }
        // The database does not take it either.
        let ada = try messenger.person("Somebody Else")
        #expect(throws: PostgresError.self) {
            try database.administer(
                "insert into messaging.handles (handle, user_id) values ($1, $2)",
                [typed.lowercased(), ada.rawValue.uuidString])
        }
    }

    @Test("look in the database as Unicode's confusables say")
    func skeletons() throws {
        // Every character a handle may have, beside two that have a skeleton of their own.
        for character in "abcdefghijklmnopqrstuvwxyz0123456789" {
            let handle = "q\(character)-\(character)q"
            let found = try database.administer(
                "select translate(replace(replace($1, '-', ''), 'm', 'rn'), '01i', 'oll')", [handle])
            #expect(found[0][0] == PlainText.skeleton(handle), "\(character)")
        }
    }

    @Test("go with whoever is erased, and are nobody's then")
    func erased() throws {
        let ada = try messenger.person("Ada")
        while try database.administer("select messaging.erase_some($1)", [ada.rawValue.uuidString])[0][0]
            == "t"
        {}
        #expect(try handle(of: ada) == nil)
        #expect(try database.administer("select from messaging.handles").isEmpty)
        #expect(try handle(of: messenger.person("Ada")) == "ada")
    }

    @Test("come to those who were there before there were any")
    func settled() throws {
        try database.administer(
            """
            insert into messaging.users (id, full_name) values
                (gen_random_uuid(), 'Ada Okafor'), (gen_random_uuid(), 'Аda Okafor'), (gen_random_uuid(), 'Bo')
            """)
        #expect(try Messenger.settleParticipants(on: database.owner, logger: TestDatabase.logger) == 3)
        #expect(try Messenger.settleParticipants(on: database.owner, logger: TestDatabase.logger) == 0)
        let found = try database.administer(
            "select handle, is_resembled from messaging.users order by handle")
        #expect(found == [["ada-okafor", "t"], ["ada-okafor-2", "t"], ["bo", "f"]])
    }
}
