import CLinux
import Glibc
import Threads

/// Another program that reads what strangers have sent: a process in a group of its own, which ends with this value. It is given
/// two descriptors, no environment, no signal handling of ours, and nowhere to complain.
package struct ChildProcess: ~Copyable {
    private let process: pid_t
    /// Where it writes to.
    package let output: CInt
    private var isReaped = false

    /// - Parameters:
    ///   - executable: its path.
    ///   - source: an open descriptor, its standard input; whoever shares it finds it where the process left it.
    package init(executable: String, arguments: [String], source: CInt) throws(SystemError) {
        var ends: [CInt] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw SystemError("making a pipe") }
        defer { close(ends[1]) }

        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_adddup2(&files, source, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO)
        // There libraries complain of what they read, in words strangers may have chosen.
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
            throw SystemError("starting \(executable)", code: failure)
        }
        self.process = process
        output = ends[0]
    }

    deinit {
        if !isReaped { Self.end(process) }
        close(output)
    }

    /// Waits for its end, or ends it. To be called when its output has ended: either it has too, and how, is decided and stays
    /// so; or it keeps on without, and is ended.
    /// - Returns: how: the signal that ended it, or the status it ended with.
    package consuming func end() -> (signal: CInt, status: CInt) {
        isReaped = true
        let status = Self.end(process)
        return (status & 0x7F, (status >> 8) & 0xFF)
    }

    /// Reads what it has written.
    /// - Returns: 0 at its end; nil where nothing came in time.
    package borrowing func read(
        into buffer: inout [UInt8], until deadline: ContinuousClock.Instant
    ) -> Int? {
        while true {
            var watched = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let ready = poll(&watched, 1, deadline.millisecondsFromNow)
            if ready == 0 { return nil }
            guard ready > 0 else { continue }
            let count = Glibc.read(output, &buffer, buffer.count)
            if count >= 0 { return count }
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
