/// One question of onboarding: some fields of a profile's form, on a page of their own.
package struct ProfileStep: Sendable {
    /// In its address.
    package let name: String
    /// In the list of steps.
    package let label: String
    package let question: String
    package let lead: String
    /// By their names in the form.
    package let fields: [String]
    /// Whether nothing in it has to be answered.
    package let isOptional: Bool

    fileprivate init(
        _ name: String, _ label: String, _ question: String, _ lead: String, asks fields: String...,
        isOptional: Bool = false
    ) {
        self.name = name
        self.label = label
        self.question = question
        self.lead = lead
        self.fields = fields
        self.isOptional = isOptional
    }
}

extension ProfileKind {
    /// What is asked, in this order: each field of the profile's form once.
    package var steps: [ProfileStep] {
        switch self {
        case .agent: Self.agentSteps
        case .client: Self.clientSteps
        }
    }

    private static let agentSteps = [
        ProfileStep(
            "work", "Work", "What do you do?",
            "Clients read this first. You can change all of it at any time.", asks: "headline", "category"),
        ProfileStep(
            "about", "About you", "Who are you?", "What you would tell somebody who asks you for help.",
            asks: "about", "years"),
        ProfileStep(
            "skills", "Skills", "What are you good at?",
            "Each skill is a way to be found, and each language somebody you can talk to.", asks: "skills",
            "languages"),
        ProfileStep(
            "place", "Place and hours", "Where and when do you work?",
            "So that clients see which hours they share with you.", asks: "time-zone", "works-from",
            "works-until", "place", "country"),
        ProfileStep(
            "rate", "Rate and dates", "What do you charge, and when can you begin?",
            "You can leave this for later. Whoever names no rate is left out where clients ask for a price.",
            asks: "hourly-rate", "currency", "availability", "free-from", isOptional: true),
        ProfileStep(
            "links", "Links", "Where can clients see your work?", "You can leave this for later.",
            asks: "links", isOptional: true),
    ]

    private static let clientSteps = [
        ProfileStep(
            "need", "What you need", "What do you need?",
            "What should be different afterwards, and what you have tried.", asks: "need"),
        ProfileStep(
            "who", "Who you are", "Who is asking?", "Agents like to know whom they work for.", asks: "kind",
            "company"),
        ProfileStep(
            "size", "Industry", "What kind of company is it?",
            "You can leave this out. It helps agents who know your trade.", asks: "industry",
            "company-size", isOptional: true),
        ProfileStep(
            "budget", "Budget", "What may it cost, and when should it begin?",
            "Roughly. Nobody is bound to it.", asks: "budget", "timeline"),
        ProfileStep(
            "reach", "Time zone", "When and how do you talk?",
            "So that agents see which hours they share with you.", asks: "time-zone", "contact"),
    ]
}
