import TemplateRuntime

/// The messages of a `ChannelLivePage`, the part that is the same for all its readers: rendered once for any
/// number of them.
package struct ChannelLogFragment: Sendable {
    package var slug: String
    /// In order, oldest first.
    package var messages: [MessageItem]
    /// The `seq` before which earlier messages exist, or nil when the page starts with the first.
    package var earlier: Int64?

    package init(slug: String, messages: [MessageItem], earlier: Int64?) {
        self.slug = slug
        self.messages = messages.marked()
        self.earlier = earlier
    }

    /// The finished part, for `ChannelLivePage.log`.
    package func markup() -> Markup {
        Markup(trusted: String(decoding: html(), as: UTF8.self))
    }
}
