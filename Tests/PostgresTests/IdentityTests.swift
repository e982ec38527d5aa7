import Postgres
import TestDatabase
import Testing

@Suite("Identity", .database)
struct IdentityTests {
    private struct Diary: Statement {
        static let sql = "select entry from diary order by entry"

        static func row(from columns: inout Columns) throws(PostgresError) -> String {
            try columns.next()
        }
    }

    private func makeDiary() throws {
        try TestDatabase.current.own(
            """
            create table diary (owner uuid not null, entry text not null);
            insert into diary values ('\(viewerID)', 'mine'), (gen_random_uuid(), 'not mine');
            alter table diary enable row level security, force row level security;
            create policy own on diary
                using (owner = nullif(current_setting('agentor.user_id', true), '')::uuid);
            grant select on diary to agentor_app
            """)
    }

    @Test("a query reads what its identity may read")
    func rows() throws {
        try makeDiary()
        let pool = try TestDatabase.current.pool()
        #expect(try pool.query(Diary(), as: viewer) == ["mine"])
        #expect(try TestDatabase.current.administer("select count(*) from diary") == [["2"]])
    }

    @Test("nobody reads no rows, also on a connection that somebody used before")
    func nobodyReadsNothing() throws {
        try makeDiary()
        let pool = try TestDatabase.current.pool(size: 1)
        #expect(try pool.query(Diary(), as: nobody) == [])
        #expect(try pool.query(Diary(), as: viewer) == ["mine"])
        #expect(try pool.query(Diary(), as: nobody) == [])
    }

    @Test("the identity ends with its transaction, committed or not")
    func identityEnds() throws {
        /// Reads the setting as an identity by another name leaves it.
        let other = Identity(setting: "agentor.other", value: "x")
        let pool = try TestDatabase.current.pool(size: 1)
        #expect(try pool.first(CurrentViewer(), as: viewer) == .some(viewerID))
        #expect(try pool.first(CurrentViewer(), as: other) == .some(nil))
        _ = try failure { try pool.query(DivideByZero(), as: viewer) }
        #expect(try pool.first(CurrentViewer(), as: other) == .some(nil))
        let inside = try pool.transaction(as: viewer) { tx in try tx.first(CurrentViewer()) }
        #expect(inside == .some(viewerID))
        #expect(try pool.first(CurrentViewer(), as: other) == .some(nil))
    }

    @Test("a hostile identity is a value, never SQL")
    func hostileIdentity() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let hostile = "'; drop table diary; --"
        let identity = Identity(setting: "agentor.user_id", value: hostile)
        #expect(try pool.first(CurrentViewer(), as: identity) == .some(hostile))
        let error = try failure {
            try pool.query(CurrentViewer(), as: Identity(setting: "agentor.user_id", value: "\0"))
        }
        #expect(error.kind == .encoding)
    }

    @Test("an unset identity is refused by a server that wants its setting named properly")
    func badSetting() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let error = try failure {
            try pool.query(CurrentViewer(), as: Identity(setting: "no such setting", value: ""))
        }
        #expect(error.sqlState != nil)
        #expect(try pool.first(CurrentViewer(), as: viewer) == .some(viewerID))
    }
}
