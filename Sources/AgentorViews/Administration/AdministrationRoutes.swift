import AgentorCore

/// What administrators see of the site. For everybody else there is nothing at any of these addresses.
package enum AdministrationRoute: AnsweredRoute {
    case overview, people, create, verify, waiting, invite, admit, signEverybodyOut, twoModerators, mail,
        channels,
        care, options, limits, health, retention, setRetention, log, export

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
        case .twoModerators: .page("/admin/two-moderators", for: .administrator, form: .here, cache: .never)
        case .mail: .page("/admin/mail", for: .administrator, cache: .never)
        case .channels: .page("/admin/channels", for: .administrator, cache: .never)
        case .care: .page("/admin/care", for: .administrator, cache: .never)
        case .options: .page("/admin/options", for: .administrator, cache: .never)
        case .limits: .page("/admin/limits", for: .administrator, cache: .never)
        case .health: .page("/admin/health", for: .administrator, cache: .never)
        case .retention: .page("/admin/retention", for: .administrator, cache: .never)
        case .setRetention:
            .page("/admin/retention/change", for: .administrator, form: .here, cache: .never)
        case .log: .page("/admin/log", for: .administrator, cache: .never)
        case .export: .file("/admin/log/export", for: .administrator, back: .to(.log))
        }
    }
}

/// One person, and what is done to them.
package enum PersonRoute: AnsweredRoute {
    case show, view, suspend, restore, signOut, unlock, removeFactor, erase, addModerator, removeModerator,
        addAdministrator, removeAdministrator, hold, release

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/admin/people/{id}", for: .administrator, cache: .never)
        case .view: Self.deed("/admin/people/{id}/view")
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
        case .hold: Self.deed("/admin/people/{id}/hold")
        case .release: Self.deed("/admin/people/{id}/lift-hold")
        }
    }

    private static func deed(_ pattern: StaticString) -> Endpoint<Self> {
        .page(pattern, for: .administrator, form: .here, cache: .never)
    }
}

/// What an administrator leaves by who looks at the site as somebody sees it.
package enum ViewRoute: AnsweredRoute {
    case end

    package var endpoint: Endpoint<Self> {
        switch self {
        case .end: .form("/viewing/end", for: .signedIn, back: .elsewhere(.home(.dashboard))).endsViews
        }
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
    case archive, restore, handOver, hold, release

    package var endpoint: Endpoint<Self> {
        switch self {
        case .archive: .page("/admin/channels/{id}/archive", for: .administrator, form: .here, cache: .never)
        case .restore: .page("/admin/channels/{id}/restore", for: .administrator, form: .here, cache: .never)
        case .handOver:
            .page("/admin/channels/{id}/hand-over", for: .administrator, form: .here, cache: .never)
        case .hold: .page("/admin/channels/{id}/hold", for: .administrator, form: .here, cache: .never)
        case .release:
            .page("/admin/channels/{id}/lift-hold", for: .administrator, form: .here, cache: .never)
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

/// How often one thing may be done.
package enum LimitRoute: AnsweredRoute {
    case set, reset

    package var endpoint: Endpoint<Self> {
        switch self {
        case .set: .page("/admin/limits/{name}", for: .administrator, form: .here, cache: .never)
        case .reset: .page("/admin/limits/{name}/reset", for: .administrator, form: .here, cache: .never)
        }
    }
}

/// By its name, with hyphens in place of spaces.
extension Throttle.Limit: PathParameter {
    package static func read(_ segment: String) -> Throttle.Limit? { all.first { $0.segment == segment } }

    package var segment: String { name.replacing(" ", with: "-") }
}

/// What can be chosen of one kind.
package enum OptionKindRoute: AnsweredRoute {
    case add

    package var endpoint: Endpoint<Self> {
        switch self {
        case .add: .page("/admin/options/{kind}", for: .administrator, form: .here, cache: .never)
        }
    }
}

/// One thing that can be chosen.
package enum OptionRoute: AnsweredRoute {
    case rename, move, retire, restore

    package var endpoint: Endpoint<Self> {
        switch self {
        case .rename: Self.deed("/admin/options/{kind}/{key}/rename")
        case .move: Self.deed("/admin/options/{kind}/{key}/move")
        case .retire: Self.deed("/admin/options/{kind}/{key}/retire")
        case .restore: Self.deed("/admin/options/{kind}/{key}/restore")
        }
    }

    private static func deed(_ pattern: StaticString) -> Endpoint<Self> {
        .page(pattern, for: .administrator, form: .here, cache: .never)
    }
}

/// The key of an option: letters, digits and hyphens, 40 at most.
package struct OptionKey: PathParameter, Hashable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func read(_ segment: String) -> OptionKey? {
        let isKey =
            (1...40).contains(segment.utf8.count)
            && segment.utf8.allSatisfy {
                ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x30 && $0 <= 0x39)
                    || $0 == 0x2D
            }
        return isKey ? OptionKey(segment) : nil
    }

    package var segment: String { text }
}

extension Options.Kind: PathParameter {
    package static func read(_ segment: String) -> Options.Kind? { Options.Kind(rawValue: segment) }

    package var segment: String { rawValue }
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
