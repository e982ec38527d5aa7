import FoundationEssentials
import Glibc
import Threads

@testable import FastCGI

/// Another program, which ends with its handle.
final class Command {
    private let process: pid_t
    private var hasEnded = false

    /// `input` and `output` are paths of files.
    init(
        _ words: [String], environment: [String]? = nil, input: String = "/dev/null", output: String? = nil
    ) throws {
        var arguments = words.map { strdup($0) } + [nil]
        var variables = (environment ?? []).map { strdup($0) } + [nil]
        defer { for word in arguments + variables { free(word) } }
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0)
        if let output {
            posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        // A web server is a group: its processes end together.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var process = pid_t()
        let result =
            environment == nil
            ? posix_spawnp(&process, words[0], &files, &attributes, &arguments, environ)
            : posix_spawnp(&process, words[0], &files, &attributes, &arguments, &variables)
        guard result == 0 else { throw SystemError("starting \(words[0])", code: result) }
        self.process = process
    }

    /// The exit status, once it has ended by itself.
    func wait() -> Int32 {
        var status: Int32 = 0
        waitpid(process, &status, 0)
        hasEnded = true
        return status
    }

    deinit {
        guard !hasEnded else { return }
        // Without asking: libfcgi keeps SIGTERM from ending a program.
        kill(-process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// What the program says about `input`, run to its end.
    static func run(_ words: [String], environment: [String]? = nil, input: [UInt8] = []) throws -> [UInt8] {
        let files = (temporaryPath("in"), temporaryPath("out"))
        defer {
            unlink(files.0)
            unlink(files.1)
        }
        try Data(input).write(to: URL(filePath: files.0))
        let command = try Command(words, environment: environment, input: files.0, output: files.1)
        guard command.wait() == 0 else { throw SystemError("running \(words[0])", code: EINVAL) }
        return Array(try Data(contentsOf: URL(filePath: files.1)))
    }
}

/// Something that answers FastCGI requests as `Peers/echo.c` does.
protocol EchoProgram {
    var socket: String { get }
}

/// Our edge.
struct OurEcho: EchoProgram {
    let worker: TestWorker
    var socket: String { worker.path }

    init(limits: Limits = Limits()) throws {
        worker = try TestWorker(limits: limits) { request in
            if request.path == "/large" { return .text(String(repeating: "A", count: 1_000_000)) }
            guard let body = try? request.body.readAll(limit: 10_000_000) else { return .text("incomplete") }
            if request.method == .post {
                return Response(headers: ["Content-Type": "text/plain; charset=utf-8"], body: body)
            }
            let method =
                switch request.method {
                case .get: "GET"
                case .head: "HEAD"
                case .post: "POST"
                case .other(let name): name
                }
            return .text(
                "\(method) \(request.path) \(body.count)",
                status: request.path == "/missing" ? .notFound : .ok)
        }
    }

    func stop() { worker.stop() }
}

/// The same, made with libfcgi.
struct TheirEcho: EchoProgram {
    let socket: String
    private let command: Command

    init() throws {
        socket = temporaryPath("sock")
        let program = temporaryPath("echo")
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Peers/echo.c").path
        _ = try Command.run(["cc", "-Wall", "-Werror", "-o", program, source, "-lfcgi", "-lpthread"])
        command = try Command([program, socket])
        defer { unlink(program) }
        guard eventually({ [socket] in (try? FastCGIClient(socket)) != nil }) else {
            throw SystemError("waiting for a program made with libfcgi", code: ETIMEDOUT)
        }
    }
}
