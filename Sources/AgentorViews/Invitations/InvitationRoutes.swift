/// Invitations into one channel.
package enum ChannelInvitationsRoute: AnsweredRoute {
    case list, link

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .step("/channels/{slug}/invitations", for: .onboarded, cache: .never)
        case .link:
            .step("/channels/{slug}/invitations/link", for: .onboarded, back: .to(.list), cache: .never)
        }
    }
}

package enum ChannelInvitationRoute: AnsweredRoute {
    case revoke, resend

    package var endpoint: Endpoint<Self> {
        switch self {
        case .revoke:
            .form(
                "/channels/{slug}/invitations/{id}/revoke", for: .onboarded,
                back: .elsewhere(.channels(.list)))
        case .resend:
            .form(
                "/channels/{slug}/invitations/{id}/resend", for: .onboarded,
                back: .elsewhere(.channels(.list)))
        }
    }
}

/// Requests to come into a private channel.
package enum ChannelRequestsRoute: AnsweredRoute {
    case ask, withdraw, settings

    package var endpoint: Endpoint<Self> {
        switch self {
        case .ask: .form("/channels/{slug}/requests", for: .onboarded, back: .elsewhere(.channels(.list)))
        case .withdraw:
            .form(
                "/channels/{slug}/requests/withdraw", for: .onboarded, back: .elsewhere(.invitations(.list)))
        case .settings:
            .step(
                "/channels/{slug}/settings/requests", for: .onboarded, back: .elsewhere(.channels(.list)),
                cache: .never)
        }
    }
}

package enum ChannelRequestRoute: AnsweredRoute {
    case accept, decline

    package var endpoint: Endpoint<Self> {
        switch self {
        case .accept:
            .form(
                "/channels/{slug}/requests/{id}/accept", for: .onboarded,
                back: .elsewhere(.channels(.list)))
        case .decline:
            .form(
                "/channels/{slug}/requests/{id}/decline", for: .onboarded,
                back: .elsewhere(.channels(.list)))
        }
    }
}

/// The viewer's own.
package enum InvitationsRoute: AnsweredRoute {
    case list

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/invitations", for: .onboarded, cache: .never)
        }
    }
}

package enum InvitationRoute: AnsweredRoute {
    case accept, decline

    package var endpoint: Endpoint<Self> {
        switch self {
        case .accept:
            .form("/invitations/{id}/accept", for: .onboarded, back: .elsewhere(.invitations(.list)))
        case .decline:
            .form("/invitations/{id}/decline", for: .onboarded, back: .elsewhere(.invitations(.list)))
        }
    }
}

/// A link that lets in whoever has it.
package enum InvitationLinkRoute: AnsweredRoute {
    case enter

    package var endpoint: Endpoint<Self> {
        switch self {
        case .enter:
            .step("/join/{token}", for: .onboarded, back: .elsewhere(.channels(.list)), cache: .never)
        }
    }
}
