import TemplateRuntime

/// The document of a frame in a page of messages, by which the reader's browser says that they were seen: its image is asked for
/// once the frame has some width, which an animation gives it (`drawn` in `static/agentor.css`). Browsers animate only what
/// they draw, so a page in a tab nobody looks at asks for nothing until somebody does.
package struct SeenPage: Sendable {
    package let slug: String
    /// Of the messages that are shown.
    package let cursor: Int64
    /// Where the message stands whose thread they are; nil for the channel's own.
    package let thread: Int64?

    package init(slug: String, upTo cursor: Int64, thread: Int64? = nil) {
        self.slug = slug
        self.cursor = cursor
        self.thread = thread
    }

    package var document: Markup {
        var out = HTML(reservingCapacity: 256)
        render(into: &out)
        return Markup(trusted: out.bytes)
    }
}
