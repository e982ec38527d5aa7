import AgentorViews
import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorFCGI

extension Route {
    /// One of each.
    static let all: [Route] = {
        var all: [Route] = []
        for feature in Feature.allCases { all += feature.routes }
        return all
    }()

    /// The cases of `Route`: what switches over them here does not compile when one is missing.
    private enum Feature: CaseIterable {
        case home, terms, signUp, signIn, account, sessions, session, secondFactor, connections, connection,
            providerWait
        case profiles, onboarding, profileVersion, directory, sitemap, sitemapPart, agent, services,
            ownService, service, portfolio, ownWork, work, shownPicture,
            inboxWait,
            conversations,
            conversation, channels, channel,
            message, thread,
            channelWait,
            threadWait,
            mailbox, mail, styleguide,
            operations
        case saved, savedPerson, savedSearch, feed
        case folders, folder, search, reports, reportedPerson, moderation, reportCase, casePicture,
            decisions
        case publicLog, administration, person, view, queuedMail, governedChannel,
            careRule, limit, optionKind, option
        case member, channelInvitations, channelInvitation, channelRequests, channelRequest, invitations,
            invitation, invitationLink
        case keeping, scheduledMessage, files, file, fileVariant, picture, channelPicture, blocks, block,
            notifications

        var routes: [Route] {
            switch self {
            case .home: HomeRoute.allCases.map { .home($0) }
            case .terms: TermsRoute.allCases.map { .terms($0) }
            case .signUp: SignUpRoute.allCases.map { .signUp($0) }
            case .signIn: SignInRoute.allCases.map { .signIn($0) }
            case .account: AccountRoute.allCases.map { .account($0) }
            case .sessions: SessionsRoute.allCases.map { .sessions($0) }
            case .session: SessionRoute.allCases.map { .session(UUID(), $0) }
            case .secondFactor: SecondFactorRoute.allCases.map { .secondFactor($0) }
            case .connections: ConnectionsRoute.allCases.map { .connections($0) }
            case .connection: ConnectionRoute.allCases.map { .connection("test", $0) }
            case .providerWait: ProviderWait.allCases.map { .providerWait("test", $0) }
            case .profiles: ProfilesRoute.allCases.map { .profiles($0) }
            case .onboarding: OnboardingRoute.allCases.map { .onboarding("work", $0) }
            case .profileVersion: ProfileVersionRoute.allCases.map { .profileVersion(1, $0) }
            case .directory: DirectoryRoute.allCases.map { .directory($0) }
            case .sitemap: SitemapRoute.allCases.map { .sitemap($0) }
            case .sitemapPart: SitemapPartRoute.allCases.map { .sitemapPart("all", $0) }
            case .agent: AgentRoute.allCases.map { .agent("hana", $0) }
            case .saved: SavedRoute.allCases.map { .saved($0) }
            case .savedPerson: SavedPersonRoute.allCases.map { .savedPerson("hana", $0) }
            case .savedSearch: SavedSearchRoute.allCases.map { .savedSearch(UUID(), $0) }
            case .feed: FeedRoute.allCases.map { .feed($0) }
            case .services: ServicesRoute.allCases.map { .services($0) }
            case .ownService: OwnServiceRoute.allCases.map { .ownService(1, $0) }
            case .service: ServiceRoute.allCases.map { .service("hana", 1, $0) }
            case .portfolio: PortfolioRoute.allCases.map { .portfolio($0) }
            case .ownWork: OwnWorkRoute.allCases.map { .ownWork(1, $0) }
            case .work: WorkRoute.allCases.map { .work("hana", 1, $0) }
            case .shownPicture:
                ShownPictureRoute.allCases.map {
                    .shownPicture(
                        String(repeating: "a", count: 32), FileVariant(width: 640, format: .webp), $0)
                }
            case .inboxWait: InboxWait.allCases.map { .inboxWait($0) }
            case .channels: ChannelsRoute.allCases.map { .channels($0) }
            case .conversations: ConversationsRoute.allCases.map { .conversations($0) }
            case .conversation: ConversationRoute.allCases.map { .conversation("hana", $0) }
            case .channel: ChannelRoute.allCases.map { .channel("design", $0) }
            case .message: MessageRoute.allCases.map { .message("design", 1, $0) }
            case .thread: ThreadRoute.allCases.map { .thread("design", 1, $0) }
            case .threadWait: ThreadWait.allCases.map { .threadWait("design", 1, $0) }
            case .channelWait: ChannelWait.allCases.map { .channelWait("design", $0) }
            case .member: MemberRoute.allCases.map { .member("design", "hana", $0) }
            case .channelInvitations:
                ChannelInvitationsRoute.allCases.map { .channelInvitations("design", $0) }
            case .channelInvitation:
                ChannelInvitationRoute.allCases.map { .channelInvitation("design", UUID(), $0) }
            case .channelRequests: ChannelRequestsRoute.allCases.map { .channelRequests("design", $0) }
            case .channelRequest:
                ChannelRequestRoute.allCases.map { .channelRequest("design", UUID(), $0) }
            case .invitations: InvitationsRoute.allCases.map { .invitations($0) }
            case .invitation: InvitationRoute.allCases.map { .invitation(UUID(), $0) }
            case .invitationLink:
                InvitationLinkRoute.allCases.map { .invitationLink(String(repeating: "a", count: 64), $0) }
            case .notifications: NotificationsRoute.allCases.map { .notifications($0) }
            case .folders: FoldersRoute.allCases.map { .folders($0) }
            case .folder: FolderRoute.allCases.map { .folder(UUID(), $0) }
            case .blocks: BlocksRoute.allCases.map { .blocks($0) }
            case .block: BlockRoute.allCases.map { .block("hana", $0) }
            case .search: SearchRoute.allCases.map { .search($0) }
            case .moderation: ModerationRoute.allCases.map { .moderation($0) }
            case .decisions: DecisionsRoute.allCases.map { .decisions($0) }
            case .reportCase: CaseRoute.allCases.map { .reportCase(UUID(), $0) }
            case .casePicture: CasePictureRoute.allCases.map { .casePicture(UUID(), 1, $0) }
            case .publicLog: PublicLogRoute.allCases.map { .publicLog($0) }
            case .administration: AdministrationRoute.allCases.map { .administration($0) }
            case .person: PersonRoute.allCases.map { .person(UUID(), $0) }
            case .view: ViewRoute.allCases.map { .view($0) }
            case .queuedMail: QueuedMailRoute.allCases.map { .queuedMail(UUID(), $0) }
            case .governedChannel: GovernedChannelRoute.allCases.map { .governedChannel(UUID(), $0) }
            case .limit: LimitRoute.allCases.map { .limit(.sendMessage, $0) }
            case .optionKind: OptionKindRoute.allCases.map { .optionKind(.category, $0) }
            case .option: OptionRoute.allCases.map { .option(.currency, OptionKey("EUR"), $0) }
            case .careRule: CareRuleRoute.allCases.map { .careRule("words", $0) }
            case .reports: ReportsRoute.allCases.map { .reports($0) }
            case .reportedPerson: ReportedPersonRoute.allCases.map { .reportedPerson("hana", $0) }
            case .keeping: KeepingRoute.allCases.map { .keeping($0) }
            case .scheduledMessage: ScheduledMessageRoute.allCases.map { .scheduledMessage(UUID(), $0) }
            case .files: FilesRoute.allCases.map { .files($0) }
            case .file: FileRoute.allCases.map { .file(UUID(), $0) }
            case .fileVariant:
                FileVariantRoute.allCases.map {
                    .fileVariant(UUID(), FileVariant(width: 640, format: .webp), $0)
                }
            case .picture:
                PictureRoute.allCases.map { .picture(String(repeating: "a", count: 32), .small, $0) }
            case .channelPicture:
                ChannelPictureRoute.allCases.map { .channelPicture("design", .small, $0) }
            case .mailbox: MailboxRoute.allCases.map { .mailbox($0) }
            case .mail: MailRoute.allCases.map { .mail("a", $0) }
            case .styleguide: StyleguideRoute.allCases.map { .styleguide($0) }
            case .operations: OperationsRoute.allCases.map { .operations($0) }
            }
        }

