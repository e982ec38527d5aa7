import AgentorViews
import FastCGI

extension OperationsDesk {
    /// `GET /robots.txt`: what is not for search engines (RFC 9309): members' pages, and links from mails, which are secret.
    func showRobots(_ visit: Visit) throws -> Response {
        .text(
            """
            User-agent: *
            Disallow: /account
            Disallow: /admin
            Disallow: /bookmarks
            Disallow: /channels
            Disallow: /confirm
            Disallow: /dashboard
            Disallow: /decision
            Disallow: /files
            Disallow: /folders
            Disallow: /inbox
            Disallow: /invitations
            Disallow: /join
            Disallow: /messages
            Disallow: /moderation
            Disallow: /notifications
            Disallow: /onboarding
            Disallow: /profile
            Disallow: /reports
            Disallow: /reset-password
            Disallow: /saved
            Disallow: /scheduled
            Disallow: /search
            Disallow: /unsubscribe

            Sitemap: \(address)\(Route.sitemap(.index).path)

            """)
    }
}
