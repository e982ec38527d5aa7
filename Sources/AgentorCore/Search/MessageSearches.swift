import Forms
import FoundationEssentials
import Messaging
import Postgres

/// A search of messages that somebody made.
package struct MessageSearch: Sendable, Identifiable {
    package let id: UUID
    /// What is looked for, as it is typed.
    package let line: String
    package let order: SearchOrder
    /// What its owner calls it; nil for one that is only among their last.
    package let name: String?
    package let usedAt: Date

    /// How many somebody may save, and how many of the last are kept. The database holds to the same.
    package static let limit = 50
    package static let recentLimit = 10

    package static let nameField = FormField<String>.line(
        "name", "Name", hint: "What you call it. For example: Samples from Hana.", limit: 80,
        missing: "Enter a name.")
}

/// What people looked for among their messages. It tells what they are about, so it is sealed.
package struct MessageSearches: Sendable {
    let database: Database
    let keys: SealingKeys

    package init(database: Database, keys: SealingKeys) {
        self.database = database
        self.keys = keys
    }

    /// All of the viewer's, the last used first. What was sealed with a key that is gone is left out.
    package func all(of viewer: Viewer) throws(PostgresError) -> [MessageSearch] {
        try database.web.query(ListMessageSearches(), as: viewer.identity).compactMap { row in
            guard let kept = open(row.sealed, for: Self.use(by: viewer)) else { return nil }
            let (line, order) = Self.search(kept)
            let name = row.sealedName.flatMap { open($0, for: Self.nameUse(by: viewer)) }
            return MessageSearch(id: row.id, line: line, order: order, name: name, usedAt: row.usedAt)
        }
    }

    /// Keeps that the viewer looked for something, among their last.
    package func keep(_ line: String, for viewer: Viewer) throws(PostgresError) {
        let (sealed, fingerprint) = seal(line, for: viewer)
        _ = try database.web.query(
            KeepMessageSearch(sealed: sealed, fingerprint: fingerprint), as: viewer.identity,
            access: .readWriteAsynchronous)
    }

    /// Keeps a search under a name: the same line is one search, which has the last order and name.
    /// - Throws: an error of the form's where there are too many.
    package func save(
        _ line: String, by order: SearchOrder = .newest, named name: String, for viewer: Viewer
    ) throws {
        let (sealed, fingerprint) = seal(line, by: order, for: viewer)
        let statement = SaveMessageSearch(
            sealed: sealed, fingerprint: fingerprint,
            sealedName: keys.seal(Array(name.utf8), for: Self.nameUse(by: viewer)))
        if try database.web.first(statement, as: viewer.identity, access: .readWrite) != true {
            throw FormErrors(
                "name", .tooMany,
                "You have \(MessageSearch.limit) saved searches, which is as many as there may be. Remove one first."
            )
        }
    }

    /// Forgets one.
    /// - Returns: whether there was such a one of the viewer's.
    package func forget(_ id: UUID, for viewer: Viewer) throws(PostgresError) -> Bool {
        try database.web.first(ForgetMessageSearches(id: id), as: viewer.identity, access: .readWrite) == true
    }

    /// Forgets the last ones, all but those with a name.
    package func forgetRecent(for viewer: Viewer) throws(PostgresError) {
        _ = try database.web.query(
            ForgetMessageSearches(id: nil), as: viewer.identity, access: .readWrite)
    }

    private func seal(
        _ line: String, by order: SearchOrder = .newest, for viewer: Viewer
    ) -> (sealed: [UInt8], fingerprint: [UInt8]) {
        let use = Self.use(by: viewer)
        // Another order than the usual stands on a line of its own.
        let kept = order == .newest ? line : "\(line)\n\(order.rawValue)"
        return (keys.seal(Array(kept.utf8), for: use), keys.fingerprints(of: line, for: use)[0])
    }

    private static func search(_ kept: String) -> (line: String, order: SearchOrder) {
        let lines = kept.split(separator: "\n", maxSplits: 1).map(String.init)
        let order = lines.count == 2 ? SearchOrder(rawValue: lines[1]) : nil
        return (lines.first ?? "", order ?? .newest)
    }

    private func open(_ sealed: [UInt8], for use: String) -> String? {
        keys.open(sealed, for: use).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func use(by viewer: Viewer) -> String { "message search \(viewer.id.rawValue.uuidString)" }
    private static func nameUse(by viewer: Viewer) -> String {
        "name of a message search \(viewer.id.rawValue.uuidString)"
    }
}

private struct ListMessageSearches: Statement {
    struct Row: Sendable {
        let id: UUID
        let sealed: [UInt8]
        let sealedName: [UInt8]?
        let usedAt: Date
    }

    static let sql = """
        select id, sealed, sealed_name, used_at from agentor.message_searches
        where account_id = agentor.viewer() order by used_at desc, id desc
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), sealed: try columns.next([UInt8].self),
            sealedName: try columns.next([UInt8]?.self), usedAt: try columns.next(Date.self))
    }
}

private struct KeepMessageSearch: Statement {
    let sealed: [UInt8]
    let fingerprint: [UInt8]

    static let sql = "select agentor.keep_message_search($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(sealed)
        parameters.append(fingerprint)
    }
}

private struct SaveMessageSearch: Statement {
    let sealed: [UInt8]
    let fingerprint: [UInt8]
    let sealedName: [UInt8]

    static let sql = "select agentor.save_message_search($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(sealed)
        parameters.append(fingerprint)
        parameters.append(sealedName)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct ForgetMessageSearches: Statement {
    let id: UUID?

    static let sql = "select agentor.forget_message_searches($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}
