import AgentorCore
import TestDatabase
import Testing

@testable import AgentorFCGI

/// What holds for every table and function there is, so that a new one cannot be forgotten.
@Suite("Row level security", .database(agentorDatabase))
struct PolicyTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase.current
    }

    @Test("every table of every schema enables and forces it")
    func forced() throws {
        let tables = try database.administer(
            """
            select relname, relrowsecurity and relforcerowsecurity from pg_class
            where relkind in ('r', 'p') and relnamespace::regnamespace::text in ('agentor', 'messaging', 'public')
            """)
        #expect(tables.count >= 10)
        #expect(tables.filter { $0[1] != "t" }.isEmpty)
    }

    @Test("the serving role owns nothing and bypasses nothing")
    func servingRole() throws {
        let owned = try database.administer(
            """
            select relname from pg_class where relowner = 'agentor_app'::regrole
            union all select proname from pg_proc where proowner = 'agentor_app'::regrole
            union all select rolname from pg_roles where rolname = 'agentor_app' and (rolsuper or rolbypassrls or rolcreaterole)
            """)
        #expect(owned.isEmpty)
    }

    @Test(
        "functions that run as the owner pin their search path, and nobody but the serving role may call them"
    )
    func definers() throws {
        let functions = try database.administer(
            """
            select proname, proconfig::text like '%search_path=%pg_temp%', has_function_privilege('public', oid, 'execute')
            from pg_proc
            where prosecdef and pronamespace::regnamespace::text in ('agentor', 'messaging')
            """)
        #expect(functions.count >= 10)
        #expect(functions.filter { $0[1] != "t" }.isEmpty)
        #expect(functions.filter { $0[2] != "f" }.isEmpty)
    }

    @Test(
        "without an identity the serving role reads no row",
        arguments: [
            "agentor.accounts (id)", "agentor.sessions (account_id)", "agentor.agent_profiles (account_id)",
            "agentor.client_profiles (account_id)",
        ])
    func nobody(place: String) async throws {
        let site = try Site.forTest()
        _ = try await Browser.person("Ada", on: site)
        let parts = place.split(separator: " ")
        let column = parts[1].dropFirst().dropLast()
        #expect(try database.serve("select \(column) from \(parts[0])", as: "").isEmpty)
    }

    @Test("the serving role cannot read what proves a password or opens a session, nor the throttle")
    func secrets() throws {
        for query in [
            "select password_hash from agentor.accounts", "select token_hash from agentor.sessions",
            "select * from agentor.throttles",
        ] {
            #expect(throws: (any Error).self) { try database.serve(query, as: "") }
        }
    }
}
