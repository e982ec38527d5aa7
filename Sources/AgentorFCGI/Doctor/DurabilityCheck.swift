extension Check {
    /// A message that was acknowledged survives a power cut only if the server waits for its disk.
    static let durability = Check(subject: "Durability", needs: [.web]) { patient in
        let off = try patient.ask(
            """
            select name from pg_settings
            where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by 1
            """
        ).compactMap { $0[0] }
        guard off.isEmpty else {
            return .warning(
                "\(off.joined(separator: ", ")) is off: messages that were taken can be lost when the machine fails.",
                remedy: "turn it on in the server's configuration.")
        }
        return .fine("what was taken is on the disk.")
    }
}
