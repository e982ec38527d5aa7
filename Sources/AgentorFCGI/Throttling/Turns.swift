import AgentorCore
import FastCGI
import FoundationEssentials

/// Turns at what may be done only so often. Taking one throws `Refusal.tooOften` when there is none left.
struct Turns: Sendable {
    let throttle: Throttle
    let accounts: Accounts
    /// Knows how new an account is.
    let care: Care

    func take(_ limit: Throttle.Limit, for subject: String) throws {
        if let seconds = try throttle.take(limit, for: subject) {
            throw Refusal.tooOften(seconds: seconds, limit)
        }
    }

    /// A turn of somebody signed in.
    func take(_ limit: Throttle.Limit, for viewer: Viewer) throws {
        try take(limit, for: viewer.turnTaker)
    }

    /// Some turns of somebody signed in: all of them or none.
    func take(_ count: Int, of limit: Throttle.Limit, for viewer: Viewer) throws {
        let cost = Throttle.Cost(limit, for: viewer.turnTaker, count: count)
        if let wait = try throttle.take([cost]) { throw Refusal.tooOften(seconds: wait.seconds, wait.limit) }
    }

    /// Turns at beginning conversations, for whose account is new of a slower limit, too.
    /// - Parameter count: with how many people.
    func takeToBegin(with count: Int = 1, for viewer: Viewer) throws {
        let limits = [try care.newness(of: viewer), .beginConversation].compactMap(\.self)
        let costs = limits.map {
            Throttle.Cost($0, for: viewer.id.rawValue.uuidString, count: count)
        }
        if let wait = try throttle.take(costs) { throw Refusal.tooOften(seconds: wait.seconds, wait.limit) }
    }

    /// What sending a message costs: a turn, another in the conversation it is for, and the room it takes.
    /// - Parameter place: what tells the conversation from all others.
    func takeForMessage(_ text: String, in place: String, by viewer: Viewer) throws {
        let author = viewer.id.rawValue.uuidString
        let units = max(1, text.utf8.count / Throttle.Limit.byteUnit)
        let wait = try throttle.take([
            Throttle.Cost(.sendMessage, for: author),
            Throttle.Cost(.sendMessageHere, for: "\(author) \(place)"),
            Throttle.Cost(.messageBytes, for: author, count: units),
        ])
        if let wait { throw Refusal.tooOften(seconds: wait.seconds, wait.limit) }
    }

    func giveBack(_ limit: Throttle.Limit, for subject: String) throws {
        try throttle.giveBack(limit, for: subject)
    }

    /// The turns a mail to an address costs. The turn of the network it is asked for from (`.mailFrom`) is taken before
    /// what was typed is looked at.
    /// - Parameter other: an account that gets a mail too.
    func takeForMail(to email: String, _ visit: Visit, and other: Viewer? = nil) throws {
        // What is asked for is counted apart, so that strangers who ask for one kind of mail leave the others.
        let purpose = visit.request.path
        let subject = try accounts.subject(of: email, in: visit.arrival)
        try take(.mailFromTo, for: "\(visit.request.network) \(purpose) \(subject)")
        try take(.mailTo, for: "\(purpose) \(subject)")
        if let other { try take(.mailTo, for: "\(purpose) \(other.id.rawValue.uuidString)") }
    }
}

extension Viewer {
    /// Whose turns are taken: an administrator's who looks at the site as somebody, and not theirs.
    fileprivate var turnTaker: String { (seen == nil ? id.rawValue : session).uuidString }
}
