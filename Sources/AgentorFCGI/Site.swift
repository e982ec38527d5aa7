import AgentorCore
import AgentorViews
import Compression
import FastCGI
import FoundationEssentials
import Logging
import Mail
import Messaging
import Postgres

/// Agentor as a value that answers requests. Each feature has a desk, which holds what its actions need; actions are the
/// desks' extensions, one to a file.
final class Site: Responder {
    // What the desks share.
    let database: Database
    let accounts: Accounts
    let messenger: Messenger
    let throttle: Throttle
    let settings: SiteSettings
    let postman: Postman
    let logger: Logger
    private let securityLog: SecurityLog

    private let homeDesk: HomeDesk
    private let termsDesk: TermsDesk
    private let accountDesk: AccountDesk
    private let sessionDesk: SessionDesk
    private let secondFactorDesk: SecondFactorDesk
    private let providerDesk: ProviderDesk
    private let profileDesk: ProfileDesk
    private let serviceDesk: ServiceDesk
    private let portfolioDesk: PortfolioDesk
    private let directoryDesk: DirectoryDesk
    private let savedDesk: SavedDesk
    private let inboxDesk: InboxDesk
    private let conversationDesk: ConversationDesk
    private let channelDesk: ChannelDesk
    private let memberDesk: MemberDesk
    private let invitationDesk: InvitationDesk
    private let messageDesk: MessageDesk
    private let threadDesk: ThreadDesk
    private let notificationDesk: NotificationDesk
    private let folderDesk: FolderDesk
    private let blockDesk: BlockDesk
    private let reportDesk: ReportDesk
    private let moderationDesk: ModerationDesk
    private let administrationDesk: AdministrationDesk
    private let searchDesk: SearchDesk
    private let keepingDesk: KeepingDesk
    private let mailboxDesk: MailboxDesk
    private let styleguideDesk = StyleguideDesk()
    private let operationsDesk: OperationsDesk
    private let fileDesk: FileDesk
    let intake: Intake
    private let origin: SiteOrigin

