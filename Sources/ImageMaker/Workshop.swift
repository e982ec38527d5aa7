import Imaging
import Synchronization
import Threads

/// How libvips is told to encode. At these qualities a photograph on a dense screen shows nothing of it.
enum Encoding: String {
    case webP = ".webp[Q=80,effort=4,strip]"
    /// For what is drawn: smaller then, and letters stay clean.
    case losslessWebP = ".webp[lossless,effort=4,strip]"
    /// More effort makes little of it smaller, and takes half as long again.
    case animatedWebP = ".webp[Q=75,effort=2,strip]"
    case jpeg = ".jpg[Q=80,optimize_coding,strip]"
    /// The filter more than halves photographs, and more compression only takes longer.
    case png = ".png[compression=4,filter=paeth,strip]"
    /// What is drawn is smaller without.
    case plainPNG = ".png[compression=6,filter=none,strip]"

    var format: MadeImage.Format {
        switch self {
        case .webP, .losslessWebP, .animatedWebP: .webP
        case .jpeg: .jpeg
        case .png, .plainPNG: .png
        }
    }
}

/// A variant to be made.
struct Work: Sendable {
    let picture: Picture
    let size: Size
    let encoding: Encoding
}

/// Encodes variants on two threads, since an encoder has one: the largest takes about as long as all others
/// together. They are reported in the order they were asked for.
final class Workshop: Sendable {
    private struct State {
        var ready: [Int: EncodedBytes] = [:]
        var reported = 0
        var refusal: Refusal?
    }

    private let works: [Work]
    private let report: Report
    private let next = Atomic(0)
    private let state = Mutex(State())

    init(_ works: [Work], _ report: Report) {
        self.works = works
        self.report = report
    }

    func run() throws(Refusal) {
        // Without it there is still this one.
        let other = try? Thread(named: "encoder") { [self] in work() }
        work()
        other?.join()
        if let refusal = state.withLock(\.refusal) { throw refusal }
    }

    private func work() {
        while state.withLock({ $0.refusal == nil }) {
            let number = next.add(1, ordering: .relaxed).oldValue
            guard number < works.count else { return }
            do throws(Refusal) {
                let encoded = try works[number].picture.encoded(works[number].encoding)
                state.withLock { take(encoded, number, &$0) }
            } catch {
                state.withLock { $0.refusal = $0.refusal ?? error }
            }
        }
    }

    private func take(_ encoded: EncodedBytes, _ number: Int, _ state: inout State) {
        state.ready[number] = encoded
        while let encoded = state.ready.removeValue(forKey: state.reported) {
            let work = works[state.reported]
            report.variant(work.encoding.format, width: work.size.width, height: work.size.height, encoded)
            state.reported += 1
        }
    }
}
