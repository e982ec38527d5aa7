import AgentorCore

/// `/profile`: where the viewer's own profile stands.
package struct OwnProfilePage: Sendable {
    package struct Version: Sendable {
        package var number: Int
        package var publishedAt: Moment
        package var headline: String
        /// Whether everybody sees it now.
        package var isShown: Bool

        package init(number: Int, publishedAt: Moment, headline: String, isShown: Bool) {
            self.number = number
            self.publishedAt = publishedAt
            self.headline = headline
            self.isShown = isShown
        }

        package var address: String { Route.profileVersion(Int64(number), .show).path }
    }

    package struct Missing: Sendable {
        package var thing: String
        package var reason: String
        package var address: String
    }

    package var frame: PageFrame
    package var notice: String?
    package var handle: String
    /// Whether everybody sees it.
    package var isShown: Bool
    /// Whether moderators hide it.
    package var isHidden: Bool
    package var hasChanges: Bool
    package var completeness: Int
    package var missing: [Missing]
    package var versions: [Version]
    /// Whether the site keeps pictures of their work.
    package var hasPortfolio: Bool
    /// Where older versions are.
    package var older: String?

    package init(
        frame: PageFrame, notice: String? = nil, publication: Publication, versions: [Version],
        hasPortfolio: Bool = true, older: String? = nil
    ) {
        self.frame = frame
        self.notice = notice
        handle = publication.handle
        isShown = publication.shown != nil
        isHidden = publication.isHidden
        hasChanges = publication.hasChanges
        completeness = publication.profile.completeness
        missing = publication.profile.advice.map {
            Missing(
                thing: $0.thing, reason: $0.reason, address: "\(Route.profiles(.agent).path)#\($0.field)")
        }
        self.versions = versions
        self.hasPortfolio = hasPortfolio
        self.older = older
    }

    package var canPublish: Bool { !isShown || hasChanges }
    package var isPublishedAnew: Bool { isShown && hasChanges }
    package var hasMissing: Bool { !missing.isEmpty }
    package var hasVersions: Bool { !versions.isEmpty }
}
