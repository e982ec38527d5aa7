import ArgumentParser
import KeyServer

extension Check {
    static let keyServer = Check(subject: "Key server") { patient in
        let settings: KeySettings
        do { settings = try KeySettings(environment: patient.environment) } catch is ValidationError {
            return .fine("not looked at: see Settings.")
        }
        guard let server = settings.server else { return .fine("none is named: the keys are in plain.") }
        guard !settings.lines.wrapped.isEmpty else {
            return .warning(
                "none of the keys is wrapped by \(server.place).",
                remedy: "agentor keys rewrap wraps them; or do without AGENTOR_KEY_SERVER.")
        }
        do throws(KeyServerFailure) {
            let unopened = try settings.opened().unopened
            guard unopened.isEmpty else {
                let lines = unopened.map { "\($0.line) (\($0.reason))" }.joined(separator: ", ")
                return .warning(
                    "\(server.place), does not open these keys: \(lines). What they sealed cannot be read.",
                    remedy: "have the server allow the versions that wrapped them, or bring those keys back.")
            }
        } catch {
            return .broken(
                error.description,
                remedy:
                    "mend what it says, at the server or in AGENTOR_KEY_SERVER…: no worker starts without it."
            )
        }
        guard settings.lines.plain.isEmpty else {
            return .warning(
                "\(server.place), opens the keys that are wrapped; others are in plain beside them.",
                remedy: "agentor keys rewrap wraps them all.")
        }
        return .fine("\(server.place), opens all keys.")
    }
}
