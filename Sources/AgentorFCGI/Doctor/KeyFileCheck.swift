import Glibc

extension Check {
    static let keyFile = Check(subject: "Key file") { patient in
        guard let path = patient.environment("AGENTOR_KEY_FILE") else {
            return .fine(
                patient.environment("AGENTOR_KEYS") == nil
                    ? "there is none." : "the key is in the environment.")
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            return .broken(
                "\(path) cannot be looked at.", remedy: "make it readable for the user the workers run as.")
        }
        guard status.st_mode & 0o007 == 0 else {
            return .warning("everybody on this machine can read \(path).", remedy: "chmod o-rwx \(path)")
        }
        return .fine("nobody else can read it.")
    }
}
