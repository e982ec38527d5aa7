import Glibc
import TestFiles
import Testing

@Suite("What decodes images is confined")
struct ConfinementTests {
    enum End: Equatable {
        case succeeded, refused, killed
        case other(CInt)
    }

    /// How the program ends that tries `name`.
    private static func end(_ mode: String, _ name: String) throws -> End {
        let source = try OpenFile([1, 2, 3])
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        // It may be written to.
        posix_spawn_file_actions_adddup2(&files, source.descriptor, STDIN_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = [makerPath, mode, name].map { (word: String) in
            strdup(word)
        }
        words.append(nil)
        defer { for word in words { free(word) } }
        var process = pid_t()
        try #require(posix_spawn(&process, makerPath, &files, nil, &words, environ) == 0)
        var status: CInt = 0
        try #require(waitpid(process, &status, 0) == process)
        switch status {
        case 0: return .succeeded
        case 1 << 8: return .refused
        case SIGSYS: return .killed
        default: return .other(status)
        }
    }

    @Test(
        "it does nothing but compute: what else it asks for is refused, or ends it",
        arguments: [
            ("open", End.refused), ("create", .refused), ("write", .refused), ("code", .refused),
            ("exec", .killed),
            ("fork", .killed), ("socket", .killed), ("ptrace", .killed), ("signal", .killed),
            ("thread", .succeeded),
        ])
    func confined(name: String, end: End) throws {
        #expect(try Self.end("--probe", name) == end)
        #expect(try Self.end("--probe-unconfined", name) == .succeeded, "and could before")
    }

    @Test("while it loads its libraries it changes no file already, where the kernel has Landlock")
    func loading() throws {
        #expect(try Self.end("--probe-loading", "open") == .succeeded)
        let hasLandlock = try Self.end("--probe-unconfined", "landlock") == .succeeded
        #expect(try Self.end("--probe-loading", "create") == (hasLandlock ? .refused : .succeeded))
    }

    @Test("it begins only as it is meant to")
    func usage() throws {
        #expect(try Self.end("--probe", "nonsense") == .other(64 << 8))
        #expect(try Self.end("image/png", "1000") == .other(64 << 8))
    }
}
