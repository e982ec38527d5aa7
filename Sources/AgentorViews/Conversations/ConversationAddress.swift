import Messaging

extension String {
    /// Whether this address of a channel is that of a conversation of two, as the database makes them.
    package var isOfTwo: Bool { isMade(with: "direct-") }
    /// Whether it is a group's.
    package var isOfGroup: Bool { isMade(with: "group-") }

    private func isMade(with prefix: String) -> Bool {
        guard utf8.count == prefix.utf8.count + 32, hasPrefix(prefix) else { return false }
        return utf8.dropFirst(prefix.utf8.count).allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
        }
    }
}

extension Channel {
    /// Where people meet it: a direct conversation stands among the messages, by the other one's handle if it has one.
    package var address: String {
        direct == nil ? Route.channel(slug, .show).path : Route.conversation(place, .show).path
    }

    /// What stands for a direct conversation in addresses.
    package var place: String { direct?.handle ?? slug }
}
