import Postgres

/// What a form was filled in over: two tabs that edit one thing are told apart by it. A digest of what is saved, so that
/// what is saved again without a change is the same; empty for nothing.
package struct Revision: Hashable, Sendable {
    package let text: String

    /// Nil for a form that does not say.
    package init?(submitted text: String?) {
        guard let text else { return nil }
        self.text = String(text.prefix(64))
    }

    init(stored text: String?) { self.text = text ?? "" }

    static let ofAgent = "md5(agentor.content_of(p)::text)"
    static let ofClient = "md5((to_jsonb(p) - '{account_id,created_at,updated_at}'::text[])::text)"

    /// - Parameter row: of `works`.
    static func ofWork(_ row: String) -> String {
        "md5(jsonb_build_array(\(row).title, \(row).description, \(row).link, \(row).year)::text)"
    }

    /// - Parameter row: of `services`.
    static func ofService(_ row: String) -> String {
        let names = ["title", "description", "category", "price", "currency", "pricing", "delivery"]
        return "md5(jsonb_build_array(\(names.map { "\(row).\($0)" }.joined(separator: ", ")))::text)"
    }
}

extension Profiles {
    /// Of the viewer's profile as it is saved.
    package func revision(of kind: ProfileKind, by viewer: Viewer) throws(PostgresError) -> Revision {
        let text =
            switch kind {
            case .agent: try database.web.first(FindAgentRevision(), as: viewer.identity)
            case .client: try database.web.first(FindClientRevision(), as: viewer.identity)
            }
        return Revision(stored: text)
    }
}

private struct FindAgentRevision: Statement {
    static let sql = """
        select \(Revision.ofAgent) from agentor.agent_profiles p where p.account_id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

private struct FindClientRevision: Statement {
    static let sql = """
        select \(Revision.ofClient) from agentor.client_profiles p where p.account_id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}
