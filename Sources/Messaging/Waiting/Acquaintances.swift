/// Whose a session is, for a while after the database has said so: a page that was told something asks again two seconds
/// later, and a thousand of them every two seconds would be five hundred proofs a second. Whoever is dismissed, as a host
/// does when a session ends, is known no more; nor is anybody while announcements are not heard.
struct Acquaintances {
    /// For how many ticks.
    static let memory = 600 * Lobby.ticksPerSecond

    private var participants: [[UInt8]: (participant: ParticipantID, until: Int)] = [:]
    private var sessions: [ParticipantID: [[UInt8]]] = [:]

    func participant(of session: [UInt8], at tick: Int) -> ParticipantID? {
        guard let known = participants[session], tick < known.until else { return nil }
        return known.participant
    }

    mutating func learn(_ session: [UInt8], _ participant: ParticipantID, at tick: Int) {
        if participants.updateValue((participant, tick + Self.memory), forKey: session) == nil {
            sessions[participant, default: []].append(session)
        }
    }

    mutating func forget(_ participant: ParticipantID) {
        for session in sessions.removeValue(forKey: participant) ?? [] { participants[session] = nil }
    }

    mutating func forgetAll() {
        participants = [:]
        sessions = [:]
    }

    mutating func sweep(at tick: Int) {
        for (session, known) in participants where known.until <= tick {
            participants[session] = nil
            sessions[known.participant]?.removeAll { $0 == session }
            if sessions[known.participant]?.isEmpty == true { sessions[known.participant] = nil }
        }
    }
}
