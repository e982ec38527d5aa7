import Forms
import ZoneInfo

extension FormField<String> {
    /// The name of a zone of the system's database.
    static func timeZone() -> FormField {
        .select("time-zone", "Time zone", zones, missing: "Choose your time zone.")
    }

    private static let zones = TimeZones.all.map { name in
        FieldDescription.Choice(name, String(name.map { $0 == "_" ? " " : $0 }))
    }
}
