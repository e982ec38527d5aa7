import AgentorCore
import Synchronization

/// What the first page shows of the directory, the same for everybody for a minute: strangers come there most, and the
/// database is asked for none of them.
final class Showcase: Sendable {
    /// How many agents it shows.
    private static let count = 4
    private static let lifetime = Duration.seconds(60)

    struct Contents: Sendable {
        var agents: [PublicAgent] = []
        var samples: [AccountID: [Work]] = [:]
        var responsiveness: [AccountID: Responsiveness] = [:]
        /// How many agents there are on each subject.
        var categories: [String: DirectoryCount] = [:]
        /// Nil where that is not known.
        var total: DirectoryCount?
    }

    private let directory: Directory
    private let profiles: Profiles
    private let kept = Mutex<(contents: Contents, until: ContinuousClock.Instant)?>(nil)

    init(directory: Directory, profiles: Profiles) {
        self.directory = directory
        self.profiles = profiles
    }

    /// Nothing while the database is away: the page is there without.
    func contents() -> Contents {
        let now = ContinuousClock.now
        if let kept = kept.withLock({ $0 }), kept.until > now { return kept.contents }
        guard let contents = try? read() else {
            // Nor is it asked again at once.
            return kept.withLock { kept in
                kept = (kept?.contents ?? Contents(), now + .seconds(5))
                return kept?.contents ?? Contents()
            }
        }
        kept.withLock { $0 = (contents, now + Self.lifetime) }
        return contents
    }

    private func read() throws -> Contents {
        let first = try directory.page(DirectoryQuery(), for: nil).agents.map(\.agent)
        let samples = try profiles.samples(of: first.map(\.account), for: nil)
        // Those with something to look at first, each in the order of the directory.
        let agents =
            (first.filter { samples[$0.account] != nil } + first.filter { samples[$0.account] == nil })
            .prefix(Self.count)
        let counts = try directory.counts(DirectoryQuery(), for: nil)
        return Contents(
            agents: Array(agents), samples: samples,
            responsiveness: try directory.responsiveness(of: agents.map(\.account), for: nil),
            categories: Dictionary(counts.categories.map { ($0.value, $0.count) }) { first, _ in first },
            total: counts.total)
    }
}
