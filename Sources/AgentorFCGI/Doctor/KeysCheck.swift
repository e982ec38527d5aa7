import AgentorCore

extension Check {
    /// After restoring a backup elsewhere, the key is the other half of it.
    static let keys = Check(subject: "Keys", needs: [.owner]) { patient in
        guard let settings = try? SiteSettings(environment: patient.environment) else {
            return .fine("not looked at: see Settings.")
        }
        guard try patient.ask("select to_regclass('agentor.second_factors')", as: .owner)[0][0] != nil else {
            return .fine("nothing is sealed yet.")
        }
        let names = try patient.ask(
            """
            select encode(substr(sealed, 1, \(SealingKeys.nameLength)), 'hex'), count(*) from (
                select sealed from agentor.second_factors
                union all select sealed from agentor.outbox where sealed is not null) boxes
            group by 1
            """, as: .owner)
        let lost = names.filter { row in
            !settings.keys.knows(row[0].flatMap { [UInt8](hexDigits: $0) } ?? [])
        }
        guard lost.isEmpty else {
            let count = lost.compactMap { $0[1].flatMap { Int($0) } }.reduce(0, +)
            return .broken(
                "\(count) second factors or mails were sealed with a key that is not among the keys: nobody gets in with those.",
                remedy: "put the key they were sealed with below the present one, in AGENTOR_KEY_FILE.")
        }
        guard try patient.ask("select to_regclass('messaging.channel_keys')", as: .owner)[0][0] != nil else {
            return .fine("they open what the database holds.")
        }
        let wrapped = try patient.ask(
            """
            select encode(substr(wrapped, 1, \(SealingKeys.nameLength)), 'hex'), count(*) from messaging.channel_keys
            group by 1
            """, as: .owner)
        let unopened = wrapped.filter { row in
            !settings.keys.knows(row[0].flatMap { [UInt8](hexDigits: $0) } ?? [])
        }
        guard unopened.isEmpty else {
            let count = unopened.compactMap { $0[1].flatMap { Int($0) } }.reduce(0, +)
            return .broken(
                "\(count) channels or conversations were sealed with a key that is not among the keys: nobody can read what was said there.",
                remedy: "put the key they were sealed with below the present one, in AGENTOR_KEY_FILE.")
        }
        let plain = try patient.ask(
            """
            (select 1 from messaging.messages where sealed is null and content <> '' limit 1)
            union all (select 1 from messaging.message_versions where sealed is null and content <> '' limit 1)
            union all (select 1 from messaging.drafts where sealed is null limit 1)
            union all (select 1 from messaging.scheduled_messages where sealed is null and content <> '' limit 1)
            """, as: .owner)
        guard plain.isEmpty else {
            return .warning(
                "some of what people wrote is not sealed yet, and can be read in a copy of the database.",
                remedy: "run agentor keys seal. It works while others serve.")
        }
        return .fine("they open what the database holds.")
    }
}

extension [UInt8] {
    fileprivate init(hexDigits text: String) {
        let digits = text.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
