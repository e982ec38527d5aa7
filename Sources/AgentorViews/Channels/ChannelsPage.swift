/// `/channels`: the viewer's channels, and the public ones still to discover, page by page.
package struct ChannelsPage: Sendable {
    package var frame: PageFrame
    /// The viewer's channels; shown on the first page only.
    package var mine: [ChannelSummary]
    /// Public channels the viewer is no member of.
    package var discover: [ChannelSummary]
    /// Where the next page of `discover` begins (`?after=`), or nil on the last.
    package var next: String?
    package var isFirstPage: Bool

    package init(
        frame: PageFrame, mine: [ChannelSummary], discover: [ChannelSummary], next: String? = nil,
        isFirstPage: Bool = true
    ) {
        self.frame = frame
        self.mine = mine
        self.discover = discover
        self.next = next
        self.isFirstPage = isFirstPage
    }

    package var hasMine: Bool { !mine.isEmpty }
    package var hasDiscover: Bool { !discover.isEmpty }
}
