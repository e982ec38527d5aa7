package enum TermsRoute: AnsweredRoute {
    case show, agree

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/terms", for: .anybody).shownInViews
        case .agree: .step("/terms/agree", for: .signedIn, back: .elsewhere(.account(.show)))
        }
    }
}
