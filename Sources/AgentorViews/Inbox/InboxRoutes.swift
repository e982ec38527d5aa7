/// What is unread in all of the viewer's channels, as it changes.
package enum InboxWait: HeldRoute {
    case live, changes

    package var endpoint: Endpoint<Self> {
        switch self {
        case .live:
            .held(
                "/inbox/live", for: .onboarded, back: .elsewhere(.home(.dashboard)), identity: .byAction,
                cache: .never, isFramed: true)
        case .changes:
            .held(
                "/inbox/changes", for: .onboarded, back: .elsewhere(.home(.dashboard)), identity: .byAction,
                cache: .never)
        }
    }
}
