import Postgres

extension Check {
    static let pooler = Check(subject: "Pooler", needs: [.web, .door]) { patient in
        for role in [DatabaseRole.web, .door] {
            guard let conninfo = patient.conninfo(role),
                try Pooler.sharesConnections(of: conninfo, logger: patient.logger)
            else { continue }
            return .broken(
                "\(role.variable) leads through one that gives each transaction another connection.",
                remedy: "name the server itself, or set pool_mode = session.")
        }
        return .fine("none that shares connections is in between.")
    }
}
