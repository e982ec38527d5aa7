import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// What SQL of the web role can do to become somebody else: nothing. Eve is signed in, Ada is who she would like to be.
@Suite("Identity", .database(agentorDatabase))
struct IdentityTests {
    private let database: TestDatabase
    private let site: Site
    private let ada: String
    private let eve: String
    /// As the application sends it.
    private let eveToken: String

    init() async throws {
        database = try TestDatabase.current
        site = try Site.forTest()
        let browsers = [
            "ada": try await Browser.person("Ada", on: site),
            "eve": try await Browser.person("Eve", on: site),
        ]
        let ids = try database.administer("select id from agentor.accounts order by full_name")
        ada = try #require(ids[0][0])
        eve = try #require(ids[1][0])
        let cookie = try #require(browsers["eve"]?.cookie?.split(separator: "=").last)
        eveToken = "'\\x\(try #require(SessionToken(cookie: String(cookie))).hash.hex)'::bytea"
        try await browsers["ada"]?.turnOnSecondFactor()
    }

    private func connect(_ conninfo: String? = nil) throws -> Connection {
        try Connection.open(
            try ConnectionParameters(parsing: conninfo ?? database.app), applicationName: "attack",
            timeout: .seconds(10), logger: TestDatabase.logger)
    }

    private var enter: String { "select agentor.enter(\(eveToken), interval '1 day')" }

    /// Who the web role is after some SQL, in a transaction that Eve has entered, and after it.
    private func viewers(after attack: String, entering: Bool = true) throws -> [String?] {
        let connection = try connect()
        try connection.run("begin")
        if entering { try connection.run(enter) }
        try connection.run("savepoint before")
        if (try? connection.run(attack)) == nil, (try? connection.run("rollback to before")) == nil {
            // It ended the transaction.
            _ = try? connection.run("rollback")
        }
        let question = "select agentor.viewer(), messaging.viewer()"
        var seen = try connection.run(question)[0]
        _ = try? connection.run("commit")
        seen += try connection.run(question)[0]
        return seen
    }

    private func expectNotAda(_ seen: [String?], _ attack: String) {
        #expect(seen.allSatisfy { $0 == eve || $0 == nil }, "\(attack)")
        #expect(seen.suffix(2) == [nil, nil], "an identity ends with its transaction: \(attack)")
    }

    @Test("whoever enters by a session is its owner, in agentor and in messaging, until the transaction ends")
    func entering() throws {
        #expect(try viewers(after: "select 1") == [eve, eve, nil, nil])
        #expect(try viewers(after: "select 1", entering: false) == [nil, nil, nil, nil])
    }

    @Test("no setting of the server makes the web role somebody else, nor one of its own making")
    func settings() throws {
        let names = try database.administer("select name from pg_settings order by name").compactMap { $0[0] }
        #expect(names.count > 300)
        #expect(names.contains(Schema.identityParameter))
        let own = ["agentor.user_id", "messaging.participant", "agentor.viewer", "agentor.identity"]
        let digits = ada.filter { $0 != "-" }
        let connection = try connect()
        for name in names + own {
            for value in [ada, digits] {
                for (isLocal, entering) in [("true", true), ("false", true), ("false", false)] {
                    let attack = "select set_config('\(name)', '\(value)', \(isLocal))"
                    try connection.run("begin")
                    if entering { try connection.run(enter) }
                    try connection.run("savepoint before")
                    if (try? connection.run(attack)) == nil { try connection.run("rollback to before") }
                    let seen = try connection.run("select agentor.viewer(), messaging.viewer()")[0]
                    #expect(seen == (entering ? [eve, eve] : [nil, nil]), "\(attack)")
                    try connection.run("commit")
                    #expect(try connection.run("select agentor.viewer()") == [[nil]], "\(attack)")
                }
            }
        }
    }

