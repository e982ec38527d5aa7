import FoundationEssentials
import Outgoing
import Synchronization

/// One conversation with a provider, of one or several requests, which has ten seconds in all. Requests
/// block, so they run on threads kept for it, never on the caller's; waiting for one is not counted.
struct ProviderExchange: Sendable {
    let transport: any HTTPTransport
    let executor: (any TaskExecutor)?
    private let time: Allowance

    init(transport: any HTTPTransport, executor: (any TaskExecutor)?, time: Duration = .seconds(10)) {
        self.transport = transport
        self.executor = executor
        self.time = Allowance(time)
    }

    /// - Parameter what: names the request in a failure's text.
    func ask(_ request: HTTPRequest, what: String) async throws(ProviderFailure) -> HTTPResponse {
        var request = request
        request.headers.append("User-Agent: Agentor")
        let result = await Task(executorPreference: executor) {
            [request] () -> Result<HTTPResponse, TransferFailure> in
            let rest = time.left
            guard rest > .milliseconds(1) else { return .failure(TransferFailure("no time was left")) }
            let began = ContinuousClock.now
            defer { time.spend(.now - began) }
            return Result { () throws(TransferFailure) in try transport.send(request, within: rest) }
        }.value
        do { return try result.get() } catch { throw .unavailable("\(what): \(error)") }
    }

    /// The document in a successful answer.
    func read<Document: Decodable>(
        _ request: HTTPRequest, what: String
    ) async throws(ProviderFailure) -> Document {
        let answer = try await ask(request, what: what)
        guard answer.status == 200 else { throw .unavailable("\(what): status \(answer.status)") }
        return try Self.decode(answer.body, what: what)
    }

    static func decode<Document: Decodable>(
        _ body: [UInt8], what: String
    ) throws(ProviderFailure) -> Document {
        // The decoder's words would repeat what it read.
        do { return try JSONDecoder().decode(Document.self, from: Data(body)) } catch {
            throw .unavailable("\(what): the answer is not the JSON it should be")
        }
    }
}

/// Time to be spent in pieces.
private final class Allowance: Sendable {
    private let rest: Mutex<Duration>

    init(_ time: Duration) {
        rest = Mutex(time)
    }

    var left: Duration { rest.withLock { $0 } }

    func spend(_ time: Duration) {
        rest.withLock { $0 -= time }
    }
}