    /// - Parameters:
    ///   - care: looks after people by rules; nil for one of its own.
    ///   - files: keeps what people send; nil for a site without.
    ///   - views: counts who looks at agents' pages, for whoever writes that down; nil where nobody does.
    ///   - uploading: where forms with files are read and answered; nil for wherever they are asked.
    ///   - statistics: what the edge counts, for the operator.
    ///   - compress: what is done once to what goes to many readers.
    init(
        database: Database, messenger: Messenger, settings: SiteSettings, postman: Postman, logger: Logger,
        care: Care? = nil, files: FileKeeper? = nil, views: PageViews? = nil,
        uploading: (any TaskExecutor)? = nil,
        statistics: @escaping @Sendable () -> Worker.Statistics? = { nil },
        compress: @escaping Compress = { GzipPart($0) }
    ) {
        self.database = database
        self.messenger = messenger
        self.settings = settings
        self.postman = postman
        self.logger = logger
        let care = care ?? settings.care(database)
        var accounts = settings.accounts(database)
        accounts.care = care
        let securityLog = SecurityLog(logger: logger, keys: settings.keys)
        self.securityLog = securityLog
        accounts.securityLog = { securityLog.note($0) }
        self.accounts = accounts
        throttle = accounts.throttle
        origin = SiteOrigin(settings.address)
        let views = views ?? PageViews(database: database)
        let turns = Turns(throttle: throttle, accounts: accounts, care: care)
        let mailbox = TrialMailbox(folder: settings.transport as? FolderTransport)
        let profiles = Profiles(database: database)
        let directory = Directory(database: database)
        let saved = Saved(database: database)
        let options = OptionShelf(database)
        homeDesk = HomeDesk(
            messenger: messenger, profiles: profiles, directory: directory, saved: saved, options: options)
        termsDesk = TermsDesk(accounts: accounts)
        accountDesk = AccountDesk(
            accounts: accounts, messenger: messenger, turns: turns, postman: postman, mailbox: mailbox,
            providers: settings.providers)
        sessionDesk = SessionDesk(accounts: accounts)
        secondFactorDesk = SecondFactorDesk(accounts: accounts, turns: turns, postman: postman)
        providerDesk = ProviderDesk(
            accounts: accounts, turns: turns, postman: postman, providers: settings.providers,
            address: settings.address, logger: logger)
        profileDesk = ProfileDesk(
            profiles: profiles, saved: saved, directory: directory, views: views, options: options,
            care: care, turns: turns, address: settings.address)
        directoryDesk = DirectoryDesk(
            messenger: messenger, directory: directory, profiles: profiles, saved: saved, options: options,
            address: settings.address)
        savedDesk = SavedDesk(
            saved: saved, profiles: profiles, directory: directory, options: options, turns: turns,
            address: settings.address)
        let moderation = settings.moderation(database)
        reportDesk = ReportDesk(
            reports: settings.reports(database), moderation: moderation, messenger: messenger,
            profiles: profiles, turns: turns, keeper: files)
        moderationDesk = ModerationDesk(
            moderation: moderation, turns: turns, securityLog: securityLog)
        administrationDesk = AdministrationDesk(
            administrators: Administrators(database: database, accounts: accounts), messenger: messenger,
            database: database, care: care, turns: turns, postman: postman, settings: settings,
            securityLog: securityLog)
        serviceDesk = ServiceDesk(
            profiles: profiles, messenger: messenger, options: options, reports: reportDesk, care: care,
            turns: turns, address: settings.address)
        portfolioDesk = PortfolioDesk(
            profiles: profiles, messenger: messenger, reports: reportDesk, turns: turns,
            address: settings.address)
        inboxDesk = InboxDesk(messenger: messenger)
        conversationDesk = ConversationDesk(
            messenger: messenger, profiles: profiles, directory: directory, care: care, turns: turns,
            address: settings.address, compress: compress)
        let channels = ChannelDirectory(database: database, messenger: messenger)
        let web = WebDesk(
            messenger: messenger, directory: channels, options: options, turns: turns,
            address: settings.address)
        channelDesk = ChannelDesk(
            messenger: messenger, directory: channels, options: options, reports: reportDesk, care: care,
            web: web, turns: turns, compress: compress,
            address: settings.address)
        memberDesk = MemberDesk(messenger: messenger, turns: turns)
        let mailed = settings.mailedInvitations(database)
        invitationDesk = InvitationDesk(
            messenger: messenger, mailed: mailed, turns: turns, postman: postman, address: settings.address)
        messageDesk = MessageDesk(
            messenger: messenger, reports: reportDesk, web: web, turns: turns, address: settings.address)
        threadDesk = ThreadDesk(messenger: messenger, web: web, turns: turns, compress: compress)
        notificationDesk = NotificationDesk(
            messenger: messenger, missed: settings.missedMail(database), mailed: mailed,
            feeds: UnreadFeeds(database: database), pushes: settings.pushes(database), turns: turns,
            address: settings.address)
        folderDesk = FolderDesk(messenger: messenger, turns: turns)
        blockDesk = BlockDesk(messenger: messenger, turns: turns)
        searchDesk = SearchDesk(
            messenger: messenger, profiles: profiles, searches: settings.messageSearches(database),
            turns: turns)
        keepingDesk = KeepingDesk(messenger: messenger, turns: turns)
        mailboxDesk = MailboxDesk(mailbox: mailbox)
        fileDesk = FileDesk(
            messenger: messenger, profiles: profiles, reports: reportDesk, turns: turns, keeper: files,
            delivery: settings.files?.delivery ?? .stream)
        intake = Intake(keeper: files, turns: turns, executor: uploading) { [logger] fault in
            logger.error("files cannot be kept", metadata: ["error": "\(fault)"])
        }
        operationsDesk = OperationsDesk(
            database: database, messenger: messenger, address: settings.address, statistics: statistics)
    }

    /// The order every request passes: which route → is it asked for as it may be, and is the form ours → who asks, and may
    /// they → the action → headers every answer carries.
    ///
    /// What a suspended function has on its frame is kept as long as its reader waits, and thousands do. So all that
    /// happens before and after the wait is in functions of its own, which are never made a part of these two.
    func respond(to request: Request) async -> Response {
        let visit = Visit(origin.asSent(request), by: accounts, intake: intake)
        let response =
            switch await beginning(of: visit) {
            case .answered(let response): noted(response, visit)
            case .held(let wait): await hold(wait, visit)
            }
        visit.touch()
        return response
    }

    /// What brings files is read and answered by threads of its own.
    private func beginning(of visit: Visit) async -> Beginning {
        guard visit.hasFiles, let executor = intake.executor, visit.isLongForm || visit.readsFiles() else {
            return begin(visit)
        }
        return await withTaskExecutorPreference(executor) { begin(visit) }
    }

