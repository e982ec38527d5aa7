import FastCGI
import FoundationEssentials
import Glibc
import Testing

@testable import AgentorCore

@Suite("Asking providers")
struct ProviderExchangeTests {
    private func fetch(
        _ host: HTTPHost, within time: Duration = .seconds(5), form: [(String, String)]? = nil,
        headers: [String] = []
    ) -> Result<(status: Int, body: [UInt8]), ProviderFailure> {
        let request = ProviderRequest(address: host.address, headers: headers, form: form)
        return Result { () throws(ProviderFailure) in try TransferFetching().fetch(request, within: time) }
    }

    private static func answer(_ status: String, _ body: String, more: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(more)\r\n\(body)"
    }

    @Test("a form is posted as one, and says who asks")
    func form() throws {
        let host = try HTTPHost(answering: Self.answer("400 Bad Request", "{}"))
        defer { host.stop() }
        let answer = try fetch(host, form: [("a b", "ü&="), ("c", "")], headers: ["Accept: text/x"]).get()
        #expect(answer.status == 400)
        #expect(answer.body == Array("{}".utf8))
        let request = try #require(host.requests.first)
        #expect(request.hasPrefix("POST / HTTP/1.1\r\n"))
        #expect(request.contains("\r\nUser-Agent: Agentor\r\n"))
        #expect(request.contains("\r\nAccept: text/x\r\n"))
        #expect(request.contains("\r\nContent-Type: application/x-www-form-urlencoded\r\n"))
        #expect(request.hasSuffix("\r\n\r\na%20b=%C3%BC%26%3D&c="))
    }

    @Test("a redirect is not followed")
    func redirect() throws {
        let target = try HTTPHost(answering: Self.answer("200 OK", "{}"))
        let host = try HTTPHost(
            answering: Self.answer("302 Found", "", more: "Location: \(target.address)\r\n"))
        defer {
            target.stop()
            host.stop()
        }
        #expect(try fetch(host).get().status == 302)
        #expect(target.requests.isEmpty)
    }

    @Test("an answer of 1 MiB is taken, and not a byte more")
    func limit() throws {
        for (count, isTaken) in [(1 << 20, true), (1 << 20 + 1, false)] {
            let body = String(repeating: "a", count: count)
            let host = try HTTPHost(answering: Self.answer("200 OK", body))
            defer { host.stop() }
            let answer = fetch(host)
            #expect((try? answer.get().body.count) == (isTaken ? count : nil))
        }
    }

    @Test("a host that does not answer is waited for no longer than told")
    func silence() throws {
        let host = try HTTPHost(answering: "")
        defer { host.stop() }
        let clock = ContinuousClock()
        let time = clock.measure {
            guard case .failure(.unavailable) = fetch(host, within: .milliseconds(200)) else {
                Issue.record("it is unavailable")
                return
            }
        }
        #expect(time >= .milliseconds(200) && time < .seconds(3))
    }

    @Test("a host that is not there is unavailable, and so is one with another scheme")
    func absence() throws {
        let host = try HTTPHost(answering: "")
        host.stop()
        for address in [host.address, "file:///etc/hostname", "gopher://127.0.0.1/"] {
            #expect(throws: ProviderFailure.self) {
                try TransferFetching().fetch(ProviderRequest(address: address), within: .seconds(2))
            }
        }
    }

    /// Tells the name of the thread it runs on.
    private struct ThreadName: Fetching {
        func fetch(
            _ request: ProviderRequest, within time: Duration
        ) throws(ProviderFailure) -> (status: Int, body: [UInt8]) {
            let name = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
            return (200, Array((name ?? "").utf8))
        }
    }

    @Test("what blocks, blocks a thread that is kept for it")
    func thread() async throws {
        let workers = try WorkerThreads(count: 1)
        let exchange = ProviderExchange(fetching: ThreadName(), executor: workers)
        let answer = try await exchange.ask(ProviderRequest(address: ""), what: "test")
        #expect(String(decoding: answer.body, as: UTF8.self) == "worker-0\n")
        workers.stop()
    }

    /// Takes longer than it is given.
    private struct Slow: Fetching {
        func fetch(
            _ request: ProviderRequest, within time: Duration
        ) throws(ProviderFailure) -> (status: Int, body: [UInt8]) {
            usleep(UInt32(time / .microseconds(1)) + 1)
            return (200, [])
        }
    }

    @Test("the requests of one conversation share its time, and waiting for a thread takes none of it")
    func queue() async throws {
        let workers = try WorkerThreads(count: 1)
        let exchange = ProviderExchange(fetching: Slow(), executor: workers, time: .milliseconds(100))
        for expected in [nil, ProviderFailure.unavailable("test: no time was left")] {
            Task(executorPreference: workers) { _ = usleep(200_000) }
            let result = await failure { () throws(ProviderFailure) in
                try await exchange.ask(ProviderRequest(address: "a"), what: "test")
            }
            #expect(result == expected)
        }
        workers.stop()
    }
}
