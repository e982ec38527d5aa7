import FastCGI
import FoundationEssentials
import TestDatabase
import Testing
import ZoneInfo

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("How soon agents answer", .database(agentorDatabase))
struct ResponsivenessTests {
    private let agents: Agents
    private var database: TestDatabase { agents.database }

    init() throws {
        agents = try Agents()
        try database.administer(
            """
            create function public.write_to(agent uuid, asked timestamptz, answered timestamptz, first text) returns uuid
                language plpgsql as $$
            declare
                client uuid := gen_random_uuid();
                place uuid := gen_random_uuid();
                opener uuid := case first when 'agent' then agent else client end;
            begin
                insert into agentor.accounts (id, email, full_name, password_hash, time_zone, nonce)
                    values (client, client || '@example.org', 'Client', 'x', 'UTC', gen_random_uuid());
                insert into messaging.users (id, full_name, skeleton) values (client, 'Client', '');
                insert into messaging.pairs (low, high, channel_id)
                    values (least(client, agent), greatest(client, agent), place);
                insert into messaging.channels (id, slug, name, type, is_direct, created_by, nonce)
                    values (place, 'direct-' || replace(place::text, '-', ''), 'Direct', 'private', true, opener,
                        gen_random_uuid());
                insert into messaging.channel_members (channel_id, user_id, shelf)
                    values (place, client, 'inbox'), (place, agent, 'inbox');
                insert into messaging.messages (channel_id, user_id, content, nonce)
                    values (place, opener, 'Hello', gen_random_uuid());
                insert into messaging.messages (channel_id, user_id, content, nonce)
                    select place, case first when 'agent' then client else agent end, 'Yes', gen_random_uuid()
                    where answered is not null;
                update messaging.messages set created_at = case when user_id = opener then asked else answered end
                    where channel_id = place;
                update messaging.channels set created_at = asked where id = place;
                return client;
            end $$
            """)
    }

    private static let hours = [
        ("09:00", "17:00"), ("22:00", "06:00"), ("08:30", "12:15"), ("10:00", "10:00"),
    ]
    private static let zones = [
        "UTC", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu",
        "America/Santiago",
    ]

    /// Minute by minute.
    private func bruteForce(_ begins: Int, _ ends: Int, _ zone: Zone, _ hours: (String, String)) -> Int {
        func minutes(_ text: String) -> Int {
            let parts = text.split(separator: ":").compactMap { Int($0) }
            return parts[0] * 60 + parts[1]
        }
        let from = minutes(hours.0)
        let until = minutes(hours.1)
        return stride(from: begins, to: ends, by: 60).count { second in
            let local = second + zone.offset(at: second)
            let day = local / 86_400
            let minute = local % 86_400 / 60
            // 1970 began on a Thursday.
            let isWork = { (day: Int) in (day + 3) % 7 < 5 }
            if until > from { return isWork(day) && (from..<until).contains(minute) }
            return minute >= from && isWork(day) || minute < until && isWork(day - 1)
        }
    }

    @Test(
        "working time is what counting minute by minute finds, over changes of the clock and weekends",
        arguments: zones)
    func minutes(zone name: String) throws {
        let zone = try #require(Zone(named: name))
        var dice = Dice(state: 7)
        for _ in 1...60 {
            // March to November 2026.
            let begins = 1_772_323_200 + Int.random(in: 0..<(270 * 1_440), using: &dice) * 60
            let ends = begins + Int.random(in: 0..<(9 * 1_440), using: &dice) * 60
            let hours = Self.hours.randomElement(using: &dice)!
            let found = try database.administer(
                """
                select agentor.working_minutes(to_timestamp($1::bigint), to_timestamp($2::bigint), $3, $4::time, $5::time)
                """, ["\(begins)", "\(ends)", name, hours.0, hours.1])[0][0]
            #expect(found == "\(bruteForce(begins, ends, zone, hours))", "\(begins) \(ends) \(hours)")
        }
    }

    private func reckon() throws {
        try database.administer("update agentor.responsiveness set due_at = now()")
        while try agents.directory.reckonResponsiveness() {}
    }

    private func responsiveness(of account: String) throws -> Responsiveness {
        let id = AccountID(rawValue: try #require(UUID(uuidString: account)))
        return try agents.directory.responsiveness(of: [id], for: nil)[id] ?? .none
    }

    @discardableResult
    private func write(
        to agent: String, ago: Double, answeredAfter minutes: Int? = nil, first: String = "client"
    ) throws -> String {
        let asked = Int(Date().timeIntervalSince1970 - ago * 86_400) / 60 * 60
        return try #require(
            try database.administer(
                """
                select public.write_to($1::uuid, to_timestamp($2::bigint), to_timestamp(nullif($3, '')::bigint), $4)
                """, [agent, "\(asked)", minutes.map { "\(asked + $0 * 60)" } ?? "", first])[0][0])
    }

