/// Looking for agents.
package enum DirectoryRoute: AnsweredRoute {
    /// `?q=WORDS` and a field for each filter: every state has its address.
    case list
    /// How agents are ordered, and why.
    case order

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/agents", for: .anybody, cache: .never).shownInViews
        case .order: .page("/how-we-order", for: .anybody).shownInViews
        }
    }
}

/// All public pages, for search engines (https://www.sitemaps.org/protocol.html).
package enum SitemapRoute: AnsweredRoute {
    case index

    package var endpoint: Endpoint<Self> {
        switch self {
        case .index: .probe("/sitemap.xml", for: .anybody)
        }
    }
}

/// A part of them.
package enum SitemapPartRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .probe("/sitemaps/{part}", for: .anybody)
        }
    }
}
