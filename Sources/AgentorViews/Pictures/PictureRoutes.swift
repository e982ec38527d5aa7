/// A picture of somebody, or of a channel everybody can find, by a name that stands for what it shows.
package enum PictureRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .lasting("/pictures/{picture}/{side}")
        }
    }
}

/// The picture of a channel, for whoever may see that.
package enum ChannelPictureRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show:
            .picture("/channels/{slug}/picture/{side}", for: .onboarded, back: .elsewhere(.channels(.list)))
                .shownInViews
        }
    }
}
