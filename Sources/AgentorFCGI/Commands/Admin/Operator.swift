import Glibc

/// Who works on the machine, for the log of acts: whoever became root by sudo, or the process's own user.
enum Operator {
    static var name: String {
        let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())"
        // Anybody but root could say anything in the variable.
        guard geteuid() == 0, let before = Settings.environment("SUDO_USER") else { return user }
        return "\(before.prefix(60)) as \(user)"
    }
}
