/// All checks, one after the other.
struct Examination {
    let patient: Patient

    static let checks: [Check] = [
        .settings, .keyFile, .keyServer, .connections, .sameDatabase, .pooler, .serverVersion, .encoding,
        .collation, .writing,
        .schema, .identity, .rowSecurity, .roles, .rights, .roleSettings, .hearing, .durability, .room,
        .transactionNumbers, .speed, .clock, .timeZones, .keys, .mail, .files,
    ]

    /// In the order of the checks. What needs a database that cannot be reached is left out.
    func findings() -> [Finding] {
        let reachable = Set(DatabaseRole.allCases.filter(patient.isReachable))
        return Self.checks.filter { reachable.isSuperset(of: $0.needs) }.map { $0.finding(in: patient) }
    }

    /// What else could be checked, and what it takes.
    var omissions: [String] {
        patient.conninfo(.owner) == nil
            ? [
                "Mail that waits, and whether the keys open what is sealed, take DATABASE_OWNER_URL to look at."
            ] : []
    }
}
