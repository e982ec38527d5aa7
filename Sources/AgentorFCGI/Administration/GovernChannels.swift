import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials

extension AdministrationDesk {
    private static let handle = FormField<String>.line(
        "handle", "Handle of a member", hint: "For example: @ada", limit: 40, missing: "Enter a handle.")

    /// `GET /admin/channels?q=WORDS&after=PLACE`
    func showGovernedChannels(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let wanted = String((visit.request.query["q"] ?? "").prefix(100))
        let place = visit.request.query["after"].flatMap(PlaceInTime.init(address:))
        let (channels, hasMore) = try administrators.channels(
            wanted, after: place.map { ($0.moment, $0.id) }, for: viewer)
        return .html(
            GovernedChannelsPage(
                frame: visit.frame(), wanted: wanted,
                channels: channels.map {
                    GovernedChannelsPage.Channel($0, created: viewer.day($0.createdAt))
                },
                next: hasMore
                    ? channels.last.map { last in
                        AdministrationRoute.channels.path([
                            ("q", wanted), ("after", PlaceInTime(last.createdAt, last.id).address),
                        ])
                    } : nil, notice: visit.administrationNotice
            ).html())
    }

    /// `GET /admin/channels/{id}/archive`, `…/restore`, `…/hand-over`, `…/hold`, `…/lift-hold`
    func showChannelDeed(
        _ deed: ChannelDeed, to id: UUID, _ visit: Visit, _ viewer: Viewer
    ) throws -> Response {
        .html(channelPage(deed, id, visit, .unsent()).html())
    }

    /// `POST /admin/channels/{id}/archive`, `…/restore`, `…/hand-over`, `…/hold`, `…/lift-hold`
    func govern(
        _ deed: ChannelDeed, _ id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: Fields
    ) throws -> Response {
        let next = AdministrationRoute.channels.path([("done", deed.done)])
        return try reasoned(visit, viewer, form, then: next) { reason, errors in
            let handle = deed == .handOver ? errors.read(Self.handle, form[Self.handle.name]) : ""
            guard let handle, errors.isEmpty else { throw errors }
            return try administrators.govern(id, deed, handle: handle, reason: reason, for: viewer)
        } again: {
            channelPage(deed, id, visit, $0)
        }
    }

    private func channelPage(
        _ deed: ChannelDeed, _ id: UUID, _ visit: Visit, _ form: FilledForm
    ) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: deed.heading, paragraphs: [deed.explanation],
            address: Route.governedChannel(id, deed.route).path,
            fields: (deed == .handOver ? [form.field(Self.handle)] : [])
                + [form.field(Administrators.reasonField)],
            button: deed.button, weight: deed == .archive ? .grave : .first, problem: form.problem,
            links: [.init("Back to channels", Route.administration(.channels).path)])
    }
}

extension ChannelDeed {
    fileprivate var route: GovernedChannelRoute {
        switch self {
        case .archive: .archive
        case .restore: .restore
        case .handOver: .handOver
        case .hold: .hold
        case .release: .release
        }
    }

    fileprivate var done: String {
        switch self {
        case .archive: "archive"
        case .restore: "bring-back"
        case .handOver: "hand-over"
        case .hold: "hold"
        case .release: "lift-hold"
        }
    }

    fileprivate var heading: String {
        switch self {
        case .archive: "Archive the channel?"
        case .restore: "Bring the channel back?"
        case .handOver: "Make a member administrator of the channel?"
        case .hold: "Keep all that is said in the channel?"
        case .release: "Lift the hold on the channel?"
        }
    }

    fileprivate var explanation: String {
        switch self {
        case .archive: "It can be read, and nobody writes in it any more. Its own record says so."
        case .restore: "Its members can write in it again. Its own record says so."
        case .handOver:
            "For channels whose administrators have left. Who is its administrator stays so. Its own record says so."
        case .hold:
            "A legal hold: what is said in it, with its files, is kept until the hold is lifted, also what is deleted there from now on, and whatever is kept for a time only. What is deleted is gone for everybody on the site. Nobody there is told, and its own record does not say so."
        case .release: "What was deleted meanwhile goes for good, and what is too old to be kept."
        }
    }

    fileprivate var button: String {
        switch self {
        case .archive: "Archive"
        case .restore: "Bring back"
        case .handOver: "Make administrator"
        case .hold: "Place the hold"
        case .release: "Lift the hold"
        }
    }
}
