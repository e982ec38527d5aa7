/// Files on their way into a message, which scripts send before it.
package enum FilesRoute: AnsweredRoute {
    case upload

    package var endpoint: Endpoint<Self> {
        switch self {
        case .upload: .form("/files", for: .onboarded, back: .elsewhere(.channels(.list)))
        }
    }
}

/// One file, of a message or not sent yet.
package enum FileRoute: AnsweredRoute {
    case show, download, describe, remove

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/files/{id}", for: .onboarded, identity: .byAction, cache: .never)
        case .download:
            .file("/files/{id}/download", for: .onboarded, back: .to(.show), identity: .byAction)
        case .describe: .form("/files/{id}/description", for: .onboarded, back: .to(.show))
        case .remove: .form("/files/{id}/remove", for: .onboarded, back: .elsewhere(.channels(.list)))
        }
    }
}

/// A picture in one width and format, for a page to show.
package enum FileVariantRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .picture("/files/{id}/{variant}", for: .onboarded, back: .elsewhere(.channels(.list)))
        }
    }
}
