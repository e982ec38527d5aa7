/// Looking for messages, and what is kept of that.
package enum SearchRoute: AnsweredRoute {
    /// `?q=LINE`: what is looked for, and in which order.
    case messages
    /// Has a search kept under a name.
    case save
    /// Forgets a search that is kept, or all without a name.
    case forget

    package var endpoint: Endpoint<Self> {
        switch self {
        case .messages: .page("/search", for: .onboarded, cache: .never)
        case .save: .page("/search/save", for: .onboarded, form: .here, cache: .never)
        case .forget: .form("/search/forget", for: .onboarded, back: .to(.messages))
        }
    }
}
