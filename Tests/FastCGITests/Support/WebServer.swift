import CLinux
import FoundationEssentials
import Glibc
import Threads

@testable import FastCGI

/// The web servers the edge is tried with; some of them keep their connections.
enum WebServer: String, CaseIterable {
    case nginx, nginxKeeping, lighttpd, apache, apacheKeeping

    /// Whether it closes its connection to the worker when a browser leaves. The others find out when they write.
    var tellsDepartures: Bool { self == .nginx || self == .nginxKeeping }

    /// Whether it passes on the length an answer has. Apache sends chunks instead.
    var passesLength: Bool { self != .apache && self != .apacheKeeping }

    fileprivate func words(in directory: String) -> [String] {
        let file = directory + "/server.conf"
        return switch self {
        case .nginx, .nginxKeeping: ["nginx", "-p", directory, "-c", file, "-e", directory + "/error.log"]
        case .lighttpd: ["lighttpd", "-D", "-f", file]
        case .apache, .apacheKeeping: ["apache2", "-D", "FOREGROUND", "-d", directory, "-f", file]
        }
    }

    fileprivate func configuration(in directory: String, port: UInt16, before socket: String) -> String {
        let isRoot = getuid() == 0
        switch self {
        case .nginx, .nginxKeeping:
            let temporary = ["client_body", "fastcgi", "proxy", "uwsgi", "scgi"]
                .map { "\($0)_temp_path \(directory)/\($0);" }.joined(separator: " ")
            let parameters = [
                "REQUEST_METHOD $request_method", "REQUEST_URI $request_uri", "QUERY_STRING $query_string",
                "CONTENT_TYPE $content_type", "CONTENT_LENGTH $content_length", "REMOTE_ADDR $remote_addr",
            ].map { "fastcgi_param \($0);" }.joined(separator: " ")
            let isKeeping = self == .nginxKeeping
            return """
                \(isRoot ? "user root;" : "")
                daemon off; worker_processes 1; worker_rlimit_nofile 8192; pid \(directory)/pid;
                error_log \(directory)/error.log;
                events { worker_connections 4096; }
                http {
                    access_log off; client_max_body_size 8m; \(temporary)
                    upstream worker { server unix:\(socket); \(isKeeping ? "keepalive 8;" : "") }
                    server {
                        listen 127.0.0.1:\(port) backlog=4096;
                        location / {
                            \(parameters) fastcgi_pass worker; fastcgi_keep_conn \(isKeeping ? "on" : "off");
                        }
                    }
                }
                """
        case .lighttpd:
            return """
                server.modules = ("mod_fastcgi")
                server.bind = "127.0.0.1"
                server.port = \(port)
                server.document-root = "\(directory)"
                server.errorlog = "\(directory)/error.log"
                server.upload-dirs = ("\(directory)")
                fastcgi.server = ("/" => (("socket" => "\(socket)", "check-local" => "disable")))
                """
        case .apache, .apacheKeeping:
            let modules = ["mpm_event", "authz_core", "proxy", "proxy_fcgi"]
                .map { "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so" }
                .joined(separator: "\n")
            return """
                \(modules)
                \(isRoot ? "User www-data\nGroup www-data" : "")
                ServerName localhost
                Listen 127.0.0.1:\(port)
                PidFile \(directory)/pid
                DefaultRuntimeDir \(directory)
                ErrorLog \(directory)/error.log
                ProxyPass / unix:\(socket)|fcgi://worker/ enablereuse=\(self == .apacheKeeping ? "on" : "off")
                """
        }
    }
}

/// A real web server before a socket, with its own directory and port.
final class RunningWebServer {
    let port: UInt16
    private let directory: String
    private var command: Command?

    init(_ server: WebServer, before socket: String) throws {
        let port = try RunningWebServer.freePort()
        let directory = temporaryPath(server.rawValue)
        self.port = port
        self.directory = directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // Apache serves as another user when it is started by root.
        chmod(directory, 0o755)
        chmod(socket, 0o666)
        let configuration = server.configuration(in: directory, port: port, before: socket)
        try Data(configuration.utf8).write(to: URL(filePath: directory + "/server.conf"))
        setenv("PATH", (getenv("PATH").map { String(cString: $0) } ?? "") + ":/usr/sbin:/sbin", 1)
        command = try Command(server.words(in: directory))
        guard eventually({ (try? HTTPClient(port: port)) != nil }) else {
            throw SystemError("waiting for \(server)", code: ETIMEDOUT)
        }
    }

    /// Below the ports of outgoing connections: one of those, connected to before a server listens, answers itself.
    private static func freePort() throws -> UInt16 {
        for _ in 0..<100 {
            let port = UInt16.random(in: 20_000..<30_000)
            if (try? ListeningSocket.loopback(port: port).open()) != nil { return port }
        }
        throw SystemError("looking for a free port", code: EADDRINUSE)
    }

    func fetch(_ method: String, _ target: String, type: String = "", body: [UInt8] = []) throws -> HTTPAnswer
    {
        let client = try HTTPClient(port: port)
        client.send(method, target, type: type, body: body)
        return HTTPAnswer(client.receive())
    }

    deinit {
        command = nil
        try? FileManager.default.removeItem(atPath: directory)
    }
}

struct HTTPAnswer: Equatable {
    var status: String
    var type: String
    var length: String
    var body: String

    init(_ text: String) {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = (parts.first ?? "").split(separator: "\r\n")
        let header = { (name: String) in
            lines.first { $0.lowercased().hasPrefix(name) }.map { String($0.dropFirst(name.utf8.count)) }
                ?? ""
        }
        status = lines.first.map { String($0.dropFirst("HTTP/1.1 ".utf8.count)) } ?? ""
        type = header("content-type: ")
        length = header("content-length: ")
        body = parts.count > 1 ? String(parts[1]) : ""
        if header("transfer-encoding: ") == "chunked" { body = HTTPAnswer.joined(body) }
    }

    /// What the chunks of a body hold; each is announced by its length in hexadecimal digits.
    private static func joined(_ chunked: String) -> String {
        var rest = Array(chunked.utf8)[...]
        var body: [UInt8] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")),
            let count = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16), count > 0
        {
            body += rest.dropFirst(end - rest.startIndex + 2).prefix(count)
            rest = rest.dropFirst(end - rest.startIndex + 2 + count + 2)
        }
        return String(decoding: body, as: UTF8.self)
    }
}

/// A browser in miniature.
struct HTTPClient: ~Copyable {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let result = withUnsafePointer(to: address) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw SystemError("connecting to a web server") }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ method: String, _ target: String, type: String = "", body: [UInt8] = []) {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n"
        if !body.isEmpty { head += "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n" }
        var rest = (Array((head + "\r\n").utf8) + body)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func receive() -> String {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += buffer[..<count]
        }
    }
}
