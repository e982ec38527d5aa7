import CFastCGI
import CLinux
import Glibc

@testable import FastCGI

/// A web server in miniature: raw FastCGI records, honest or not.
struct FastCGIClient: ~Copyable {
    struct Failure: Error {
        var operation: String
        var code = errno
    }

    let descriptor: Int32
    private var isOpen = true

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Failure(operation: "connect") }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { if isOpen { close(descriptor) } }

    mutating func leave() {
        isOpen = false
        close(descriptor)
    }

    /// True when all of it went out.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Everything up to the end of the connection.
    func receive() throws -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 && errno == ECONNRESET { return all }
            guard count >= 0 else { throw Failure(operation: "recv") }
            if count == 0 { return all }
            all += buffer[..<count]
        }
    }

    /// The response, once the connection has ended; nil when there was none.
    func response() throws -> ClientResponse? {
        ClientResponse(records: try receive())
    }

    /// The next record; nil when the connection has ended.
    func record() throws -> ClientRecord? {
        guard let header = try receive(count: Record.headerLength) else { return nil }
        let decoded = header.withUnsafeBytes { $0.loadUnaligned(as: FCGI_Header.self) }
        let length = decoded.contentLength
        guard let rest = try receive(count: length + Int(decoded.paddingLength)) else { return nil }
        return ClientRecord(
            kind: Int32(decoded.type), id: decoded.requestID, content: Array(rest[..<length]))
    }

    /// The response up to the end of the request, on a connection that goes on; nil when there was none.
    func answer() throws -> ClientResponse? {
        var all: [UInt8] = []
        while let record = try record() {
            all += Records.record(UInt8(record.kind), record.content, id: record.id)
            if record.kind == FCGI_END_REQUEST { return ClientResponse(records: all) }
        }
        return nil
    }

    private func receive(count: Int) throws -> [UInt8]? {
        if count == 0 { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        let received = recv(descriptor, &bytes, count, Int32(MSG_WAITALL))
        guard received >= 0 || errno == ECONNRESET else { throw Failure(operation: "recv") }
        return received == count ? bytes : nil
    }

    /// Sends a whole request and reads its answer.
    static func fetch(
        _ path: String, from socket: String, _ variables: [(String, String)] = [], body: [UInt8] = []
    ) throws -> ClientResponse? {
        let client = try FastCGIClient(socket)
        client.send(Records.request(path, variables, body: body))
        return try client.response()
    }
}

/// Records as a web server sends them.
enum Records {
    static func record(
        _ kind: UInt8, _ content: [UInt8] = [], id: UInt16 = 1, padding: UInt8 = 0, version: UInt8 = 1
    ) -> [UInt8] {
        let header = [
            version, kind, UInt8(id >> 8), UInt8(id & 0xFF), UInt8(content.count >> 8),
            UInt8(content.count & 0xFF),
            padding, 0,
        ]
        return header + content + [UInt8](repeating: 0, count: Int(padding))
    }

    static func begin(role: UInt8 = 1, flags: UInt8 = 0) -> [UInt8] {
        record(1, [0, role, flags, 0, 0, 0, 0, 0])
    }

    static func length(_ value: Int) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : longLength(value)
    }

    static func longLength(_ value: Int) -> [UInt8] {
        [
            UInt8(value >> 24 & 0x7F) | 0x80, UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF),
            UInt8(value & 0xFF),
        ]
    }

    static func pair(_ name: String, _ value: String) -> [UInt8] {
        length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
    }

    static func parameters(_ pairs: [(String, String)], chunk: Int = 65535) -> [UInt8] {
        let content = pairs.flatMap { pair($0.0, $0.1) }
        return stream(4, content, chunk: chunk)
    }

    static func stream(_ kind: UInt8, _ content: [UInt8], chunk: Int = 65535, padding: UInt8 = 0) -> [UInt8] {
        var records: [UInt8] = []
        var rest = content[...]
        while !rest.isEmpty {
            records += record(kind, Array(rest.prefix(chunk)), padding: padding)
            rest = rest.dropFirst(chunk)
        }
        return records + record(kind)
    }

    static func head(
        _ path: String, _ variables: [(String, String)] = [], length: Int = 0, keep: Bool = false
    ) -> [UInt8] {
        var all = variables
        if !all.contains(where: { $0.0 == "REQUEST_METHOD" }) {
            all.append(("REQUEST_METHOD", length > 0 ? "POST" : "GET"))
        }
        if !all.contains(where: { $0.0 == "CONTENT_LENGTH" }) { all.append(("CONTENT_LENGTH", "\(length)")) }
        return begin(flags: keep ? 1 : 0) + parameters([("REQUEST_URI", path)] + all)
    }

    static func request(
        _ path: String, _ variables: [(String, String)] = [], body: [UInt8] = [], keep: Bool = false
    ) -> [UInt8] {
        head(path, variables, length: body.count, keep: keep) + stream(5, body)
    }
}

/// One record as it came back.
struct ClientRecord: Equatable {
    var kind: Int32
    var id: UInt16 = 1
    var content: [UInt8] = []

    /// The end of a request, with its exit status and what became of it.
    static func end(_ protocolStatus: Int32, id: UInt16 = 1) -> ClientRecord {
        ClientRecord(kind: FCGI_END_REQUEST, id: id, content: [0, 0, 0, 0, UInt8(protocolStatus), 0, 0, 0])
    }
}

/// What came back on FCGI_STDOUT.
struct ClientResponse {
    var head: String
    var body: [UInt8]
    var hasEnded = false

    init?(records: [UInt8]) {
        var rest = records[...]
        var output: [UInt8] = []
        while rest.count >= 8 {
            let header = rest.withUnsafeBytes { $0.loadUnaligned(as: FCGI_Header.self) }
            rest = rest.dropFirst(8)
            if Int32(header.type) == FCGI_STDOUT { output += rest.prefix(header.contentLength) }
            if Int32(header.type) == FCGI_END_REQUEST { hasEnded = true }
            rest = rest.dropFirst(header.contentLength + Int(header.paddingLength))
        }
        let separator = Array("\r\n\r\n".utf8)
        guard let end = output.indices.first(where: { output[$0...].starts(with: separator) }) else {
            return nil
        }
        head = String(decoding: output[..<end], as: UTF8.self)
        body = Array(output[(end + 4)...])
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var status: String { String(head.split(separator: "\r\n").first ?? "") }
}
