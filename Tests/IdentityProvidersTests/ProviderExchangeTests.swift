import FoundationEssentials
import Glibc
import Outgoing
import TestProvider
import Testing
import Threads

@testable import IdentityProviders

@Suite("Asking providers")
struct ProviderExchangeTests {
    @Test("a provider is told who asks, beside what it is told anyway")
    func userAgent() async throws {
        let answers = ProviderAnswers()
        answers["https://id.example/"] = "{}"
        let exchange = ProviderExchange(transport: answers, executor: nil)
        _ = try await exchange.ask(
            HTTPRequest(to: "https://id.example/", headers: ["Accept: text/x"]), what: "test")
        #expect(answers.requests.map(\.headers) == [["Accept: text/x", "User-Agent: Agentor"]])
    }

    /// Tells the name of the thread it runs on.
    private struct ThreadName: HTTPTransport {
        func send(_ request: HTTPRequest, within time: Duration) throws(TransferFailure) -> HTTPResponse {
            let name = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
            return HTTPResponse(status: 200, body: Array((name ?? "").utf8))
        }
    }

    @Test("what blocks, blocks a thread that is kept for it")
    func thread() async throws {
        let workers = try WorkerThreads(count: 1)
        let exchange = ProviderExchange(transport: ThreadName(), executor: workers)
        let answer = try await exchange.ask(HTTPRequest(to: ""), what: "test")
        #expect(String(decoding: answer.body, as: UTF8.self) == "worker-0\n")
        workers.stop()
    }

    /// Takes longer than it is given.
    private struct Slow: HTTPTransport {
        func send(_ request: HTTPRequest, within time: Duration) throws(TransferFailure) -> HTTPResponse {
            usleep(UInt32(time / .microseconds(1)) + 1)
            return HTTPResponse(status: 200)
        }
    }

    @Test("the requests of one conversation share its time, and waiting for a thread takes none of it")
    func queue() async throws {
        let workers = try WorkerThreads(count: 1)
        let exchange = ProviderExchange(transport: Slow(), executor: workers, time: .milliseconds(100))
        for expected in [nil, ProviderFailure.unavailable("test: no time was left")] {
            Task(executorPreference: workers) { _ = usleep(200_000) }
            let result = await failure { () throws(ProviderFailure) in
                try await exchange.ask(HTTPRequest(to: "a"), what: "test")
            }
            #expect(result == expected)
        }
        workers.stop()
    }
}
