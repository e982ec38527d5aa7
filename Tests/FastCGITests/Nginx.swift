import CLinux
import FoundationEssentials
import Glibc

@testable import FastCGI

/// A real nginx before a worker's socket, with its own directory and port.
final class Nginx {
    let port: UInt16
    private let directory: String
    private let process: pid_t

    static var program: String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let directories = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"]
        return directories.map { $0 + "/nginx" }.first { access($0, X_OK) == 0 }
    }

    init(_ program: String, before socket: String) throws {
        let port = try Nginx.freePort()
        let directory = temporaryPath("nginx")
        self.port = port
        self.directory = directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let temporary = ["client_body", "fastcgi", "proxy", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(directory)/\($0);" }.joined(separator: " ")
        let parameters = [
            "REQUEST_METHOD $request_method", "REQUEST_URI $request_uri", "QUERY_STRING $query_string",
            "CONTENT_TYPE $content_type", "CONTENT_LENGTH $content_length", "REMOTE_ADDR $remote_addr",
        ].map { "fastcgi_param \($0);" }.joined(separator: " ")
        let configuration = """
            \(getuid() == 0 ? "user root;" : "")
            daemon off; worker_processes 1; worker_rlimit_nofile 8192; pid \(directory)/pid;
            error_log \(directory)/error.log;
            events { worker_connections 4096; }
            http {
                access_log off; client_max_body_size 8m; \(temporary)
                server {
                    listen 127.0.0.1:\(port) backlog=4096;
                    location / { \(parameters) fastcgi_pass unix:\(socket); }
                }
            }
            """
        try Array(configuration.utf8).withUnsafeBytes { bytes in
            try Data(bytes).write(to: URL(filePath: directory + "/nginx.conf"))
        }
        let words = [program, "-p", directory, "-c", "nginx.conf", "-e", "error.log"]
        var arguments = words.map { (word: String) in strdup(word) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let result = posix_spawn(&process, program, nil, nil, &arguments, environ)
        guard result == 0 else { throw SystemError("starting nginx", code: result) }
        self.process = process
        // It writes this file once it listens.
        guard eventually({ access(directory + "/pid", F_OK) == 0 }) else {
            throw SystemError("waiting for nginx", code: ETIMEDOUT)
        }
    }

    /// Below the ports of outgoing connections: one of those, connected to before nginx listens, answers itself.
    private static func freePort() throws -> UInt16 {
        for _ in 0..<100 {
            let port = UInt16.random(in: 20_000..<30_000)
            if (try? ListeningSocket.loopback(port: port).open()) != nil { return port }
        }
        throw SystemError("looking for a free port", code: EADDRINUSE)
    }

    deinit {
        kill(process, SIGTERM)
        waitpid(process, nil, 0)
        try? FileManager.default.removeItem(atPath: directory)
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
        guard result == 0 else { throw SystemError("connecting to nginx") }
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
