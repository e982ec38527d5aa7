/// The viewer's folders of channels.
package enum FoldersRoute: AnsweredRoute {
    case list

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/folders", for: .onboarded, form: .here, cache: .never)
        }
    }
}

/// One of them.
package enum FolderRoute: AnsweredRoute {
    case change, close, remove

    package var endpoint: Endpoint<Self> {
        switch self {
        case .change: .page("/folders/{id}", for: .onboarded, form: .here, cache: .never)
        case .close: .form("/folders/{id}/closed", for: .onboarded, back: .elsewhere(.channels(.list)))
        case .remove: .step("/folders/{id}/remove", for: .onboarded, back: .elsewhere(.folders(.list)))
        }
    }
}
