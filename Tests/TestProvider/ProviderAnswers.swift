package import Outgoing
internal import Synchronization

/// Answers for another host, from memory, and remembers what it was asked.
package final class ProviderAnswers: HTTPTransport {
    private struct State {
        var answers: [String: HTTPResponse] = [:]
        var requests: [HTTPRequest] = []
    }

    private let state = Mutex(State())

    package init() {}

    package subscript(address: String) -> String? {
        get { state.withLock { $0.answers[address].map { String(decoding: $0.body, as: UTF8.self) } } }
        set {
            state.withLock {
                $0.answers[address] = newValue.map { HTTPResponse(status: 200, body: Array($0.utf8)) }
            }
        }
    }

    package func answer(_ status: Int, _ body: String = "", at address: String) {
        state.withLock { $0.answers[address] = HTTPResponse(status: status, body: Array(body.utf8)) }
    }

    package var requests: [HTTPRequest] { state.withLock { $0.requests } }

    package func requests(to address: String) -> [HTTPRequest] {
        requests.filter { $0.address == address }
    }

    package func send(_ request: HTTPRequest, within time: Duration) throws(TransferFailure) -> HTTPResponse {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers[request.address]
        }
        guard let answer else { throw TransferFailure("nobody is there") }
        return answer
    }
}
