import FoundationEssentials
import Outgoing

/// A key of the transit engine of OpenBao or Vault, which never leaves that server: others are wrapped and opened by it
/// there. Asking blocks the thread, for five seconds at most.
package struct TransitEngine: Sendable {
    /// What cannot be used.
    package enum Malformed: Error, Hashable {
        case address, mount, key, token
    }

    private let address: String
    private let mount: String
    private let key: String
    private let token: String
    private let transport: any HTTPTransport

    /// How long an answer may take.
    private static let patience = Duration.seconds(5)

    /// - Parameters:
    ///   - address: `https://host:8200`; http on this machine alone.
    ///   - mount: the engine's path, which a namespace may stand before.
    ///   - key: the name of its key.
    package init(
        address: String, mount: String, key: String, token: String, transport: any HTTPTransport
    ) throws(Malformed) {
        guard let origin = Self.origin(of: address) else { throw .address }
        guard mount.utf8.count <= 200,
            mount.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isName)
        else { throw .mount }
        guard key.utf8.count <= 200, Self.isName(key[...]) else { throw .key }
        // It becomes a line of the request.
        guard (1...4_096).contains(token.utf8.count), token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .token }
        self.address = origin
        self.mount = mount
        self.key = key
        self.token = token
        self.transport = transport
    }

    /// For whoever reads a log.
    package var place: String { "\(address), \(mount)/\(key)" }

    // MARK: What it is asked

    /// Opens all of them in one request.
    /// - Returns: keys of 32 bytes, or why there is none, in the same order.
    package func open(
        _ keys: [WrappedKey]
    ) throws(KeyServerFailure) -> [Result<[UInt8], UnopenedKey>] {
        try askAbout(keys.map { Item(ciphertext: $0.text) }, "decrypt").map { outcome in
            if let reason = outcome.error, !reason.isEmpty {
                return .failure(UnopenedKey(reason: clean(reason)))
            }
            guard let plaintext = outcome.plaintext, let bytes = Data(base64Encoded: plaintext),
                bytes.count == Self.keyLength
            else { return .failure(UnopenedKey(reason: "what it wraps is not a key of 32 bytes")) }
            return .success(Array(bytes))
        }
    }

    /// A new key, which the server makes and wraps: nobody else has seen it.
    package func newKey() throws(KeyServerFailure) -> WrappedKey {
        struct Question: Encodable { let bits = 8 * TransitEngine.keyLength }
        struct Answer: Decodable {
            struct Data: Decodable { let ciphertext: String }
            let data: Data
        }
        let answer: Answer = try ask("datakey/wrapped", Question())
        guard let key = WrappedKey(answer.data.ciphertext) else { throw nonsense }
        return key
    }

    /// The same keys, wrapped by the newest version of the server's.
    package func rewrap(
        _ keys: [WrappedKey]
    ) throws(KeyServerFailure) -> [Result<WrappedKey, UnopenedKey>] {
        try wrapped(askAbout(keys.map { Item(ciphertext: $0.text) }, "rewrap"))
    }

    /// Keys that were in plain until now.
    package func wrap(
        _ keys: [[UInt8]]
    ) throws(KeyServerFailure) -> [Result<WrappedKey, UnopenedKey>] {
        try wrapped(askAbout(keys.map { Item(plaintext: Data($0).base64EncodedString()) }, "encrypt"))
    }

    private func wrapped(
        _ outcomes: [Outcome]
    ) throws(KeyServerFailure) -> [Result<WrappedKey, UnopenedKey>] {
        var results: [Result<WrappedKey, UnopenedKey>] = []
        for outcome in outcomes {
            if let reason = outcome.error, !reason.isEmpty {
                results.append(.failure(UnopenedKey(reason: clean(reason))))
            } else if let key = outcome.ciphertext.flatMap(WrappedKey.init) {
                results.append(.success(key))
            } else {
                throw nonsense
            }
        }
        return results
    }

    // MARK: How

    private static let keyLength = 32

    private struct Item: Encodable {
        var ciphertext: String?
        var plaintext: String?
    }

    private struct Outcome: Decodable {
        let plaintext: String?
        let ciphertext: String?
        let error: String?
    }

    private func askAbout(_ items: [Item], _ action: String) throws(KeyServerFailure) -> [Outcome] {
        struct Question: Encodable {
            let items: [Item]
            enum CodingKeys: String, CodingKey { case items = "batch_input" }
        }
        struct Answer: Decodable {
            struct Data: Decodable {
                let outcomes: [Outcome]
                enum CodingKeys: String, CodingKey { case outcomes = "batch_results" }
            }
            let data: Data
        }
        if items.isEmpty { return [] }
        let answer: Answer = try ask(action, Question(items: items))
        guard answer.data.outcomes.count == items.count else { throw nonsense }
        return answer.data.outcomes
    }

    private func ask<Answer: Decodable>(
        _ action: String, _ question: some Encodable
    ) throws(KeyServerFailure) -> Answer {
        guard let body = try? JSONEncoder().encode(question) else { throw nonsense }
        let request = HTTPRequest(
            to: "\(address)/v1/\(mount)/\(action)/\(key)",
            headers: [
                "X-Vault-Token: \(token)", "X-Vault-Request: true", "Content-Type: application/json",
                "Accept: application/json", "User-Agent: Agentor",
            ],
            text: String(decoding: body, as: UTF8.self))
        let response: HTTPResponse
        do throws(TransferFailure) {
            response = try transport.send(request, within: Self.patience)
        } catch {
            throw failure("cannot be asked: \(clean(error.description))", isPassing: true)
        }
        // A batch of which some cannot be opened is answered with 400.
        if [200, 400].contains(response.status),
            let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        {
            return answer
        }
        throw refusal(response)
    }

    // MARK: What goes wrong

    private func refusal(_ response: HTTPResponse) -> KeyServerFailure {
        struct Refusal: Decodable { let errors: [String] }
        let words = try? JSONDecoder().decode(Refusal.self, from: Data(response.body)).errors
        let reason = ([String(response.status)] + (words ?? []).map(clean)).joined(separator: " ")
        return switch (response.status, words) {
        case (429, _), (500..., _): failure("cannot answer now: \(reason)", isPassing: true)
        case (200, _): nonsense
        case (_, nil): failure("answers with status \(reason), and not as a key server does")
        case (400, _): failure("cannot use its key \(key) at \(mount): \(reason)")
        case (401, _), (403, _):
            failure("does not let this token use its key \(key) at \(mount): \(reason)")
        case (404, _): failure("has no transit engine at \(mount): \(reason)")
        default: failure("answers with status \(reason)")
        }
    }

    private var nonsense: KeyServerFailure { failure("answers something that is not as it should be") }

    private func failure(_ words: String, isPassing: Bool = false) -> KeyServerFailure {
        KeyServerFailure("The key server \(address) \(words).", isPassing: isPassing)
    }

    /// Others' words as they may stand in a log: one line that is not long, and never the token.
    private func clean(_ words: String) -> String {
        let line = words.replacing(token, with: "…").map {
            $0.isASCII && $0 >= " " && $0 != "\u{7F}" || $0 == "…" ? $0 : " "
        }
        var text = String(line.prefix(200))
        while text.last == "." || text.last == " " { text.removeLast() }
        return text
    }

    private static func origin(of address: String) -> String? {
        guard address.utf8.count <= 1_000, address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let parts = URLComponents(string: address), let scheme = parts.scheme, let host = parts.host,
            !host.isEmpty, ["", "/"].contains(parts.path), parts.user == nil, parts.password == nil,
            parts.query == nil, parts.fragment == nil, (1...65_535).contains(parts.port ?? 1)
        else { return nil }
        let isLoopback = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        guard scheme == "https" || scheme == "http" && isLoopback else { return nil }
        return address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    /// What stands in a path as it is.
    private static func isName(_ text: Substring) -> Bool {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isPlain && !text.isEmpty && text != "." && text != ".."
    }
}
