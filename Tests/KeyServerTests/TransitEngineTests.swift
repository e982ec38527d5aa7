import FoundationEssentials
import Outgoing
import Synchronization
import TestHost
import Testing

@testable import KeyServer

/// Answers as a test has it, and keeps what it was asked.
private final class Server: HTTPTransport {
    private let response: HTTPResponse?
    private let asked = Mutex<[HTTPRequest]>([])

    var requests: [HTTPRequest] { asked.withLock(\.self) }

    init(_ status: Int, _ body: String) { response = HTTPResponse(status: status, body: Array(body.utf8)) }

    /// Nobody is there.
    init() { response = nil }

    func send(_ request: HTTPRequest, within time: Duration) throws(TransferFailure) -> HTTPResponse {
        asked.withLock { $0.append(request) }
        guard let response else {
            throw TransferFailure("Failed to connect to 127.0.0.1\n: token-not-to-be-told")
        }
        return response
    }

    func engine(address: String = "https://keys.example:8200") throws -> TransitEngine {
        try TransitEngine(
            address: address, mount: "team/transit", key: "agentor", token: "token-not-to-be-told",
            transport: self)
    }
}

@Suite("A key server's transit engine")
struct TransitEngineTests {
    private static let first = WrappedKey("vault:v1:AAAA")!
    private static let second = WrappedKey("vault:v12:BBBB+/8=")!
    private static let key = [UInt8](repeating: 7, count: 32)

    private static func results(_ list: String...) -> String {
        #"{"request_id":"1","data":{"batch_results":[\#(list.joined(separator: ","))]},"warnings":null}"#
    }

    private static func plain(_ bytes: [UInt8]) -> String {
        #"{"plaintext":"\#(Data(bytes).base64EncodedString())","reference":""}"#
    }

    @Test("a wrapped key says by which version of the server's it is wrapped")
    func versions() {
        #expect(Self.first.version == 1)
        #expect(Self.second.version == 12)
    }

    @Test(
        "what is no wrapped key is not taken for one",
        arguments: [
            "", "vault:", "vault:v1", "vault:v1:", "vault:1:AAAA", "vault:v0:AAAA", "vault:v-1:AAAA",
            "vault:v1:AA AA", "vault:v1:AAAA:B", "other:v1:AAAA", "vault:vx:AAAA", "vault:v1:AA\"A",
            "vault:v99999999999999999999:AAAA", "vault:v1:" + String(repeating: "A", count: 2_100),
        ])
    func noWrappedKey(text: String) {
        #expect(WrappedKey(text) == nil)
    }

