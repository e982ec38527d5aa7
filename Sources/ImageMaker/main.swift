import CConfinement
import Glibc
import Imaging

// One image, decoded where it can do no harm: `agentor-images TYPE SHAPE SOURCE MEMORY SECONDS` reads it from
// descriptor 0, SOURCE bytes at most, and writes what `MakerRecord` describes to descriptor 1, in a SHAPE of
// `ImageMaker.Shape`, with MEMORY bytes of address space and SECONDS of processor time. Everything that is needed is
// loaded first; then the process confines itself; then it reads.

/// Less than this, and a crash or a failure is for want of memory.
private let reserve = 128 << 20

private func confined(memory: UInt64, seconds: UInt32) {
    var limits = confinement(memory: memory, processor_seconds: seconds)
    guard confine(&limits) == 0 else { exit(MakerStatus.cannotWork) }
}

// For tests: `agentor-images --probe NAME` does what `confinement_probe` can as the process is when it
// decodes; with `--probe-loading` as it is before, and with `--probe-unconfined` as it was started. It ends
// with 0 where that succeeds.
let words = CommandLine.arguments.dropFirst()
if let mode = words.first, mode.hasPrefix("--probe"), let name = words.dropFirst().first {
    if mode == "--probe-loading", confine_to_reading() != 0 { exit(MakerStatus.cannotWork) }
    if mode == "--probe" { confined(memory: 1 << 30, seconds: 10) }
    let error = confinement_probe(name)
    exit(error < 0 ? MakerStatus.usage : error == 0 ? 0 : 1)
}

let numbers = words.dropFirst(2).compactMap { Int($0) }
guard let type = words.first, let shape = words.dropFirst().first.flatMap(ImageMaker.Shape.init),
    numbers.count == 3, words.count == 5, numbers.allSatisfy({ $0 > 0 })
else {
    exit(MakerStatus.usage)
}
guard confine_to_reading() == 0, Library.prepare(for: type),
    end_without_memory(reserve, MakerStatus.outOfMemory) == 0
else { exit(MakerStatus.cannotWork) }
confined(memory: UInt64(numbers[1]), seconds: UInt32(clamping: numbers[2]))

let report = Report()
do throws(Refusal) {
    let source = try Source(descriptor: STDIN_FILENO, limit: numbers[0], told: type)
    switch shape {
    case .whole: try source.makeEverything(into: report)
    case .square: try source.makeSquares(into: report)
    }
    report.end()
} catch {
    report.refuse(error)
}
// At once: what libraries would do at the end is nobody's concern any more.
_exit(0)
