/// A picture that is shown with somebody's work or a service, by a name made of its bytes, in one width and format.
package enum ShownPictureRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .lasting("/shown/{picture}/{variant}")
        }
    }
}
