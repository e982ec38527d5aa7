import AgentorCore

/// `/onboarding/agent-profile`.
package struct AgentProfileForm: FormPage {
    package var frame: PageFrame
    package var headline: Field
    package var about: Field
    package var category: Field
    package var skills: Field
    package var hourlyRate: Field
    package var timeZone: Field
    package var problem: String?

    package init(
        frame: PageFrame, categories: [Choice], timeZones: [Choice], headline: Entry = Entry(),
        about: Entry = Entry(), category: Entry = Entry(), skills: Entry = Entry(),
        hourlyRate: Entry = Entry(), timeZone: Entry = Entry(), problem: String? = nil
    ) {
        self.frame = frame
        self.headline = Field(
            "headline", "Headline", headline,
            hint: "What you do, in one line. For example: Bookkeeper for small restaurants.",
            limit: AgentProfileDraft.headlineLimit, autocomplete: "organization-title")
        self.about = Field(
            "about", "About you", about, hint: "Your experience, whom you work for, how you work.",
            limit: AgentProfileDraft.aboutLimit)
        self.category = Field("category", "Category", category, choices: categories)
        self.skills = Field(
            "skills", "Skills", skills, hint: "Separate them with commas. For example: tax, payroll, audits.")
        self.hourlyRate = Field(
            "hourly-rate", "Hourly rate", hourlyRate,
            hint: "A whole number, in your currency. Leave it empty to agree on it case by case.",
            inputMode: "numeric", isRequired: false)
        self.timeZone = Field("time-zone", "Time zone", timeZone, choices: timeZones)
        self.problem = problem
    }

    package var fields: [Field] { [headline, about, category, skills, hourlyRate, timeZone] }
}
