import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore

/// An instance of the version before, as an operator's `pg_dump` has it, and what its people have in their browsers,
/// mails and apps. `Dumps/README.md` says how it was made.
struct Dump: Decodable {
    struct Links: Decodable {
        let undo: String
        let keep: String
        let oldAddress: String
        let unlock: String
    }

    struct Codes: Decodable {
        let signUp: String
        let signIn: String
    }

    struct RecoveryCodes: Decodable {
        let used: String
        let unused: [String]
    }

    struct Secrets: Decodable {
        let ada: String
        let dora: String
        let max: String
    }

    /// By their names in addresses.
    struct Channels: Decodable {
        let engines: String
        let ducts: String
        let left: String
    }

    /// When it was made.
    let moment: String
    /// Everybody's.
    let password: String
    /// The cookies of each browser.
    let browsers: [String: [String: String]]
    /// From mails.
    let links: Links
    let codes: Codes
    /// Of second factors.
    let secrets: Secrets
    let recovery: RecoveryCodes
    /// What a provider is to send the browser `away` back with.
    let state: String
    let channels: Channels
    /// Bo's messages in `engines`. Ada has read up to the cursor, and the last ones not yet.
    let said: [String]
    let unread: [String]
    let cursor: Int

    private static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Dumps/8e69a72").path

    static let restored = DatabaseBlueprint { database in try database.restore("\(path).sql") }

    static func known() throws -> Dump {
        try JSONDecoder().decode(Dump.self, from: Data(contentsOf: URL(filePath: "\(path).json")))
    }

    /// Moves every moment in the database, as if the dump had been made a minute ago: what had ended by then has ended,
    /// and what had not has not.
    func comeToPresent(_ database: TestDatabase) throws {
        try database.administer(
            """
            set session_replication_role = replica;
            do $$ declare
                change text;
            begin
                for change in
                    select format('update %s set %s', c.oid::regclass, string_agg(
                        format(case a.atttypid
                            when 'timestamptz'::regtype then '%1$I = %1$I + %2$L'
                            when 'timestamptz[]'::regtype then
                                '%1$I = case when %1$I is not null then array(select moment + %2$L
                                    from unnest(%1$I) with ordinality as moments (moment, place) order by place) end'
                        end, a.attname, now() - interval '1 minute' - '\(moment)'::timestamptz), ', '))
                    from pg_class c join pg_attribute a on a.attrelid = c.oid
                    where c.relkind = 'r' and c.relnamespace in
                            ('agentor'::regnamespace, 'messaging'::regnamespace, 'public'::regnamespace)
                        and a.attnum > 0 and a.atttypid in ('timestamptz'::regtype, 'timestamptz[]'::regtype)
                    group by c.oid
                loop
                    execute change;
                end loop;
            end $$
            """)
    }
}

extension TestDatabase {
    struct Table: Hashable {
        let name: String
        let columns: [String]
    }

    /// The application's tables.
    func tables() throws -> [Table] {
        let rows = try administer(
            """
            select a.attrelid::regclass::text, quote_ident(a.attname)
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relkind = 'r' and c.relnamespace in ('agentor'::regnamespace, 'messaging'::regnamespace)
                and a.attnum > 0 and not a.attisdropped
            order by 1, a.attnum
            """)
        return Dictionary(grouping: rows) { $0[0] ?? "" }.sorted { $0.key < $1.key }.map { name, columns in
            Table(name: name, columns: columns.compactMap(\.[1]))
        }
    }

    /// All rows of a table, in an order of their own, as ASCII: strings that look the same are equal in Swift, whatever
    /// they are made of.
    /// - Parameter replacing: what is to be read instead of a column, by its full name.
    func rows(of table: Table, replacing: [String: String] = [:]) throws -> [[String?]] {
        let values = table.columns.map { column in
            "encode(convert_to((\(replacing["\(table.name).\(column)"] ?? column))::text, 'UTF8'), 'escape')"
        }
        let order = table.columns.indices.map { "\($0 + 1)" }
        return try administer(
            "select \(values.joined(separator: ", ")) from \(table.name) order by \(order.joined(separator: ", "))"
        )
    }
}
