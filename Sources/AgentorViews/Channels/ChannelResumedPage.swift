/// `/channels/{slug}/live?resumed`: the frame again, in the place of the messages that stood still.
package struct ChannelResumedPage: Sendable {
    package var slug: String
    package var live: LiveFrame

    package var title: String { ChannelLivePage(slug: slug, log: nil, state: .paused).title }

    package init(slug: String, live: LiveFrame) {
        self.slug = slug
        self.live = live
    }
}
