import AgentorCore
import FoundationEssentials
import Text

/// Every address of the site. It reads requests and prints links, so that a link to nowhere does not compile, and each
/// has to be answered (`Site.answer`, `Site.hold`).
///
/// A case is a feature's table of addresses with the same parameters; what waits for somebody else is a table apart. A new
/// address is a line in its feature's table. A new table is a case here, a line in `visit` and one in `all`.
package enum Route: Hashable, Sendable {
    case home(HomeRoute)
    case terms(TermsRoute)
    case signUp(SignUpRoute)
    case signIn(SignInRoute)
    case account(AccountRoute)
    case sessions(SessionsRoute)
    case session(UUID, SessionRoute)
    case secondFactor(SecondFactorRoute)
    case connections(ConnectionsRoute)
    case connection(String, ConnectionRoute)
    case providerWait(String, ProviderWait)
    case profiles(ProfilesRoute)
    case onboarding(String, OnboardingRoute)
    case profileVersion(Int64, ProfileVersionRoute)
    case directory(DirectoryRoute)
    case sitemap(SitemapRoute)
    case sitemapPart(String, SitemapPartRoute)
    case agent(String, AgentRoute)
    case saved(SavedRoute)
    case savedPerson(String, SavedPersonRoute)
    case savedSearch(UUID, SavedSearchRoute)
    case feed(FeedRoute)
    case services(ServicesRoute)
    case ownService(Int64, OwnServiceRoute)
    case service(String, Int64, ServiceRoute)
    case portfolio(PortfolioRoute)
    case ownWork(Int64, OwnWorkRoute)
    case work(String, Int64, WorkRoute)
    case shownPicture(String, FileVariant, ShownPictureRoute)
    case inboxWait(InboxWait)
    case conversations(ConversationsRoute)
    case conversation(String, ConversationRoute)
    case channels(ChannelsRoute)
    case channel(String, ChannelRoute)
    case folders(FoldersRoute)
    case folder(UUID, FolderRoute)
    case message(String, Int64, MessageRoute)
    case thread(String, Int64, ThreadRoute)
    case member(String, String, MemberRoute)
    case channelInvitations(String, ChannelInvitationsRoute)
    case channelInvitation(String, UUID, ChannelInvitationRoute)
    case channelRequests(String, ChannelRequestsRoute)
    case channelRequest(String, UUID, ChannelRequestRoute)
    case invitations(InvitationsRoute)
    case invitation(UUID, InvitationRoute)
    case invitationLink(String, InvitationLinkRoute)
    case channelWait(String, ChannelWait)
    case threadWait(String, Int64, ThreadWait)
    case notifications(NotificationsRoute)
    case blocks(BlocksRoute)
    case block(String, BlockRoute)
    case reports(ReportsRoute)
    case reportedPerson(String, ReportedPersonRoute)
    case moderation(ModerationRoute)
    case reportCase(UUID, CaseRoute)
    case casePicture(UUID, Int64, CasePictureRoute)
    case publicLog(PublicLogRoute)
    case administration(AdministrationRoute)
    case person(UUID, PersonRoute)
    case view(ViewRoute)
    case queuedMail(UUID, QueuedMailRoute)
    case governedChannel(UUID, GovernedChannelRoute)
    case careRule(String, CareRuleRoute)
    case limit(Throttle.Limit, LimitRoute)
    case optionKind(Options.Kind, OptionKindRoute)
    case option(Options.Kind, OptionKey, OptionRoute)
    case decisions(DecisionsRoute)
    case search(SearchRoute)
    case keeping(KeepingRoute)
    case scheduledMessage(UUID, ScheduledMessageRoute)
    case files(FilesRoute)
    case file(UUID, FileRoute)
    case fileVariant(UUID, FileVariant, FileVariantRoute)
    case picture(String, PictureSide, PictureRoute)
    case channelPicture(String, PictureSide, ChannelPictureRoute)
    case mailbox(MailboxRoute)
    case mail(String, MailRoute)
    case styleguide(StyleguideRoute)
    case operations(OperationsRoute)

    /// The path, without a query.
    package var path: String { visit(ReadPath()) }

    package var conditions: Conditions { visit(ReadConditions()) }

    /// What names the channel it is in (`/channels/{slug}…`); nil for whatever is in none.
    package var slug: String? {
        guard conditions.pattern.description.hasPrefix("/channels/{slug}") else { return nil }
        return path.split(separator: "/").dropFirst().first.map(String.init)
    }

    /// The path to the same in another channel.
    package func path(inChannel slug: String) -> String {
        "/channels/\(slug)\(path.dropFirst("/channels/".count).drop { $0 != "/" })"
    }

    /// The page to come back to from here.
    package var back: Route { visit(ReadBack()) }

    /// The page with the form that is sent here.
    package var form: Route { visit(ReadForm()) }

    /// The route a decoded path names, or nil where there is nothing.
    package init?(path: String) {
        guard let route = Self.all.find(path) else { return nil }
        self = route
    }

    /// The page a path names when slashes at its end and doubled ones do not count; nil where there is none.
    package init?(pathWithSlashes path: String) {
        guard path.hasPrefix("/"),
            let route = Route(path: "/" + path.split(separator: "/").joined(separator: "/")),
            route.conditions.methods.isReading
        else { return nil }
        self = route
    }

    @inline(__always)
    private func visit<Visitor: TableVisitor>(_ visitor: Visitor) -> Visitor.Result {
        switch self {
        case .home(let route): visitor.visit(route) { .home($0) }
        case .terms(let route): visitor.visit(route) { .terms($0) }
        case .signUp(let route): visitor.visit(route) { .signUp($0) }
        case .signIn(let route): visitor.visit(route) { .signIn($0) }
        case .account(let route): visitor.visit(route) { .account($0) }
        case .sessions(let route): visitor.visit(route) { .sessions($0) }
        case .session(let id, let route): visitor.visit(route, id.segment) { .session(id, $0) }
        case .secondFactor(let route): visitor.visit(route) { .secondFactor($0) }
        case .connections(let route): visitor.visit(route) { .connections($0) }
        case .connection(let name, let route): visitor.visit(route, name) { .connection(name, $0) }
        case .providerWait(let name, let route): visitor.visit(route, name) { .providerWait(name, $0) }
        case .profiles(let route): visitor.visit(route) { .profiles($0) }
        case .onboarding(let step, let route): visitor.visit(route, step) { .onboarding(step, $0) }
        case .profileVersion(let number, let route):
            visitor.visit(route, number.segment) { .profileVersion(number, $0) }
        case .directory(let route): visitor.visit(route) { .directory($0) }
        case .sitemap(let route): visitor.visit(route) { .sitemap($0) }
        case .sitemapPart(let part, let route): visitor.visit(route, part) { .sitemapPart(part, $0) }
        case .agent(let handle, let route): visitor.visit(route, handle) { .agent(handle, $0) }
        case .saved(let route): visitor.visit(route) { .saved($0) }
        case .savedPerson(let handle, let route): visitor.visit(route, handle) { .savedPerson(handle, $0) }
        case .savedSearch(let id, let route): visitor.visit(route, id.segment) { .savedSearch(id, $0) }
        case .feed(let route): visitor.visit(route) { .feed($0) }
        case .services(let route): visitor.visit(route) { .services($0) }
        case .ownService(let number, let route):
            visitor.visit(route, number.segment) { .ownService(number, $0) }
        case .service(let handle, let number, let route):
            visitor.visit(route, handle, number.segment) { .service(handle, number, $0) }
        case .portfolio(let route): visitor.visit(route) { .portfolio($0) }
        case .ownWork(let number, let route):
            visitor.visit(route, number.segment) { .ownWork(number, $0) }
        case .work(let handle, let number, let route):
            visitor.visit(route, handle, number.segment) { .work(handle, number, $0) }
        case .shownPicture(let mark, let variant, let route):
            visitor.visit(route, mark, variant.segment) { .shownPicture(mark, variant, $0) }
        case .inboxWait(let route): visitor.visit(route) { .inboxWait($0) }
        case .conversations(let route): visitor.visit(route) { .conversations($0) }
        case .conversation(let handle, let route): visitor.visit(route, handle) { .conversation(handle, $0) }
        case .channels(let route): visitor.visit(route) { .channels($0) }
        case .channel(let slug, let route): visitor.visit(route, slug) { .channel(slug, $0) }
        case .folders(let route): visitor.visit(route) { .folders($0) }
        case .folder(let id, let route): visitor.visit(route, id.segment) { .folder(id, $0) }
        case .message(let slug, let place, let route):
            visitor.visit(route, slug, place.segment) { .message(slug, place, $0) }
        case .thread(let slug, let place, let route):
            visitor.visit(route, slug, place.segment) { .thread(slug, place, $0) }
        case .member(let slug, let handle, let route):
            visitor.visit(route, slug, handle) { .member(slug, handle, $0) }
        case .channelInvitations(let slug, let route):
            visitor.visit(route, slug) { .channelInvitations(slug, $0) }
        case .channelInvitation(let slug, let id, let route):
            visitor.visit(route, slug, id.segment) { .channelInvitation(slug, id, $0) }
        case .channelRequests(let slug, let route):
            visitor.visit(route, slug) { .channelRequests(slug, $0) }
        case .channelRequest(let slug, let id, let route):
            visitor.visit(route, slug, id.segment) { .channelRequest(slug, id, $0) }
        case .invitations(let route): visitor.visit(route) { .invitations($0) }
        case .invitation(let id, let route): visitor.visit(route, id.segment) { .invitation(id, $0) }
        case .invitationLink(let token, let route): visitor.visit(route, token) { .invitationLink(token, $0) }
        case .channelWait(let slug, let route): visitor.visit(route, slug) { .channelWait(slug, $0) }
        case .threadWait(let slug, let place, let route):
            visitor.visit(route, slug, place.segment) { .threadWait(slug, place, $0) }
        case .notifications(let route): visitor.visit(route) { .notifications($0) }
        case .blocks(let route): visitor.visit(route) { .blocks($0) }
        case .block(let handle, let route): visitor.visit(route, handle) { .block(handle, $0) }
        case .reports(let route): visitor.visit(route) { .reports($0) }
        case .reportedPerson(let handle, let route):
            visitor.visit(route, handle) { .reportedPerson(handle, $0) }
        case .moderation(let route): visitor.visit(route) { .moderation($0) }
        case .reportCase(let id, let route): visitor.visit(route, id.segment) { .reportCase(id, $0) }
        case .casePicture(let id, let number, let route):
            visitor.visit(route, id.segment, number.segment) { .casePicture(id, number, $0) }
        case .publicLog(let route): visitor.visit(route) { .publicLog($0) }
        case .administration(let route): visitor.visit(route) { .administration($0) }
        case .view(let route): visitor.visit(route) { .view($0) }
        case .person(let id, let route): visitor.visit(route, id.segment) { .person(id, $0) }
        case .queuedMail(let id, let route): visitor.visit(route, id.segment) { .queuedMail(id, $0) }
        case .governedChannel(let id, let route):
            visitor.visit(route, id.segment) { .governedChannel(id, $0) }
        case .careRule(let name, let route): visitor.visit(route, name) { .careRule(name, $0) }
        case .limit(let limit, let route): visitor.visit(route, limit.segment) { .limit(limit, $0) }
        case .optionKind(let kind, let route): visitor.visit(route, kind.segment) { .optionKind(kind, $0) }
        case .option(let kind, let key, let route):
            visitor.visit(route, kind.segment, key.segment) { .option(kind, key, $0) }
        case .decisions(let route): visitor.visit(route) { .decisions($0) }
        case .search(let route): visitor.visit(route) { .search($0) }
        case .keeping(let route): visitor.visit(route) { .keeping($0) }
        case .scheduledMessage(let id, let route):
            visitor.visit(route, id.segment) { .scheduledMessage(id, $0) }
        case .files(let route): visitor.visit(route) { .files($0) }
        case .file(let id, let route): visitor.visit(route, id.segment) { .file(id, $0) }
        case .fileVariant(let id, let variant, let route):
            visitor.visit(route, id.segment, variant.segment) { .fileVariant(id, variant, $0) }
        case .picture(let name, let side, let route):
            visitor.visit(route, name, side.segment) { .picture(name, side, $0) }
        case .channelPicture(let slug, let side, let route):
            visitor.visit(route, slug, side.segment) { .channelPicture(slug, side, $0) }
        case .mailbox(let route): visitor.visit(route) { .mailbox($0) }
        case .mail(let name, let route): visitor.visit(route, name) { .mail(name, $0) }
        case .styleguide(let route): visitor.visit(route) { .styleguide($0) }
        case .operations(let route): visitor.visit(route) { .operations($0) }
        }
    }

    private static let all = {
        var all = RouteTree()
        all.add(Route.home)
        all.add(Route.terms)
        all.add(Route.signUp)
        all.add(Route.signIn)
        all.add(Route.account)
        all.add(Route.sessions)
        all.add(Route.session)
        all.add(Route.secondFactor)
        all.add(Route.connections)
        all.add(Route.connection)
        all.add(Route.providerWait)
        all.add(Route.profiles)
        all.add(Route.onboarding)
        all.add(Route.profileVersion)
        all.add(Route.directory)
        all.add(Route.sitemap)
        all.add(Route.sitemapPart)
        all.add(Route.agent)
        all.add(Route.saved)
        all.add(Route.savedPerson)
        all.add(Route.savedSearch)
        all.add(Route.feed)
        all.add(Route.services)
        all.add(Route.ownService)
        all.add(Route.service)
        all.add(Route.portfolio)
        all.add(Route.ownWork)
        all.add(Route.work)
        all.add(Route.shownPicture)
        all.add(Route.inboxWait)
        all.add(Route.conversations)
        all.add(Route.conversation)
        all.add(Route.channels)
        all.add(Route.channel)
        all.add(Route.folders)
        all.add(Route.folder)
        all.add(Route.message)
        all.add(Route.thread)
        all.add(Route.member)
        all.add(Route.channelInvitations)
        all.add(Route.channelInvitation)
        all.add(Route.channelRequests)
        all.add(Route.channelRequest)
        all.add(Route.invitations)
        all.add(Route.invitation)
        all.add(Route.invitationLink)
        all.add(Route.channelWait)
        all.add(Route.threadWait)
        all.add(Route.notifications)
        all.add(Route.blocks)
        all.add(Route.block)
        all.add(Route.reports)
        all.add(Route.reportedPerson)
        all.add(Route.moderation)
        all.add(Route.reportCase)
        all.add(Route.casePicture)
        all.add(Route.publicLog)
        all.add(Route.administration)
        all.add(Route.person)
        all.add(Route.view)
        all.add(Route.queuedMail)
        all.add(Route.governedChannel)
        all.add(Route.careRule)
        all.add(Route.limit)
        all.add(Route.optionKind)
        all.add(Route.option)
        all.add(Route.decisions)
        all.add(Route.search)
        all.add(Route.keeping)
        all.add(Route.scheduledMessage)
        all.add(Route.files)
        all.add(Route.file)
        all.add(Route.fileVariant)
        all.add(Route.picture)
        all.add(Route.channelPicture)
        all.add(Route.mailbox)
        all.add(Route.mail)
        all.add(Route.styleguide)
        all.add(Route.operations)
        return all
    }()

    /// The path, with where to go afterwards.
    package func path(next: String?) -> String {
        guard let next else { return path }
        return "\(path)?next=\(next.percentEncoded)"
    }

    /// The path, with what has just been done, for the page's notice.
    package func path(done what: String) -> String { "\(path)?done=\(what)" }
}

