/// Whom the viewer keeps away from.
package enum BlocksRoute: AnsweredRoute {
    case list

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/account/blocks", for: .onboarded, identity: .byAction, cache: .never).shownInViews
        }
    }
}

/// Keeping away from somebody, by a handle they have or had.
package enum BlockRoute: AnsweredRoute {
    case block, mute, undo

    package var endpoint: Endpoint<Self> {
        switch self {
        case .block:
            .step("/account/blocks/{handle}/block", for: .onboarded, back: .elsewhere(.blocks(.list)))
        case .mute: .step("/account/blocks/{handle}/mute", for: .onboarded, back: .elsewhere(.blocks(.list)))
        case .undo: .step("/account/blocks/{handle}/undo", for: .onboarded, back: .elsewhere(.blocks(.list)))
        }
    }
}
