import FoundationEssentials
import Postgres
import TestDatabase

let viewerID = "0f3a6e8c-6a53-4a0e-9a57-8d3f3f1e2a01"
let viewer = Identity(setting: "agentor.user_id", value: viewerID)
let nobody = Identity(setting: "agentor.user_id", value: "")

/// The viewer as policies read it.
struct CurrentViewer: Statement {
    static let sql = "select nullif(current_setting('agentor.user_id', true), '')"

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next()
    }
}

struct BackendID: Statement {
    static let sql = "select pg_backend_pid()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32 {
        try columns.next()
    }
}

struct Sleep: Statement {
    static let sql = "select pg_sleep($1)"
    var seconds: Double

    func bind(to parameters: inout Parameters) {
        parameters.append(seconds)
    }
}

/// Waits where a test keeps a gate closed: `pg_advisory_lock(1)`.
struct PassGate: Statement {
    static let sql = "select pg_advisory_xact_lock_shared(1)"
}

struct DivideByZero: Statement {
    static let sql = "select 1 / (random() * 0)::integer"

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32 {
        try columns.next()
    }
}

/// Notes: the table the tests write to.
struct AddNote: Statement {
    static let sql = "insert into notes (body) values ($1)"
    var body: String

    func bind(to parameters: inout Parameters) {
        parameters.append(body)
    }
}

struct Notes: Statement {
    static let sql = "select body from notes order by id"

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next()
    }
}

extension DatabaseBlueprint {
    static let notes = DatabaseBlueprint { database in
        try database.own(
            """
            create table notes (id bigserial primary key, body text not null unique check (body <> 'forbidden'));
            grant select, insert, update, delete on notes to agentor_app;
            grant usage on sequence notes_id_seq to agentor_app;
            """)
    }
}

/// The error of a body that must throw one of PostgreSQL.
func failure(_ body: () throws -> some Any) throws -> PostgresError {
    do {
        _ = try body()
    } catch let error as PostgresError {
        return error
    }
    throw NothingThrown()
}

struct NothingThrown: Error {}