    /// Whoever asks for a page is there. A frame asks by itself.
    @inline(never)
    private func noted(_ response: Response, _ visit: Visit) -> Response {
        let isByItself = ["iframe", "image"].contains(visit.request.headers["Sec-Fetch-Dest"])
        if visit.viewer?.seen != nil {
            // It is theirs whom an administrator has looked at. Nobody goes back to it.
            var response = response
            response.headers["Cache-Control"] = "no-store"
            return response
        }
        if let viewer = visit.viewer, viewer.isOnboarded, viewer.hasAgreed, !viewer.isLeaving, !isByItself,
            !visit.request.isAheadOfTime
        {
            // Nothing fails for it.
            try? messenger.noteActivity(
                of: ParticipantID(rawValue: viewer.id.rawValue), as: visit.identity)
        }
        return response
    }

    /// What is answered when something happens.
    private enum Wait {
        case provider(String, ProviderWait)
        case inbox(InboxWait)
        case channel(String, ChannelWait)
        case thread(String, Int64, ThreadWait)
    }

    private enum Beginning {
        case answered(Response)
        case held(Wait)
    }

    @inline(never)
    private func begin(_ visit: Visit) -> Beginning {
        if visit.request.isAheadOfTime { return .answered(.notAheadOfTime.secured(for: nil)) }
        do {
            guard let route = visit.route else { return .answered(try nowhere(visit)) }
            switch try answer(route, visit) {
            case .answered(let response): return .answered(response.secured(for: route.conditions))
            case .held(let wait):
                try visit.admitToWait()
                return .held(wait)
            }
        } catch {
            return .answered(moved(error, visit) ?? refused(error, visit))
        }
    }

    /// Whoever comes to an address that a channel had before is sent to where it is, with all they bring. Nil for whatever else
    /// was refused.
    @inline(never)
    private func moved(_ error: any Error, _ visit: Visit) -> Response? {
        guard case .notFound = visit.refusal(of: error), let route = visit.route, let former = route.slug,
            let viewer = try? visit.admitted(),
            let present = try? messenger.presentSlug(of: former, as: viewer.identity)
        else { return nil }
        let query = visit.request.query.isEmpty ? "" : "?\(visit.request.query.urlEncoded)"
        var response = Response.redirect(to: route.path(inChannel: present) + query)
        response.status = .temporaryRedirect
        return response.secured(for: route.conditions)
    }

    /// An address with a slash too many leads to the page it means.
    private func nowhere(_ visit: Visit) throws -> Response {
        let request = visit.request
        guard request.isReading, let page = Route(pathWithSlashes: request.path) else {
            throw Refusal.notFound
        }
        if page.conditions.access == .administrator, try visit.identify()?.isAdministrator != true {
            throw Refusal.notFound
        }
        let query = request.query.isEmpty ? "" : "?\(request.query.urlEncoded)"
        return .moved(to: page.path + query).secured(for: page.conditions)
    }

