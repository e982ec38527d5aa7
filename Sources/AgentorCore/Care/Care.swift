import FoundationEssentials
import Messaging
import Postgres
import Synchronization

/// Looks after people by rules that an operator sets: at first messages before they are stored, at what is public when it is shown.
/// Rules are read anew each second they are asked for, so that what is changed holds in every worker.
package final class Care: Sendable {
    private let database: Database
    private let keys: SealingKeys
    /// Of the site.
    private let address: String
    /// Whether there is a service that is told of first messages.
    private let hasHook: Bool
    private let lifetime: Duration
    private let kept = Mutex<(rules: CareRules, until: ContinuousClock.Instant)?>(nil)

    /// - Parameter lifetime: for how long rules are not read anew.
    package init(
        database: Database, keys: SealingKeys, address: String, hasHook: Bool = false,
        lifetime: Duration = .seconds(1)
    ) {
        self.database = database
        self.keys = keys
        self.address = address
        self.hasHook = hasHook
        self.lifetime = lifetime
    }

    /// The rules; those of before while the database is away.
    package func rules() throws(PostgresError) -> CareRules {
        let now = ContinuousClock.now
        if let kept = kept.withLock({ $0 }), kept.until > now { return kept.rules }
        do {
            let found = try database.door.query(ReadCareSettings(), as: .nobody).compactMap { $0 }
            let rules = CareRules(Dictionary(found) { first, _ in first })
            kept.withLock { $0 = (rules, now + lifetime) }
            return rules
        } catch {
            guard let before = kept.withLock({ $0 })?.rules else { throw error }
            return before
        }
    }

    /// Has them read anew: they were changed here.
    package func forget() { kept.withLock { $0 = nil } }

    /// What contact data is to be warned of in what a stranger wrote; none where the rule is off.
    package func contactData(in texts: [String]) throws(PostgresError) -> ContactData {
        guard try rules().isOn(.contactData) else { return [] }
        return texts.reduce(into: []) { $0.formUnion(ContactData(in: $1, at: address)) }
    }

    /// How new the viewer's account is, as far as it has slower limits for that.
    package func newness(of viewer: Viewer) throws(PostgresError) -> Throttle.Limit? {
        guard try rules().isOn(.newAccounts) else { return nil }
        return switch try database.web.first(AskNewness(), as: viewer.identity) ?? nil {
        case "day": .beginOnFirstDay
        case "week": .beginWhileNew
        default: nil
        }
    }

    package enum PublicThing: Sendable {
        case person
        /// Which of the viewer's.
        case service(Int)
        /// By its slug.
        case channel(String)
    }

    /// Has moderators look at something of the viewer's that everybody sees, where it has words that are to be looked at.
    /// - Parameters:
    ///   - what: what it is called, in a sentence.
    ///   - texts: what it says, by labels.
    package func look(
        at thing: PublicThing, called what: String, at place: String,
        _ texts: [(label: String, text: String)],
        for viewer: Viewer
    ) throws {
        let rules = try rules()
        guard let word = texts.lazy.compactMap({ rules.word(in: $0.text) }).first else { return }
        let said = texts.map(\.text).joined(separator: "\n")
        let found = FoundByRule(
            what: what, address: place,
            evidence: ReportEvidence(
                said: [],
                facts: [.init("Found", word)] + texts.map { ReportEvidence.Fact($0.label, $0.text) }))
        let flag = FlagOwn(
            thing: thing, mark: keys.fingerprints(of: said, for: "what a rule found")[0],
            found: keys.seal(try JSONEncoder().encode(found), for: FoundByRule.use))
        _ = try database.web.query(flag, as: viewer.identity, access: .readWrite)
    }

    /// Forgets what is kept to know words again, after thirty days.
    package func tidy() throws(PostgresError) {
        _ = try database.door.query(TidyCare(), as: .nobody, access: .readWrite)
    }
}

extension Care: FirstMessageReader {
    package func reason(
        toHold message: FirstMessage, as author: Identity
    ) throws(PostgresError) -> String? {
        let rules = try rules()
        let marks =
            rules.isOn(.sameWords)
            ? CareRules.known(message.text).map { keys.fingerprints(of: $0, for: Self.markPurpose) } ?? []
            : []
        let isTold = hasHook && rules.isOn(.hook)
        let sendsText = isTold && rules.number("text", of: .hook) == 1
        let weigh = WeighFirstMessage(
            message: message, marks: marks,
            found: rules.word(in: message.text) == nil ? nil : CareRule.words.rawValue, hasHook: isTold,
            sealed: sendsText ? keys.seal(Array(message.text.utf8), for: HookCall.use(message.nonce)) : nil)
        return try database.web.first(weigh, as: author, access: .readWrite) ?? nil
    }

    /// One person's words are compared with their own alone, in the database.
    static let markPurpose = "words to strangers"
}

/// What a rule has found, as it is sealed.
struct FoundByRule: Codable {
    let what: String
    let address: String
    let evidence: ReportEvidence

    static let use = "found by a rule"
}