    @Test("all keys are opened in one request, in their order, and one that cannot be leaves the others")
    func opening() throws {
        let server = Server(
            400,
            Self.results(
                #"{"plaintext":"","error":"cipher: message authentication failed"}"#, Self.plain(Self.key)))
        let opened = try server.engine().open([Self.first, Self.second])
        #expect(
            opened == [
                .failure(UnopenedKey(reason: "cipher: message authentication failed")), .success(Self.key),
            ])
        #expect(server.requests.count == 1)
        let request = try #require(server.requests.first)
        #expect(request.address == "https://keys.example:8200/v1/team/transit/decrypt/agentor")
        #expect(request.headers.contains("X-Vault-Token: token-not-to-be-told"))
        #expect(request.form == nil)
        let body = try #require(request.text).replacing("\\/", with: "/")
        #expect(
            body == #"{"batch_input":[{"ciphertext":"vault:v1:AAAA"},{"ciphertext":"vault:v12:BBBB+/8="}]}"#)
    }

    @Test("nothing to open is nothing to ask for")
    func nothing() throws {
        let server = Server()
        #expect(try server.engine().open([]).isEmpty && server.requests.isEmpty)
    }

    @Test("what is not a key of 32 bytes is none", arguments: [31, 33, 0])
    func length(count: Int) throws {
        let server = Server(200, Self.results(Self.plain([UInt8](repeating: 1, count: count))))
        let opened = try server.engine().open([Self.first])
        #expect(opened == [.failure(UnopenedKey(reason: "what it wraps is not a key of 32 bytes"))])
    }

    @Test("a new key comes wrapped")
    func newKey() throws {
        let server = Server(200, #"{"data":{"ciphertext":"vault:v3:CCCC","key_version":3}}"#)
        #expect(try server.engine().newKey().text == "vault:v3:CCCC")
        #expect(server.requests.first?.address.hasSuffix("/v1/team/transit/datakey/wrapped/agentor") == true)
        #expect(server.requests.first?.text == #"{"bits":256}"#)
        #expect(throws: KeyServerFailure.self) {
            try Server(200, #"{"data":{"ciphertext":"plain"}}"#).engine().newKey()
        }
    }

    @Test("keys are wrapped and wrapped anew")
    func wrapping() throws {
        let server = Server(200, Self.results(#"{"ciphertext":"vault:v12:BBBB+/8=","key_version":12}"#))
        #expect(try server.engine().rewrap([Self.first]) == [.success(Self.second)])
        #expect(try server.engine().wrap([Self.key]) == [.success(Self.second)])
        #expect(server.requests.map { $0.address.split(separator: "/")[5] } == ["rewrap", "encrypt"])
        let failing = Server(400, Self.results(#"{"error":"too old"}"#))
        #expect(try failing.engine().rewrap([Self.first]) == [.failure(UnopenedKey(reason: "too old"))])
    }

    /// What is told, whether it may pass, and of which answer.
    private static let refusals: [(Int, String, String, Bool)] = [
        (
            403, #"{"errors":["permission denied"]}"#,
            "does not let this token use its key agentor at team/transit: 403 permission denied.", false
        ),
        (
            400, #"{"errors":["encryption key not found"]}"#,
            "cannot use its key agentor at team/transit: 400 encryption key not found.", false
        ),
        (
            404, #"{"errors":["no handler for route"]}"#,
            "has no transit engine at team/transit: 404 no handler for route.", false
        ),
        (404, "<html>nginx</html>", "answers with status 404, and not as a key server does.", false),
        (503, #"{"errors":["Vault is sealed"]}"#, "cannot answer now: 503 Vault is sealed.", true),
        (429, "", "cannot answer now: 429.", true),
        (307, "", "answers with status 307, and not as a key server does.", false),
        (200, "<html>welcome</html>", "answers something that is not as it should be.", false),
        (200, "{}", "answers something that is not as it should be.", false),
        (200, #"{"data":{"batch_results":[]}}"#, "answers something that is not as it should be.", false),
        (
            200, String(repeating: "[", count: 100_000), "answers something that is not as it should be.",
            false
        ),
    ]

    @Test("whatever it answers instead is told in one line", arguments: refusals.indices)
    func refused(index: Int) throws {
        let (status, body, words, isPassing) = Self.refusals[index]
        let failure = #expect(throws: KeyServerFailure.self) {
            try Server(status, body).engine().open([Self.first])
        }
        #expect(
            failure
                == KeyServerFailure("The key server https://keys.example:8200 \(words)", isPassing: isPassing)
        )
    }

    @Test("a server that is not there may be there in a moment")
    func absent() throws {
        let failure = #expect(throws: KeyServerFailure.self) { try Server().engine().open([Self.first]) }
        #expect(failure?.isPassing == true)
        #expect(failure?.description.contains("cannot be asked: Failed to connect to 127.0.0.1") == true)
    }

    @Test("whatever is told has no token in it, and is one line that is not long")
    func told() throws {
        let long = String(repeating: "a", count: 5_000)
        for server in [
            Server(403, #"{"errors":["bad\ntoken-not-to-be-told\u001b[1m \#(long)"]}"#), Server(),
        ] {
            let failure = #expect(throws: KeyServerFailure.self) { try server.engine().open([Self.first]) }
            let words = try #require(failure?.description)
            #expect(words.contains("…") && !words.contains("token-not"))
            #expect(words.utf8.allSatisfy { $0 >= 0x20 } && words.count < 400)
        }
    }

    @Test(
        "an address is https, or http on this machine",
        arguments: [
            ("https://keys.example", true), ("https://keys.example:8200/", true),
            ("http://127.0.0.1:8200", true),
            ("http://localhost", true), ("http://[::1]:8200", true), ("http://keys.example", false),
            ("http://127.0.0.1.example", false), ("keys.example:8200", false), ("", false),
            ("https://", false),
            ("https://user:pass@keys.example", false), ("https://keys.example/v1", false),
            ("https://keys.example?a", false), ("https://keys.example#a", false),
            ("ftp://keys.example", false),
            ("https://keys.example\r\nX: y", false), ("https://keys.example:99999", false),
        ])
    func address(text: String, isGood: Bool) throws {
        let server = Server(200, Self.results(Self.plain(Self.key)))
        if isGood {
            #expect(try server.engine(address: text).open([Self.first]) == [.success(Self.key)])
            #expect(server.requests.first?.address.contains("//v1") == false)
        } else {
            #expect(throws: TransitEngine.Malformed.address) { try server.engine(address: text) }
        }
    }

    @Test("names that do not stand in a path, and tokens that are more than a line, are refused")
    func names() {
        func engine(mount: String = "transit", key: String = "agentor", token: String = "t") throws {
            _ = try TransitEngine(
                address: "https://keys.example", mount: mount, key: key, token: token, transport: Server())
        }
        #expect(throws: Never.self) { try engine() }
        for mount in ["", "/transit", "transit/", "a//b", "../sys", "a b", "a?b"] {
            #expect(throws: TransitEngine.Malformed.mount) { try engine(mount: mount) }
        }
        for key in ["", "a/b", "..", "a b", "ä"] {
            #expect(throws: TransitEngine.Malformed.key) { try engine(key: key) }
        }
        for token in ["", "a b", "a\r\nX-Other: b", "ä", String(repeating: "a", count: 5_000)] {
            #expect(throws: TransitEngine.Malformed.token) { try engine(token: token) }
        }
    }
}

@Suite("A key server on the wire")
struct TransitWireTests {
    private func failure(answering answer: String, goesOn: Bool = false) throws -> KeyServerFailure? {
        let host = try HTTPHost(answering: answer, goesOn: goesOn)
        defer { host.stop() }
        let engine = try TransitEngine(
            address: host.address, mount: "transit", key: "agentor", token: "the-token",
            transport: CurlTransport(goesByProxy: false))
        return #expect(throws: KeyServerFailure.self) { try engine.open([WrappedKey("vault:v1:AAAA")!]) }
    }

    @Test("what is no HTTP, what breaks off and what never ends are told as what they are")
    func hostile() throws {
        let broken = try failure(answering: "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"data\":")
        #expect(broken?.isPassing == true)
        let endless = try failure(answering: "HTTP/1.1 200 OK\r\n\r\n{\"data\":\"a", goesOn: true)
        #expect(
            endless?.description.hasSuffix("cannot be asked: more than 1048576 bytes came.") == true,
            "\(String(describing: endless))")
        #expect(try failure(answering: "220 mail.example ESMTP\r\n")?.isPassing == true)
    }

    @Test("what is asked goes out as JSON, with the token in its header and nowhere else")
    func request() throws {
        let host = try HTTPHost(
            answering: "HTTP/1.1 503 Sealed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        defer { host.stop() }
        let engine = try TransitEngine(
            address: host.address, mount: "transit", key: "agentor", token: "the-token",
            transport: CurlTransport(goesByProxy: false))
        #expect(throws: KeyServerFailure.self) { try engine.newKey() }
        let request = try #require(host.requests.first)
        #expect(request.hasPrefix("POST /v1/transit/datakey/wrapped/agentor HTTP/1.1\r\n"))
        #expect(request.contains("\r\nX-Vault-Token: the-token\r\n"))
        #expect(request.contains("\r\nContent-Type: application/json\r\n"))
        #expect(request.components(separatedBy: "the-token").count == 2)
    }
}
