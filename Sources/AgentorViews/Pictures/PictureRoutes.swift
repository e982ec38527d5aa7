/// A picture of somebody, by a name that stands for what it shows.
package enum PictureRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .lasting("/pictures/{picture}/{side}")
        }
    }
}
