import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension HomeDesk {
    /// How many conversations, saved people and saved searches the page begins with.
    private static let conversationLimit = 5
    private static let peopleLimit = 4
    private static let searchLimit = 5
    /// Of how many conversations those are looked for that wait for the viewer.
    private static let enquiryRange = 20

    /// `GET /dashboard`: what to do next, who waits for the viewer, their latest conversations, their channels, unread ones
    /// first, and what they have saved.
    func showDashboard(_ visit: Visit) throws -> Response {
        let channels = try messenger.channels(as: visit.identity).channels
        let direct = try messenger.conversations(on: .inbox, as: visit.identity, limit: Self.enquiryRange)
        let requestCount = try messenger.requestCount(as: visit.identity)
        let circle = try messenger.circle(as: visit.identity)
        let viewer = try visit.admitted()
        let isAgent = viewer.profile == .agent
        let requests =
            requestCount == 0
            ? []
            : try messenger.conversations(
                on: .requests, as: visit.identity, limit: Self.conversationLimit
            ).conversations
        let unreadFirst = channels.filter { $0.unread > 0 } + channels.filter { $0.unread == 0 }
        let people = try saved.people(for: viewer, limit: Self.peopleLimit)
        let agent = isAgent ? try profiles.publication(of: viewer) : nil
        var page = DashboardPage(
            frame: visit.frame(.dashboard), name: viewer.name, isAgent: isAgent,
            channels: unreadFirst.map { ChannelSummary($0, in: viewer.zone) },
            conversations: ConversationList(
                direct.conversations.prefix(Self.conversationLimit).map {
                    ConversationSummary($0, in: viewer.zone, circle)
                },
                requestCount: requestCount),
            live: visit.liveInbox(), zone: viewer.timeZone)
        let news = try messenger.newNotifications(as: viewer.identity)
        page.notifications =
            news == 0
            ? nil
            : "\(news < Messenger.countedNotifications ? "\(news)" : "\(news)+") new \(news == 1 ? "notification" : "notifications")"
        let options = try options.current()
        page.people = people.people.map { HomePage.Agent($0.agent, free: $0.agent.freeLabel(options)) }
        page.searches = try SavedSearchSummary.all(
            of: viewer, saved, directory, options, limit: Self.searchLimit)
        if let agent {
            let waiting = direct.conversations.filter { listed in
                !listed.direct.isGroup && listed.level != .nothing && listed.lastWords?.isOwn == false
            }
            let subjects = try profiles.enquiries(in: (requests + waiting).map(\.slug), for: viewer)
            page.enquiries =
                requests.map { enquiry($0, "Asks to talk", viewer, circle, subjects) }
                + waiting.map { enquiry($0, "Waits for you", viewer, circle, subjects) }
            page.steps = try steps(for: viewer, agent)
            page.completeness = agent.profile.completeness
            if agent.shown != nil {
                page.views = DashboardPage.Views(try profiles.views(of: viewer))
                page.responsiveness =
                    try directory.responsiveness(of: [viewer.id], for: viewer)[viewer.id]
                    ?? Responsiveness.none
            }
        } else {
            page.enquiries = requests.map { enquiry($0, "Asks to talk", viewer, circle, [:]) }
            if people.people.isEmpty, page.searches.isEmpty {
                page.steps = [
                    DashboardPage.Step(
                        icon: "search", title: "Find an agent",
                        words: "Look for what you need, in your words.",
                        address: Route.directory(.list).path)
                ]
            }
        }
        return .html(page.html())
    }

    private func enquiry(
        _ listed: ListedConversation, _ state: String, _ viewer: Viewer, _ circle: Presence,
        _ subjects: [String: Enquiry]
    ) -> DashboardPage.Enquiry {
        DashboardPage.Enquiry(
            ConversationSummary(listed, in: viewer.zone, circle), state: state,
            about: subjects[listed.slug]?.title)
    }

    /// What an agent could do next to be found, the most useful first: four at most.
    private func steps(for viewer: Viewer, _ agent: Publication) throws -> [DashboardPage.Step] {
        var steps: [DashboardPage.Step] = []
        func add(_ icon: String, _ title: String, _ words: String, _ route: Route, _ fragment: String = "") {
            steps.append(
                DashboardPage.Step(icon: icon, title: title, words: words, address: route.path + fragment))
        }
        if agent.shown == nil {
            add("eye", "Publish your profile", "Nobody but you can see it yet.", .profiles(.own))
        } else if agent.hasChanges {
            add(
                "eye", "Publish what you have changed", "Everybody still sees what it said before.",
                .profiles(.own))
        }
        if viewer.picture == nil {
            add("user", "Add a photo", "People write sooner to somebody they can see.", .account(.picture))
        }
        if try !profiles.services(of: viewer).contains(where: { $0.state == .published }) {
            add("plus", "Offer a service", "With a price, clients know what to ask for.", .services(.new))
        }
        for advice in agent.profile.advice.prefix(2) {
            add("edit", advice.thing, advice.reason, .profiles(.agent), "#\(advice.field)")
        }
        return Array(steps.prefix(4))
    }
}