        init(_ route: Route) {
            self =
                switch route {
                case .home: .home
                case .terms: .terms
                case .signUp: .signUp
                case .signIn: .signIn
                case .account: .account
                case .sessions: .sessions
                case .session: .session
                case .secondFactor: .secondFactor
                case .connections: .connections
                case .connection: .connection
                case .providerWait: .providerWait
                case .profiles: .profiles
                case .onboarding: .onboarding
                case .profileVersion: .profileVersion
                case .directory: .directory
                case .sitemap: .sitemap
                case .sitemapPart: .sitemapPart
                case .agent: .agent
                case .services: .services
                case .ownService: .ownService
                case .service: .service
                case .portfolio: .portfolio
                case .ownWork: .ownWork
                case .work: .work
                case .shownPicture: .shownPicture
                case .inboxWait: .inboxWait
                case .conversations: .conversations
                case .conversation: .conversation
                case .saved: .saved
                case .savedPerson: .savedPerson
                case .savedSearch: .savedSearch
                case .feed: .feed
                case .member: .member
                case .channelInvitations: .channelInvitations
                case .channelInvitation: .channelInvitation
                case .channelRequests: .channelRequests
                case .channelRequest: .channelRequest
                case .invitations: .invitations
                case .invitation: .invitation
                case .invitationLink: .invitationLink
                case .folders: .folders
                case .folder: .folder
                case .channels: .channels
                case .channel: .channel
                case .message: .message
                case .thread: .thread
                case .threadWait: .threadWait
                case .channelWait: .channelWait
                case .notifications: .notifications
                case .blocks: .blocks
                case .block: .block
                case .search: .search
                case .moderation: .moderation
                case .reportCase: .reportCase
                case .casePicture: .casePicture
                case .publicLog: .publicLog
                case .administration: .administration
                case .person: .person
                case .view: .view
                case .queuedMail: .queuedMail
                case .governedChannel: .governedChannel
                case .careRule: .careRule
                case .limit: .limit
                case .optionKind: .optionKind
                case .option: .option
                case .decisions: .decisions
                case .reports: .reports
                case .reportedPerson: .reportedPerson
                case .keeping: .keeping
                case .scheduledMessage: .scheduledMessage
                case .files: .files
                case .file: .file
                case .fileVariant: .fileVariant
                case .picture: .picture
                case .channelPicture: .channelPicture
                case .mailbox: .mailbox
                case .mail: .mail
                case .styleguide: .styleguide
                case .operations: .operations
                }
        }
    }

