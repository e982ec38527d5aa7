import CLinux
import Glibc

/// One run of `agentor-images`: a process in a group of its own, which ends with this value.
struct MakerProcess: ~Copyable {
    private let process: pid_t
    /// Where it writes to.
    let output: CInt
    private var isReaped = false

    init(executable: String, arguments: [String], source: CInt) throws(ImagingError) {
        var ends: [CInt] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Self.missing("a pipe", errno) }
        defer { close(ends[1]) }

        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_adddup2(&files, source, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO)
        // There libraries complain of images, in words strangers may have chosen.
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1)

        // A thread of ours leaves all signals to others, and the process ignores some: both would be handed
        // on.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words = ([executable] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var process = pid_t()
        let failure = posix_spawn(&process, executable, &files, &attributes, &words, &environment)
        guard failure == 0 else {
            close(ends[0])
            throw Self.missing(executable, failure)
        }
        self.process = process
        output = ends[0]
    }

    private static func missing(_ what: String, _ code: CInt) -> ImagingError {
        .makerMissing(detail: "\(what): \(String(cString: strerror(code)))")
    }

    deinit {
        if !isReaped { Self.end(process) }
        close(output)
    }

    /// Waits for its end, and says what that means where it did not say so itself. To be called when its
    /// output has ended: either it has too, how, is decided and stays so; or it keeps on without, and is
    /// ended.
    consuming func failure() -> ImagingError {
        isReaped = true
        let status = Self.end(process)
        let signal = status & 0x7F
        let code = (status >> 8) & 0xFF
        switch (signal, code) {
        case (SIGXCPU, _): return .tookTooLong
        // Not ours: the kernel had no memory left.
        case (SIGKILL, _): return .outOfMemory
        case (0, MakerStatus.outOfMemory): return .outOfMemory
        case (0, MakerStatus.cannotWork), (0, MakerStatus.usage), (0, 126), (0, 127):
            return .makerMissing(detail: "it ended with \(code)")
        case (0, _): return .damaged(detail: "the maker ended with \(code)")
        default: return .damaged(detail: "the maker was ended by signal \(signal)")
        }
    }

    /// - Returns: its status, as `waitpid` has it.
    @discardableResult
    private static func end(_ process: pid_t) -> CInt {
        kill(-process, SIGKILL)
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return 0 }
        }
        return status
    }
}
