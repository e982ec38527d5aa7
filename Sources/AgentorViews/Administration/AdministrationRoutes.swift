/// What administrators see of the site. For everybody else there is nothing at any of these addresses.
package enum AdministrationRoute: AnsweredRoute {
    case overview, people, create, verify, waiting, invite, admit, signEverybodyOut, mail, channels, care,
        log, export

    package var endpoint: Endpoint<Self> {
        switch self {
        case .overview: .page("/admin", for: .administrator, cache: .never)
        case .people: .page("/admin/people", for: .administrator, cache: .never)
        case .create: .page("/admin/people/new", for: .administrator, form: .here, cache: .never)
        case .verify: .page("/admin/people/verify", for: .administrator, form: .here, cache: .never)
        case .waiting: .page("/admin/waiting", for: .administrator, cache: .never)
        case .invite: .page("/admin/waiting/invite", for: .administrator, form: .here, cache: .never)
        case .admit: .page("/admin/waiting/admit", for: .administrator, form: .here, cache: .never)
        case .signEverybodyOut:
            .page("/admin/sign-everybody-out", for: .administrator, form: .here, cache: .never)
        case .mail: .page("/admin/mail", for: .administrator, cache: .never)
        case .channels: .page("/admin/channels", for: .administrator, cache: .never)
        case .care: .page("/admin/care", for: .administrator, cache: .never)
        case .log: .page("/admin/log", for: .administrator, cache: .never)
        case .export: .file("/admin/log/export", for: .administrator, back: .to(.log))
        }
    }
}

/// One person, and what is done to them.
package enum PersonRoute: AnsweredRoute {
    case show, suspend, restore, signOut, unlock, removeFactor, erase, addModerator, removeModerator,
        addAdministrator, removeAdministrator

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/admin/people/{id}", for: .administrator, cache: .never)
        case .suspend: Self.deed("/admin/people/{id}/suspend")
        case .restore: Self.deed("/admin/people/{id}/restore")
        case .signOut: Self.deed("/admin/people/{id}/sign-out")
        case .unlock: Self.deed("/admin/people/{id}/unlock")
        case .removeFactor: Self.deed("/admin/people/{id}/remove-factor")
        case .erase: Self.deed("/admin/people/{id}/erase")
        case .addModerator: Self.deed("/admin/people/{id}/add-moderator")
        case .removeModerator: Self.deed("/admin/people/{id}/remove-moderator")
        case .addAdministrator: Self.deed("/admin/people/{id}/add-administrator")
        case .removeAdministrator: Self.deed("/admin/people/{id}/remove-administrator")
        }
    }

    private static func deed(_ pattern: StaticString) -> Endpoint<Self> {
        .page(pattern, for: .administrator, form: .here, cache: .never)
    }
}

/// One mail that waits.
package enum QueuedMailRoute: AnsweredRoute {
    case retry, drop

    package var endpoint: Endpoint<Self> {
        switch self {
        case .retry: .page("/admin/mail/{id}/retry", for: .administrator, form: .here, cache: .never)
        case .drop: .page("/admin/mail/{id}/drop", for: .administrator, form: .here, cache: .never)
        }
    }
}

/// One channel.
package enum GovernedChannelRoute: AnsweredRoute {
    case archive, restore, handOver

    package var endpoint: Endpoint<Self> {
        switch self {
        case .archive: .page("/admin/channels/{id}/archive", for: .administrator, form: .here, cache: .never)
        case .restore: .page("/admin/channels/{id}/restore", for: .administrator, form: .here, cache: .never)
        case .handOver:
            .page("/admin/channels/{id}/hand-over", for: .administrator, form: .here, cache: .never)
        }
    }
}

/// One rule by which the site looks after people by itself.
package enum CareRuleRoute: AnsweredRoute {
    case set, `try`

    package var endpoint: Endpoint<Self> {
        switch self {
        case .set: .page("/admin/care/{name}", for: .administrator, form: .here, cache: .never)
        case .try: .page("/admin/care/{name}/try", for: .administrator, cache: .never)
        }
    }
}

/// What was decided, without names.
package enum PublicLogRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/moderation/log", for: .anybody, cache: .never)
        }
    }
}
