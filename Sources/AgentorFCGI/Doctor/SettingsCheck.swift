import ArgumentParser
import KeyServer

extension Check {
    static let settings = Check(subject: "Settings") { patient in
        do {
            _ = try SiteSettings(environment: patient.environment)
        } catch let error as ValidationError {
            return .broken(error.message, remedy: "set it: the README lists what each is.")
        } catch is KeyServerFailure {
            // All settings are right, then: another check tells of the server.
        }
        return .fine("all that the site has to know is set.")
    }
}
