/// The parts pages are made of, for whoever works on them.
package enum StyleguideRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/styleguide", for: .loopback)
        }
    }
}