    private func answer(_ route: Route, _ visit: Visit) throws -> Beginning {
        switch route {
        case .home(let route): .answered(try homeDesk.answer(route, visit))
        case .terms(let route): .answered(try termsDesk.answer(route, visit))
        case .signUp(let route): .answered(try accountDesk.answer(route, visit))
        case .signIn(let route): .answered(try accountDesk.answer(route, visit))
        case .account(let route): .answered(try accountDesk.answer(route, visit))
        case .sessions(let route): .answered(try sessionDesk.answer(route, visit))
        case .session(let id, let route): .answered(try sessionDesk.answer(route, of: id, visit))
        case .secondFactor(let route): .answered(try secondFactorDesk.answer(route, visit))
        case .connections(let route): .answered(try providerDesk.answer(route, visit))
        case .connection(let name, let route): .answered(try providerDesk.answer(route, with: name, visit))
        case .providerWait(let name, let route): .held(.provider(name, route))
        case .profiles(let route): .answered(try profileDesk.answer(route, visit))
        case .onboarding(let step, let route):
            .answered(try profileDesk.answer(route, at: step, visit))
        case .profileVersion(let number, let route):
            .answered(try profileDesk.answer(route, of: number, visit))
        case .directory(let route): .answered(try directoryDesk.answer(route, visit))
        case .sitemap(let route): .answered(try directoryDesk.answer(route, visit))
        case .sitemapPart(let part, let route): .answered(try directoryDesk.answer(route, part, visit))
        case .agent(let handle, let route): .answered(try profileDesk.answer(route, of: handle, visit))
        case .saved(let route): .answered(try savedDesk.answer(route, visit))
        case .savedPerson(let handle, let route):
            .answered(try savedDesk.answer(route, of: handle, visit))
        case .savedSearch(let id, let route): .answered(try savedDesk.answer(route, of: id, visit))
        case .feed(let route): .answered(try savedDesk.answer(route, visit))
        case .services(let route): .answered(try serviceDesk.answer(route, visit))
        case .ownService(let number, let route):
            .answered(try serviceDesk.answer(route, number, visit))
        case .service(let handle, let number, let route):
            .answered(try serviceDesk.answer(route, number, of: handle, visit))
        case .portfolio(let route): .answered(try portfolioDesk.answer(route, visit))
        case .ownWork(let number, let route): .answered(try portfolioDesk.answer(route, number, visit))
        case .work(let handle, let number, let route):
            .answered(try portfolioDesk.answer(route, number, of: handle, visit))
        case .shownPicture(let mark, let variant, let route):
            .answered(try fileDesk.answer(route, mark, variant, visit))
        case .inboxWait(let route): .held(.inbox(route))
        case .conversations(let route): .answered(try conversationDesk.answer(route, visit))
        case .conversation(let handle, let route):
            .answered(try conversationDesk.answer(route, with: handle, visit))
        case .channels(let route): .answered(try channelDesk.answer(route, visit))
        case .channel(let slug, let route): .answered(try channelDesk.answer(route, of: slug, visit))
        case .message(let slug, let place, let route):
            .answered(try messageDesk.answer(route, at: place, in: slug, visit))
        case .thread(let slug, let place, let route):
            .answered(try threadDesk.answer(route, of: place, in: slug, visit))
        case .member(let slug, let handle, let route):
            .answered(try memberDesk.answer(route, of: handle, in: slug, visit))
        case .channelInvitations(let slug, let route):
            .answered(try invitationDesk.answer(route, to: slug, visit))
        case .channelInvitation(let slug, let id, let route):
            .answered(try invitationDesk.answer(route, id, to: slug, visit))
        case .channelRequests(let slug, let route):
            .answered(try channelDesk.answer(route, of: slug, visit))
        case .channelRequest(let slug, let id, let route):
            .answered(try channelDesk.answer(route, id, in: slug, visit))
        case .invitations(let route): .answered(try invitationDesk.answer(route, visit))
        case .invitation(let id, let route): .answered(try invitationDesk.answer(route, id, visit))
        case .invitationLink(let token, let route):
            .answered(try invitationDesk.answer(route, by: token, visit))
        case .channelWait(let slug, let route): .held(.channel(slug, route))
        case .threadWait(let slug, let place, let route): .held(.thread(slug, place, route))
        case .files(let route): .answered(try fileDesk.answer(route, visit))
        case .file(let id, let route): .answered(try fileDesk.answer(route, of: id, visit))
        case .fileVariant(let id, let variant, let route):
            .answered(try fileDesk.answer(route, variant, of: id, visit))
        case .picture(let name, let side, let route):
            .answered(try fileDesk.answer(route, name, side, visit))
        case .channelPicture(let slug, let side, let route):
            .answered(try fileDesk.answer(route, of: slug, side, visit))
        case .notifications(let route): .answered(try notificationDesk.answer(route, visit))
        case .folders(let route): .answered(try folderDesk.answer(route, visit))
        case .folder(let id, let route): .answered(try folderDesk.answer(route, of: id, visit))
        case .blocks(let route): .answered(try blockDesk.answer(route, visit))
        case .block(let handle, let route): .answered(try blockDesk.answer(route, of: handle, visit))
        case .reports(let route): .answered(try reportDesk.answer(route, visit))
        case .reportedPerson(let handle, let route):
            .answered(try reportDesk.answer(route, of: handle, visit))
        case .moderation(let route): .answered(try moderationDesk.answer(route, visit))
        case .reportCase(let id, let route): .answered(try moderationDesk.answer(route, of: id, visit))
        case .casePicture(let id, let number, let route):
            .answered(try moderationDesk.answer(route, number, of: id, visit))
        case .publicLog(let route): .answered(try administrationDesk.answer(route, visit))
        case .administration(let route): .answered(try administrationDesk.answer(route, visit))
        case .view(let route): .answered(try administrationDesk.answer(route, visit))
        case .person(let id, let route): .answered(try administrationDesk.answer(route, of: id, visit))
        case .queuedMail(let id, let route): .answered(try administrationDesk.answer(route, of: id, visit))
        case .careRule(let name, let route):
            .answered(try administrationDesk.answer(route, named: name, visit))
        case .governedChannel(let id, let route):
            .answered(try administrationDesk.answer(route, of: id, visit))
        case .limit(let limit, let route):
            .answered(try administrationDesk.answer(route, of: limit, visit))
        case .optionKind(let kind, let route):
            .answered(try administrationDesk.answer(route, of: kind, visit))
        case .option(let kind, let key, let route):
            .answered(try administrationDesk.answer(route, of: kind, key.text, visit))
        case .decisions(let route): .answered(try moderationDesk.answer(route, visit))
        case .search(let route): .answered(try searchDesk.answer(route, visit))
        case .keeping(let route): .answered(try keepingDesk.answer(route, visit))
        case .scheduledMessage(let id, let route): .answered(try keepingDesk.answer(route, of: id, visit))
        case .mailbox(let route): .answered(try mailboxDesk.answer(route, visit))
        case .mail(let name, let route): .answered(try mailboxDesk.answer(route, named: name, visit))
        case .styleguide(let route): .answered(try styleguideDesk.answer(route, visit))
        case .operations(let route): .answered(try operationsDesk.answer(route, visit))
        }
    }

