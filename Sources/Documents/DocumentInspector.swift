import Processes
import Text
import Threads

/// Looks into files, whoever sent them: another program reads each, `agentor-documents`, which can do nothing but that, and is
/// ended when it takes too long.
package struct DocumentInspector: Sendable {
    package struct Limits: Sendable {
        /// Bytes of a PDF file. Of a text only its beginning is read.
        package var source = 64 << 20
        /// Bytes of address space of the process.
        package var memory = 1 << 30
        package var patience = Duration.seconds(10)
        /// Characters (Unicode scalars) of a text: as many as a message may have, so that what is searched of a file is no more
        /// than of what is said with it.
        package var text = 16_384
        /// Processes at the same time; whoever comes then waits.
        package var atOnce = 2

        package init() {}
    }

    /// How a file is read.
    package enum Kind: String, Sendable {
        case pdf, text
    }

    package struct Findings: Hashable, Sendable {
        /// Nil for what has none.
        package var pages: Int?
        /// Its beginning, at most `Limits.text` characters; nil where there is no text, or not all of that could be read.
        package var text: String?

        package init(pages: Int? = nil, text: String? = nil) {
            self.pages = pages
            self.text = text
        }
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
    /// - Parameter source: an open descriptor, read from where it stands; whoever shares it finds it further on.
    /// - Returns: nothing found in what is not of its kind, or cannot be read without a password. Where it takes too long, what was
    ///   known by then: the pages.
    package func inspect(_ source: CInt, as kind: Kind) -> Findings {
        places.wait()
        defer { places.signal() }
        let deadline = ContinuousClock.now + limits.patience
        let seconds = max(1, limits.patience.components.seconds)
        guard
            let process = try? ChildProcess(
                executable: executable,
                arguments: [
                    kind.rawValue, "\(limits.source)", "\(limits.memory)", "\(seconds)", "\(limits.text)",
                ],
                source: source)
        else { return Findings() }
        // No character has more than four bytes in UTF-8; in front of them stands a number.
        let most = 4 * limits.text + 32
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        var hasEnded = false
        while answer.count <= most, let count = process.read(into: &buffer, until: deadline) {
            hasEnded = count == 0
            if hasEnded { break }
            answer += buffer[..<count]
        }
        let status = process.end()
        guard answer.count <= most, let line = answer.firstIndex(of: UInt8(ascii: "\n")) else {
            return Findings()
        }
        // Of a damaged one it may say that it has none.
        let pages = Int(String(decoding: answer[..<line], as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
        guard hasEnded, status == (0, 0) else { return Findings(pages: pages) }
        return Findings(pages: pages, text: text(answer[(line + 1)...]))
    }

    /// As people may have typed it: what the process says is not believed.
    private func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let said = String(validating: bytes, as: UTF8.self) else { return nil }
        let text = PlainText.lines(said)
        return text.isEmpty || text.unicodeScalars.count > limits.text ? nil : text
    }
}
