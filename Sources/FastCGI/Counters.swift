import Synchronization

/// What a worker counts.
final class Counters: Sendable {
    private let begunCount = Atomic<UInt64>(0)
    private let inFlightCount = Atomic<Int>(0)
    /// Signalled each time nothing is in flight.
    let idle = Semaphore()

    var begun: UInt64 { begunCount.load(ordering: .relaxed) }
    var inFlight: Int { inFlightCount.load(ordering: .acquiring) }

    /// The number of a request that has just been accepted.
    func began() -> UInt64 {
        inFlightCount.add(1, ordering: .acquiringAndReleasing)
        return begunCount.add(1, ordering: .relaxed).newValue
    }

    func finished() {
        let left = inFlightCount.subtract(1, ordering: .acquiringAndReleasing).newValue
        if left == 0 { idle.signal() }
    }
}
