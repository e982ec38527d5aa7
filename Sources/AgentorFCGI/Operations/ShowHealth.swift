import AgentorCore
import FastCGI
import Postgres

extension OperationsDesk {
    /// `GET /healthz`: 200 when the process serves and its database answers and takes changes, 503 otherwise.
    func showHealth(_ visit: Visit) throws -> Response {
        do {
            try Schema.probe(database.web)
            try Schema.probe(database.door)
        } catch {
            return .text("no database: \(DatabaseTrouble(error).summary)\n", status: .serviceUnavailable)
        }
        return .text("ok\n")
    }
}
