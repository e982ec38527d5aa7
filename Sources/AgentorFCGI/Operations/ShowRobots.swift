import AgentorViews
import FastCGI

extension OperationsDesk {
    /// `GET /robots.txt`: what is not for search engines (RFC 9309): members' pages, and links from mails, which are secret.
    /// The longest line that fits decides: channels may be on the web, and what is done in them is not.
    func showRobots(_ visit: Visit) throws -> Response {
        .text(
            """
            User-agent: *
            Disallow: /account
            Disallow: /admin
            Disallow: /bookmarks
            Disallow: /channels
            Allow: /channels$
            Allow: /channels/
            Disallow: /channels/new
            Disallow: /channels/*/
            Allow: /channels/*/feed.atom$
            Allow: /channels/*/messages/
            Disallow: /channels/*/messages/*/
            Allow: /channels/*/messages/*/thread$
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
