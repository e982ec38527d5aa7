import Glibc
import Postgres
import Storage

/// Why a backup is not made or not restored. Nothing was changed, in words for the operator.
enum BackupError: Error {
    case exists(String)
    case underWay(String)
    case notThere(String)
    case unfinished(String)
    case damaged(String)
    /// A file, and the error of the system.
    case disk(String, Int32)
    /// Tables of which the owner does not see every row.
    case hidden([String])
    case notEmpty([String])
    case noRoles([String])
    case newer(set: String, number: Int, name: String)
    /// A program of PostgreSQL's that did not do it, and its exit status.
    case program(String, Int32)
    /// A table that has not as many rows afterwards as the backup says.
    case different(table: String, wanted: Int, found: Int)
    case database(PostgresError)
    /// Bytes of a file that could not be copied.
    case file(ContentDigest, StorageError)
    /// So many contents of files are in it, and no folder is named for them.
    case nowhereForFiles(Int)
    case filesMissing(wanted: Int, found: Int)
}

extension BackupError: CustomStringConvertible {
    var description: String {
        switch self {
        case .exists(let path): "\(path) is there already, and is not overwritten: name another folder"
        case .underWay(let path):
            "\(path) is there: a backup to it is being made, or one was broken off. If none is, remove it"
        case .notThere(let path): "\(path) is not there"
        case .unfinished(let path): "\(path) is no whole backup: it has no manifest that can be read"
        case .damaged(let path): "the dump in \(path) is not the one the backup was made with: it is damaged"
        case .disk(let path, let code): "\(path): \(String(cString: strerror(code)))"
        case .hidden(let tables):
            "the role in DATABASE_OWNER_URL does not see every row of \(tables.joined(separator: ", ")): "
                + "it must be the role that owns the tables, and `agentor migrate` lays its policies"
        case .notEmpty(let names):
            "the database is not empty: it has \(names.prefix(5).joined(separator: ", ")). Make a new one and restore there"
        case .noRoles(let roles):
            "the server lacks the role \(roles.joined(separator: ", ")): deploy/database.sql makes it"
        case .newer(let set, let number, let name):
            "the backup is of a newer version of Agentor, with migration \(set) \(number) (\(name)): run that version"
        case .program(let name, 127): "\(name) cannot be started: install PostgreSQL's client programs"
        case .program(let name, let status):
            "\(name) failed, with exit status \(status): what it said is above"
        case .different(let table, let wanted, let found):
            "\(table) has \(found) rows, and the backup says \(wanted): do not use this database"
        case .database(let error): "the database failed: \(error)"
        case .file(let digest, let error): "the content \(digest) could not be copied: \(error)"
        case .nowhereForFiles(let count):
            "the backup has \(count) contents of files: set AGENTOR_FILES_FOLDER"
        case .filesMissing(let wanted, let found):
            "the backup says it has \(wanted) contents of files, and there are \(found): it is damaged"
        }
    }
}
