import AgentorCore

extension Responsiveness {
    /// "Answers in about 3 working hours".
    package var summary: String {
        guard isKnown else { return "Too few first messages to say how soon they answer" }
        guard let median else { return "Leaves most first messages unanswered" }
        return "Answers in about \(Self.duration(median))"
    }

    /// The same in a row: "Answers in about 3 working hours"; nil where it is not known.
    package var shortSummary: String {
        isKnown ? summary : "Answers: too few to say"
    }

    /// What it was made of.
    package var details: String {
        let days = "in 90 days"
        guard isKnown else {
            return "\(cases == 0 ? "None" : "\(cases)") \(days), and we say it from \(Self.fewestCases) on"
        }
        let rest =
            unanswered == 0
            ? "all answered" : unanswered == 1 ? "1 not answered" : "\(unanswered) not answered"
        return "Median of \(cases) first messages \(days), \(rest); their working hours count"
    }

    private static func duration(_ minutes: Int) -> String {
        switch minutes {
        case ..<5: "a few minutes"
        case ..<55: "\((minutes + 2) / 5 * 5) minutes"
        case ..<90: "a working hour"
        default: "\((minutes + 30) / 60) working hours"
        }
    }
}
