import Text
import ZoneInfo

/// What a client tells about themselves, within its limits.
package struct ClientProfileDraft: Sendable {
    package static let companyLimit = 120
    package static let needLimit = 4_000

    /// What a client could spend, by the value a form sends.
    package static let budgets: [(value: String, label: String)] = [
        ("open", "Not decided yet"),
        ("1000", "Up to 1,000"),
        ("5000", "1,000 to 5,000"),
        ("20000", "5,000 to 20,000"),
        ("more", "More than 20,000"),
    ]

    let company: String
    let need: String
    let budget: String
    let timeZone: String

    /// - Throws: every field that cannot be taken: `company`, `need`, `budget`, `time-zone`.
    package init(company: String, need: String, budget: String, timeZone: String) throws(FormErrors) {
        var errors = FormErrors()
        self.company = errors.text(
            "company", PlainText.line(company), missing: "Enter the name of your company or project.",
            limit: Self.companyLimit)
        self.need = errors.text(
            "need", PlainText.lines(need), missing: "Describe what you need.", limit: Self.needLimit)
        self.budget = budget
        if !Self.budgets.contains(where: { $0.value == budget }) { errors.add("budget", "Choose a budget.") }
        self.timeZone = timeZone
        if !TimeZones.all.contains(timeZone) { errors.add("time-zone", "Choose your time zone.") }
        try errors.throwIfAny()
    }
}
