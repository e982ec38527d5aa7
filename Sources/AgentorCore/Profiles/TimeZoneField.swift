import Forms
import FoundationEssentials
import Synchronization
import ZoneInfo

extension FormField<String> {
    /// The name of a zone of the system's database, with how far its clocks are ahead of UTC today.
    static func timeZone() -> FormField {
        .select("time-zone", "Time zone", zones(at: Date()), missing: "Choose your time zone.")
    }

    /// Made once a day.
    private static func zones(at moment: Date) -> [FieldDescription.Choice] {
        let second = Int(moment.timeIntervalSince1970)
        let day = second / 86_400
        if let made = madeZones.withLock({ $0 }), made.day == day { return made.choices }
        let choices = TimeZones.all.map { name in
            let label = String(name.map { $0 == "_" ? " " : $0 })
            guard name != "UTC", let zone = Zone(named: name) else {
                return FieldDescription.Choice(name, label)
            }
            return FieldDescription.Choice(name, "\(label) (\(zone.aheadLabel(at: second)))")
        }
        madeZones.withLock { $0 = (day, choices) }
        return choices
    }
}

private let madeZones = Mutex<(day: Int, choices: [FieldDescription.Choice])?>(nil)

extension Zone {
    /// "UTC+5:30".
    fileprivate func aheadLabel(at second: Int) -> String {
        let minutes = offset(at: second) / 60
        if minutes == 0 { return "UTC" }
        let (hour, minute) = abs(minutes).quotientAndRemainder(dividingBy: 60)
        let rest = minute == 0 ? "" : minute < 10 ? ":0\(minute)" : ":\(minute)"
        return "UTC\(minutes < 0 ? "\u{2212}" : "+")\(hour)\(rest)"
    }
}
