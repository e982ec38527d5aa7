/// `/channels`: the viewer's channels, and the public ones still to discover. Each goes on, page by page, alone.
package struct ChannelsPage: Sendable {
    package var frame: PageFrame
    /// A page of the viewer's channels; nil where only more of the others is shown.
    package var mine: Listing?
    /// Public channels the viewer is no member of; nil where only more of the viewer's is shown.
    package var discover: Listing?

    package struct Listing: Sendable {
        package var channels: [ChannelSummary]
        /// Where the next page begins (`?mine=`, `?after=`), or nil on the last.
        package var next: String?

        package init(channels: [ChannelSummary], next: String? = nil) {
            self.channels = channels
            self.next = next
        }

        package var hasChannels: Bool { !channels.isEmpty }
        package var isOver: Bool { channels.isEmpty && next == nil }
    }

    /// What has just been done.
    package var notice: String?
    /// How many wait for the viewer's answer; nil for none.
    package var invitations: String?
    /// What is unread, where scripts are off.
    package var live: LiveFrame
    /// In which the script is told times.
    package var zone: String

    package init(
        frame: PageFrame, mine: Listing?, discover: Listing?, live: LiveFrame, zone: String = "UTC",
        notice: String? = nil, invitations: String? = nil
    ) {
        self.frame = frame
        self.mine = mine
        self.discover = discover
        self.notice = notice
        self.invitations = invitations
        self.live = live
        self.zone = zone
    }
}
