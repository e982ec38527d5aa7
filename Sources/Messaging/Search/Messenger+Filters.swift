import FoundationEssentials
import Postgres

extension Messenger {
    /// Makes filters, by which messages are found, where several things were said since, or some time ago. Any process may,
    /// again and again, some seconds apart; they share the work.
    /// - Returns: whether there may be more to do.
    public func filterSome() throws(MessagingError) -> Bool {
        let maker = FilterMaker(pool: housekeepingPool, keys: keys)
        do throws(PostgresError) {
            var failure: PostgresError?
            for channel in unfiltered.withLock({ $0.takeDue() }) {
                do throws(PostgresError) {
                    // Much was said there: the rest has its turn after the others'.
                    if case .more = try maker.goOn(in: channel) {
                        unfiltered.withLock { $0.note(channel, isDue: true) }
                    }
                } catch {
                    failure = error
                    unfiltered.withLock { $0.note(channel) }
                }
            }
            if let failure { throw failure }
            if unfiltered.withLock(\.hasDue) { return true }
            guard let place = unfiltered.withLock({ $0.beginLook() }) else { return false }
            let found = try housekeepingPool.query(
                ListUnfiltered(after: place, limit: Unfiltered.look), as: .nobody)
            unfiltered.withLock { unfiltered in
                for channel in found { unfiltered.note(channel, isDue: true) }
                unfiltered.endLook(at: found.count == Unfiltered.look ? found.last : nil)
            }
            return !found.isEmpty
        } catch { throw .database(error) }
    }
}

/// Channels this process knows of in which something was said or has changed since their filters were made.
struct Unfiltered: Sendable {
    /// From how many changes on filters are made.
    static let many = 8
    /// After how long they are made for fewer.
    static let patience = Duration.seconds(30)
    /// How many channels are kept in mind; others are found by looking.
    static let capacity = 10_000
    /// How often it is looked for channels nobody has told of.
    static let lookInterval = Duration.seconds(300)
    /// Channels of one look.
    static let look: Int32 = 100

    private struct Note {
        var changes: Int
        let since: ContinuousClock.Instant
    }

    private var notes: [ChannelID: Note] = [:]
    private var due: [ChannelID] = []
    private var place = ChannelID(rawValue: TextPlace.begun)
    private var nextLook = ContinuousClock.now

    var hasDue: Bool { !due.isEmpty }

    /// Something was said in a channel, or has changed.
    mutating func note(_ channel: ChannelID, isDue: Bool = false) {
        if isDue { return due.append(channel) }
        guard notes[channel] != nil || notes.count < Self.capacity else { return }
        notes[channel, default: Note(changes: 0, since: .now)].changes += 1
    }

    mutating func takeDue() -> [ChannelID] {
        let now = ContinuousClock.now
        for (channel, note) in notes where note.changes >= Self.many || now - note.since > Self.patience {
            notes[channel] = nil
            due.append(channel)
        }
        defer { due = [] }
        return due
    }

    /// Where a look begins; nil before it is time.
    mutating func beginLook() -> ChannelID? { nextLook <= .now ? place : nil }

    /// - Parameter last: nil where there were no more.
    mutating func endLook(at last: ChannelID?) {
        place = last ?? ChannelID(rawValue: TextPlace.begun)
        if last == nil { nextLook = .now + Self.lookInterval }
    }
}
