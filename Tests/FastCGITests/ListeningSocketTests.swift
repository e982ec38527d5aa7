import Glibc
import Logging
import Testing
import Threads

@testable import FastCGI

@Suite("Listening sockets", .serialized)
struct ListeningSocketTests {
    @Test("a socket's path is for owner and group, and goes with the socket")
    func mode() throws {
        let path = temporaryPath("sock")
        do {
            let socket = try ListeningSocket.path(path).open()
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
            #expect(socket.isOwn)
        }
        #expect(access(path, F_OK) != 0)
    }

    @Test("a stale socket is replaced, one that answers is not")
    func stale() throws {
        let path = temporaryPath("sock")
        let stale = try ListeningSocket.path(path).open()
        let error = #expect(throws: SystemError.self) { _ = try ListeningSocket.path(path).open() }
        #expect(error?.code == EADDRINUSE)
        // What a killed process leaves: the path stays, and nobody listens.
        let hidden = path + ".hidden"
        #expect(rename(path, hidden) == 0)
        stale.withdraw()
        #expect(access(hidden, F_OK) == 0)
        let null = Glibc.open("/dev/null", O_RDONLY)
        #expect(dup2(null, stale.descriptor) == stale.descriptor)
        close(null)
        let fresh = try ListeningSocket.path(hidden).open()
        #expect(fresh.isOwn)
    }

    @Test("what is no socket is left alone")
    func otherFile() throws {
        let path = temporaryPath("sock")
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        defer { unlink(path) }
        let error = #expect(throws: SystemError.self) { _ = try ListeningSocket.path(path).open() }
        #expect(error?.code == EADDRINUSE)
        #expect(access(path, F_OK) == 0)
    }

    @Test("a path that is too long says so")
    func length() throws {
        let path = "/tmp/" + String(repeating: "x", count: 103)
        let error = #expect(throws: SystemError.self) { _ = try ListeningSocket.path(path).open() }
        #expect(error?.code == ENAMETOOLONG)
        #expect(error?.description.contains("107") == true)
        _ = try ListeningSocket.path(String(path.dropLast())).open()
        #expect(throws: SystemError.self) { _ = try ListeningSocket.path("").open() }
    }

    @Test("a loopback socket takes a free port")
    func loopback() throws {
        let socket = try ListeningSocket.loopback(port: 0).open()
        #expect((socket.port ?? 0) > 0)
    }

    @Test("signals become the event, and are what they were afterwards")
    func signals() throws {
        let event = try Event()
        let signals = StopSignals([SIGUSR2], event: event)
        #expect(!event.hasHappened)
        kill(getpid(), SIGUSR2)
        #expect(eventually { event.hasHappened })
        signals.restore()
        var action = sigaction()
        sigaction(SIGUSR2, nil, &action)
        #expect(action.__sigaction_handler.sa_handler == nil)
    }
}
