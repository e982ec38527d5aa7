import Glibc
import Threads

/// Makes of an image, whoever sent it, what pages show. Strangers' bytes are decoded by another program,
/// `agentor-images`, a process for each, which can do nothing but that, and is ended when it takes too long:
/// whatever it is made to do comes back as an error here.
///
/// What is kept of the image, and which sizes there are, says `MadeImage`.
package struct ImageMaker: Sendable {
    package struct Limits: Sendable {
        /// Bytes of the image.
        package var source = 64 << 20
        /// Bytes of all variants together.
        package var output = 192 << 20
        /// Bytes of address space of the process.
        package var memory = 1 << 30
        /// From its start to its end, with what the caller does with the variants meanwhile.
        package var patience = Duration.seconds(20)
        /// Processes at the same time; whoever comes then waits.
        package var atOnce = 2

        package init() {}
    }

    /// What pages show of an image.
    package enum Shape: String, Sendable {
        /// All of it, in the widths of pages.
        case whole
        /// A face or a sign: `MadeImage.squares`, as WebP and as JPEG each.
        case square
    }

    private let executable: String
    private let limits: Limits
    private let places = Semaphore()

    /// - Parameter executable: the path of `agentor-images`.
    package init(executable: String, limits: Limits = Limits()) {
        self.executable = executable
        self.limits = limits
        for _ in 0..<limits.atOnce { places.signal() }
    }

    /// Blocks until it is made.
    ///
    /// - Parameters:
    ///   - source: an open descriptor, read from where it stands to its end; whoever shares it finds it
    ///     there.
    ///   - type: its media type, as libmagic says. An image of another is refused.
    ///   - open: called with each variant that comes, the widest first; returns what is called with its
    ///     bytes, part by part, as they come, and says whether to go on. What was taken counts only when this
    ///     function has returned.
    package func make(
        from source: CInt, type: String, as shape: Shape = .whole,
        into open: (MadeImage.Variant) -> (ArraySlice<UInt8>) -> Bool
    ) throws(ImagingError) -> MadeImage {
        places.wait()
        defer { places.signal() }
        let deadline = ContinuousClock.now + limits.patience
        // Two threads at most are at work for all of that time.
        let processorSeconds = 2 * max(1, limits.patience.components.seconds)
        let process = try MakerProcess(
            executable: executable,
            arguments: [
                type, shape.rawValue, "\(limits.source)", "\(limits.memory)", "\(processorSeconds)",
            ], source: source)
        var output = MakerOutput()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var left = limits.output
        while true {
            let count = try process.read(into: &buffer, until: deadline)
            guard count > 0 else { throw process.failure() }
            left -= count
            guard left >= 0 else {
                throw .damaged(detail: "the maker wrote more than \(limits.output) bytes")
            }
            try output.take(buffer[..<count], into: open)
            if let made = output.result { return made }
        }
    }
}
