import FoundationEssentials
import Synchronization

@testable import AgentorCore

/// Answers for another host, from memory, and remembers what it was asked.
final class ProviderAnswers: Fetching {
    private struct State {
        var answers: [String: (status: Int, body: String)] = [:]
        var requests: [ProviderRequest] = []
    }

    private let state = Mutex(State())

    subscript(address: String) -> String? {
        get { state.withLock { $0.answers[address]?.body } }
        set { state.withLock { $0.answers[address] = newValue.map { (200, $0) } } }
    }

    func answer(_ status: Int, _ body: String = "", at address: String) {
        state.withLock { $0.answers[address] = (status, body) }
    }

    var requests: [ProviderRequest] { state.withLock { $0.requests } }

    func requests(to address: String) -> [ProviderRequest] {
        requests.filter { $0.address == address }
    }

    func fetch(
        _ request: ProviderRequest, within time: Duration
    ) throws(ProviderFailure) -> (status: Int, body: [UInt8]) {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers[request.address]
        }
        guard let answer else { throw .unavailable("nobody is there") }
        return (answer.status, Array(answer.body.utf8))
    }
}

extension ProviderRequest {
    func field(_ name: String) -> String? {
        form?.first { $0.0 == name }?.1
    }
}

extension Authorization {
    /// A parameter of the address the browser is sent to.
    func parameter(_ name: String) -> String? {
        URLComponents(string: address)?.queryItems?.first { $0.name == name }?.value
    }

    /// What an honest provider sends the browser back with.
    var callback: ProviderCallback {
        ProviderCallback(code: "a-code", state: state, issuer: nil, error: nil)
    }
}

/// What a call that must fail failed with.
func failure(of call: () async throws(ProviderFailure) -> some Any) async -> ProviderFailure? {
    do throws(ProviderFailure) {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}
