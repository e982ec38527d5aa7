import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import ZoneInfo

extension SavedDesk {
    private static let notices = [
        "saved": "Saved.", "removed": "The search is not saved any more.",
        "feed-ended": "The feed has ended.",
    ]

    /// `GET /saved/searches`: the searches the viewer has saved, the last first, and how much is new in each.
    func showSavedSearches(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let found = try searchSummaries(of: viewer)
        return .html(
            SavedSearchesPage(
                frame: visit.frame(.agents), searches: found,
                notice: visit.request.query["done"].flatMap { Self.notices[$0] }
            ).html())
    }

    /// `GET /saved/searches/{id}?newest`: leads to the directory, and nothing of what is there now is new any more.
    func showSearch(_ id: UUID, _ visit: Visit) throws -> Response {
        let (viewer, search) = try search(id, visit)
        if visit.request.method == .get { try saved.see(id, for: viewer) }
        var form = SearchForm(saved: search.query).with(.saved, id.uuidString.lowercased())
        if visit.request.query["newest"] != nil {
            form = form.with(.order, DirectoryQuery.Order.newest.rawValue)
        }
        return .redirect(to: form.address)
    }

    /// The viewer's searches, the last saved first.
    func searchSummaries(of viewer: Viewer, limit: Int = SavedSearch.limit) throws -> [SavedSearchSummary] {
        try SavedSearchSummary.all(of: viewer, saved, directory, try options.current(), limit: limit)
    }

    /// - Throws: not found for what is not theirs.
    func search(_ id: UUID, _ visit: Visit) throws -> (Viewer, SavedSearch) {
        let viewer = try visit.admitted()
        guard let search = try saved.search(id, of: viewer) else { throw Refusal.notFound }
        return (viewer, search)
    }
}

extension SavedSearchSummary {
    static func all(
        of viewer: Viewer, _ saved: Saved, _ directory: Directory, _ options: Options, limit: Int
    ) throws -> [SavedSearchSummary] {
        let searches = try saved.searches(of: viewer).prefix(limit)
        let today = CivilTime.Day(viewer.zone.day(of: Date()))
        let hours = try directory.hours(of: viewer)
        let news = try directory.news(
            of: searches.map { (SearchForm(saved: $0.query).query(for: hours, today: today), $0.seenAt) },
            for: viewer)
        return zip(searches, news).map { search, news in
            SavedSearchSummary(
                id: search.id, name: search.name, words: SearchForm(saved: search.query).description(options),
                count: news.count, isLeast: news.isLeast, hasFeed: search.hasFeed)
        }
    }
}
