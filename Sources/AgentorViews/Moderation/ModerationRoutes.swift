/// What waits for moderators, and what they have decided. For everybody else there is nothing here, which the desk says: whoever is asked for a fresh proof knows
/// that there is something.
package enum ModerationRoute: AnsweredRoute {
    case queue, appeals, decided

    package var endpoint: Endpoint<Self> {
        switch self {
        case .queue: .page("/moderation", for: .onboarded, cache: .never)
        case .appeals: .page("/moderation/appeals", for: .onboarded, cache: .never)
        case .decided: .page("/moderation/decided", for: .onboarded, cache: .never)
        }
    }
}

/// One case.
package enum CaseRoute: AnsweredRoute {
    case show, take, giveBack, hide, unhide, decide, agree, disagree, appeal

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/moderation/{id}", for: .onboarded, cache: .never)
        case .take: .form("/moderation/{id}/take", for: .onboarded, back: .to(.show))
        case .giveBack: .form("/moderation/{id}/give-back", for: .onboarded, back: .to(.show))
        case .hide: .form("/moderation/{id}/hide", for: .onboarded, back: .to(.show))
        case .unhide: .form("/moderation/{id}/unhide", for: .onboarded, back: .to(.show))
        case .decide: .form("/moderation/{id}/decide", for: .onboarded, back: .to(.show), cache: .never)
        case .agree: .form("/moderation/{id}/agree", for: .onboarded, back: .to(.show))
        case .disagree: .form("/moderation/{id}/disagree", for: .onboarded, back: .to(.show))
        case .appeal: .form("/moderation/{id}/appeal", for: .onboarded, back: .to(.show), cache: .never)
        }
    }
}

/// A picture that is kept with a case, by its place among those.
package enum CasePictureRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show:
            .file(
                "/moderation/{id}/pictures/{number}", for: .onboarded,
                back: .elsewhere(.moderation(.queue)))
        }
    }
}

/// Decisions about somebody, for them. One is there for whoever has the link of its letter, since whoever is suspended does not sign in.
package enum DecisionsRoute: AnsweredRoute {
    case own, told

    package var endpoint: Endpoint<Self> {
        switch self {
        case .own: .page("/account/decisions", for: .settled, cache: .never)
        case .told: .step("/decision", for: .anybody, cache: .never, hasSecretAddress: true)
        }
    }
}
