import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension NotificationDesk {
    /// `GET /notifications?after=PLACE`: a page of what concerns the viewer, the latest first.
    func showNotifications(_ visit: Visit) throws -> Response {
        let place = visit.request.query["after"].flatMap(NotificationPosition.init(address:))
        let found = try messenger.notifications(after: place, as: visit.identity)
        let viewer = try visit.admitted()
        let latest = found.notifications.first { $0.isNew }.map { Self.microseconds($0.happenedAt) }
        return .html(
            NotificationsPage(
                frame: visit.frame(.dashboard),
                items: found.notifications.map { NotificationsPage.Item($0, in: viewer.zone) },
                isFirst: place == nil,
                next: found.next.map {
                    "\(Route.notifications(.list).path)?after=\($0.address.percentEncoded)"
                },
                seen: place == nil ? latest : nil,
                notice: visit.request.query["done"] == "seen" ? "Everything is marked as read." : nil,
                live: .inbox(beginsAnew: visit.beginsFramesAnew), zone: viewer.timeZone
            ).html())
    }

    /// `POST /notifications/seen`: nothing that was shown is new any more. What came meanwhile still is.
    func seeNotifications(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        guard let until = form["until"].flatMap({ Int64($0) }), (0..<1 << 53).contains(until) else {
            throw Refusal.notFound
        }
        try turns.take(.mark, for: viewer)
        try messenger.seeNotifications(
            until: Date(timeIntervalSince1970: Double(until) / 1_000_000), as: viewer.identity)
        return .redirect(to: Route.notifications(.list).path(done: "seen"))
    }

    /// Since 1970, rounded up: a moment as the database keeps it is not after it.
    private static func microseconds(_ moment: Date) -> String {
        "\(Int64((moment.timeIntervalSince1970 * 1_000_000).rounded()) + 1)"
    }
}

extension NotificationPosition {
    var address: String { PlaceInTime(happenedAt, id).address }

    init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(happenedAt: place.moment, id: place.id)
    }
}

extension NotificationsPage.Item {
    init(_ told: Messaging.Notification, in zone: Zone) {
        let (icon, deed): (String, String) =
            switch told.kind {
            case .mention: ("bell", "named you in")
            case .keyword: ("search", "used a word of yours in")
            case .answer: ("message", "answered you in")
            case .thread: ("message", "answered in a thread you take part in, in")
            case .quote: ("message", "quoted you in")
            case .invitation: ("users", "invites you to")
            case .request: ("user", "asks to talk with you")
            case .reaction: ("plus", "reacted with \(told.emoji ?? "") to what you said in")
            case .requestToJoin: ("users", "asks to join")
            case .admission: ("users", "You were let into")
            case .refusal: ("users", "You were not let into")
            }
        let address =
            switch (told.kind, told.sequence) {
            case (.invitation, _): Route.invitations(.list).path
            case (.requestToJoin, _): "\(Route.channel(told.slug, .members).path)#requests"
            case (.admission, _): Route.channel(told.slug, .show).path
            case (.refusal, _): Route.invitations(.list).path
            case (.request, _), (_, nil): Route.conversation(told.handle ?? told.slug, .show).path
            case (_, let place?):
                if let thread = told.thread {
                    "\(Route.thread(told.slug, thread, .show).path)?around=\(place)#m-\(place)"
                } else {
                    "\(Route.channel(told.slug, .show).path)?around=\(place)#m-\(place)"
                }
            }
        let local = zone.local(told.happenedAt)
        let isOfPlace = told.kind == .admission || told.kind == .refusal
        self.init(
            icon: icon, name: isOfPlace ? "" : told.name, handle: isOfPlace ? nil : told.handle,
            deed: told.isDirect && told.kind != .request ? deed.inDirect : deed,
            place: told.kind == .request || told.isDirect ? nil : told.place, words: told.words,
            address: address,
            happened: local.moment(label: local.dayAndTime), isNew: told.isNew)
    }
}

extension String {
    /// A deed where its place is a conversation with whoever did it.
    fileprivate var inDirect: String {
        hasSuffix(", in") ? String(dropLast(4)) : hasSuffix(" in") ? String(dropLast(3)) : self
    }
}
