import Postgres
import TestDatabase
import Testing
import Threads

@Suite("Migrator", .database)
struct MigratorTests {
    private let first = Migration(
        number: 1, name: "tables",
        sql: """
            create table things (id bigint primary key);
            insert into things values (1);
            grant select on things to :app_role;
            """)
    private let second = Migration(number: 2, name: "more", sql: Array("insert into things values (2)".utf8))

    private func migrator(_ migrations: [Migration], role: String = TestDatabase.appRole) -> Migrator {
        Migrator(sets: [MigrationSet(name: "things", migrations: migrations)], servingRole: role)
    }

    private func migrate(_ migrations: [Migration]) throws -> [Int] {
        try migrator(migrations).migrate(on: TestDatabase.current.owner, logger: TestDatabase.logger)
            .map(\.number)
    }

    private func verify(_ migrations: [Migration]) throws {
        try migrator(migrations).verify(on: TestDatabase.current.app, logger: TestDatabase.logger)
    }

    private func refusal(_ body: () throws -> some Any) throws -> MigrationError {
        do {
            _ = try body()
        } catch let error as MigrationError {
            return error
        }
        throw NothingThrown()
    }

    private var things: [[String?]] {
        get throws { try TestDatabase.current.own("select id from things order by id") }
    }

    @Test("migrations are applied in order, once, and the serving role finds them")
    func applies() throws {
        #expect(try migrate([first]) == [1])
        #expect(try migrate([first, second]) == [2])
        #expect(try migrate([first, second]) == [])
        try verify([first, second])
        #expect(try things == [["1"], ["2"]])
        let rows = try TestDatabase.current.own(
            "select set, number, name, length(checksum), applied_at > now() - interval '1 minute'"
                + " from schema_migrations order by number")
        #expect(rows == [["things", "1", "tables", "64", "t"], ["things", "2", "more", "64", "t"]])
    }

    @Test("the serving role can read what was applied, and change nothing of it")
    func servingRole() throws {
        _ = try migrate([first])
        let pool = try TestDatabase.current.pool(size: 1)
        struct Cheat: Statement { static let sql = "update schema_migrations set checksum = ''" }
        let error = try failure { try pool.query(Cheat(), as: viewer, access: .readWrite) }
        #expect(error.kind == .server(.insufficientPrivilege))
    }

    @Test("sets are counted on their own and applied in the order given")
    func sets() throws {
        let references = Migration(
            number: 1, name: "references", sql: "create table tags (thing bigint references things)")
        let migrator = Migrator(
            sets: [
                MigrationSet(name: "things", migrations: [first, second]),
                MigrationSet(name: "tags", migrations: [references]),
            ], servingRole: TestDatabase.appRole)
        let applied = try migrator.migrate(on: TestDatabase.current.owner, logger: TestDatabase.logger)
        #expect(applied.map { "\($0.set) \($0.number)" } == ["things 1", "things 2", "tags 1"])
        try migrator.verify(on: TestDatabase.current.app, logger: TestDatabase.logger)
    }

    @Test("two migrators at once apply everything once")
    func twoAtOnce() async throws {
        let slow = Migration(
            number: 3, name: "slow", sql: "select pg_sleep(0.2); insert into things values (3)")
        let (migrations, owner) = ([first, second, slow], try TestDatabase.current.owner)
        let counts = try await Thread.run(times: 4) { _ in
            try migrator(migrations).migrate(on: owner, logger: TestDatabase.logger).count
        }
        #expect(counts.sorted() == [0, 0, 0, 3])
        #expect(try things == [["1"], ["2"], ["3"]])
    }