    private func hold(_ wait: Wait, _ visit: Visit) async -> Response {
        do {
            return switch wait {
            case .provider(let name, let route):
                held(try await providerDesk.hold(route, with: name, visit), visit)
            case .inbox(let route): held(try await inboxDesk.hold(route, visit), visit)
            case .channel(let slug, let route):
                held(try await channelDesk.hold(route, of: slug, visit), visit)
            case .thread(let slug, let place, let route):
                held(try await threadDesk.hold(route, of: place, in: slug, visit), visit)
            }
        } catch {
            if let response = moved(error, visit) { return response }
            return await refusedWait(error, wait, visit)
        }
    }

    @inline(never)
    private func held(_ response: Response, _ visit: Visit) -> Response {
        response.secured(for: visit.route?.conditions)
    }

    /// A frame that is live without scripts says itself that the database cannot be reached, and asks again.
    private func refusedWait(_ error: any Error, _ wait: Wait, _ visit: Visit) async -> Response {
        let refusal = visit.refusal(of: error)
        guard case .database = refusal else { return refused(refusal, visit) }
        switch wait {
        case .channel(let slug, .live):
            note(refusal)
            return held(
                await visit.lostConnection { ChannelLivePage(slug: slug, log: nil, state: .lost($0)).html() },
                visit)
        case .thread(let slug, let place, .live):
            note(refusal)
            return held(
                await visit.lostConnection {
                    ChannelLivePage(slug: slug, thread: place, log: nil, state: .lost($0)).html()
                }, visit)
        case .inbox(.live):
            note(refusal)
            return held(await visit.lostConnection { InboxLivePage(state: .lost($0)).html() }, visit)
        case .channel(_, .changes), .thread(_, _, .changes), .inbox(.changes), .provider:
            return refused(refusal, visit)
        }
    }

    /// Errors that end an action come here, all of them.
    @inline(never)
    private func refused(_ error: any Error, _ visit: Visit) -> Response {
        var refusal = visit.refusal(of: error)
        switch refusal {
        case .silenced(nil):
            // Of what is refused alone: whoever writes costs no question more.
            if let viewer = try? visit.identify() {
                refusal = .silenced((try? moderationDesk.silence(of: viewer)) ?? nil)
            }
        case .database, .fault: note(refusal)
        // For the head of the page; it is the same page without.
        default: _ = try? visit.identify()
        }
        securityLog.note(refusal, visit)
        let response = visit.wantsJSON ? visit.problem(for: refusal) : visit.page(for: refusal)
        // What is hidden is answered as what is not there, in its headers, too.
        if case .notFound = refusal, (try? visit.isHidden) == true { return response.secured(for: nil) }
        return response.secured(for: visit.route?.conditions)
    }

    private func note(_ refusal: Refusal) {
        switch refusal {
        case .database(let error):
            logger.error(
                "the database failed: \(DatabaseTrouble(error).summary)", metadata: ["error": "\(error)"])
        case .fault(let error): logger.error("an action failed", metadata: ["error": "\(error)"])
        default: break
        }
    }

    func refusal(of error: RequestError) -> Response {
        let visit = Visit(Request(), by: accounts, intake: intake, isUnread: true)
        return visit.page(for: .request(error)).secured(for: nil)
    }
}
