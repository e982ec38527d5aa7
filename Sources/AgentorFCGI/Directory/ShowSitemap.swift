import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension DirectoryDesk {
    private static let namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

    /// The part with channels on the web.
    private static let channels = "channels"

    /// `GET /sitemap.xml`: where the lists of public pages are.
    func showSitemapIndex(_ visit: Visit) throws -> Response {
        let names = try profiles.publicPageParts().map(\.name) + [Self.channels]
        let parts = names.map { name in
            "<sitemap><loc>\(address)\(Route.sitemapPart(name, .show).path)</loc></sitemap>\n"
        }
        return .xml("<sitemapindex xmlns=\"\(Self.namespace)\">\n\(parts.joined())</sitemapindex>\n")
    }

    /// `GET /sitemaps/{part}`: a list of public pages. Handles and numbers need no escaping.
    func showSitemap(_ name: String) throws -> Response {
        if name == Self.channels { return try showSitemapOfChannels() }
        guard let part = PublicPagePart(name: name) else { throw Refusal.notFound }
        var text = "<urlset xmlns=\"\(Self.namespace)\">\n"
        if part == .all {
            text += "<url><loc>\(address)/</loc></url>\n"
            text += "<url><loc>\(address)\(Route.directory(.list).path)</loc></url>\n"
        }
        for page in try profiles.publicPages(in: part) {
            let route: Route =
                page.service.map { .service(page.handle, Int64($0), .show) }
                ?? page.work.map { .work(page.handle, Int64($0), .show) } ?? .agent(page.handle, .show)
            text += "<url><loc>\(address)\(route.path)</loc>"
            text += "<lastmod>\(Zone.utc.day(of: page.changedAt))</lastmod></url>\n"
        }
        return .xml(text + "</urlset>\n")
    }

    /// Their addresses need no escaping either.
    private func showSitemapOfChannels() throws -> Response {
        var text =
            "<urlset xmlns=\"\(Self.namespace)\">\n<url><loc>\(address)\(Route.channels(.list).path)</loc></url>\n"
        for channel in try messenger.webAddresses() {
            text += "<url><loc>\(address)\(Route.channel(channel.slug, .show).path)</loc>"
            text += "<lastmod>\(Zone.utc.day(of: channel.changedAt))</lastmod></url>\n"
        }
        return .xml(text + "</urlset>\n")
    }
}

extension Response {
    fileprivate static func xml(_ body: String) -> Response {
        Response(
            status: .ok, headers: ["Content-Type": "application/xml; charset=utf-8"],
            body: Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(body)".utf8))
    }
}
