import TemplateRuntime

/// The items of a list of messages and nothing around them: the same for all who are shown them, and rendered once for
/// any number of them. As a list that is shown whole they are `marked`. As the answer to a script's poll, what is new
/// or changed, oldest change first, they are not: the script knows what stands before each.
package struct ChannelMessagesFragment: Sendable {
    package var messages: [MessageItem]

    package init(messages: [MessageItem]) {
        self.messages = messages
    }

    /// The finished items, for all who are shown them.
    package func rendered() -> RenderedMessages {
        var out = HTML(reservingCapacity: 700 * messages.count)
        var ends: [RenderedMessages.End] = []
        ends.reserveCapacity(messages.count)
        for message in messages {
            let start = out.bytes.count
            ChannelMessagesFragment(messages: [message]).render(into: &out)
            ends.append(
                RenderedMessages.End(
                    sequence: message.message.sequence,
                    head: Self.head(of: out.bytes[start...], behind: message.startsDay ? 2 : 1),
                    offset: out.bytes.count))
        }
        return RenderedMessages(shared: Markup(trusted: out.bytes), ends: ends)
    }

    /// Where an item goes on behind its first lines: its tag, and the day it begins.
    private static func head(of item: ArraySlice<UInt8>, behind lines: Int) -> Int {
        var rest = item
        for _ in 0..<lines {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { break }
            rest = rest[(end + 1)...]
        }
        return rest.startIndex
    }
}
