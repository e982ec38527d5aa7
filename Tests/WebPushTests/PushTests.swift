import Crypto
import FoundationEssentials
import Outgoing
import Testing

@testable import WebPush

/// Answers as it is told, and keeps what it was asked.
private final class Service: HTTPTransport, @unchecked Sendable {
    let answer: HTTPResponse?
    private(set) var requests: [HTTPRequest] = []

    init(_ answer: HTTPResponse?) { self.answer = answer }

    func send(_ request: HTTPRequest, within time: Duration) throws(TransferFailure) -> HTTPResponse {
        requests.append(request)
        guard let answer else { throw TransferFailure("nobody is there") }
        return answer
    }
}

@Suite("Web Push")
struct PushTests {
    private static func bytes(_ text: String) -> [UInt8] { Base64URL.decode(text.utf8)! }

    private static let subscription = PushSubscription(
        endpoint: "https://push.example:8443/a/b?c=d",
        publicKey: bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        secret: bytes("BTBZMqHH6r4Tts7J_aSIgg"))!

    @Test("the example of RFC 8291 comes out as it stands there")
    func example() throws {
        let box = try PushEncryption.encrypt(
            Self.bytes("V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24"), for: Self.subscription,
            key: P256.KeyAgreement.PrivateKey(
                rawRepresentation: Self.bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")),
            salt: Self.bytes("DGv6ra1nlYgDCS1FRnbzlw"))
        #expect(
            Base64URL.encode(box)
                == "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        )
    }

    @Test("a request says who sends it, for whom, for how long it keeps, and nothing twice the same")
    func request() throws {
        let key = PushKey()
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let service = Service(HTTPResponse(status: 201))
        let pushing = PushService(transport: service, key: key, contact: "mailto:me@agentor.example")
        for _ in 0..<2 { #expect(try pushing.push("new", to: Self.subscription, at: now) == .sent) }
        let request = try #require(service.requests.first)
        #expect(request.address == "https://push.example:8443/a/b?c=d")
        #expect(request.headers.contains("TTL: 86400") && request.headers.contains("Topic: new"))
        #expect(request.headers.contains("Content-Encoding: aes128gcm"))
        #expect(request.bytes != service.requests.last?.bytes)
        let line = try #require(request.headers.first { $0.hasPrefix("Authorization: vapid t=") })
        let parts = line.dropFirst("Authorization: vapid t=".count).split(separator: ",")
        #expect(parts.count == 2 && parts[1] == " k=\(key.publicText)")
        let token = parts[0].split(separator: ".").map(String.init)
        let claims = try #require(
            try JSONDecoder().decode([String: JSONValue].self, from: Data(Self.bytes(token[1])))
                as [String: JSONValue]?)
        #expect(claims["aud"] == .text("https://push.example:8443"))
        #expect(claims["sub"] == .text("mailto:me@agentor.example"))
        #expect(claims["exp"] == .number(1_800_043_200))
        let signing = try P256.Signing.PublicKey(x963Representation: Self.bytes(key.publicText))
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: Self.bytes(token[2]))
        #expect(signing.isValidSignature(signature, for: Data("\(token[0]).\(token[1])".utf8)))
        #expect(PushKey(key.bytes)?.publicText == key.publicText)
    }

    private enum JSONValue: Decodable, Equatable {
        case text(String)
        case number(Int)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            self =
                if let number = try? value.decode(Int.self) { .number(number) } else {
                    .text(try value.decode(String.self))
                }
        }
    }

    @Test(
        "what the service answers says whether to go on, to wait or to forget",
        arguments: [
            (200, nil, PushService.Outcome.sent), (202, nil, .sent), (404, nil, .gone), (410, nil, .gone),
            (429, 120, .later(seconds: 120)), (503, nil, .later(seconds: nil)), (500, 7, .later(seconds: 7)),
            (400, nil, .refused(status: 400)), (403, nil, .refused(status: 403)),
            (413, nil, .refused(status: 413)),
        ] as [(Int, Int?, PushService.Outcome)])
    func outcomes(status: Int, wait: Int?, outcome: PushService.Outcome) throws {
        let service = Service(HTTPResponse(status: status, retryAfter: wait))
        let pushing = PushService(transport: service, key: PushKey(), contact: "mailto:me@agentor.example")
        #expect(try pushing.push("new", to: Self.subscription) == outcome)
    }

    @Test("a service that cannot be reached is asked again later")
    func unreachable() throws {
        let pushing = PushService(
            transport: Service(nil), key: PushKey(), contact: "mailto:me@agentor.example")
        #expect(try pushing.push("new", to: Self.subscription) == .later(seconds: nil))
    }

    @Test("what no push service would have given out is no subscription")
    func malformed() {
        let (key, secret) = (Self.subscription.publicKey, Self.subscription.secret)
        func isTaken(_ endpoint: String, _ key: [UInt8], _ secret: [UInt8], plain: Bool = false) -> Bool {
            PushSubscription(endpoint: endpoint, publicKey: key, secret: secret, isPlainAllowed: plain) != nil
        }
        #expect(isTaken("https://push.example/a", key, secret))
        for endpoint in [
            "", "http://push.example/a", "ftp://push.example", "https://", "https://u:p@push.example/",
            "https://push.example/ a", "https://push.example/\r\nX: y", "/a", "https://push.example/#a",
            "https://push.example/" + String(repeating: "a", count: 1_000),
        ] {
            #expect(!isTaken(endpoint, key, secret), "\(endpoint)")
        }
        #expect(isTaken("http://127.0.0.1:9/a", key, secret, plain: true))
        #expect(!isTaken("https://push.example/a", Array(key.dropLast()), secret))
        #expect(!isTaken("https://push.example/a", [4] + [UInt8](repeating: 1, count: 64), secret))
        #expect(!isTaken("https://push.example/a", key, Array(secret.dropLast())))
    }
}
