import ZoneInfo

extension Check {
    static let timeZones = Check(subject: "Time zones") { _ in
        guard Zone(named: "Europe/Berlin") != nil else {
            return .warning(
                "the system has no time zone database: everybody is shown universal time.",
                remedy: "install tzdata.")
        }
        return .fine("the system knows them.")
    }
}
