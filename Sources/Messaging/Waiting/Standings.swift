/// Where a session stood in a channel when the database was last asked, for a minute: a page that was told who is there asks
/// again at once, and where many come and go that is each of many pages every few seconds. It lies down again from here, as long
/// as nothing was said to have changed in the channel since, and nobody to have left it or been dismissed.
struct Standings {
    /// For how many ticks.
    static let memory = 60 * Lobby.ticksPerSecond

    private struct Key: Hashable {
        let session: [UInt8]
        let slug: String
    }

    private var places: [Key: (place: FindPlace.Row, until: Int)] = [:]
    private var byChannel: [ChannelID: [ParticipantID: Set<Key>]] = [:]

    func place(of session: [UInt8], in slug: String, at tick: Int) -> FindPlace.Row? {
        guard let kept = places[Key(session: session, slug: slug)], tick < kept.until else { return nil }
        return kept.place
    }

    mutating func keep(_ place: FindPlace.Row, of session: [UInt8], in slug: String, at tick: Int) {
        let key = Key(session: session, slug: slug)
        places[key] = (place, tick + Self.memory)
        byChannel[place.channel, default: [:]][place.viewer, default: []].insert(key)
    }

    /// Something has changed in a channel.
    mutating func forget(_ channel: ChannelID) {
        for keys in (byChannel.removeValue(forKey: channel) ?? [:]).values {
            for key in keys { places[key] = nil }
        }
    }

    mutating func forget(_ participant: ParticipantID) {
        forget { $0.viewer == participant }
    }

    mutating func forgetAll() {
        places = [:]
        byChannel = [:]
    }

    mutating func sweep(at tick: Int) {
        let old = places.filter { $0.value.until <= tick }
        for (key, kept) in old { remove(key, of: kept.place) }
    }

    /// A read mark has moved.
    mutating func read(_ channel: ChannelID, upTo sequence: Int64, by participants: [ParticipantID]) {
        for participant in participants {
            for key in byChannel[channel]?[participant] ?? [] {
                if let read = places[key]?.place.lastRead, read < sequence {
                    places[key]?.place.lastRead = sequence
                }
            }
        }
    }

    private mutating func forget(where isMeant: (FindPlace.Row) -> Bool) {
        for (key, kept) in places where isMeant(kept.place) { remove(key, of: kept.place) }
    }

    private mutating func remove(_ key: Key, of place: FindPlace.Row) {
        places[key] = nil
        byChannel[place.channel]?[place.viewer]?.remove(key)
        if byChannel[place.channel]?[place.viewer]?.isEmpty == true {
            byChannel[place.channel]?[place.viewer] = nil
        }
        if byChannel[place.channel]?.isEmpty == true { byChannel[place.channel] = nil }
    }
}