    @Test("a database that was never migrated, or not far enough, tells what to run")
    func pending() throws {
        let never = try refusal { try verify([first]) }
        #expect(
            "\(never)" == "the database lacks migration things 1 (tables): run agentor migrate")
        _ = try migrate([first])
        guard
            case .pending("things", 2, "more", "agentor migrate") = try refusal({
                try verify([first, second])
            })
        else { throw NothingThrown() }
    }

    @Test("a file changed after it was applied is refused, by both")
    func changed() throws {
        _ = try migrate([first])
        let edited = Migration(number: 1, name: "tables", sql: "create table things (id integer)")
        for body in [{ _ = try migrate([edited, second]) }, { try verify([edited]) }] {
            guard case .changed("things", 1, "tables") = try refusal(body) else { throw NothingThrown() }
        }
        #expect(try things == [["1"]])
    }

    @Test("a missing number is refused, in the program and in the database")
    func gaps() throws {
        let third = Migration(number: 3, name: "third", sql: "select 1")
        guard case .gap("things", 2) = try refusal({ try migrate([first, third]) }) else {
            throw NothingThrown()
        }
        #expect(try TestDatabase.current.own("select to_regclass('things')") == [[nil]])
        _ = try migrate([first, second, third])
        try TestDatabase.current.administer("delete from schema_migrations where number = 2")
        guard case .gap("things", 2) = try refusal({ try verify([first, second, third]) }) else {
            throw NothingThrown()
        }
    }

    @Test("a database ahead of the program is refused")
    func ahead() throws {
        _ = try migrate([first, second])
        for body in [{ _ = try migrate([first]) }, { try verify([first]) }] {
            guard case .ahead("things", 2, "more") = try refusal(body) else { throw NothingThrown() }
        }
    }

    @Test("a migration that fails leaves nothing of its run behind")
    func failing() throws {
        let broken = Migration(
            number: 2, name: "broken", sql: "insert into things values (7); select 1 / 0; select 2")
        guard case .failed("things", 2, "broken", let error) = try refusal({ try migrate([first, broken]) })
        else { throw NothingThrown() }
        #expect(error.sqlState == SQLState(rawValue: "22012"))
        #expect(try TestDatabase.current.own("select to_regclass('things')") == [[nil]])
        #expect(try migrate([first, second]) == [1, 2])
    }

    // MARK: Definitions

    private let tables = Migration(
        number: 1, name: "tables", sql: "create schema shop; create table shop.things (id bigint)")

    private func defining(_ definitions: String..., values: [String: String] = [:]) -> Migrator {
        Migrator(
            sets: [
                MigrationSet(
                    name: "shop", migrations: [tables], schema: "shop",
                    definitions: definitions.enumerated().map { Definition(name: "part \($0)", sql: $1) },
                    values: values)
            ], servingRole: TestDatabase.appRole)
    }

    private func migrate(_ migrator: Migrator) throws {
        try migrator.migrate(on: TestDatabase.current.owner, logger: TestDatabase.logger)
    }

    private static let one = """
        grant usage on schema shop to :app_role;
        create function shop.one() returns integer language sql return :number;
        alter table shop.things enable row level security;
        create policy all_of_them on shop.things to :app_role using (true);
        grant select on shop.things to :app_role;
        grant execute on function shop.one() to :app_role;
        """

    @Test(
        "what is defined is laid anew when it differs, and what is no more defined is gone, with its grants")
    func definitions() throws {
        let two = "create function shop.two() returns integer language sql return shop.one() + 1;"
        try migrate(defining(Self.one, two, values: ["number": "1"]))
        #expect(try TestDatabase.current.own("select shop.two()") == [["2"]])
        let before = try TestDatabase.current.own("select 'shop.one'::regproc::oid")
        try migrate(defining(Self.one, two, values: ["number": "1"]))
        #expect(try TestDatabase.current.own("select 'shop.one'::regproc::oid") == before, "nothing differs")
        try migrate(defining(Self.one, two, values: ["number": "7"]))
        #expect(try TestDatabase.current.own("select shop.two()") == [["8"]], "a value is a part of it")
        try migrate(defining("create function shop.three() returns integer language sql return 3;"))
        #expect(
            try TestDatabase.current.own(
                "select proname from pg_proc where pronamespace = 'shop'::regnamespace") == [["three"]])
        #expect(try TestDatabase.current.own("select from pg_policies where schemaname = 'shop'").isEmpty)
        let rights = try TestDatabase.current.own(
            """
            select has_table_privilege('agentor_app', 'shop.things', 'select'),
                has_schema_privilege('agentor_app', 'shop', 'usage'),
                has_function_privilege('public', 'shop.three()', 'execute')
            """)
        #expect(rights == [["f", "f", "f"]])
    }

    @Test("a program whose definitions are not the database's does not serve, and says what to run")
    func outdated() throws {
        try migrate(defining(Self.one, values: ["number": "1"]))
        let (app, logger) = (try TestDatabase.current.app, TestDatabase.logger)
        try defining(Self.one, values: ["number": "1"]).verify(on: app, logger: logger)
        guard
            case .outdated("shop", "agentor migrate") = try refusal({
                try defining(Self.one, values: ["number": "2"]).verify(on: app, logger: logger)
            })
        else { throw NothingThrown() }
    }

    @Test(
        "definitions that stand on each other are laid anew, and what others have built on them is not taken away"
    )
    func entangled() throws {
        func laying(_ number: Int) -> Migrator {
            defining(
                """
                create function shop.one() returns integer language sql return \(number);
                create view shop.ones as select shop.one() as one;
                create function shop.two() returns bigint language sql
                begin atomic select sum(one) + 1 from shop.ones; end;
                create view shop.twos as select shop.two() as two;
                create function shop.all_of(them shop.ones) returns setof shop.ones language sql
                begin atomic select them.* from shop.twos; end;
                """)
        }
        for number in [1, 2, 2] {
            try migrate(laying(number))
            #expect(try TestDatabase.current.own("select two from shop.twos") == [["\(number + 1)"]])
        }
        _ = try TestDatabase.current.own("create view public.theirs as select * from shop.twos")
        guard case .database(let error) = try refusal({ try migrate(laying(3)) }) else {
            throw NothingThrown()
        }
        #expect("\(error)".contains("theirs"))
        #expect(try TestDatabase.current.own("select two from public.theirs") == [["3"]])
    }

    @Test("definitions that fail leave everything as it was, the migrations of the run too")
    func undefinable() throws {
        try migrate(defining(Self.one, values: ["number": "1"]))
        guard
            case .undefinable("shop", "part 1", _) = try refusal({
                try migrate(defining(Self.one, "create function nonsense", values: ["number": "2"]))
            })
        else { throw NothingThrown() }
        #expect(try TestDatabase.current.own("select shop.one()") == [["1"]])
        for sql in ["commit", "rollback"] {
            guard case .undefinable = try refusal({ try migrate(defining(sql)) }) else {
                throw NothingThrown()
            }
        }
    }

    @Test("a migration that ends its transaction, copies from the client or is no text is refused")
    func misbehaving() throws {
        _ = try migrate([first])
        for sql in [
            "insert into things values (8); commit; select 1", "rollback", "copy things from stdin", "\0",
        ] {
            let bad = Migration(number: 2, name: "bad", sql: sql)
            guard case .failed = try refusal({ try migrate([first, bad]) }) else { throw NothingThrown() }
        }
        let latin = Migration(number: 2, name: "latin", sql: [0x2D, 0x2D, 0xE9])
        guard case .failed = try refusal({ try migrate([first, latin]) }) else { throw NothingThrown() }
        #expect(try migrate([first, second]) == [2])
    }

    @Test("the role's token is replaced by a quoted name, and only where it stands alone")
    func roleToken() throws {
        try TestDatabase.current.administer(
            """
            do $$ begin
                if to_regrole('"odd role"') is null then create role "odd role"; end if;
            end $$
            """)
        let migration = Migration(
            number: 1, name: "token",
            sql: """
                create type app_role as enum ('a');
                create table things (role app_role default 'a'::app_role);
                grant select on things to :app_role;
                comment on table things is ':app_roles';
                """)
        try migrator([migration], role: "odd role")
            .migrate(on: TestDatabase.current.owner, logger: TestDatabase.logger)
        let comment = try TestDatabase.current.own("select obj_description('things'::regclass)")
        #expect(comment == [[":app_roles"]])
        #expect(
            try TestDatabase.current.own("select has_table_privilege('odd role', 'things', 'select')") == [
                ["t"]
            ])
    }

    @Test("a missing serving role and a missing server are errors of the database")
    func unreachable() throws {
        let noRole = try refusal {
            try migrator([first], role: "no such role").migrate(
                on: TestDatabase.current.owner, logger: TestDatabase.logger)
        }
        guard case .database(let error) = noRole else { throw NothingThrown() }
        #expect(error.message.contains("no such role"))
        let noServer = try refusal {
            try migrator([first]).verify(on: "host=/nonexistent", logger: TestDatabase.logger)
        }
        guard case .database(let connection) = noServer else { throw NothingThrown() }
        #expect(connection.kind == .connection)
    }
}
