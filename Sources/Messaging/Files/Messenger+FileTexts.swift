import FoundationEssentials
import Postgres

/// A file that nobody has looked into for what it says.
public struct UnreadFile: Sendable, Identifiable {
    public let id: UUID
    public let digest: String
    public let type: String
    /// Nil for a file without.
    let key: [UInt8]?
}

extension Messenger {
    /// Files of some media types that were kept before what files say was searched, in the order of their identifiers. For the
    /// host's housekeeping, as `keepText`.
    public func unreadFiles(
        of types: [String], after id: UUID?, limit: Int, as identity: Identity = .nobody
    ) throws(MessagingError) -> [UnreadFile] {
        do {
            return try housekeepingPool.query(
                ListUnreadFiles(types: types, after: id, limit: Int32(limit)), as: identity)
        } catch { throw .database(error) }
    }

    /// Keeps what such a file says, so that it is found by that.
    /// - Parameter text: as `FileDraft.text`; nil where there is nothing to read, which is not asked again.
    /// - Returns: whether it was kept: not where the file is gone, or its key is another by now.
    public func keepText(
        _ text: String?, of file: UnreadFile, as identity: Identity = .nobody
    ) throws(MessagingError) -> Bool {
        var statement = KeepFileText(file: file.id, words: text ?? "", sealed: nil)
        if let text, let bytes = file.key {
            guard let stored = StoredFileKey(bytes[...]), let key = keys?.fileKey(stored) else {
                throw .textsUnavailable
            }
            statement = KeepFileText(file: file.id, words: "", sealed: key.seal(text, as: .text))
        }
        do { return try housekeepingPool.first(statement, as: identity, access: .readWrite) == true } catch {
            throw .database(error)
        }
    }
}

private struct ListUnreadFiles: Statement {
    let types: [String]
    let after: UUID?
    let limit: Int32

    static let sql = "select id, digest, type, key from messaging.unread_files($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(types)
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> UnreadFile {
        UnreadFile(
            id: try columns.next(UUID.self), digest: try columns.next(String.self),
            type: try columns.next(String.self), key: try columns.next([UInt8]?.self))
    }
}

private struct KeepFileText: Statement {
    let file: UUID
    let words: String
    let sealed: [UInt8]?

    static let sql = "select messaging.keep_file_text($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(file)
        parameters.append(words)
        parameters.append(sealed)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}
