import AgentorCore

/// `/onboarding/client-profile`.
package struct ClientProfileForm: FormPage {
    package var frame: PageFrame
    package var company: Field
    package var need: Field
    package var budget: Field
    package var timeZone: Field
    package var problem: String?

    package init(
        frame: PageFrame, budgets: [Choice], timeZones: [Choice], company: Entry = Entry(),
        need: Entry = Entry(), budget: Entry = Entry(), timeZone: Entry = Entry(), problem: String? = nil
    ) {
        self.frame = frame
        self.company = Field(
            "company", "Company or project", company, hint: "Your own name will do.",
            limit: ClientProfileDraft.companyLimit, autocomplete: "organization")
        self.need = Field(
            "need", "What you need", need, hint: "The question or the work, in your own words.",
            limit: ClientProfileDraft.needLimit)
        self.budget = Field("budget", "Budget", budget, choices: budgets)
        self.timeZone = Field("time-zone", "Time zone", timeZone, choices: timeZones)
        self.problem = problem
    }

    package var fields: [Field] { [company, need, budget, timeZone] }
}
