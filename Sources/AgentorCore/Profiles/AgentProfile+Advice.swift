import Forms

extension AgentProfile {
    /// What is left out, and why it matters.
    package struct Advice: Hashable, Sendable {
        /// The field's name in the form.
        package let field: String
        package let thing: String
        package let reason: String
    }

    /// What a client would look for and not find, the most useful first.
    package var advice: [Advice] {
        var advice: [Advice] = []
        func advise(_ field: String, _ thing: String, _ reason: String, unless isThere: Bool) {
            if !isThere { advice.append(Advice(field: field, thing: thing, reason: reason)) }
        }
        advise(
            "languages", "The languages you work in", "Clients look for somebody they can talk to.",
            unless: !languages.isEmpty)
        advise(
            "hourly-rate", "Your hourly rate",
            "Whoever names none is left out where clients ask for a price.", unless: hourlyRate != nil)
        advise(
            "country", "Your country", "It says which law and which holidays you know.",
            unless: country != nil)
        advise("skills", "Three skills or more", "Each one is a way to be found.", unless: skills.count >= 3)
        advise(
            "about", "More about yourself",
            "A few sentences on whom you have worked for say more than a list.",
            unless: about.unicodeScalars.count >= 200)
        advise("years", "Your years of experience", "Clients read it beside the rate.", unless: years != nil)
        advise("place", "Your city or region", "Some clients want to meet.", unless: !place.isEmpty)
        advise("links", "A link to your work", "It shows what you have done before.", unless: !links.isEmpty)
        return advice
    }

    /// How much of what clients look for is there, in percent.
    package var completeness: Int {
        // Headline, about, category and skills always are.
        let asked = 12
        return (asked - advice.count) * 100 / asked
    }
}
