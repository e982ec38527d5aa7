import Messaging

extension String {
    /// Whether this address of a channel is that of a conversation of two, as the database makes them.
    package var isOfTwo: Bool { utf8.count == 39 && hasPrefix("direct-") }
    /// Whether it is a group's.
    package var isOfGroup: Bool { utf8.count == 38 && hasPrefix("group-") }
}

extension Channel {
    /// Where people meet it: a direct conversation stands among the messages, by the other one's handle if it has one.
    package var address: String {
        direct == nil ? Route.channel(slug, .show).path : Route.conversation(place, .show).path
    }

    /// What stands for a direct conversation in addresses.
    package var place: String { direct?.handle ?? slug }
}
