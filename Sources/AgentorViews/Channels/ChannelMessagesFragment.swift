/// The answer to a poll with scripts: the items that are new or changed, oldest change first, and nothing
/// around them. Days and groups are marked by the script, which knows what stands before each item.
package struct ChannelMessagesFragment: Sendable {
    package var messages: [MessageItem]

    package init(messages: [MessageItem]) {
        self.messages = messages
    }
}
