import Messaging
import Postgres

/// A service that was found, with who offers it.
package struct FoundService: Sendable {
    package let service: Service
    package let agentName: String
    package let agentHandle: String
}

extension Profiles {
    /// Services that everybody may see and that have all words in them, the closest first.
    package func services(
        about words: String, for viewer: Viewer, limit: Int
    ) throws(PostgresError) -> [FoundService] {
        try database.web.query(FindServices(words: words, limit: Int32(limit)), as: viewer.identity)
    }
}

private struct FindServices: Statement {
    let words: String
    let limit: Int32

    private static let columns = Service.columns(
        of: "(f.service)", pictures: "f.pictures", room: "agentor.room_of((f.service).room_id)")
    static let sql = "select f.name, f.handle, \(columns) from agentor.find_services($1, $2) f"

    func bind(to parameters: inout Parameters) {
        parameters.append(words)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> FoundService {
        let (name, handle) = (try columns.next(String.self), try columns.next(String.self))
        return FoundService(service: try Service(from: &columns), agentName: name, agentHandle: handle)
    }
}
