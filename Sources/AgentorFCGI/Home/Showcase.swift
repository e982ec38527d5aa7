import AgentorCore
import Synchronization

/// Some agents for the first page, the same for everybody for a minute: strangers come there most, and the database is
/// asked for none of them.
final class Showcase: Sendable {
    /// How many it shows.
    private static let count = 4
    private static let lifetime = Duration.seconds(60)

    private let directory: Directory
    private let kept = Mutex<(agents: [PublicAgent], until: ContinuousClock.Instant)?>(nil)

    init(directory: Directory) { self.directory = directory }

    /// None while the database is away: the page is there without.
    func agents() -> [PublicAgent] {
        let now = ContinuousClock.now
        if let kept = kept.withLock({ $0 }), kept.until > now { return kept.agents }
        guard let page = try? directory.page(DirectoryQuery(), for: nil) else {
            // Nor is it asked again at once.
            return kept.withLock { kept in
                kept = (kept?.agents ?? [], now + .seconds(5))
                return kept?.agents ?? []
            }
        }
        let agents = page.agents.prefix(Self.count).map(\.agent)
        kept.withLock { $0 = (agents, now + Self.lifetime) }
        return agents
    }
}