    @Test(
        "the median is that of all cases by brute force, those without an answer counting as the longest",
        arguments: [3, 4])
    func median(seed: UInt64) throws {
        let zone = try #require(Zone(named: "America/New_York"))
        let agent = try agents.put(
            "hana", "Hana", #"{"works_from": "08:00", "works_until": "16:30"}"#, in: "America/New_York")
        var dice = Dice(state: seed)
        var reckoned: [Int] = []
        for _ in 1...40 {
            let ago = Double.random(in: 4...88, using: &dice)
            let delay =
                Int.random(in: 0..<5, using: &dice) == 0 ? nil : Int.random(in: 1..<4_000, using: &dice)
            try write(to: agent, ago: ago, answeredAfter: delay)
        }
        for row in try database.administer(
            """
            select extract(epoch from q.created_at)::bigint, extract(epoch from a.created_at)::bigint
            from messaging.messages q left join messaging.messages a on a.channel_id = q.channel_id and a.seq = 2
            where q.seq = 1
            """)
        {
            let asked = Int(row[0] ?? "") ?? 0
            reckoned.append(
                row[1].flatMap { Int($0) }.map { bruteForce(asked, $0, zone, ("08:00", "16:30")) } ?? .max)
        }
        try reckon()
        let found = try responsiveness(of: agent)
        #expect(found.cases == 40)
        #expect(found.unanswered == reckoned.count { $0 == .max })
        #expect(found.median == reckoned.sorted()[19])
    }

    @Test("what does not count does not, and a stranger's page says where there are too few")
    func counting() async throws {
        let site = try Site.forTest()
        let agent = try agents.put("hana", "Hana", #"{"works_from": "10:00", "works_until": "10:00"}"#)
        for _ in 1...9 { try write(to: agent, ago: 20, answeredAfter: 30) }
        try write(to: agent, ago: 1)
        try write(to: agent, ago: 100, answeredAfter: 5)
        try write(to: agent, ago: 20, answeredAfter: 5, first: "agent")
        let declined = try write(to: agent, ago: 20)
        try database.administer(
            """
            update messaging.channel_members m set shelf = 'declined' from messaging.pairs p
            where p.channel_id = m.channel_id and m.user_id = $1::uuid and $2::uuid in (p.low, p.high)
            """, [agent, declined])
        let spammer = try write(to: agent, ago: 20)
        try database.administer(
            "update agentor.accounts set suspended_at = now() where id = $1::uuid", [spammer])
        for isBlocker in [true, false] {
            let other = try write(to: agent, ago: 20)
            try database.administer(
                "insert into messaging.blocks (blocker, blocked, kind) values ($1::uuid, $2::uuid, 'block')",
                isBlocker ? [agent, other] : [other, agent])
        }
        try reckon()
        #expect(try responsiveness(of: agent).cases == 9)
        #expect(
            try await Browser(site).get("/agents/hana").text.contains(
                "Too few first messages to say how soon they answer"))
        try write(to: agent, ago: 20)
        try reckon()
        let known = try responsiveness(of: agent)
        #expect(known.cases == 10 && known.unanswered == 1 && known.median != nil)
        let page = try await Browser(site).get("/agents/hana").text
        #expect(
            page.contains("Answers in about")
                && page.contains("Median of 10 first messages in 90 days, 1 not answered"))
        #expect(try await Browser(site).get("/agents").text.contains("Answers in about"))
    }

    @Test("the directory orders by it, those it is not known of last, also after they have published anew")
    func order() throws {
        let fast = try agents.put("fast", "Fast", #"{"works_from": "10:00", "works_until": "10:00"}"#)
        let slow = try agents.put("slow", "Slow", #"{"works_from": "10:00", "works_until": "10:00"}"#)
        let silent = try agents.put("silent", "Silent")
        try agents.put("unknown", "Unknown")
        for _ in 1...10 {
            try write(to: fast, ago: 20, answeredAfter: 2)
            try write(to: slow, ago: 20, answeredAfter: 5_000)
            try write(to: silent, ago: 20)
        }
        try reckon()
        #expect(try responsiveness(of: silent) == Responsiveness(cases: 10, unanswered: 10, median: nil))
        func ordered() throws -> [String] { Array(try agents.find("") { $0.order = .responsive }.prefix(2)) }
        #expect(try ordered() == ["fast", "slow"])
        for account in [fast, slow] {
            try database.administer(
                "delete from agentor.published_agents where account_id = $1::uuid", [account])
            try database.administer(
                "insert into agentor.published_agents (account_id, number) values ($1::uuid, 1)", [account])
        }
        #expect(try ordered() == ["fast", "slow"])
    }

    @Test("conversations of before are found once, and who has none any more is forgotten")
    func seeding() throws {
        let agent = try agents.put("hana", "Hana")
        for _ in 1...3 { try write(to: agent, ago: 20, answeredAfter: 600) }
        try database.administer(
            "delete from agentor.responsiveness; update agentor.responsiveness_state set is_seeded = false")
        while try agents.directory.reckonResponsiveness() {}
        #expect(try responsiveness(of: agent).cases == 3)
        try database.administer(
            "update messaging.channels set created_at = created_at - interval '100 days'")
        try reckon()
        #expect(try database.count("agentor.responsiveness") == 0)
    }

    @Test("whom the viewer is apart from is not said to answer")
    func apart() async throws {
        let site = try Site.forTest()
        let agent = try agents.put("hana", "Hana")
        try write(to: agent, ago: 20, answeredAfter: 600)
        try reckon()
        _ = try await Browser.person("Ada", on: site)
        let ada = try #require(
            try database.administer("select id from agentor.accounts where full_name = 'Ada'")[0][0])
        let ask = "select cases from agentor.answers_of(array['\(agent)'::uuid])"
        #expect(try database.serve(ask, as: ada) == [["1"]])
        try database.administer(
            "insert into messaging.blocks (blocker, blocked, kind) values ($1::uuid, $2::uuid, 'block')",
            [agent, ada])
        #expect(try database.serve(ask, as: ada).isEmpty)
    }
}
