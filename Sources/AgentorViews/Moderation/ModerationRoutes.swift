/// What waits for moderators. For everybody else there is nothing here, which the desk says: whoever is asked for a fresh proof knows
/// that there is something.
package enum ModerationRoute: AnsweredRoute {
    case queue

    package var endpoint: Endpoint<Self> {
        switch self {
        case .queue: .page("/moderation", for: .onboarded, cache: .never)
        }
    }
}

/// One case.
package enum CaseRoute: AnsweredRoute {
    case show, take, giveBack, decide

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/moderation/{id}", for: .onboarded, cache: .never)
        case .take: .form("/moderation/{id}/take", for: .onboarded, back: .to(.show))
        case .giveBack: .form("/moderation/{id}/give-back", for: .onboarded, back: .to(.show))
        case .decide: .form("/moderation/{id}/decide", for: .onboarded, back: .to(.show), cache: .never)
        }
    }
}
