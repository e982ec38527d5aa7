/// What is said in answer to one message.
package enum ThreadRoute: AnsweredRoute {
    case show, log, lock, unlock

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show:
            .page(
                "/channels/{slug}/messages/{seq}/thread", for: .onboarded, form: .here, identity: .byAction)
        case .log:
            .page(
                "/channels/{slug}/messages/{seq}/thread/log", for: .onboarded, identity: .byAction,
                isFramed: true)
        case .lock: .form("/channels/{slug}/messages/{seq}/thread/lock", for: .onboarded, back: .to(.show))
        case .unlock:
            .form("/channels/{slug}/messages/{seq}/thread/unlock", for: .onboarded, back: .to(.show))
        }
    }
}

/// A thread as it changes.
package enum ThreadWait: HeldRoute {
    case live, changes

    package var endpoint: Endpoint<Self> {
        switch self {
        case .live:
            .held(
                "/channels/{slug}/messages/{seq}/thread/live", for: .onboarded,
                back: .elsewhere(.channels(.list)), identity: .byAction, isFramed: true)
        case .changes:
            .held(
                "/channels/{slug}/messages/{seq}/thread/changes", for: .onboarded,
                back: .elsewhere(.channels(.list)), identity: .byAction)
        }
    }
}
