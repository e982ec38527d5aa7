import FoundationEssentials

/// A search the viewer has saved.
package struct SavedSearchSummary: Sendable {
    package var id: UUID
    package var name: String
    /// What is looked for, in words.
    package var words: String
    /// How many are new; nil for none.
    package var news: String?
    package var hasFeed: Bool

    /// - Parameters:
    ///   - count: how many are new.
    ///   - isLeast: whether there may be more.
    package init(id: UUID, name: String, words: String, count: Int, isLeast: Bool, hasFeed: Bool) {
        self.id = id
        self.name = name
        self.words = words
        news = count == 0 ? nil : isLeast ? "\(count) or more new" : "\(count) new"
        self.hasFeed = hasFeed
    }
}

/// `/saved/searches`: all that the viewer has saved.
package struct SavedSearchesPage: Sendable {
    package var frame: PageFrame
    package var searches: [SavedSearchSummary]
    package var notice: String?

    package init(frame: PageFrame, searches: [SavedSearchSummary], notice: String?) {
        self.frame = frame
        self.searches = searches
        self.notice = notice
    }

    package var hasSearches: Bool { !searches.isEmpty }
}

/// `/saved/searches/{id}/feed`: whether a search can be read as a feed, and where.
package struct FeedPage: FormPage {
    package var frame: PageFrame
    package var id: UUID
    package var name: String
    package var hasFeed: Bool
    /// The address, told once.
    package var made: String?
    package var problem: String?

    package init(
        frame: PageFrame, id: UUID, name: String, hasFeed: Bool, made: String?, problem: String?
    ) {
        self.frame = frame
        self.id = id
        self.name = name
        self.hasFeed = hasFeed
        self.made = made
        self.problem = problem
    }

    package var fields: [Field] { [] }
}
