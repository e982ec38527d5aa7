/// Why a database is not migrated, or not served.
public enum MigrationError: Error, Sendable {
    /// The database lacks this migration: `command` brings it.
    case pending(set: String, number: Int, name: String, command: String)
    /// The database has a migration this program does not know: it is too old for the database.
    case ahead(set: String, number: Int, name: String)
    /// A migration has been edited after it was applied. Undo the edit, and add a migration instead.
    case changed(set: String, number: Int, name: String)
    /// The numbers are not 1, 2, 3 …: this one is missing, in the program or in the database.
    case gap(set: String, number: Int)
    /// The migration failed, and with it all of this run, unless it ended its transaction itself.
    case failed(set: String, number: Int, name: String, PostgresError)
    /// What the database defines is not what this program does: `command` lays it anew.
    case outdated(set: String, command: String)
    /// A definition failed, and with it everything.
    case undefinable(set: String, name: String, PostgresError)
    /// The database is encoded in something else than UTF-8, which cannot hold what people write.
    case encoding(String)
    /// The database could not be asked.
    case database(PostgresError)
}

extension MigrationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .pending(let set, let number, let name, let command):
            "the database lacks migration \(set) \(number) (\(name)): run \(command)"
        case .ahead(let set, let number, let name):
            "the database has migration \(set) \(number) (\(name)), which this program does not know: "
                + "run a newer program"
        case .changed(let set, let number, let name):
            "migration \(set) \(number) (\(name)) is not the one that was applied: "
                + "restore it, and put the change into a new migration"
        case .gap(let set, let number):
            "migration \(set) \(number) is missing between its neighbours"
        case .failed(let set, let number, let name, let error):
            "migration \(set) \(number) (\(name)) failed: \(error)"
        case .outdated(let set, let command):
            "the database has other definitions of \(set) than this program: run \(command)"
        case .undefinable(let set, let name, let error):
            "the definitions of \(set), \(name), failed: \(error)"
        case .encoding(let encoding):
            "the database is encoded in \(encoding): make one encoded in UTF8"
        case .database(let error):
            "the migrations could not be looked up: \(error)"
        }
    }
}
