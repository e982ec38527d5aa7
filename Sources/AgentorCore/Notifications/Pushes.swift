import Crypto
import FoundationEssentials
import Outgoing
import Postgres
import WebPush

/// Browsers that are told when somebody has missed something: that there is something new, and nothing else. When that is, is said for
/// mail of what was missed (`MissedMail`), so that no browser is told more often.
package struct Pushes: Sendable {
    /// How many browsers somebody can have told; the oldest goes. The database holds to the same.
    package static let limit = 10
    /// What is said to each.
    package static let words = "new"

    let database: Database
    let keys: SealingKeys
    /// Where operators of push services reach those of the site: a `mailto:` or `https:` address.
    let contact: String
    let transport: any HTTPTransport
    /// Whether push services may be on networks of one's own, and without TLS: for trying it out.
    let isPrivateAllowed: Bool

    package init(
        database: Database, keys: SealingKeys, contact: String, isPrivateAllowed: Bool = false,
        transport: (any HTTPTransport)? = nil
    ) {
        self.database = database
        self.keys = keys
        self.contact = contact
        self.isPrivateAllowed = isPrivateAllowed
        self.transport = transport ?? CurlTransport(refusesPrivateNetworks: !isPrivateAllowed)
    }

    // MARK: The viewer's browsers

    package func count(of viewer: Viewer) throws(PostgresError) -> Int {
        Int(try database.web.first(CountSubscriptions(), as: viewer.identity) ?? 0)
    }

    /// What a browser is given to subscribe by; nil where the key was sealed by one that is not there any more.
    package func publicKey(for viewer: Viewer) throws(PostgresError) -> String? {
        let fresh = keys.seal(PushKey().bytes, for: Self.keyPurpose)
        return try database.web.first(FindPushKey(box: fresh), as: viewer.identity, access: .readWrite)
            .flatMap { open($0)?.publicText }
    }

    /// Has the browser told that the viewer is in.
    /// - Returns: false for what no push service gives out.
    package func subscribe(
        endpoint: String, publicKey: String, secret: String, for viewer: Viewer
    ) throws(PostgresError) -> Bool {
        guard let key = Base64URL.decode(publicKey.utf8), let secret = Base64URL.decode(secret.utf8),
            PushSubscription(
                endpoint: endpoint, publicKey: key, secret: secret, isPlainAllowed: isPrivateAllowed) != nil
        else { return false }
        let hash = Array(SHA256.hash(data: Array(endpoint.utf8)))
        let subscribe = SubscribePush(
            session: viewer.session, endpointHash: hash,
            endpoint: keys.seal(Array(endpoint.utf8), for: Self.purpose(of: hash)), publicKey: key,
            secret: secret)
        return try database.web.first(subscribe, as: viewer.identity, access: .readWrite) == true
    }

    /// Ends that for one of the viewer's browsers, or all of them.
    package func unsubscribe(endpoint: String?, for viewer: Viewer) throws(PostgresError) {
        let hash = endpoint.map { Array(SHA256.hash(data: Array($0.utf8))) }
        _ = try database.web.query(
            UnsubscribePush(endpointHash: hash), as: viewer.identity, access: .readWrite)
    }

    // MARK: Sending

    /// Tells one browser that is due. Blocks while its push service is asked, in no transaction.
    /// - Returns: whether there may be more to do.
    package func sendOne() throws -> Bool {
        guard let row = try database.door.first(ClaimPush(), as: .nobody, access: .readWrite) else {
            return false
        }
        let outcome = try send(row)
        let note: PushOutcome =
            switch outcome {
            case .sent: PushOutcome(subscription: row.id, outcome: "sent", seconds: 0)
            case .gone: PushOutcome(subscription: row.id, outcome: "gone", seconds: 0)
            case .refused: PushOutcome(subscription: row.id, outcome: "refused", seconds: 0)
            case .later(let seconds):
                PushOutcome(
                    subscription: row.id, outcome: "later",
                    seconds: Int32(clamping: min(seconds ?? 0, 86_400)))
            }
        _ = try database.door.query(note, as: .nobody, access: .readWrite)
        return true
    }

    private func send(_ row: ClaimPush.Row) throws -> PushService.Outcome {
        // What was sealed by a key that is not there any more is as if it were gone.
        guard let bytes = keys.open(row.endpoint, for: Self.purpose(of: row.endpointHash)),
            let subscription = PushSubscription(
                endpoint: String(decoding: bytes, as: UTF8.self), publicKey: row.publicKey,
                secret: row.secret,
                isPlainAllowed: isPrivateAllowed)
        else { return .gone }
        guard let box = try database.door.first(FindPushKey(box: nil), as: .nobody), let key = open(box)
        else {
            return .refused(status: 0)
        }
        return try PushService(transport: transport, key: key, contact: contact).push(
            Self.words, to: subscription)
    }

    // MARK: Sealing

    private static let keyPurpose = "key for push services"

    private static func purpose(of hash: [UInt8]) -> String { "push subscription \(hash.hex)" }

    private func open(_ box: [UInt8]) -> PushKey? {
        keys.open(box, for: Self.keyPurpose).flatMap(PushKey.init)
    }
}

private struct CountSubscriptions: Statement {
    static let sql = "select count(*) from agentor.push_subscriptions where account_id = agentor.viewer()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Int64 {
        try columns.next(Int64.self)
    }
}

private struct FindPushKey: Statement {
    let box: [UInt8]?

    static let sql = "select box from agentor.push_key($1) box where box is not null"

    func bind(to parameters: inout Parameters) { parameters.append(box) }

    static func row(from columns: inout Columns) throws(PostgresError) -> [UInt8] {
        try columns.next([UInt8].self)
    }
}

private struct SubscribePush: Statement {
    let session: UUID
    let endpointHash: [UInt8]
    let endpoint: [UInt8]
    let publicKey: [UInt8]
    let secret: [UInt8]

    static let sql = "select agentor.subscribe_push($1, $2, $3, $4, $5)"

    func bind(to parameters: inout Parameters) {
        parameters.append(session)
        parameters.append(endpointHash)
        parameters.append(endpoint)
        parameters.append(publicKey)
        parameters.append(secret)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private struct UnsubscribePush: Statement {
    let endpointHash: [UInt8]?

    static let sql = "select agentor.unsubscribe_push($1)"

    func bind(to parameters: inout Parameters) { parameters.append(endpointHash) }
}

private struct ClaimPush: Statement {
    struct Row: Sendable {
        let id: UUID
        let endpointHash: [UInt8]
        let endpoint: [UInt8]
        let publicKey: [UInt8]
        let secret: [UInt8]
    }

    static let sql = "select id, endpoint_hash, endpoint, public_key, secret from agentor.claim_push()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), endpointHash: try columns.next([UInt8].self),
            endpoint: try columns.next([UInt8].self), publicKey: try columns.next([UInt8].self),
            secret: try columns.next([UInt8].self))
    }
}

private struct PushOutcome: Statement {
    let subscription: UUID
    let outcome: String
    let seconds: Int32

    static let sql = "select agentor.push_outcome($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(subscription)
        parameters.append(outcome)
        parameters.append(seconds)
    }
}
