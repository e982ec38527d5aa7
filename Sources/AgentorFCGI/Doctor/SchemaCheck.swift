import AgentorCore
import Postgres

extension Check {
    static let schema = Check(subject: "Tables", needs: [.web]) { patient in
        do { try Schema.migrator.verify(on: patient.conninfo(.web) ?? "", logger: patient.logger) } catch let
            error as MigrationError
        {
            return .broken("\(error).", remedy: "agentor migrate, with the version that is to serve.")
        }
        return .fine("at this version.")
    }

    static let identity = Check(subject: "Who is asking", needs: [.web]) { patient in
        if let obstacle = try Schema.obstacle(on: patient.conninfo(.web) ?? "") {
            return .broken("nobody could be let in.", remedy: obstacle)
        }
        return .fine("the database can be told.")
    }
}
