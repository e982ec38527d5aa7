import Glibc
import Synchronization
import Testing
import Threads

@testable import Storage

/// Another host in miniature, which says what a test has it say: one request a connection, on loopback.
final class FakeHost: Sendable {
    struct Request: Sendable {
        let method: String
        let target: String
        /// By name in small letters.
        let headers: [String: String]
        let body: [UInt8]
    }

    /// - Parameter number: of the request, from 0.
    /// - Returns: All of a response; nil for a host that says nothing.
    typealias Answer = @Sendable (_ request: Request, _ number: Int) -> [UInt8]?

    let address: String
    private let listening: CInt
    private let answer: Answer
    private let received = Mutex<[Request]>([])

    init(_ answer: @escaping Answer) throws {
        let (listening, port) = try Self.listen()
        self.listening = listening
        self.answer = answer
        address = "http://127.0.0.1:\(port)"
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

    /// What was asked so far.
    var requests: [Request] { received.withLock { $0 } }

    func stop() { shutdown(listening, CInt(SHUT_RDWR)) }

    func store(
        _ folder: TemporaryFolder, patience: Duration = .seconds(20), freshness: Duration = .seconds(3600)
    ) throws -> S3Store {
        S3Store(
            bucket: try S3Bucket(
                endpoint: address, bucket: "files", region: "us-east-1", accessKey: "key",
                secret: "not-to-be-told"),
            folder: "\(folder.path)/spool", patience: patience, freshness: freshness)
    }

    static func response(_ status: String, _ headers: [String] = [], body: [UInt8] = []) -> [UInt8] {
        let length =
            headers.contains { $0.hasPrefix("Content-Length:") } ? [] : ["Content-Length: \(body.count)"]
        let lines = ["HTTP/1.1 \(status)", "Connection: close"] + length + headers
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    static func error(_ status: String, _ code: String, _ message: String = "Words.") -> [UInt8] {
        let document =
            "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
        return response(status, ["Content-Type: application/xml"], body: Array(document.utf8))
    }

    /// A socket on loopback, and its port.
    static func listen() throws -> (socket: CInt, port: UInt16) {
        let listening = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &name) { name in
            name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(listening, name, size) == 0 && Glibc.listen(listening, 16) == 0
                    && getsockname(listening, name, &size) == 0
            }
        }
        guard isListening else { throw SystemError("listening") }
        return (listening, UInt16(bigEndian: name.sin_port))
    }

    private func serve(_ connection: CInt) {
        defer { close(connection) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        func more() -> Bool {
            let count = recv(connection, &buffer, buffer.count, 0)
            if count > 0 { bytes += buffer[..<count] }
            return count > 0
        }
        var head: Range<Int>?
        while head == nil {
            guard more() else { return }
            head = bytes.firstRange(of: Array("\r\n\r\n".utf8))
        }
        guard let head else { return }
        let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].dropFirst()) : ""
        }
        if headers["expect"] != nil { send("HTTP/1.1 100 Continue\r\n\r\n".utf8, on: connection) }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while bytes.count < head.upperBound + length { guard more() else { return } }
        let request = Request(
            method: String(words[0]), target: String(words[1]), headers: headers,
            body: Array(bytes[head.upperBound...]))
        let number = received.withLock { received in
            received.append(request)
            return received.count - 1
        }
        guard let answer = answer(request, number) else {
            // Until whoever asked has had enough.
            _ = more()
            return
        }
        send(answer, on: connection)
    }

    private func send(_ bytes: some Sequence<UInt8>, on connection: CInt) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }
}
