import Glibc
import Processes
import Threads

/// One run of `agentor-images`.
struct MakerProcess: ~Copyable {
    private let process: ChildProcess

    init(executable: String, arguments: [String], source: CInt) throws(ImagingError) {
        do throws(SystemError) {
            process = try ChildProcess(executable: executable, arguments: arguments, source: source)
        } catch { throw .makerMissing(detail: "\(error)") }
    }

    /// - Returns: 0 at the end.
    borrowing func read(
        into buffer: inout [UInt8], until deadline: ContinuousClock.Instant
    ) throws(ImagingError) -> Int {
        guard let count = process.read(into: &buffer, until: deadline) else { throw .tookTooLong }
        return count
    }

    /// Says what its end means where it did not say so itself. To be called when its output has ended.
    consuming func failure() -> ImagingError {
        switch process.end() {
        case (SIGXCPU, _): return .tookTooLong
        // Not ours: the kernel had no memory left.
        case (SIGKILL, _): return .outOfMemory
        case (0, MakerStatus.outOfMemory): return .outOfMemory
        case (0, let code) where [MakerStatus.cannotWork, MakerStatus.usage, 126, 127].contains(code):
            return .makerMissing(detail: "it ended with \(code)")
        case (0, let code): return .damaged(detail: "the maker ended with \(code)")
        case (let signal, _): return .damaged(detail: "the maker was ended by signal \(signal)")
        }
    }
}