    /// All that anybody may come to. Said here once more, so that nothing is opened by mistake.
    static let open: Set<String> = [
        "/", "/terms", "/sign-up", "/sign-up/confirm", "/sign-in", "/sign-in/code", "/sign-in/code/confirm",
        "/sign-in/second-factor", "/sign-in/unlock", "/sign-in/connect", "/sign-in/join",
        "/sign-in/with/{provider}",
        "/sign-in/with/{provider}/callback", "/sign-out", "/forgot-password", "/reset-password", "/confirm",
        "/mailbox",
        "/mailbox/{name}", "/styleguide", "/healthz", "/metrics", "/cookies", "/robots.txt",
        "/.well-known/change-password", "/agents/{handle}", "/agents", "/how-we-order", "/sitemap.xml",
        "/sitemaps/{part}", "/saved/feed", "/unsubscribe", "/decision",
        "/agents/{handle}/services/{number}",
        "/pictures/{picture}/{side}", "/agents/{handle}/work/{number}", "/shown/{picture}/{variant}",
        "/frame", "/moderation/log", "/channels/{slug}/feed.atom", "/notifications/feed",
    ]

    var isOpen: Bool { Self.open.contains(conditions.pattern.description) }

    /// What only administrators are told of.
    var isHidden: Bool { conditions.access == .administrator }

    var takesProof: Bool { conditions.access == .proved || conditions.access == .signedInAndProved }

    /// What asks in the background is told in its own words, not led anywhere.
    var isFragment: Bool {
        conditions.isFramed || conditions.pattern.description.hasSuffix("/changes")
    }
}

