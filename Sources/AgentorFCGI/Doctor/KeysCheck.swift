import AgentorCore

extension Check {
    /// After restoring a backup elsewhere, the key is the other half of it.
    static let keys = Check(subject: "Keys", needs: [.owner]) { patient in
        guard let keys = try? KeySettings(environment: patient.environment).open() else {
            return .fine("not looked at: see Settings and Key server.")
        }
        guard try patient.ask("select to_regclass('agentor.second_factors')", as: .owner)[0][0] != nil else {
            return .fine("nothing is sealed yet.")
        }
        /// How many of some boxes were sealed with none of the keys.
        func lost(_ box: String, of boxes: String) throws -> Int {
            let names = try patient.ask(
                """
                select encode(substr(\(box), 1, \(SealingKeys.nameLength)), 'hex'), count(*) from \(boxes) group by 1
                """, as: .owner)
            let unknown = names.filter { row in
                !keys.knows(row[0].flatMap { [UInt8](hexDigits: $0) } ?? [])
            }
            return unknown.compactMap { $0[1].flatMap { Int($0) } }.reduce(0, +)
        }
        let remedy = "put the key they were sealed with below the present one."
        let boxes = try lost(
            "sealed",
            of: """
                (select sealed from agentor.second_factors
                    union all select sealed from agentor.outbox where sealed is not null) boxes
                """)
        guard boxes == 0 else {
            return .broken(
                "\(boxes) second factors or mails were sealed with a key that is not among the keys: nobody gets in with those.",
                remedy: remedy)
        }
        guard try patient.ask("select to_regclass('messaging.channel_keys')", as: .owner)[0][0] != nil else {
            return .fine("they open what the database holds.")
        }
        let channels = try lost("wrapped", of: "messaging.channel_keys")
        guard channels == 0 else {
            return .broken(
                "\(channels) channels or conversations were sealed with a key that is not among the keys: nobody can read what was said there.",
                remedy: remedy)
        }
        if try patient.ask("select to_regclass('messaging.files_wrapped')", as: .owner)[0][0] != nil {
            let files = try lost(
                "key", of: "(select key from messaging.files where key is not null and home_id is null) keys")
            guard files == 0 else {
                return .warning(
                    "\(files) files that wait to be sent, or are in a portfolio or a service, were kept with a key that is not among the keys: what they are called cannot be read.",
                    remedy: remedy)
            }
        }
        if try patient.ask("select to_regclass('agentor.message_searches')", as: .owner)[0][0] != nil {
            let searches = try lost("sealed", of: "agentor.message_searches")
            guard searches == 0 else {
                return .warning(
                    "\(searches) searches that people keep were sealed with a key that is not among the keys, and are not shown.",
                    remedy: remedy)
            }
        }
        if try patient.ask("select to_regclass('agentor.reports')", as: .owner)[0][0] != nil {
            let reports = try lost(
                "sealed",
                of:
                    "(select sealed from agentor.reports union all select sealed from agentor.report_evidence) boxes"
            )
            guard reports == 0 else {
                return .warning(
                    "\(reports) reports and what is kept with them were sealed with a key that is not among the keys, and cannot be read.",
                    remedy: remedy)
            }
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
