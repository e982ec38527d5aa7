import Crypto
import FoundationEssentials
import Outgoing

/// Sends to browsers through the push services they have chosen (RFC 8030).
package struct PushService: Sendable {
    package enum Outcome: Hashable, Sendable {
        case sent
        /// There is no such browser any more.
        case gone
        /// Not now: how many seconds to wait, where the service said so.
        case later(seconds: Int?)
        /// The service takes no such message, now or later.
        case refused(status: Int)
    }

    /// One waits there for as long; a newer one with the same topic takes its place.
    package static let lifetime = 24 * 3_600
    private static let topic = "new"
    private static let patience = Duration.seconds(10)

    private let transport: any HTTPTransport
    private let key: PushKey
    private let contact: String

    package init(transport: any HTTPTransport, key: PushKey, contact: String) {
        self.transport = transport
        self.key = key
        self.contact = contact
    }

    /// Blocks.
    package func push(_ text: String, to subscription: PushSubscription, at now: Date = Date()) throws
        -> Outcome
    {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let body = try PushEncryption.encrypt(
            Array(text.utf8), for: subscription, key: P256.KeyAgreement.PrivateKey(), salt: salt)
        let authorization = try key.authorization(for: subscription.origin, contact: contact, at: now)
        let request = HTTPRequest(
            to: subscription.endpoint,
            headers: [
                "Authorization: \(authorization)", "Content-Type: application/octet-stream",
                "Content-Encoding: aes128gcm", "TTL: \(Self.lifetime)", "Topic: \(Self.topic)",
                "Urgency: normal",
            ], bytes: body)
        let response: HTTPResponse
        do { response = try transport.send(request, within: Self.patience) } catch {
            return .later(seconds: nil)
        }
        switch response.status {
        case 200..<300: return .sent
        case 404, 410: return .gone
        case 408, 429, 500...: return .later(seconds: response.retryAfter)
        default: return .refused(status: response.status)
        }
    }
}
