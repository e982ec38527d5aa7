import Postgres

extension Administrators {
    /// What can be chosen in forms, in its order, retired ones too.
    package func options(_ kind: Options.Kind) throws(PostgresError) -> [Options.Option] {
        try database.door.query(ListOptions(), as: .nobody).filter { $0.kind == kind.rawValue }
    }

    /// - Returns: false where there is no such option, or nothing for the viewer.
    package func change(_ change: OptionChange, reason: String, for viewer: Viewer) throws -> Bool {
        let administer = AdministerOption(change: change, reason: reason)
        return try Self.isDone(
            try database.web.first(administer, as: viewer.identity, access: .readWrite) ?? nil)
    }
}
