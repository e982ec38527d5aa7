/// What the viewer has saved of the directory.
package enum SavedRoute: AnsweredRoute {
    case people, searches, newSearch

    package var endpoint: Endpoint<Self> {
        switch self {
        case .people: .page("/saved", for: .onboarded, cache: .never)
        case .searches: .page("/saved/searches", for: .onboarded, cache: .never)
        case .newSearch: .page("/saved/searches/new", for: .onboarded, form: .here)
        }
    }
}

/// Somebody to save, by a handle they have or had.
package enum SavedPersonRoute: AnsweredRoute {
    /// With a note.
    case note
    /// Without.
    case save
    case remove

    package var endpoint: Endpoint<Self> {
        switch self {
        case .note: .page("/saved/people/{handle}", for: .onboarded, form: .here, cache: .never)
        case .save: .form("/saved/people/{handle}/save", for: .onboarded, back: .to(.note))
        case .remove:
            .step("/saved/people/{handle}/remove", for: .onboarded, back: .elsewhere(.saved(.people)))
        }
    }
}

/// A search of the viewer's.
package enum SavedSearchRoute: AnsweredRoute {
    case show, rename, filters, feed, remove

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/saved/searches/{id}", for: .onboarded, cache: .never)
        case .rename: .page("/saved/searches/{id}/name", for: .onboarded, form: .here)
        case .filters:
            .form("/saved/searches/{id}/filters", for: .onboarded, back: .elsewhere(.saved(.searches)))
        case .feed: .page("/saved/searches/{id}/feed", for: .onboarded, form: .here, cache: .never)
        case .remove:
            .step("/saved/searches/{id}/remove", for: .onboarded, back: .elsewhere(.saved(.searches)))
        }
    }
}

/// What programs read of a search, whoever they are that hold its token: `?token=`.
package enum FeedRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .probe("/saved/feed", for: .anybody)
        }
    }
}
