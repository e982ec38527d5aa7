/// An agent's profile as it is kept; see `AgentProfileDraft` for the limits.
package struct AgentProfile: Sendable {
    package let headline: String
    package let about: String
    package let category: String
    package let skills: [String]
    /// In whole units per hour; nil for a rate by agreement.
    package let hourlyRate: Int?
    package let timeZone: String
}

/// A client's profile as it is kept; see `ClientProfileDraft` for the limits.
package struct ClientProfile: Sendable {
    package let company: String
    package let need: String
    package let budget: String
    package let timeZone: String
}
