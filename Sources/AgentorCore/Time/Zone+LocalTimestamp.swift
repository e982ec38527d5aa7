import FoundationEssentials
import Postgres
import ZoneInfo

extension Zone {
    /// What clocks in the zone show at a moment.
    package func local(_ moment: Date) -> LocalTimestamp {
        LocalTimestamp(moment) { offset(at: $0) }
    }

    /// The day it is there at a moment: "2026-11-22".
    package func day(of moment: Date) -> String {
        let time = local(moment)
        func padded(_ number: Int, _ digits: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        return "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
    }
}