@Suite("Addresses", .database(agentorDatabase))
struct RouteTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    @Test("every address reads back as itself, and no two are the same")
    func roundTrip() {
        for route in Route.all { #expect(Route(path: route.path) == route) }
        #expect(Set(Route.all.map(\.path)).count == Route.all.count)
        #expect(Set(Route.all.map(\.conditions.pattern.description)).count == Route.all.count)
        #expect(Route(path: "/account/") == nil)
        #expect(Route(path: "/account/sessions/A/end") == nil)
        #expect(Route(path: "/account/sessions/\(UUID().uuidString)/end") == nil, "one spelling")
        #expect(Route(path: "") == nil && Route(path: "//") == nil && Route(path: "/channels/{slug}") == nil)
        #expect(Route(path: "/channels/new/join") == .channel("new", .join))
        #expect(Route(path: "/sign-in/with/a/b/callback") == nil)
    }

    @Test("every address takes the methods its endpoint says, and tells them to whoever tries another")
    func methods() async throws {
        let browser = Browser(site)
        for route in Route.all where !route.isHidden {
            let allowed = Set(route.conditions.methods.allowed.split(separator: ", "))
            for name in ["GET", "HEAD", "POST", "PUT"] {
                let response = try await browser.send(Method(name), route.path)
                let isRefused = response.status == .methodNotAllowed
                #expect(isRefused == !allowed.contains(Substring(name)), "\(name) \(route.path)")
                if isRefused { #expect(response.headers["Allow"] == route.conditions.methods.allowed) }
            }
        }
    }

    @Test("nobody but who is meant to comes to an address without signing in")
    func open() {
        for route in Route.all {
            let isOpen = route.conditions.access == .anybody || route.conditions.access == .loopback
            #expect(isOpen == route.isOpen, "\(route)")
        }
    }

    @Test("whoever is signed out is led to signing in where somebody is needed, and nowhere else")
    func signedOut() async throws {
        let browser = Browser(site)
        for route in Route.all where !route.isFragment && !route.isHidden {
            let shown = try await browser.get(route.path)
            let isLed = shown.location?.hasPrefix("/sign-in?next=") == true
            // Of channels they are shown those on the web.
            let isForAll = route.isOpen && route != .signIn(.signOut) || route == .channels(.list)
            #expect((isLed || shown.status == .methodNotAllowed) != isForAll, "\(route)")
            try await browser.get("/sign-in")
            let sent = try await browser.post(route.path, [:])
            if route.isOpen { continue }
            #expect(sent.status == .unauthorized || sent.status == .methodNotAllowed, "\(route)")
        }
    }

    @Test("what is sensitive takes a proof of who it is that is not ten minutes old, page and form alike")
    func proof() async throws {
        let ada = try await Browser.person("Ada", on: site)
        for route in Route.all where route != .signIn(.signOut) && !route.isFragment {
            for isFresh in [true, false] {
                try database.letProofsAge(isFresh ? "9 minutes" : "11 minutes")
                try await ada.get("/account")
                // With a token but no fields: what gets to its action finds something to mend.
                let fields = ["csrf": try #require(ada.hidden("csrf"))]
                let shown = try await ada.get(route.path)
                let isDetour = shown.location?.hasPrefix("/account/prove?next=") == true
                if shown.status != .methodNotAllowed {
                    #expect(isDetour == (route.takesProof && !isFresh), "GET \(route)")
                }
                guard !isFresh else { continue }
                let sent = try await ada.post(route.path, fields)
                if sent.status == .methodNotAllowed { continue }
                let isRefused = sent.status == .forbidden && sent.text.contains("Confirm that it is you")
                #expect(isRefused == route.takesProof, "POST \(route)")
            }
        }
    }

    @Test("every form is refused without the token of its browser, and changes nothing")
    func forged() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let eve = Browser(site)
        try await eve.get("/sign-in")
        let foreign = try #require(eve.hidden("csrf"))
        func state() throws -> [[String?]] {
            try database.administer(
                "select md5(string_agg(a::text, '')), (select count(*) from agentor.sessions), "
                    + "(select count(*) from agentor.challenges), (select count(*) from agentor.outbox) "
                    + "from agentor.accounts a")
        }
        let before = try state()
        for route in Route.all where !route.isHidden {
            for token in ["", foreign] {
                let sent = try await ada.post(
                    route.path, ["csrf": token, "email": "new@example.com", "name": "Eve"])
                #expect(sent.status == .forbidden || sent.status == .methodNotAllowed, "\(route)")
            }
            let fields = Body(form: ["csrf": try await token(of: ada), "name": "Eve"])
            let sent = try await ada.send(.post, route.path, ["Origin": "https://evil.example"], fields)
            #expect(sent.status == .forbidden || sent.status == .methodNotAllowed, "\(route)")
        }
        #expect(try state() == before)
        #expect(try await ada.isSignedIn())
    }

    private func token(of browser: Browser) async throws -> String {
        try await browser.get("/account")
        return try #require(browser.hidden("csrf"))
    }

    @Test("whoever comes back to a page after signing in changes nothing by it")
    func pages() async throws {
        let ada = try await Browser.person("Ada", on: site)
        func state() throws -> [[String?]] {
            try database.administer(
                "select (select count(*) from agentor.sessions), (select count(*) from agentor.outbox), "
                    + "(select count(*) from agentor.identities), (select count(*) from agentor.second_factors), "
                    + "(select md5(string_agg(a::text, '')) from agentor.accounts a)")
        }
        let before = try state()
        for route in Route.all where route.conditions.isPage {
            let response = try await ada.get(route.path)
            #expect(response.status != .methodNotAllowed, "\(route)")
        }
        #expect(try state() == before)
    }
}
