/// One's own files, wherever they were sent. Scripts send a file there before its message.
package enum FilesRoute: AnsweredRoute {
    case own

    package var endpoint: Endpoint<Self> {
        switch self {
        case .own: .page("/files", for: .onboarded, form: .here, cache: .never)
        }
    }
}

/// One file, of a message or not sent yet.
package enum FileRoute: AnsweredRoute {
    case show, download, describe, remove, delete, report

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/files/{id}", for: .onboarded, identity: .byAction, cache: .never)
        case .download:
            .file("/files/{id}/download", for: .onboarded, back: .to(.show), identity: .byAction)
        case .describe: .form("/files/{id}/description", for: .onboarded, back: .to(.show))
        case .delete: .step("/files/{id}/delete", for: .onboarded, back: .elsewhere(.files(.own)))
        case .report: .step("/files/{id}/report", for: .onboarded, back: .to(.show))
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
