/// How long to wait before the next attempt: doubling, with jitter, so that many who lost the same server do
/// not all return at once.
struct Backoff {
    private static let shortest = Duration.milliseconds(100)
    private static let longest = Duration.seconds(5)
    private var next = Self.shortest

    /// Between half of the step and the whole of it.
    mutating func step() -> Duration {
        defer { next = min(next * 2, Self.longest) }
        return next * Double.random(in: 0.5...1)
    }
}
