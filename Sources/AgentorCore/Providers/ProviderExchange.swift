import FoundationEssentials
import Synchronization

/// One conversation with a provider, of one or several requests, which has ten seconds in all. Requests
/// block, so they run on threads kept for it, never on the caller's; waiting for one is not counted.
struct ProviderExchange: Sendable {
    let fetching: any Fetching
    let executor: (any TaskExecutor)?
    private let time: Allowance

    init(fetching: any Fetching, executor: (any TaskExecutor)?, time: Duration = .seconds(10)) {
        self.fetching = fetching
        self.executor = executor
        self.time = Allowance(time)
    }

    /// - Parameter what: names the request in a failure's text.
    func ask(
        _ request: ProviderRequest, what: String
    ) async throws(ProviderFailure) -> (status: Int, body: [UInt8]) {
        let result = await Task(executorPreference: executor) {
            () -> Result<(status: Int, body: [UInt8]), ProviderFailure> in
            let rest = time.left
            guard rest > .milliseconds(1) else { return .failure(.unavailable("no time was left")) }
            let began = ContinuousClock.now
            defer { time.spend(.now - began) }
            do throws(ProviderFailure) {
                return .success(try fetching.fetch(request, within: rest))
            } catch { return .failure(error) }
        }.value
        do { return try result.get() } catch {
            if case .unavailable(let text) = error { throw .unavailable("\(what): \(text)") }
            throw error
        }
    }

    /// The document in a successful answer.
    func read<Document: Decodable>(
        _ request: ProviderRequest, what: String
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
