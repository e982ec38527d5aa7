/// `/account/connections`: accounts at other providers to sign in with.
package struct ConnectionsPage: Sendable {
    package struct Item: Sendable {
        package var label: String
        package var name: String
        /// "ada@example.com, connected 22 November 2026"; nil when it is not connected.
        package var connected: String?

        package init(label: String, name: String, connected: String?) {
            self.label = label
            self.name = name
            self.connected = connected
        }
    }

    package var frame: PageFrame
    package var notice: String?
    package var items: [Item]

    package init(frame: PageFrame, notice: String? = nil, items: [Item]) {
        self.frame = frame
        self.notice = notice
        self.items = items
    }

    package var hasItems: Bool { !items.isEmpty }
}
