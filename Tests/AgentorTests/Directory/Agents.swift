import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore

/// Puts agents into a database without the site.
struct Agents {
    let database: TestDatabase
    let directory: AgentorCore.Directory

    init() throws {
        database = try TestDatabase.current
        directory = AgentorCore.Directory(
            database: Database(web: database.pool(size: 2), door: database.doorPool(size: 4)))
        try database.administer(
            """
            create function public.put_agent(name text, called text, said jsonb, published timestamptz, first timestamptz,
                zone text) returns uuid language plpgsql as $$
            declare
                account uuid := gen_random_uuid();
                blank jsonb := '{"headline": "Works", "about": "Works.", "category": "other", "skills": ["work"],
                    "languages": [], "availability": "now", "works_from": "09:00", "works_until": "17:00", "place": "",
                    "links": []}';
            begin
                insert into agentor.accounts (id, email, full_name, password_hash, time_zone, nonce)
                    values (account, called || '@example.org', name, 'x', zone, gen_random_uuid());
                insert into messaging.users (id, full_name, skeleton) values (account, name, '');
                insert into messaging.handles (handle, user_id) values (called, account);
                update messaging.users set handle = called where id = account;
                insert into agentor.agent_profiles
                    select (jsonb_populate_record(null::agentor.agent_profiles, blank || said || jsonb_build_object(
                        'account_id', account, 'created_at', now(), 'updated_at', now()))).*;
                insert into agentor.agent_versions (account_id, number, content, published_at)
                    select account, 1, agentor.content_of(p), published from agentor.agent_profiles p
                    where p.account_id = account;
                insert into agentor.published_agents (account_id, number, since) values (account, 1, first);
                return account;
            end $$
            """)
    }

    /// Publishes somebody.
    /// - Parameters:
    ///   - said: columns of `agent_profiles`, as JSON.
    ///   - days: how long ago it was.
    @discardableResult
    func put(
        _ handle: String, _ name: String = "Somebody", _ said: String = "{}", days: Int = 100,
        in zone: String = "UTC"
    )
        throws -> String
    {
        let rows = try database.administer(
            """
            select public.put_agent($1, $2, $3::jsonb, now() - $4::integer * interval '1 day',
                now() - $4::integer * interval '1 day', $5)
            """, [name, handle, said, "\(days)", zone])
        return try #require(rows.first?[0])
    }

    /// Counts words and moves between tiers, as a worker does.
    func tidy() throws {
        while try directory.tidy() {}
    }

    /// Who is found, in order.
    func find(_ words: String, _ change: (inout DirectoryQuery) -> Void = { _ in }) throws -> [String] {
        try page(words, change).agents.map(\.agent.handle)
    }

    func page(_ words: String, _ change: (inout DirectoryQuery) -> Void = { _ in }) throws -> DirectoryPage {
        var query = DirectoryQuery()
        query.words = words
        change(&query)
        return try directory.page(query, for: nil)
    }

    /// All pages, one after the other.
    func all(_ query: DirectoryQuery) throws -> [ListedAgent] {
        var query = query
        var agents: [ListedAgent] = []
        repeat {
            let page = try directory.page(query, for: nil)
            agents += page.agents
            // As an address would have it.
            query.page = try page.next.map { try #require(DirectoryCursor($0.text)) }
        } while query.page != nil && agents.count < 5_000
        return agents
    }
}

/// The same numbers each time.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
