import Glibc
import Synchronization
import Testing
import Threads

/// Another host in miniature: takes one connection after the other on loopback, and gives each the same bytes.
package final class HTTPHost: Sendable {
    package let address: String

    private let listening: Int32
    private let answer: [UInt8]
    private let goesOn: Bool
    private let received = Mutex<[String]>([])

    /// - Parameters:
    ///   - answer: all of the response; nothing keeps whoever asks waiting.
    ///   - goesOn: whether its last byte comes again and again, for as long as it is taken.
    package init(answering answer: String, goesOn: Bool = false) throws {
        listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        self.answer = Array(answer.utf8)
        self.goesOn = goesOn
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: UInt16? = withUnsafeMutablePointer(to: &name) { [listening] name in
            name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(listening, name, size) == 0 && listen(listening, 8) == 0
                    && getsockname(listening, name, &size) == 0
            } ? UInt16(bigEndian: name.pointee.sin_port) : nil
        }
        address = "http://127.0.0.1:\(try #require(port))/"
        try Thread(named: "host") { [self] in
            while true {
                let connection = accept(listening, nil, nil)
                guard connection >= 0 else {
                    close(listening)
                    return
                }
                _ = try? Thread(named: "host") { [self] in serve(connection) }
            }
        }
    }

    /// What was asked so far, head and body.
    package var requests: [String] { received.withLock { $0 } }

    /// Ends it; connections that are open stay.
    package func stop() {
        shutdown(listening, Int32(SHUT_RDWR))
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        // The requests of these tests come in one piece.
        let count = recv(connection, &buffer, buffer.count, 0)
        guard count > 0 else { return }
        received.withLock { $0.append(String(decoding: buffer.prefix(count), as: UTF8.self)) }
        var rest = answer[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
            if goesOn, rest.isEmpty, let last = answer.last {
                rest = Array(repeating: last, count: 64 * 1024)[...]
            }
        }
        // Until whoever asked has had enough.
        if answer.isEmpty { _ = recv(connection, &buffer, 1, 0) }
    }
}
