import AgentorCore
import ArgumentParser
import FoundationEssentials
import KeyServer
import Outgoing
import Synchronization
import Testing

@testable import AgentorFCGI

/// A transit engine in miniature. A ciphertext holds its key, the other way round; that of a version it does not know is not
/// opened.
private final class SmallServer: HTTPTransport {
    private struct Question: Decodable {
        struct Item: Decodable {
            let ciphertext: String?
            let plaintext: String?
        }
        let items: [Item]?

        enum CodingKeys: String, CodingKey { case items = "batch_input" }
    }

    private struct State {
        var asked = 0
        /// How often it is not there yet.
        var absences: Int
        var newest = 1
        var oldest = 1
        /// What it wraps instead of what it was given.
        var swapped: [UInt8]?
    }

    private let state: Mutex<State>

    init(absences: Int = 0) { state = Mutex(State(absences: absences)) }

    var asked: Int { state.withLock(\.asked) }
    func rotate() { state.withLock { $0.newest += 1 } }
    func forget(before version: Int) { state.withLock { $0.oldest = version } }
    func swap(for key: [UInt8]) { state.withLock { $0.swapped = key } }

    static func line(_ key: [UInt8], version: Int = 1) -> String {
        "vault:v\(version):\(Data(key.reversed()).base64EncodedString())"
    }

    func send(_ request: HTTPRequest, within time: Duration) throws(TransferFailure) -> HTTPResponse {
        let state = state.withLock { state in
            defer {
                state.asked += 1
                state.absences -= 1
            }
            return state
        }
        if state.absences > 0 { throw TransferFailure("nobody is there") }
        let question = try? JSONDecoder().decode(Question.self, from: Data((request.text ?? "").utf8))
        let action = request.address.split(separator: "/").dropLast().last
        let results = (question?.items ?? []).map { item in
            let wrapped = item.ciphertext?.split(separator: ":")
            let version = wrapped.flatMap { Int($0[1].dropFirst()) }
            if let version, version < state.oldest { return #"{"error":"version is too old"}"# }
            let key =
                wrapped.flatMap { Data(base64Encoded: String($0[2])).map { Array($0.reversed()) } }
                ?? item.plaintext.flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? []
            return action == "decrypt"
                ? #"{"plaintext":"\#(Data(key).base64EncodedString())"}"#
                : #"{"ciphertext":"\#(Self.line(state.swapped ?? key, version: state.newest))"}"#
        }
        let body = #"{"data":{"batch_results":[\#(results.joined(separator: ","))]}}"#
        return HTTPResponse(status: body.contains("error") ? 400 : 200, body: Array(body.utf8))
    }
}

@Suite("Where keys come from")
struct KeySettingsTests {
    private static let plain = String(repeating: "5e", count: 32)
    private static let one = [UInt8](repeating: 0x5E, count: 32)
    private static let other = [UInt8](repeating: 0x11, count: 32)
    private static let server = [
        "AGENTOR_KEY_SERVER": "https://keys.example:8200", "AGENTOR_KEY_SERVER_TOKEN": "not-to-be-told",
    ]

    private func settings(
        _ environment: [String: String], _ transport: (any HTTPTransport)? = nil
    ) throws -> KeySettings {
        try KeySettings(environment: { environment[$0] }, transport: transport)
    }

    private func settings(_ lines: String..., from server: SmallServer) throws -> KeySettings {
        try settings(
            Self.server.merging(["AGENTOR_KEYS": lines.joined(separator: ",")]) { $1 }, server)
    }

    private func refusal(_ environment: [String: String]) -> String {
        let error = #expect(throws: ValidationError.self) { try settings(environment) }
        return error?.message ?? ""
    }

    /// A folder as systemd makes one for a unit.
    private func withCredentials(
        _ files: [String: String], _ body: ([String: String]) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/agentor-credentials-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
        try body(["CREDENTIALS_DIRECTORY": folder])
    }

