import Crypto
import FoundationEssentials
import Outgoing
import Postgres

/// Where an operator's own service is told of first messages, and by which secret it knows that we are who asks.
package struct HookSettings: Sendable {
    package let address: String
    let secret: SymmetricKey
    /// Whether it may be on a private network, which a test has it.
    let mayBePrivate: Bool

    /// - Parameter secret: 24 to 64 bytes in base64, behind `whsec_`, as Standard Webhooks has them; nil for anything else.
    package init?(address: String, secret: String, mayBePrivate: Bool = false) {
        guard secret.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(secret.dropFirst(6))),
            (24...64).contains(bytes.count)
        else { return nil }
        self.address = address
        self.secret = SymmetricKey(data: bytes)
        self.mayBePrivate = mayBePrivate
    }

    func signature(of body: String, id: String, at seconds: Int) -> String {
        let signed = Array("\(id).\(seconds).\(body)".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: secret)
        return "v1,\(Data(code).base64EncodedString())"
    }
}

/// What that service is told of one message.
struct HookCall: Encodable {
    struct Message: Encodable {
        let account: String
        let handle: String?
        /// Of the message.
        let nonce: String
        let strangers: Int
        /// Why it waits; nil where it was sent.
        let rule: String?
        /// Nil unless an operator has them sent along.
        let text: String?
    }

    let type = "message.first"
    let timestamp: String
    let data: Message

    static func use(_ nonce: UUID) -> String { "words to a hook \(nonce.uuidString)" }
}

/// Tells an operator's own service of first messages: after they are stored, so that nobody waits for it, and again and again for a day
/// where it does not answer. Every worker has one; each call is made by one of them.
package struct HookCaller: Sendable {
    private static let patience = Duration.seconds(10)
    /// Longer than a call takes.
    private static let lease = Duration.seconds(60)

    private let database: Database
    private let keys: SealingKeys
    private let settings: HookSettings
    private let transport: any HTTPTransport

    package init(
        database: Database, keys: SealingKeys, settings: HookSettings, transport: (any HTTPTransport)? = nil
    ) {
        self.database = database
        self.keys = keys
        self.settings = settings
        self.transport =
            transport ?? CurlTransport(goesByProxy: false, refusesPrivateNetworks: !settings.mayBePrivate)
    }

    private struct Answer: Decodable {
        let action: String?
    }

    /// Makes one call whose time has come.
    /// - Returns: whether there was one.
    package func callOne() throws(PostgresError) -> Bool {
        let claim = ClaimHookCall(lease: Self.lease)
        guard let call = try database.door.first(claim, as: .nobody, access: .readWrite) else { return false }
        let text = call.sealed.flatMap { keys.open($0, for: HookCall.use(call.nonce)) }
            .map { String(decoding: $0, as: UTF8.self) }
        let told = HookCall(
            timestamp: call.createdAt.formatted(.iso8601),
            data: HookCall.Message(
                account: call.account.uuidString.lowercased(), handle: call.handle,
                nonce: call.nonce.uuidString.lowercased(), strangers: call.strangers, rule: call.rule,
                text: text))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var note = NoteHookCall(id: call.id, isAnswered: false, wantsHold: false, error: nil)
        do {
            let body = String(decoding: try encoder.encode(told), as: UTF8.self)
            let id = call.id.uuidString.lowercased()
            let seconds = Int(Date().timeIntervalSince1970)
            let response = try transport.send(
                HTTPRequest(
                    to: settings.address,
                    headers: [
                        "Content-Type: application/json", "User-Agent: Agentor", "webhook-id: \(id)",
                        "webhook-timestamp: \(seconds)",
                        "webhook-signature: \(settings.signature(of: body, id: id, at: seconds))",
                    ], text: body), within: Self.patience)
            if (200..<300).contains(response.status) {
                note.isAnswered = true
                let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
                note.wantsHold = answer?.action == "hold"
            } else {
                note.error = "status \(response.status)"
            }
        } catch { note.error = "\(error)" }
        _ = try database.door.query(note, as: .nobody, access: .readWrite)
        return true
    }
}

private struct ClaimHookCall: Statement {
    struct Row: Sendable {
        let id: UUID
        let account: UUID
        let handle: String?
        let nonce: UUID
        let rule: String?
        let strangers: Int
        let sealed: [UInt8]?
        let createdAt: Date
    }

    let lease: Duration

    static let sql = """
        select id, account, handle, nonce, rule, strangers, sealed, created_at
        from agentor.claim_hook_call(make_interval(secs => $1))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(lease / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), account: try columns.next(UUID.self),
            handle: try columns.next(String?.self), nonce: try columns.next(UUID.self),
            rule: try columns.next(String?.self), strangers: Int(try columns.next(Int32.self)),
            sealed: try columns.next([UInt8]?.self), createdAt: try columns.next(Date.self))
    }
}

private struct NoteHookCall: Statement {
    let id: UUID
    var isAnswered: Bool
    var wantsHold: Bool
    var error: String?

    static let sql = "select agentor.note_hook_call($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(isAnswered)
        parameters.append(wantsHold)
        parameters.append(error)
    }
}
