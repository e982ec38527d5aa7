import FoundationEssentials
import Postgres
import ZoneInfo

extension Zone {
    /// What clocks in the zone show at a moment.
    package func local(_ moment: Date) -> LocalTimestamp {
        LocalTimestamp(moment) { offset(at: $0) }
    }
}
