/// What the viewer has saved of the directory.
package enum SavedRoute: AnsweredRoute {
    case people

    package var endpoint: Endpoint<Self> {
        switch self {
        case .people: .page("/saved", for: .onboarded, cache: .never)
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