    @Test("neither does any other way of setting one")
    func otherSettings() throws {
        let parameter = Schema.identityParameter
        let digits = ada.filter { $0 != "-" }
        for attack in [
            "set \(parameter) = '\(digits)'", "set local \(parameter) = '\(digits)'",
            "set session \(parameter) = '\(digits)'", "reset \(parameter)", "reset all", "discard all",
            "alter role agentor_app set \(parameter) = '\(digits)'",
            "alter role current_user set \(parameter) = '\(digits)'",
            "alter database \(database.name) set \(parameter) = '\(digits)'",
            "alter system set \(parameter) = '\(digits)'",
            "update pg_settings set setting = '\(digits)' where name = '\(parameter)'",
            "grant set on parameter \(parameter) to agentor_app",
            "set role agentor_owner", "set role agentor_door", "set session authorization agentor_owner",
            "set session authorization default; select 1", "set row_security = off",
            "set search_path = pg_temp, public", "rollback; begin; select 1", "commit; begin",
            "create function pg_temp.viewer() returns uuid language sql return '\(ada)'::uuid",
            "create or replace function agentor.viewer() returns uuid language sql return '\(ada)'::uuid",
            "create or replace function messaging.viewer() returns uuid language sql return '\(ada)'::uuid",
            "create table public.accounts ()", "create temporary table accounts ()",
            "create view public.v as select 1",
            "do $$ begin perform set_config('\(parameter)', '\(digits)', false); end $$",
        ] {
            expectNotAda(try viewers(after: attack), attack)
        }
        for options in [
            "-c \(parameter)=\(digits)", "-c role=agentor_owner", "-c session_authorization=agentor_owner",
        ] {
            #expect(throws: PostgresError.self, "\(options)") {
                _ = try connect(database.app + " options='\(options)'")
            }
        }
    }

    @Test("a savepoint from before the entry leads back to nobody")
    func savepoint() throws {
        let connection = try connect()
        try connection.run("begin; savepoint before")
        try connection.run(enter)
        try connection.run("rollback to before")
        #expect(try connection.run("select agentor.viewer()") == [[nil]])
    }

    @Test("what the table of sessions holds opens no session, nor does nothing")
    func storedHash() throws {
        let stored = try database.administer(
            "select '\\x' || encode(token_hash, 'hex') from agentor.sessions"
        ).compactMap { $0[0] }
        #expect(stored.count >= 2)
        for token in stored.map({ "'\($0)'::bytea" }) + ["null", "''::bytea", "'\\x00'::bytea"] {
            let attack = "select agentor.enter(\(token), interval '1 day')"
            #expect(try viewers(after: attack, entering: false) == [nil, nil, nil, nil], "\(attack)")
        }
    }

    @Test("a function that the web role may call acts on the viewer, whatever it is given")
    func functions() throws {
        let stored = try #require(
            try database.administer(
                """
                select '\\x' || encode(token_hash, 'hex') from agentor.sessions where account_id = $1::uuid limit 1
                """, [ada])[0][0])
        let session = try #require(
            try database.administer(
                "select id from agentor.sessions where account_id = $1::uuid limit 1", [ada])[0][0])
        let functions = try database.administer(
            """
            select p.oid::regproc::text, coalesce(string_agg(t.type::regtype::text, ',' order by t.place), '')
            from pg_proc p left join unnest(p.proargtypes::oid[]) with ordinality as t (type, place) on true
            where p.pronamespace::regnamespace::text in ('agentor', 'messaging')
                and has_function_privilege('agentor_app', p.oid, 'execute')
            group by p.oid order by 1
            """)
        #expect(functions.count > 15)
        let arguments: [String: [String]] = [
            "uuid": ["'\(ada)'", "'\(session)'", "null"], "uuid[]": ["array['\(ada)'::uuid]"],
            "text": ["'\(ada)'", "'Eve of Ada'"],
            "text[]": ["array['undo', 'sign-in', 'keep', 'old-email']"], "bytea": ["'\(stored)'", "null"],
            "bytea[]": ["array['\(stored)'::bytea]"], "interval": ["interval '1 hour'", "null"],
            "bigint": ["9223372036854775807"], "integer": ["1"], "boolean": ["true"],
            "bigint[]": ["array[1::bigint]"], "integer[]": ["array[1]"],
            "timestamp with time zone": ["now()"], "double precision": ["1"],
            "jsonb": ["'{\"words\": \"Ada\"}'", "null"], "agentor.agent_profiles": ["null"],
        ]
        // Who may begin a conversation with somebody changes what they are in.
        try database.administer("update messaging.users set reach = 'nobody' where id = $1::uuid", [ada])
        let before = try everything(of: ada)
        var calls = 0
        for function in functions where function[0] != "agentor.enter" {
            let name = function[0] ?? ""
            let types = (function[1] ?? "").split(separator: ",").map(String.init)
            let choices = types.map { arguments[$0] ?? [] }
            #expect(choices.allSatisfy { !$0.isEmpty }, "no argument to try for \(name)(\(types))")
            var lists: [[String]] = [[]]
            for choice in choices { lists = lists.flatMap { list in choice.map { list + [$0] } } }
            for (list, entering) in lists.flatMap({ [($0, true), ($0, false)] }) {
                let typed = zip(list, types).map { "\($0)::\($1)" }.joined(separator: ", ")
                let attack = "select \(name)(\(typed))"
                // Some of them end Eve's own.
                try database.administer(
                    """
                    insert into agentor.sessions (token_hash, account_id, expires_at)
                    values (sha256(\(eveToken)), '\(eve)', now() + interval '1 day') on conflict do nothing
                    """)
                let seen = try viewers(after: attack, entering: entering)
                #expect(seen.prefix(2).allSatisfy { $0 == (entering ? eve : nil) }, "\(attack)")
                calls += 1
            }
        }
        #expect(calls > 60)
        #expect(try everything(of: ada) == before)
    }

    /// All that there is of an account, but for what only counts.
    private func everything(of account: String) throws -> [[String?]] {
        try database.administer(
            """
            select 'account', a::text from agentor.accounts a where id = $1::uuid
            union all select 'session', s::text from agentor.sessions s where account_id = $1::uuid
            union all select 'factor', f::text from agentor.second_factors f where account_id = $1::uuid
            union all select 'code', c::text from agentor.recovery_codes c where account_id = $1::uuid
            union all select 'challenge', c::text from agentor.challenges c where account_id = $1::uuid
            union all select 'device', d::text from agentor.devices d where account_id = $1::uuid
            union all select 'identity', i::text from agentor.identities i where account_id = $1::uuid
            union all select 'consent', c::text from agentor.consents c where account_id = $1::uuid
            union all select 'profile', p::text from agentor.client_profiles p where account_id = $1::uuid
            union all select 'user', u::text from messaging.users u where id = $1::uuid
            union all select 'member', m::text from messaging.channel_members m where user_id = $1::uuid
            order by 1, 2
            """, [account])
    }

    @Test("the door reads no table, and the web role calls nothing of the door's")
    func roles() throws {
        let tables = try database.administer(
            """
            select c.oid::regclass::text, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
            where c.relnamespace::regnamespace::text in ('agentor', 'messaging') and c.relkind in ('r', 'v', 'p')
                and (has_column_privilege('agentor_door', c.oid, a.attnum, 'select')
                    or has_column_privilege('agentor_door', c.oid, a.attnum, 'insert')
                    or has_column_privilege('agentor_door', c.oid, a.attnum, 'update')
                    or has_table_privilege('agentor_door', c.oid, 'delete'))
            """)
        #expect(tables.isEmpty)
        for attack in [
            "select agentor.enter_as('\(ada)')", "select agentor.credentials('ada@example.com')",
            "select agentor.open_session('\\x00', '1 day', 'password', '', '', '\\x00')",
            "select agentor.claim_mail('1 hour')", "select agentor.erase_some()",
            "select agentor.clear_turns('x')",
            "select messaging.erase_some('\(ada)')", "select messaging.announce('dismissed \(ada)')",
        ] {
            let error = #expect(throws: PostgresError.self, "\(attack)") {
                try database.serve(attack, as: eve)
            }
            #expect(error?.sqlState == .insufficientPrivilege, "\(attack)")
        }
    }

    @Test("a statement is one command: what is added to it by an injection is refused")
    func oneCommand() throws {
        struct Injected: Statement {
            static let sql = "select 1; select 2"
        }
        let error = #expect(throws: PostgresError.self) {
            _ = try site.database.web.query(Injected(), as: .nobody)
        }
        #expect(error?.sqlState == .syntaxError)
    }

    @Test("a session that has ended proves nobody: what is asked in the same round trip is answered nothing")
    func endedSession() async throws {
        let browser = try await Browser.person("Bo", on: site)
        let channel = try await browser.createChannel("Mine", visibility: "private")
        let cookie = try #require(browser.cookie?.split(separator: "=").last)
        let token = try #require(SessionToken(cookie: String(cookie)))
        let identity = site.accounts.identity(of: token)
        let slug = String(channel.dropFirst("/channels/".count))
        #expect(try site.messenger.channel(slug, as: identity).isMember)
        try site.accounts.signOut(token)
        do {
            _ = try site.messenger.channel(slug, as: identity)
            Issue.record("nobody was let in")
        } catch {
            guard case .database(let error) = error else { throw error }
            #expect(error.kind == .unidentified)
        }
    }

    @Test("what is sealed opens in its own row alone")
    func sealedElsewhere() async throws {
        let id = UUID()
        let account = AccountID(rawValue: UUID())
        let begun = site.accounts.challenge(.factor, of: account, about: ["secret"])
        func challenge(_ id: UUID, _ account: AccountID?, isBound: Bool = true) -> Challenge {
            Challenge(
                id: id, purpose: .factor, account: account, sealed: begun.sealed, isBound: isBound,
                isSameBrowser: true)
        }
        let open = { site.accounts.payload([String].self, of: $0) }
        #expect(open(challenge(begun.id, account)) == ["secret"])
        #expect(open(challenge(id, account)) == nil, "another row of the same account")
        #expect(open(challenge(begun.id, AccountID(rawValue: id))) == nil, "another account")
        #expect(open(challenge(begun.id, nil)) == nil)
        #expect(open(challenge(begun.id, account, isBound: false)) == nil)
        let secret = site.accounts.sealSecret([1, 2, 3], of: account)
        try database.administer(
            "update agentor.second_factors set sealed = decode($1, 'hex') where account_id = $2::uuid",
            [secret.hex, ada])
        // Ada's codes are checked against nothing any more: the secret is another's.
        let browser = Browser(site)
        let email = try #require(
            try database.administer("select email from agentor.accounts where id = $1::uuid", [ada])[0][0])
        try await browser.signIn(email)
        #expect(browser.last.location == "/sign-in/second-factor")
        try await browser.get("/sign-in/second-factor")
        let code = OneTimePassword(secret: [1, 2, 3]).code(atStep: .step)
        let answer = try await browser.post("/sign-in/second-factor", ["code": code])
        #expect(answer.location != "/dashboard")
        #expect(try await browser.get("/account").location?.hasPrefix("/sign-in") == true)
    }
}
