/// What became of a wait.
public enum WaitOutcome: Sendable {
    /// Something changed after the cursor.
    case changed(Excerpt)
    /// Nothing did until the deadline.
    case nothing
    /// As many wait as may: ask again, but not at once.
    case full
    /// The process is ending, or the participant was dismissed: ask again, if there still is somebody to ask.
    case closing
    /// The task was cancelled: nobody is there to answer.
    case departed
}

/// In which form a waiting reader wants the answer.
public enum WaitShape: Sendable {
    /// The messages that changed, to be put into a list already shown.
    case changes
    /// The channel's latest page, to be shown instead of the one before.
    case page
}

extension Messenger {
    /// Waits until something changes in a channel after a cursor, and returns it. The wait holds no thread and no
    /// database connection; a deadline that has passed makes it a look. A cursor never expires, and asking again with
    /// the same one misses nothing.
    ///
    /// The cursor is also the reader's word for what they have seen: their read mark moves up to it.
    /// - Throws: `.notFound` for somebody who is no member, also when they cease to be one while waiting.
    public func next(
        after cursor: Int64, in slug: String, as viewer: Identity, shape: WaitShape,
        until deadline: ContinuousClock.Instant
    ) async throws(MessagingError) -> WaitOutcome {
        let reading = Reading(
            slug: slug, cursor: cursor, shape: shape == .page ? .page : .changes)
        while true {
            // Entered first, read second: what is announced between the two turns `sleep` into another look.
            let ticket = lobby.enter()
            let place: FindPlace.Row
            let excerpt: Excerpt?
            do { (place, excerpt) = try lobby.reader.read(reading, as: viewer) } catch {
                if let ticket { lobby.leave(ticket) }
                throw error
            }
            if place.lastRead < min(cursor, place.lastSequence) {
                markRead(slug, upTo: cursor, as: viewer)
            }
            if let excerpt {
                if let ticket { lobby.leave(ticket) }
                return .changed(excerpt)
            }
            guard let ticket else { return lobby.isClosed ? .closing : .full }
            guard deadline > .now else {
                lobby.leave(ticket)
                return .nothing
            }
            let membership = Membership(
                participant: place.viewer, identity: viewer, revision: place.revision)
            switch await lobby.sleep(
                ticket, in: place.channel, for: reading, as: membership, until: deadline)
            {
            case .excerpt(let excerpt): return .changed(excerpt)
            case .lookAgain: continue
            case .parted: throw .notFound
            case .deadline: return .nothing
            case .departed: return .departed
            case .closing: return .closing
            case .failed(let error): throw error
            }
        }
    }
}