    @Test("where nothing else is set they are a credential of systemd's, and so is the token")
    func credentials() throws {
        try withCredentials(["agentor.keys": "\(Self.plain)\n"]) { environment in
            let settings = try settings(environment)
            #expect(settings.source == .credential)
            #expect(settings.lines.plain == [Self.one] && settings.server == nil)
        }
        try withCredentials([
            "agentor.keys": SmallServer.line(Self.one), "agentor.key-server-token": "token\n",
        ]) { environment in
            let settings = try settings(
                environment.merging(["AGENTOR_KEY_SERVER": "https://keys.example"]) { $1 }, SmallServer())
            #expect(settings.server?.place == "https://keys.example, transit/agentor")
            #expect(try settings.opened().unopened.isEmpty)
        }
        try withCredentials(["something.else": "a"]) { environment in
            #expect(refusal(environment).hasPrefix("AGENTOR_KEY_FILE is not set"))
        }
    }

    @Test("several places are refused, whichever they are")
    func several() throws {
        try withCredentials(["agentor.keys": Self.plain, "agentor.key-server-token": "a"]) { environment in
            for more in [["AGENTOR_KEYS": Self.plain], ["AGENTOR_KEY_FILE": "/dev/null"]] {
                #expect(
                    refusal(environment.merging(more) { $1 }).contains(
                        "the credential agentor.keys, not several"))
            }
            #expect(
                refusal(environment.merging(Self.server) { $1 }).contains(
                    "the credential agentor.key-server-token, not several"))
        }
        #expect(
            refusal(["AGENTOR_KEYS": Self.plain, "AGENTOR_KEY_FILE": "/dev/null"]).contains("not several"))
    }

    @Test("what a key server takes is named, and its token not quoted")
    func incomplete() throws {
        let wrapped = ["AGENTOR_KEYS": SmallServer.line(Self.one)]
        #expect(refusal(wrapped).contains("AGENTOR_KEY_SERVER is not set"))
        let complete = wrapped.merging(Self.server) { $1 }
        #expect(try settings(complete).server != nil)
        for (name, value, words) in [
            ("AGENTOR_KEY_SERVER", "http://keys.example", "AGENTOR_KEY_SERVER is not like https://"),
            ("AGENTOR_KEY_SERVER_MOUNT", "/transit", "AGENTOR_KEY_SERVER_MOUNT is no path"),
            ("AGENTOR_KEY_SERVER_KEY", "a/b", "AGENTOR_KEY_SERVER_KEY is no name"),
            ("AGENTOR_KEY_SERVER_TOKEN", "not to be told", "The token for AGENTOR_KEY_SERVER is none"),
            ("AGENTOR_KEY_SERVER_TOKEN", "", "The token for AGENTOR_KEY_SERVER is none"),
            ("AGENTOR_KEY_SERVER_CA_FILE", "/nonexistent", "AGENTOR_KEY_SERVER_CA_FILE names a file"),
        ] {
            let told = refusal(complete.merging([name: value]) { $1 })
            #expect(
                told.hasPrefix(words) && !told.contains("not-to-be") && !told.contains("not to be"), "\(told)"
            )
        }
        var tokenless = complete
        tokenless["AGENTOR_KEY_SERVER_TOKEN"] = nil
        #expect(refusal(tokenless).contains("AGENTOR_KEY_SERVER_TOKEN_FILE is not"))
    }

    @Test("keys in plain take no server, and wrapped ones are opened by it in one request, in their order")
    func opening() throws {
        let server = SmallServer()
        #expect(try settings(Self.plain, from: server).opened().unopened.isEmpty)
        #expect(server.asked == 0)
        let (one, other) = (SealingKeys([Self.one]), SealingKeys([Self.other]))
        let keys = try settings(
            SmallServer.line(Self.other), Self.plain, SmallServer.line(Self.one), from: server
        ).opened().keys
        #expect(server.asked == 1)
        #expect(other.open(keys.seal([1], for: "a"), for: "a") == [1])
        #expect(keys.open(one.seal([1], for: "a"), for: "a") == [1])
    }

    @Test("a line that cannot be opened leaves the others as they are, unless it is the one that seals")
    func unopened() throws {
        let server = SmallServer()
        server.forget(before: 2)
        let (old, new) = (SmallServer.line(Self.one), SmallServer.line(Self.other, version: 2))
        let opened = try settings(new, old, from: server).opened()
        #expect(opened.unopened.map(\.line) == [2])
        #expect(opened.unopened.map(\.reason) == ["version is too old"])
        #expect(opened.keys.open(SealingKeys([Self.one]).seal([1], for: "a"), for: "a") == nil)
        #expect(opened.keys.open(SealingKeys([Self.other]).seal([1], for: "a"), for: "a") == [1])
        let failure = #expect(throws: KeyServerFailure.self) {
            try settings(old, new, Self.plain, from: server).opened()
        }
        #expect(
            failure?.description.hasPrefix("Key 1 in AGENTOR_KEYS, by which everything is sealed") == true)
        #expect(failure?.description.hasSuffix("version is too old.") == true)
    }

    @Test("a server that is not there yet is asked again, and given up when the time is over")
    func patience() throws {
        let server = SmallServer(absences: 3)
        let pauses = Mutex<[Duration]>([])
        let settings = try settings(SmallServer.line(Self.one), from: server)
        let opened = try settings.opened(patience: .seconds(600)) { pause in
            pauses.withLock { $0.append(pause) }
        }
        #expect(opened.unopened.isEmpty && server.asked == 4)
        let waited = pauses.withLock(\.self)
        #expect(waited.count == 3 && waited.allSatisfy { $0 >= .milliseconds(125) && $0 <= .seconds(4) })
        let absent = SmallServer(absences: 99)
        #expect(throws: KeyServerFailure.self) {
            try self.settings(SmallServer.line(Self.one), from: absent).opened(patience: .zero) { _ in }
        }
        #expect(absent.asked == 1)
    }

    @Test("a server that refuses is not asked again")
    func refused() throws {
        let server = SmallServer()
        server.forget(before: 2)
        #expect(throws: KeyServerFailure.self) {
            try settings(SmallServer.line(Self.one), from: server).opened(patience: .seconds(600)) { _ in
                Issue.record("it was waited for")
            }
        }
        #expect(server.asked == 1)
    }

    @Test("all lines are wrapped by the newest version, those in plain too, and stay the same keys")
    func rewrapping() throws {
        let server = SmallServer()
        let before = try settings(SmallServer.line(Self.other), Self.plain, from: server)
        server.rotate()
        let rewrapped = try before.rewrapped(by: try #require(before.server))
        #expect(
            rewrapped.lines == [
                SmallServer.line(Self.other, version: 2), SmallServer.line(Self.one, version: 2),
            ])
        #expect(rewrapped.unopened.isEmpty)
    }

    @Test("a line that cannot be opened is left as it was, and another key never takes the place of one")
    func notRewrapped() throws {
        let server = SmallServer()
        let (old, new) = (SmallServer.line(Self.one), SmallServer.line(Self.other, version: 2))
        server.forget(before: 2)
        server.rotate()
        let before = try settings(new, old, from: server)
        let rewrapped = try before.rewrapped(by: try #require(before.server))
        #expect(rewrapped.lines == [new, old])
        #expect(rewrapped.unopened.map(\.line) == [2])
        server.rotate()
        server.swap(for: Self.one)
        let swapped = try before.rewrapped(by: try #require(before.server))
        #expect(swapped.lines == [new, old])
        #expect(swapped.unopened.map(\.line) == [1, 2])
        let plain = try settings(Self.plain, from: server)
        server.swap(for: Self.other)
        #expect(throws: KeyServerFailure.self) { try plain.rewrapped(by: try #require(plain.server)) }
    }

    @Test("where keys come from is told without them")
    func told() throws {
        let wrapped = SmallServer.line(Self.other, version: 7)
        let description = try settings(wrapped, Self.plain, from: SmallServer()).description
        #expect(
            description.map { $0.split(separator: " ").joined(separator: " ") } == [
                "keys from AGENTOR_KEYS", "key server https://keys.example:8200, transit/agentor",
                "key 1 wrapped by version 7 of the server's key", "key 2 in plain",
            ])
    }
}
