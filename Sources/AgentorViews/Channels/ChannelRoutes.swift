package enum ChannelsRoute: AnsweredRoute {
    case list, new

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list:
            .page("/channels", for: .onboarded, form: .on(.new), identity: .byAction, cache: .never)
                .shownInViews
        case .new: .page("/channels/new", for: .onboarded)
        }
    }
}

/// One channel. Its page, its threads and its messages are for anybody where it is on the web: who may not come in as a member is shown
/// those instead (`WebDesk`).
package enum ChannelRoute: AnsweredRoute {
    case show, join, leave, send, log, threads, people, files, archive, picture, removePicture
    case pins, draft, later
    case seen, typing, pace, retention, level
    case favour, unfavour, folder
    case settings, permissions, visibility, address, closing, newcomers, waiting, record, members, bans,
        report
    case transcript, transcriptFile, feed

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/channels/{slug}", for: .onboarded, identity: .byAction)
        case .join: .form("/channels/{slug}/join", for: .onboarded, back: .to(.show))
        case .leave: .step("/channels/{slug}/leave", for: .onboarded, back: .to(.show))
        case .send: .form("/channels/{slug}/messages", for: .onboarded, back: .to(.show))
        case .typing: .form("/channels/{slug}/typing", for: .onboarded, back: .to(.show))
        case .seen: .page("/channels/{slug}/seen", for: .onboarded, cache: .never)
        case .log: .page("/channels/{slug}/log", for: .onboarded, identity: .byAction, isFramed: true)
        case .pace: .step("/channels/{slug}/pace", for: .onboarded, back: .to(.show))
        case .retention: .step("/channels/{slug}/retention", for: .onboarded, back: .to(.show))
        case .level: .step("/channels/{slug}/level", for: .onboarded, back: .to(.show))
        case .favour: .form("/channels/{slug}/favourite", for: .onboarded, back: .to(.show))
        case .unfavour: .form("/channels/{slug}/favourite/remove", for: .onboarded, back: .to(.show))
        case .folder: .step("/channels/{slug}/folder", for: .onboarded, back: .to(.show), cache: .never)
        case .settings: .step("/channels/{slug}/settings", for: .onboarded, back: .to(.show))
        case .permissions:
            .step("/channels/{slug}/settings/permissions", for: .onboarded, back: .to(.settings))
        case .visibility: .step("/channels/{slug}/settings/visibility", for: .onboarded, back: .to(.settings))
        case .address: .step("/channels/{slug}/settings/address", for: .onboarded, back: .to(.settings))
        case .closing: .step("/channels/{slug}/settings/archive", for: .onboarded, back: .to(.settings))
        case .newcomers: .step("/channels/{slug}/settings/newcomers", for: .onboarded, back: .to(.settings))
        case .waiting:
            .step("/channels/{slug}/waiting", for: .onboarded, back: .to(.show), cache: .never)
        case .record: .page("/channels/{slug}/record", for: .onboarded, cache: .never)
        case .members: .page("/channels/{slug}/members", for: .onboarded, cache: .never)
        case .bans: .page("/channels/{slug}/bans", for: .onboarded, cache: .never)
        case .report: .step("/channels/{slug}/report", for: .onboarded, back: .to(.show))
        case .people: .page("/channels/{slug}/people", for: .onboarded, identity: .byAction, cache: .never)
        case .threads: .page("/channels/{slug}/threads", for: .onboarded, identity: .byAction, cache: .never)
        case .files: .page("/channels/{slug}/files", for: .onboarded, identity: .byAction, cache: .never)
        case .archive:
            .file("/channels/{slug}/files.zip", for: .onboarded, back: .to(.files), identity: .byAction)
        case .transcript: .page("/channels/{slug}/transcript", for: .onboarded, cache: .never)
        case .transcriptFile:
            .file(
                "/channels/{slug}/transcript.zip", for: .onboarded, back: .to(.transcript),
                identity: .byAction)
        case .feed: .probe("/channels/{slug}/feed.atom", for: .anybody)
        case .picture: .step("/channels/{slug}/picture", for: .onboarded, back: .to(.show))
        case .removePicture: .form("/channels/{slug}/picture/remove", for: .onboarded, back: .to(.picture))
        case .pins: .page("/channels/{slug}/pins", for: .onboarded, identity: .byAction)
        case .draft: .form("/channels/{slug}/draft", for: .onboarded, back: .to(.show))
        case .later: .step("/channels/{slug}/later", for: .onboarded, back: .to(.show))
        }
    }
}

/// One message: its own address, where whatever can be done with it is a form.
package enum MessageRoute: AnsweredRoute {
    case show, unread
    case edit, delete, remove, history
    case react, takeBack
    case pin, unpin, bookmark, unbookmark, forward, archive, report

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/channels/{slug}/messages/{seq}", for: .onboarded, identity: .byAction)
        case .unread: .form("/channels/{slug}/messages/{seq}/unread", for: .onboarded, back: .to(.show))
        case .edit: .step("/channels/{slug}/messages/{seq}/edit", for: .onboarded, back: .to(.show))
        case .delete: .step("/channels/{slug}/messages/{seq}/delete", for: .onboarded, back: .to(.show))
        case .remove: .step("/channels/{slug}/messages/{seq}/remove", for: .onboarded, back: .to(.show))
        case .history: .page("/channels/{slug}/messages/{seq}/history", for: .onboarded, identity: .byAction)
        case .react: .form("/channels/{slug}/messages/{seq}/reactions", for: .onboarded, back: .to(.show))
        case .takeBack:
            .form("/channels/{slug}/messages/{seq}/reactions/remove", for: .onboarded, back: .to(.show))
        case .pin: .form("/channels/{slug}/messages/{seq}/pin", for: .onboarded, back: .to(.show))
        case .unpin: .form("/channels/{slug}/messages/{seq}/pin/remove", for: .onboarded, back: .to(.show))
        case .bookmark: .form("/channels/{slug}/messages/{seq}/bookmark", for: .onboarded, back: .to(.show))
        case .unbookmark:
            .form("/channels/{slug}/messages/{seq}/bookmark/remove", for: .onboarded, back: .to(.show))
        case .archive:
            .file(
                "/channels/{slug}/messages/{seq}/files.zip", for: .onboarded, back: .to(.show),
                identity: .byAction)
        case .forward: .step("/channels/{slug}/messages/{seq}/forward", for: .onboarded, back: .to(.show))
        case .report: .step("/channels/{slug}/messages/{seq}/report", for: .onboarded, back: .to(.show))
        }
    }
}

/// One channel as it changes.
package enum ChannelWait: HeldRoute {
    case live, changes

    package var endpoint: Endpoint<Self> {
        switch self {
        case .live:
            .held(
                "/channels/{slug}/live", for: .onboarded, back: .elsewhere(.channels(.list)),
                identity: .byAction,
                isFramed: true)
        case .changes:
            .held(
                "/channels/{slug}/changes", for: .onboarded, back: .elsewhere(.channels(.list)),
                identity: .byAction)
        }
    }
}
