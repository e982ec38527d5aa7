/// Looking for agents.
package enum DirectoryRoute: AnsweredRoute {
    /// `?q=WORDS` and a field for each filter: every state has its address.
    case list
    /// How agents are ordered, and why.
    case order

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/agents", for: .anybody, cache: .never)
        case .order: .page("/how-we-order", for: .anybody)
        }
    }
}
