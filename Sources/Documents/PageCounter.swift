import Processes
import Threads

/// Counts the pages of PDF files, whoever sent them: another program looks at each, `agentor-documents`, which can do nothing
/// but that, and is ended when it takes too long.
package struct PageCounter: Sendable {
    package struct Limits: Sendable {
        /// Bytes of a file.
        package var source = 64 << 20
        /// Bytes of address space of the process.
        package var memory = 1 << 30
        package var patience = Duration.seconds(10)
        /// Processes at the same time; whoever comes then waits.
        package var atOnce = 2

        package init() {}
    }

    private let executable: String
    private let limits: Limits
    private let places = Semaphore()

    /// - Parameter executable: the path of `agentor-documents`.
    package init(executable: String, limits: Limits = Limits()) {
        self.executable = executable
        self.limits = limits
        for _ in 0..<limits.atOnce { places.signal() }
    }

    /// Blocks until it is known.
    /// - Parameter source: an open descriptor, read from where it stands to its end; whoever shares it finds it there.
    /// - Returns: nil for what is no PDF, cannot be read without a password, or takes too long.
    package func pages(of source: CInt) -> Int? {
        places.wait()
        defer { places.signal() }
        let deadline = ContinuousClock.now + limits.patience
        let seconds = max(1, limits.patience.components.seconds)
        guard
            let process = try? ChildProcess(
                executable: executable,
                arguments: ["\(limits.source)", "\(limits.memory)", "\(seconds)"], source: source)
        else { return nil }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        while let count = process.read(into: &buffer, until: deadline), count > 0, answer.count < 64 {
            answer += buffer[..<count]
        }
        guard answer.last == UInt8(ascii: "\n"), case (0, 0) = process.end() else { return nil }
        // Of a damaged one it may say that it has none.
        return Int(String(decoding: answer.dropLast(), as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
    }
}
