import FoundationEssentials

/// `/channels/{slug}/waiting`: what newcomers wrote that waits for those in charge of a channel.
package struct WaitingMessagesPage: Sendable {
    package struct Item: Sendable {
        package var id: UUID
        package var person: MemberRow
        package var body: MessageText
        package var fileCount: Int

        package init(id: UUID, person: MemberRow, body: MessageText, fileCount: Int) {
            self.id = id
            self.person = person
            self.body = body
            self.fileCount = fileCount
        }

        package var filesLabel: String? {
            fileCount == 0 ? nil : "With \(counted(fileCount, "file", "files")), shown once it is let in"
        }
    }

    package var frame: PageFrame
    package var slug: String
    package var channel: String
    /// Whether what newcomers write waits; otherwise only what waited before is here.
    package var isOn: Bool
    /// The first first.
    package var messages: [Item]
    /// Whether there may be more.
    package var isCut: Bool
    package var notice: String?

    package init(
        frame: PageFrame, slug: String, channel: String, isOn: Bool, messages: [Item], isCut: Bool,
        notice: String?
    ) {
        self.frame = frame
        self.slug = slug
        self.channel = channel
        self.isOn = isOn
        self.messages = messages
        self.isCut = isCut
        self.notice = notice
    }

    package var hasMessages: Bool { !messages.isEmpty }
}