/// Reads something off a route's line in its table. Printing a link costs no allocation but the link: there is one for each
/// message of a page.
private protocol TableVisitor {
    associatedtype Result

    /// - Parameters:
    ///   - first, second: what stands in the pattern's braces; "" where there are none.
    ///   - feature: the whole route of another line.
    func visit<Table: RouteTable>(
        _ route: Table, _ first: String, _ second: String, in feature: (Table) -> Route
    ) -> Result
}

extension TableVisitor {
    @inline(__always)
    func visit<Table: RouteTable>(
        _ route: Table, _ first: String = "", in feature: (Table) -> Route
    ) -> Result {
        visit(route, first, "", in: feature)
    }
}

private struct ReadConditions: TableVisitor {
    @inline(__always)
    func visit<Table: RouteTable>(
        _ route: Table, _: String, _: String, in _: (Table) -> Route
    ) -> Conditions { route.endpoint.conditions }
}

private struct ReadBack: TableVisitor {
    func visit<Table: RouteTable>(
        _ route: Table, _: String, _: String, in feature: (Table) -> Route
    ) -> Route {
        switch route.endpoint.back {
        case .here: feature(route)
        case .to(let sibling): feature(sibling)
        case .elsewhere(let route): route
        }
    }
}

private struct ReadForm: TableVisitor {
    func visit<Table: RouteTable>(
        _ route: Table, _ first: String, _ second: String, in feature: (Table) -> Route
    ) -> Route {
        route.endpoint.form.map(feature) ?? ReadBack().visit(route, first, second, in: feature)
    }
}

private struct ReadPath: TableVisitor {
    @inline(__always)
    func visit<Table: RouteTable>(
        _ route: Table, _ first: String, _ second: String, in _: (Table) -> Route
    ) -> String { Self.fill(route.endpoint.conditions.pattern, first, second) }

    private static func fill(_ pattern: StaticString, _ first: String, _ second: String) -> String {
        pattern.withUTF8Buffer { bytes in
            String(unsafeUninitializedCapacity: bytes.count + first.utf8.count + second.utf8.count) { out in
                var count = 0
                var place = 0
                var parameters = 0
                while place < bytes.count {
                    guard bytes[place] == UInt8(ascii: "{") else {
                        out[count] = bytes[place]
                        count += 1
                        place += 1
                        continue
                    }
                    for byte in (parameters == 0 ? first : second).utf8 {
                        out[count] = byte
                        count += 1
                    }
                    parameters += 1
                    while bytes[place] != UInt8(ascii: "}") { place += 1 }
                    place += 1
                }
                return count
            }
        }
    }
}
