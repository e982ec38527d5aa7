/// The viewer's accounts elsewhere, by which they sign in.
package enum ConnectionsRoute: AnsweredRoute {
    case list
    /// Asked of whoever has come from a provider and has not been connected with it.
    case connect, join

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/account/connections", for: .settled)
        case .connect: .step("/sign-in/connect", for: .anybody)
        case .join: .step("/sign-in/join", for: .anybody)
        }
    }
}

/// One of them.
package enum ConnectionRoute: AnsweredRoute {
    case disconnect

    package var endpoint: Endpoint<Self> {
        switch self {
        case .disconnect:
            .form(
                "/account/connections/{provider}/disconnect", for: .proved,
                back: .elsewhere(.connections(.list)))
        }
    }
}

/// Where a provider has to be asked, which is waited for.
package enum ProviderWait: HeldRoute {
    case signIn, callback, connect

    package var endpoint: Endpoint<Self> {
        switch self {
        case .signIn: .held("/sign-in/with/{provider}", for: .anybody, back: .elsewhere(.home(.dashboard)))
        case .callback:
            .held(
                "/sign-in/with/{provider}/callback", for: .anybody, back: .elsewhere(.home(.dashboard)),
                cache: .never, hasSecretAddress: true)
        case .connect:
            .held(
                "/account/connections/{provider}/connect", for: .proved, back: .elsewhere(.connections(.list))
            )
        }
    }
}
