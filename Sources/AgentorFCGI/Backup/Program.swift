import Glibc

/// Another program, run to its end. It shares this one's standard streams, and is told nothing secret on its command line,
/// which everybody on the machine can read.
struct Program {
    let name: String
    let arguments: [String]
    /// Besides this process's own.
    var environment: [String: String] = [:]

    /// - Returns: its exit status; 127 where it cannot be started, 128 and the signal where one ended it.
    func run() -> Int32 {
        var variables: [String] = environment.map { "\($0.key)=\($0.value)" }
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if environment[String(text.prefix { $0 != "=" })] == nil { variables.append(text) }
            next += 1
        }
        var process: pid_t = 0
        let failure = Self.withCStrings([name] + arguments) { arguments in
            Self.withCStrings(variables) { posix_spawnp(&process, name, nil, nil, arguments, $0) }
        }
        guard failure == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return 127 }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeMutableBufferPointer { buffer in
            // Never empty: the end is an entry too.
            buffer.baseAddress.map(body)!
        }
    }
}
