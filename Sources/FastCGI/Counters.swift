import Synchronization
import Threads

/// What a worker counts.
final class Counters: Sendable {
    private let connectionCount = Atomic<UInt64>(0)
    private let begunCount = Atomic<UInt64>(0)
    private let inFlightCount = Atomic<Int>(0)
    private let owedCount = Atomic<Int>(0)
    /// Signalled each time nothing is owed.
    let idle = Semaphore()

    var begun: UInt64 { begunCount.load(ordering: .relaxed) }
    var inFlight: Int { inFlightCount.load(ordering: .acquiring) }
    /// Connections on which an answer may be owed.
    var owed: Int { owedCount.load(ordering: .acquiring) }

    /// The number of a connection that has just been accepted; it is owed.
    func accepted() -> UInt64 {
        owes()
        return connectionCount.add(1, ordering: .relaxed).newValue
    }

    func owes() { owedCount.add(1, ordering: .acquiringAndReleasing) }

    func settled() {
        let left = owedCount.subtract(1, ordering: .acquiringAndReleasing).newValue
        if left == 0 { idle.signal() }
    }

    func began() {
        inFlightCount.add(1, ordering: .acquiringAndReleasing)
        begunCount.add(1, ordering: .relaxed)
    }

    func finished() { inFlightCount.subtract(1, ordering: .acquiringAndReleasing) }
}
