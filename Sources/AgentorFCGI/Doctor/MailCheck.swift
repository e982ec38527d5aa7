extension Check {
    static let mail = Check(subject: "Mail", needs: [.owner]) { patient in
        guard try patient.ask("select to_regclass('agentor.outbox')", as: .owner)[0][0] != nil else {
            return .fine("none yet.")
        }
        let row = try patient.ask(
            """
            select count(*) filter (where sealed is not null and created_at < now() - interval '15 minutes'
                    and expires_at > now()),
                count(*) filter (where given_up_at > now() - interval '1 day'),
                (select last_error from agentor.outbox where last_error is not null order by created_at desc limit 1)
            from agentor.outbox
            """, as: .owner)[0]
        let (waiting, lost) = (row[0] ?? "0", row[1] ?? "0")
        guard waiting == "0", lost == "0" else {
            return .warning(
                "\(waiting) have waited for more than a quarter of an hour, and \(lost) were given up since yesterday: "
                    + "\(row[2] ?? "no worker has tried").",
                remedy: "agentor mail ADDRESS sends a test letter and tells what became of it.")
        }
        let reach = try patient.ask(
            "select takes_utf8 from agentor.mail_server where told_at > now() - interval '1 day'", as: .owner)
        let words =
            switch reach.first?[0] {
            case "t": "Addresses of any script can be used."
            case "f":
                "The mail server has no SMTPUTF8: addresses with more than ASCII before the @ are refused."
            default:
                "The mail server has not been heard for a day: addresses with more than ASCII before the @ are refused."
            }
        return .fine("none waits for long. \(words)")
    }
}
