import Text
import ZoneInfo

/// What an agent tells about themselves, within its limits.
package struct AgentProfileDraft: Sendable {
    package static let headlineLimit = 120
    package static let aboutLimit = 4_000
    package static let skillsLimit = 20
    package static let skillLimit = 40
    package static let rateLimit = 100_000

    /// What agents offer, by the value a form sends.
    package static let categories: [(value: String, label: String)] = [
        ("design", "Design"),
        ("development", "Software development"),
        ("writing", "Writing and translation"),
        ("marketing", "Marketing and sales"),
        ("finance", "Finance and accounting"),
        ("legal", "Legal"),
        ("consulting", "Business consulting"),
        ("engineering", "Engineering and architecture"),
        ("media", "Photo, video and audio"),
        ("education", "Teaching and coaching"),
        ("other", "Something else"),
    ]

    let headline: String
    let about: String
    let category: String
    let skills: [String]
    let hourlyRate: Int?
    let timeZone: String

    /// - Parameters:
    ///   - skills: separated by commas or line ends.
    ///   - hourlyRate: a whole number, or nothing for a rate by agreement.
    /// - Throws: every field that cannot be taken: `headline`, `about`, `category`, `skills`, `hourly-rate`,
    ///   `time-zone`.
    package init(
        headline: String, about: String, category: String, skills: String, hourlyRate: String,
        timeZone: String
    ) throws(FormErrors) {
        var errors = FormErrors()
        self.headline = errors.text(
            "headline", PlainText.line(headline), missing: "Enter a headline: what you do, in one line.",
            limit: Self.headlineLimit)
        self.about = errors.text(
            "about", PlainText.lines(about), missing: "Tell clients about you.", limit: Self.aboutLimit)
        self.category = category
        if !Self.categories.contains(where: { $0.value == category }) {
            errors.add("category", "Choose a category.")
        }
        var seen: Set<String> = []
        self.skills = skills.split { $0 == "," || $0.isNewline }.map { PlainText.line(String($0)) }
            .filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
        if self.skills.isEmpty {
            errors.add("skills", "Enter at least one skill.")
        } else if self.skills.count > Self.skillsLimit {
            errors.add("skills", "Enter \(Self.skillsLimit) skills or fewer; these are \(self.skills.count).")
        } else if let long = self.skills.first(where: { $0.unicodeScalars.count > Self.skillLimit }) {
            errors.add(
                "skills",
                "Use \(Self.skillLimit) characters or fewer for a skill: “\(long.prefix(50))” has more.")
        }
        let rate = PlainText.line(hourlyRate)
        self.hourlyRate = Int(rate)
        if !rate.isEmpty, !(1...Self.rateLimit).contains(self.hourlyRate ?? 0) {
            errors.add("hourly-rate", "Enter the rate as a whole number from 1 to 100000, or leave it empty.")
        }
        self.timeZone = timeZone
        if !TimeZones.all.contains(timeZone) { errors.add("time-zone", "Choose your time zone.") }
        try errors.throwIfAny()
    }
}
