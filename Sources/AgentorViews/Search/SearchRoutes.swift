/// Looking for messages and other things, and what is kept of that.
package enum SearchRoute: AnsweredRoute {
    /// `?q=LINE`: what is looked for, and in which order.
    case messages
    /// `?q=WORDS`: people the viewer meets, and what agents offer.
    case people, services
    /// Has a search kept under a name.
    case save
    /// Forgets a search that is kept, or all without a name.
    case forget

    package var endpoint: Endpoint<Self> {
        switch self {
        case .messages: .page("/search", for: .onboarded, cache: .never)
        case .people: .page("/search/people", for: .onboarded, cache: .never).shownInViews
        case .services: .page("/search/services", for: .onboarded, cache: .never).shownInViews
        case .save: .page("/search/save", for: .onboarded, form: .here, cache: .never)
        case .forget: .form("/search/forget", for: .onboarded, back: .to(.messages))
        }
    }
}
