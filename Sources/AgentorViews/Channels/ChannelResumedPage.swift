/// `/channels/{slug}/live?resumed`, and the same of a thread: the frame again, in the place of the messages that stood still.
package struct ChannelResumedPage: Sendable {
    /// What is in it, in a frame and without.
    package var paused: ChannelLivePage
    package var live: LiveFrame

    package var title: String { paused.title }

    package init(slug: String, thread: Int64? = nil, live: LiveFrame) {
        paused = ChannelLivePage(slug: slug, thread: thread, log: nil, state: .paused)
        self.live = live
    }
}
